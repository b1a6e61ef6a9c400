/** Texts -> how rare their words and character pieces are (pure). */
import { at } from '../at.js';
import { BUCKETS, bucketsOf } from '../decide/grams.js';

/**
 * How rare what falls into each bucket is: log((1 + n) / (1 + df)) + 1, the smoothed form of scikit-learn's
 * TfidfTransformer.
 */
export function rarity(texts: Iterable<string>): Float32Array {
  const df = new Float32Array(BUCKETS);
  let n = 0;
  for (const text of texts) {
    n++;
    for (const bucket of bucketsOf(text)) df[bucket] = at(df, bucket) + 1;
  }
  return df.map((count) => Math.log((1 + n) / (1 + count)) + 1);
}
