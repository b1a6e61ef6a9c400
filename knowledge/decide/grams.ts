/**
 * Words and character pieces of a text, hashed into a fixed number of buckets (pure). Character pieces survive typos,
 * words carry product names; hashing keeps what a version stores small and needs no dictionary (Weinberger et al.
 * 2009).
 */
import { at } from '../at.js';

export const BUCKETS = 8_192;

/**
 * Lower case; one spelling for styled letters; every digit alike, because a post code or an order number teaches
 * nothing.
 */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/\p{N}/gu, '0')
      .match(/[\p{L}\p{M}0]+/gu) ?? []
  );
}

/** A sparse vector: bucket numbers and values. */
export type SparseVector = { at: Int32Array; value: Float32Array };

/**
 * Words and word pairs weigh as much as character pieces of 3 to 5: both halves have length 1/2, beside a vector of
 * length 1 the weight that did best in the classifier.
 */
export function rowOf(text: string, rare: Float32Array): SparseVector {
  const buckets: number[] = [];
  const value: number[] = [];
  for (const counts of [countWords(text), countPieces(text)]) {
    const weighed: number[] = [];
    let length = 0;
    for (const [bucket, n] of counts) {
      const x = (1 + Math.log(n)) * at(rare, bucket);
      buckets.push(bucket);
      weighed.push(x);
      length += x * x;
    }
    const scale = 0.5 / (Math.sqrt(length) || 1);
    for (const x of weighed) value.push(x * scale);
  }
  return { at: Int32Array.from(buckets), value: Float32Array.from(value) };
}

/** Likeness (0 to 1) of one row to many: the row is spread out once, each other row is then a short loop. */
export function comparer(row: SparseVector): (other: SparseVector) => number {
  const spread = new Float32Array(BUCKETS);
  for (const [i, bucket] of row.at.entries()) spread[bucket] = at(spread, bucket) + at(row.value, i);
  return (other) => {
    const [buckets, values] = [other.at, other.value];
    let sum = 0;
    // Within the arrays, which the compiler cannot know; a check would take as long as the rest.
    for (let i = 0; i < buckets.length; i++) sum += (values[i] as number) * (spread[buckets[i] as number] as number);
    // Both halves have length 1/2: equal texts have a dot product of 1/2.
    return Math.min(1, 2 * sum);
  };
}

/** What falls into the buckets, each once. */
export const bucketsOf = (text: string): Set<number> =>
  new Set([...countWords(text).keys(), ...countPieces(text).keys()]);

function countWords(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  const words = wordsOf(text);
  for (let i = 0; i < words.length; i++) {
    add(counts, `w${words[i]}`);
    if (i) add(counts, `w${words[i - 1]} ${words[i]}`);
  }
  return counts;
}

function countPieces(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  for (const word of wordsOf(text)) {
    const padded = ` ${word} `;
    for (let size = 3; size <= 5; size++)
      for (let i = 0; i + size <= padded.length; i++) add(counts, padded.slice(i, i + size));
  }
  return counts;
}

function add(counts: Map<number, number>, piece: string): void {
  const bucket = hash(piece) & (BUCKETS - 1);
  counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
}

/** FNV-1a with a final mix, because its low bits alone are poor. */
function hash(text: string): number {
  let h = 2_166_136_261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16_777_619);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return (h ^ (h >>> 12)) >>> 0;
}

/** How rare a word is; buckets are shared, so that a rare word may pass for a commoner one but never the other way. */
export const wordRarity = (word: string, rare: Float32Array): number =>
  Math.max(...wordsOf(word).map((part) => at(rare, hash(`w${part}`) & (BUCKETS - 1))), 0);
