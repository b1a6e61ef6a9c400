/**
 * The words of the screens' seven languages that are no question: one small list a language beside this file, and how a
 * list is read. Words only; what is made of them is in ../small-talk.ts, ../anger.ts and ../language.ts.
 */
import { ar } from './ar.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { ja } from './ja.js';
import type { Phrases } from './lists.js';
import { pt } from './pt.js';

export const phrases = { en, de, fr, es, pt, ar, ja } satisfies Record<string, Phrases>;

/** A language that the bot's own words, and the screens, are written in. */
export type Language = keyof typeof phrases;
export const languages = Object.keys(phrases) as Language[];

/** The same in every language. */
export const everywhere: Partial<Phrases> = {
  hello: 'hi, hello, hey, hola, ciao',
  thanks: 'ok, okay, okey, oki, okee, k, kk, super, top, bravo, thx, merci, thanks, perfect',
  goodbye: 'bye, bye bye, ciao ciao',
};

/** One spelling for what people type in many ways: no upper case, accents or punctuation. */
export function fold(text: string): string {
  return text
    .replaceAll('´', "'")
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u0652\u0640]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’‘`]/g, "'")
    .replace(/[أإآ]/g, 'ا')
    .replaceAll('ى', 'ي')
    .replaceAll('ة', 'ه')
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
}

/** Words, or single letters where the script leaves no space between words. */
export const tokensOf = (folded: string): string[] => {
  if (/[\u3040-\u30ff\u4e00-\u9fff]/.test(folded)) return [...folded.replaceAll(' ', '')];
  return folded ? folded.split(' ') : [];
};

/** The phrases of a list, as tokens. */
export const listed = (list: string): string[][] =>
  list
    .split(/[,、،\n]/)
    .flatMap((phrase) => alternatives(phrase))
    .map((phrase) => tokensOf(fold(phrase)))
    .filter((tokens) => tokens.length > 0);

/** "a (b|c) d" -> "a b d", "a c d". */
function alternatives(phrase: string): string[] {
  const found = /\(([^()]*)\)/.exec(phrase);
  if (!found) return [phrase];
  const [before, after] = [phrase.slice(0, found.index), phrase.slice(found.index + found[0].length)];
  return (found[1] ?? '').split('|').flatMap((one) => alternatives(`${before}${one}${after}`));
}
