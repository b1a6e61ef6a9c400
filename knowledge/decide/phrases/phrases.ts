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
import { pt } from './pt.js';

/**
 * Each a list of phrases between commas. `(a|b)` in one stands for either, `( c|)` for `c` or nothing. Upper case,
 * accents and punctuation do not matter.
 */
export type Phrases = {
  hello: string;
  /** Thanks, and whatever else says that all is well: "that worked", "got it". */
  thanks: string;
  goodbye: string;
  /** "I need help", and nothing about what. */
  help: string;
  /** "I have a question", and not which. */
  question: string;
  /** Looking for somebody at the other end: with a question mark, and without one. */
  called: string;
  calling: string;
  /** Asking for a person in so many words, where no verb of talking gives it away. */
  person: string;
  /** "Are you ...", which goes on with one of these nouns, and words around it. */
  botAsks: string;
  botNouns: string;
  botWords: string;
  /** What asks the same by itself. */
  bot: string;
  /** Say nothing beside the others: "so much", "again", "please". */
  filler: string;
  /** At the end of a message it asks on, however content the rest sounds: "ok, and then?" */
  goesOn: string;
  yes: string;
  no: string;
  /** Stand around a number that is sent alone: "my order number is". */
  number: string;
  /** What to look for when only a number is known. */
  order: string;
  /** Between two things that are asked at once. */
  joins: string;
  /** First words of a question, of a wish ("i want"), and verbs that a wish goes on with ("get a refund"). */
  asks: string;
  wishes: string;
  does: string;
  /** Insults, swearing and complaints about everything, wherever they stand in a message. */
  angry: string;
  /** Words that give the language away, between spaces: small ones that say nothing else, and what shops are asked about. */
  telling: string;
  shop: string;
};

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
