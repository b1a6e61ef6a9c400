/** An inbox, or an account, as it is being changed. Pure. */
import type { Words } from '../../../services/protocol-inbox.js';

/** Only what differs, so that two who change different things do not undo each other. */
export function changes<T extends object>(before: T, after: T): Partial<Omit<T, 'slug'>> {
  const differs = (name: keyof T) => JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  return Object.fromEntries(
    Object.entries(after).filter(([name]) => name !== 'slug' && differs(name as keyof T)),
  ) as Partial<Omit<T, 'slug'>>;
}

export const replaced = <T>(list: readonly T[], at: number, item: T): T[] =>
  list.map((one, i) => (i === at ? item : one));
export const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, i) => i !== at);

/** Lines that somebody typed, without empty ones. */
export const lines = (text: string): string[] =>
  [...new Set(text.split('\n').map((line) => line.trim()))].filter(Boolean);

/** As one reads it in a preview: in the inbox's language, else in the first there is. */
export const spoken = (words: Words | null | undefined, locale: string): string =>
  typeof words === 'string' ? words : (words?.[locale] ?? Object.values(words ?? {})[0] ?? '');

/** From one text to one by language, and back where only one is left. */
export const byLanguage = (words: Words, locale: string): Words =>
  typeof words === 'string' ? { [locale]: words } : words;

/** The part of a day that is worked, in percent, for drawing; what runs over midnight is drawn to its end. */
export function shares(intervals: readonly (readonly [string, string])[]): { start: number; width: number }[] {
  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  return intervals
    .filter(([from, to]) => from && to)
    .map(([from, to]) => {
      const end = to <= from ? 1_440 : minutes(to);
      return { start: minutes(from) / 14.4, width: (end - minutes(from)) / 14.4 };
    });
}

/** The server names a field and what is wrong with it, several in one sentence. */
export const problemsIn = (message: string): string[] => message.split('; ').filter(Boolean);
