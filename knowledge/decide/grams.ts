/**
 * Words and character pieces of a text, hashed into a fixed number of buckets (pure). Character pieces survive typos, words
 * carry product names; hashing keeps what a version stores small and needs no dictionary (Weinberger et al. 2009).
 */

export const BUCKETS = 8_192;

/** Lower case; one spelling for styled letters; every digit alike, because a post code or an order number teaches nothing. */
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
export type Row = { at: Int32Array; value: Float32Array };

/** How rare what falls into each bucket is: log((1 + n) / (1 + df)) + 1, the smoothed form of scikit-learn's TfidfTransformer. */
export function rarity(texts: Iterable<string>): Float32Array {
  const df = new Float32Array(BUCKETS);
  let n = 0;
  for (const text of texts) {
    n++;
    for (const bucket of new Set([...countWords(text).keys(), ...countPieces(text).keys()]))
      df[bucket] = (df[bucket] as number) + 1;
  }
  return df.map((count) => Math.log((1 + n) / (1 + count)) + 1);
}

/**
 * Words and word pairs weigh as much as character pieces of 3 to 5: both halves have length 1/2, beside a vector of length 1
 * the weight that did best in the classifier.
 */
export function rowOf(text: string, rare: Float32Array): Row {
  const at: number[] = [];
  const value: number[] = [];
  for (const counts of [countWords(text), countPieces(text)]) {
    const start = value.length;
    let length = 0;
    for (const [bucket, n] of counts) {
      const x = (1 + Math.log(n)) * (rare[bucket] as number);
      at.push(bucket);
      value.push(x);
      length += x * x;
    }
    const scale = 0.5 / (Math.sqrt(length) || 1);
    for (let i = start; i < value.length; i++) value[i] = (value[i] as number) * scale;
  }
  return { at: Int32Array.from(at), value: Float32Array.from(value) };
}

/** Likeness (0 to 1) of one row to many: the row is spread out once, each other row is then a short loop. */
export function comparer(row: Row): (other: Row) => number {
  const spread = new Float32Array(BUCKETS);
  for (let i = 0; i < row.at.length; i++)
    spread[row.at[i] as number] = (spread[row.at[i] as number] as number) + (row.value[i] as number);
  return ({ at, value }) => {
    let sum = 0;
    for (let i = 0; i < at.length; i++) sum += (value[i] as number) * (spread[at[i] as number] as number);
    // Both halves have length 1/2: equal texts have a dot product of 1/2.
    return Math.min(1, 2 * sum);
  };
}

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
  Math.max(...wordsOf(word).map((part) => rare[hash(`w${part}`) & (BUCKETS - 1)] as number), 0);
