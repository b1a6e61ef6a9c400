/** Which of the screens' languages a message is written in (pure), where it gives itself away. */
import { fold, type Language, languages, tokensOf } from './phrases/phrases.js';
import { languagesOf } from './phrases/read.js';

/** Letters that one of the languages has and the others lack. */
const letters: [Language, RegExp][] = [
  ['de', /[äöüß]/giu],
  ['es', /[ñ¿¡]/giu],
  ['pt', /[ãõ]/giu],
  ['fr', /[œùûîëï]|\b(?:[cdjlmnst]|qu)['’](?=[\p{L}])/giu],
];
/** Told by its script alone. */
const scripts: [Language, RegExp][] = [
  ['ja', /[\u3040-\u30ff]/u],
  ['ar', /[\u0621-\u064a]/u],
];
/** A letter counts as a word and a half; two words, or a word and nothing for any other language, are enough. */
const LETTER = 1.5;
const MARGIN = 1;

/** Undefined where nothing tells, or two languages have as much for them. */
export function languageOf(text: string): Language | undefined {
  const script = scripts.find(([, pattern]) => pattern.test(text));
  if (script) return script[0];
  const score = new Map<Language, number>(languages.map((language) => [language, 0]));
  const add = (language: Language, by: number) => score.set(language, (score.get(language) ?? 0) + by);
  for (const token of new Set(tokensOf(fold(text)))) {
    const held = [...new Set([...languagesOf([token], 'telling'), ...languagesOf([token], 'shop')])];
    for (const language of held) add(language, 1 / held.length);
  }
  for (const [language, pattern] of letters) add(language, LETTER * Math.min(2, text.match(pattern)?.length ?? 0));
  const [[best, most] = ['en', 0] as const, [, second] = ['en', 0] as const] = [...score].sort((a, b) => b[1] - a[1]);
  return most >= MARGIN && most - second >= MARGIN ? best : undefined;
}
