/** The console's words, in the reader's language: German where the browser asks for it, else English. */
import de from '../../services/texts/de.json' with { type: 'json' };
import en from '../../services/texts/en.json' with { type: 'json' };
import { fill, pickLocale } from '../shared/texts.js';

export type Key = keyof typeof en.console;

export const language = pickLocale(globalThis.navigator?.languages ?? [], ['en', 'de']);
/** The same language as spoken where the reader is: how dates and figures are written. */
export const region =
  globalThis.navigator?.languages?.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language;
const table: Partial<Record<Key, string>> = language === 'de' ? de.console : en.console;

/** `{name}` is replaced from `params`. */
export function t(key: Key, params?: Record<string, string | number>): string {
  return fill(table[key] ?? en.console[key], params);
}
