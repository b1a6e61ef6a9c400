/**
 * Two answers to the same question that cannot both be right (pure). Careful on purpose: it speaks only of two
 * sentences that say the same but for a number, an amount or a "not", and shows both. What it does not see may still
 * contradict.
 */

export type Contradiction = { here: string; there: string };

/** Of the words that say something, as many must be the same. */
const SHARED = 0.6;
const FEWEST = 3;

const negations = new Set([
  ...['not', 'no', 'never', 'cannot', 'cant', 'dont', 'doesnt', 'wont', 'isnt', 'arent', 'without', 'neither', 'nor'],
  ...['nicht', 'kein', 'keine', 'keinen', 'keiner', 'nie', 'niemals', 'ohne', 'pas', 'jamais', 'sans', 'sin', 'nunca'],
]);
const numbers = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

type Sentence = { text: string; words: Set<string>; numbers: string; negated: boolean };

/** The first sentence of `here` that some sentence of `there` denies and none says as well. */
export function contradictionOf(here: string, there: string): Contradiction | undefined {
  const others = sentencesOf(there);
  for (const sentence of sentencesOf(here)) {
    const alike = others.filter((other) => saysTheSame(sentence, other));
    const denied = alike.find((other) => other.numbers !== sentence.numbers || other.negated !== sentence.negated);
    const agreed = alike.some((other) => other.numbers === sentence.numbers && other.negated === sentence.negated);
    if (denied && !agreed) return { here: sentence.text, there: denied.text };
  }
  return undefined;
}

function sentencesOf(answer: string): Sentence[] {
  return answer
    .replace(/\]\([^)]*\)|https?:\/\/\S+/g, ' ')
    .split(/(?<=[.!?])\s+|\n+/)
    .map((text) => text.replace(/[*_`#>[\]]/g, '').trim())
    .filter((text) => text.length > 0)
    .map((text): Sentence => {
      const all = wordsIn(text).map((word) => (numbers.includes(word) ? String(numbers.indexOf(word)) : word));
      return {
        text: text.slice(0, 200),
        words: new Set(all.filter((word) => word.length > 2 && !/^\d/.test(word) && !negations.has(word))),
        numbers: all
          .filter((word) => /^\d/.test(word))
          .sort()
          .join(' '),
        negated: all.filter((word) => negations.has(word)).length % 2 === 1,
      };
    });
}

/** Where one of them names no number at all, the other only says more. */
function saysTheSame(a: Sentence, b: Sentence): boolean {
  const shared = [...a.words].filter((word) => b.words.has(word)).length;
  if (shared < FEWEST || shared / (a.words.size + b.words.size - shared) < SHARED) return false;
  return (a.numbers === '') === (b.numbers === '');
}

/** Words and numbers in lower case; "can't" is one word, "4.50" is one number. */
export const wordsIn = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/['’]/g, '')
    .match(/\d+(?:[.,]\d+)*|[\p{L}]+/gu) ?? [];

/** The share of the words that two texts have in common. */
export function wordsShared(a: string, b: string): number {
  const [x, y] = [new Set(wordsIn(a)), new Set(wordsIn(b))];
  const shared = [...x].filter((word) => y.has(word)).length;
  return shared / Math.max(1, x.size + y.size - shared);
}
