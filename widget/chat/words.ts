/** The visitor's words in his language. English is built in, others come when they are needed. */
import en from '../../services/texts/en.json' with { type: 'json' };
import { fill, pickLocale } from '../shared/texts.js';

export type Words = { widget: typeof en.widget; notices: typeof en.notices };
export type Key = keyof typeof en.widget;

export const english: Words = { widget: en.widget, notices: en.notices };
const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];

/** From a list of wanted tags, best first. */
export function chooseLocale(wanted: string): Locale {
  return pickLocale(wanted.split(','), LOCALES);
}

export async function loadWords(locale: Locale): Promise<Words> {
  if (locale === 'en') return english;
  const { default: de } = await import('../../services/texts/de.json', { with: { type: 'json' } });
  return { widget: de.widget, notices: de.notices };
}

export function t(words: Words, key: Key, params?: Record<string, string | number>): string {
  return fill(words.widget[key], params);
}

/** "2 to 4 minutes", and the place in line before it. */
export function queueSentence(
  words: Words,
  locale: string,
  queue?: { position: number; etaSeconds?: [number, number] },
): string {
  if (!queue) return t(words, 'queueNoEta', { place: t(words, 'queueWait') });
  const { position, etaSeconds } = queue;
  const form = new Intl.PluralRules(locale, { type: 'ordinal' }).select(position);
  const ordinal = words.widget[`place_${form}` as 'place_other'] ?? words.widget.place_other;
  const place =
    position <= 1 ? t(words, 'queueNext') : t(words, 'queuePlace', { place: fill(ordinal, { n: position }) });
  if (!etaSeconds) return t(words, 'queueNoEta', { place });
  const low = Math.floor(etaSeconds[0] / 60);
  const high = Math.max(Math.ceil(etaSeconds[1] / 60), low + 1, 2);
  if (high > 90) return t(words, 'queueEtaLong', { place });
  return low < 1 ? t(words, 'queueEtaSoon', { place, high }) : t(words, 'queueEta', { place, low, high });
}
