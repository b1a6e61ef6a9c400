/** An inbox as it is being changed. Pure. */
import type { Words } from '../../../services/wire/inboxes.js';

export const replaced = <T>(list: readonly T[], at: number, item: T): T[] =>
  list.map((one, i) => (i === at ? item : one));
export const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, i) => i !== at);

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
