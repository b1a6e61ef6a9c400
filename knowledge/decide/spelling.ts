/**
 * A question as it was meant: words that nobody writes like that are taken for the nearest one that the entries have.
 * What an English dictionary knows stays, or "do you treat cancer" would be read as cancelling.
 */

import { Worker } from 'node:worker_threads';
import { compiled } from '../../services/platform/root.js';
import type { Vocabulary } from './wording.js';
import { commonWords, sameWord, slips } from './words.js';

let words: Promise<ReadonlySet<string>> | undefined;

/** The words of English in all their forms; read once in a process, beside whatever it does meanwhile. */
export function englishWords(): Promise<ReadonlySet<string>> {
  words ??= new Promise((resolve, reject) => {
    const worker = new Worker(compiled(import.meta.url, './dictionary-thread.js'));
    worker.once('message', (text: string) => resolve(new Set(text.split('\n'))));
    worker.once('error', reject);
  });
  // Not read this time is read the next.
  words.catch(() => {
    words = undefined;
  });
  return words;
}

/** As people type English in a hurry; none of these is a word of its own, or it is hardly ever meant. */
const shorthand = new Map(
  Object.entries({
    ...{ wheres: "where's", whats: "what's", hows: "how's", whens: "when's", whos: "who's", theres: "there's" },
    ...{ thats: "that's", ive: "i've", youre: "you're", youve: "you've", theyre: "they're", weve: "we've" },
    ...{ dont: "don't", doesnt: "doesn't", didnt: "didn't", cant: "can't", couldnt: "couldn't", wont: "won't" },
    ...{ isnt: "isn't", arent: "aren't", wasnt: "wasn't", havent: "haven't", hasnt: "hasn't", shouldve: 'should have' },
    ...{ u: 'you', ur: 'your', pls: 'please', plz: 'please', wk: 'week', wks: 'weeks', tmrw: 'tomorrow' },
    ...{ tmr: 'tomorrow', bc: 'because', cuz: 'because', coz: 'because', wanna: 'want to', gonna: 'going to' },
    ...{ gotta: 'have to', gimme: 'give me', lemme: 'let me', thru: 'through', msg: 'message', pw: 'password' },
    ...{ pwd: 'password', acct: 'account', addr: 'address', qty: 'quantity', yday: 'yesterday', approx: 'about' },
  }),
);

/** A pasted page is no question, and is read as it stands. */
const MOST_WORDS = 60;
const SHORTEST = 4;

/** The question with its typos mended; undefined where there are none. */
export function respelled(text: string, vocabulary: Vocabulary, english: ReadonlySet<string>): string | undefined {
  if ((text.match(/\p{L}+/gu)?.length ?? 0) > MOST_WORDS) return undefined;
  const mended = text.replace(/(?<![\p{L}\p{N}@./_-])\p{L}+(?![\p{L}\p{N}@/_]|[.-]\p{L})/gu, (word) => {
    const plain = word.toLowerCase();
    const long = vocabulary.words.has(plain) ? undefined : shorthand.get(plain);
    if (long) return long;
    if (word.length < SHORTEST || vocabulary.words.has(plain) || commonWords.has(plain)) return word;
    // "germany" is a word too, and so is what begins a sentence.
    const named = plain.charAt(0).toUpperCase() + plain.slice(1);
    if (english.has(plain) || english.has(named)) return word;
    return nearest(plain, vocabulary) ?? word;
  });
  return mended === text ? undefined : mended;
}

/** Hardly anybody mistypes the first letter, but for the next one in its place. */
function nearest(word: string, { words }: Vocabulary): string | undefined {
  let best: { word: string; slips: number } | undefined;
  for (const known of [...commonWords, ...words]) {
    if (known.length < SHORTEST || (known[0] !== word[0] && known[1] !== word[0]) || !sameWord(known, word)) continue;
    const count = slips(known, word);
    if (!best || count < best.slips) best = { word: known, slips: count };
  }
  return best?.word;
}
