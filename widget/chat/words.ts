/** The visitor's words in their language. English is built in, others come when they are needed. */
import en from '../../services/texts/en.json' with { type: 'json' };
import { noticeKeys } from '../../services/texts/notice.js';
import type { Notice } from '../../services/wire/conversation.js';
import { fill, pickLocale } from '../shared/texts.js';

export type Words = { widget: typeof en.widget; notices: typeof en.notices };
export type Key = keyof typeof en.widget;

export const english: Words = { widget: en.widget, notices: en.notices };
/** Each in a file of its own, so that a visitor loads one. */
const catalogues = {
  en: async () => ({ default: english }),
  de: () => import('../../services/texts/de.json', { with: { type: 'json' } }),
  fr: () => import('../../services/texts/fr.json', { with: { type: 'json' } }),
  es: () => import('../../services/texts/es.json', { with: { type: 'json' } }),
  pt: () => import('../../services/texts/pt.json', { with: { type: 'json' } }),
  ar: () => import('../../services/texts/ar.json', { with: { type: 'json' } }),
  ja: () => import('../../services/texts/ja.json', { with: { type: 'json' } }),
};
export type Locale = keyof typeof catalogues;
/** The keys of what is written above. */
export const LOCALES = Object.keys(catalogues) as Locale[];

/** The panel reads in its language's direction, whatever the page around it does. */
export const directionOf = (locale: Locale): 'rtl' | 'ltr' => (locale === 'ar' ? 'rtl' : 'ltr');

/** From a list of wanted tags, best first. */
export function chooseLocale(wanted: string): Locale {
  return pickLocale(wanted.split(','), LOCALES);
}

export async function loadWords(locale: Locale): Promise<Words> {
  const { widget, notices } = (await catalogues[locale]()).default;
  return { widget, notices };
}

export function t(words: Words, key: Key, params?: Record<string, string | number>): string {
  return fill(words.widget[key], params);
}

/**
 * What a move tells: why, where that is to be said, and what happens now. As the log has it (`text`) until the words are
 * there.
 */
export function noticeText(words: Words, notice: Notice, text: string): string {
  const said = noticeKeys(notice).map((key) => words.notices[key as keyof Words['notices']]);
  return said.every(Boolean) ? fill(said.join(' '), notice.params) : text;
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
  // A language has some of the forms; `other` is there in all.
  const ordinal = words.widget[`place_${form}` as 'place_other'] ?? words.widget.place_other;
  const place =
    position <= 1 ? t(words, 'queueNext') : t(words, 'queuePlace', { place: fill(ordinal, { n: position }) });
  if (!etaSeconds) return t(words, 'queueNoEta', { place });
  const low = Math.floor(etaSeconds[0] / 60);
  const high = Math.max(Math.ceil(etaSeconds[1] / 60), low + 1, 2);
  if (high > 90) return t(words, 'queueEtaLong', { place });
  return low < 1 ? t(words, 'queueEtaSoon', { place, high }) : t(words, 'queueEta', { place, low, high });
}
