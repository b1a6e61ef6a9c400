/**
 * Somebody is angry (pure): they insult, swear, call everything the worst, or shout. What they ask about is read
 * without it, because "worst service ever" says nothing of the kettle that arrived broken.
 */
import { fold, type Language, languages, tokensOf } from './phrases/phrases.js';
import { at, covered, type Kind, languagesOf } from './phrases/read.js';

export type Anger = {
  /** What is left to answer without the anger; empty where that was all. */
  matter: string;
};

/** Nobody is read for anger further than this: a text so long is a story, or was pasted. */
const MOST = 1_000;

export function angerOf(text: string): Anger | undefined {
  const said = text.slice(0, MOST);
  const loud = isShouted(said);
  const cuts = cutsIn(said);
  if (!loud && cuts.length === 0 && !signs.test(said)) return undefined;
  let left = '';
  let from = 0;
  for (const { start, end } of cuts) {
    left += `${said.slice(from, start)} `;
    from = end;
  }
  left += said.slice(from) + text.slice(MOST);
  const matter = tidied(loud ? left.toLowerCase() : left);
  return { matter: saysSomething(matter) ? matter : '' };
}

const signs = /[😡🤬😠🖕]/u;

/** What stands about the cut: joining words, punctuation, signs. */
const tidied = (text: string): string =>
  text
    .replace(/\p{Extended_Pictographic}|\ufe0f/gu, ' ')
    .replace(/([!?])[!?]+/g, '$1')
    .replace(/\s+([,.;:!?…])/g, '$1')
    .replace(/^[\s\p{P}]+/u, '')
    .replace(/([,.;:!?…])(?:\s*[,.;:!?…])+/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();

// ------------------------------------------------------------------------------------------ words

type Word = { start: number; end: number; folded: string };

/** Words where they stand, or letters in a script without spaces. */
function wordsIn(text: string): Word[] {
  const pattern = /[\u3040-\u30ff\u4e00-\u9fff]/.test(text) ? /[\p{L}\p{N}]\p{M}*/gu : /[\p{L}\p{M}\p{N}'’‘`´]+/gu;
  return [...text.matchAll(pattern)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
    folded: fold(found[0]),
  }));
}

/** The longest angry phrases of any language, where they stand. */
function cutsIn(text: string): { start: number; end: number }[] {
  const words = wordsIn(text);
  const tokens = words.map(({ folded }) => folded);
  const cuts: { start: number; end: number }[] = [];
  for (let place = 0; place < tokens.length; ) {
    const to = Math.max(0, ...languages.map((language) => angryUntil(tokens, place, language)));
    const [first, last] = [words[place], words[to - 1]];
    if (to && first && last) cuts.push({ start: first.start, end: last.end });
    place = Math.max(place + 1, to);
  }
  return cuts;
}

const angryUntil = (tokens: string[], place: number, language: Language): number => {
  for (const { kind, to } of at(tokens, place, language)) if (kind === 'angry') return to;
  return 0;
};

const beside = new Set<Kind>(['filler', 'hello', 'telling', 'botNouns', 'botAsks', 'yes', 'no', 'thanks']);

/** More than small words. */
function saysSomething(matter: string): boolean {
  const tokens = tokensOf(fold(matter));
  if (tokens.length === 0) return false;
  const sentences = matter.split(/[.!?,;。！？、\n]+/).map((one) => tokensOf(fold(one)));
  return !sentences.every((some) => languages.some((language) => coveredBy(some, language)));
}

const coveredBy = (tokens: string[], language: Language): boolean =>
  covered(tokens, language, beside) !== undefined ||
  tokens.every((token) => languagesOf([token], 'telling').includes(language) || covered([token], language, beside));

// ------------------------------------------------------------------------------------------ shouting

const CAPITALS = 2;

/** Capitals all over, and exclamation marks: one of the two alone is a habit. */
function isShouted(text: string): boolean {
  if (!/!{2,}|[?!]{3,}|!\?|\?!/.test(text)) return false;
  const words = text.match(/\p{L}{3,}/gu) ?? [];
  const loud = words.filter((word) => word === word.toUpperCase() && word !== word.toLowerCase());
  return loud.length >= CAPITALS && loud.length >= words.length * 0.7;
}
