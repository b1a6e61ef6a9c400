/** Which entry does a question belong to: the scores of a classifier that fit/train.ts made (pure). */
import type { SparseVector } from './grams.js';

export type Classifier = {
  entries: number;
  dims: number;
  /** [entry][dim], [bucket][entry], [entry]: 8-bit weights, each entry with its own scale. */
  dense: Int8Array;
  sparse: Int8Array;
  denseScale: Float32Array;
  sparseScale: Float32Array;
  bias: Float32Array;
};

/*
 * `as number`: an index within the array, which the compiler cannot know. These loops run some hundred million times,
 * and a function that looks it up, or checks it, makes them a quarter slower.
 */

/** One score an entry; the softmax of them is P(entry), given that one of them is right. */
export function scores(c: Classifier, vector: ArrayLike<number>, { at, value }: SparseVector): Float32Array {
  const words = new Float32Array(c.entries);
  for (let k = 0; k < at.length; k++) {
    const first = (at[k] as number) * c.entries;
    for (let e = 0; e < c.entries; e++)
      words[e] = (words[e] as number) + (c.sparse[first + e] as number) * (value[k] as number);
  }
  const result = new Float32Array(c.entries);
  for (let e = 0; e < c.entries; e++) {
    let sum = 0;
    for (let k = 0, w = e * c.dims; k < c.dims; k++, w++) sum += (c.dense[w] as number) * (vector[k] as number);
    result[e] =
      sum * (c.denseScale[e] as number) + (words[e] as number) * (c.sparseScale[e] as number) + (c.bias[e] as number);
  }
  return result;
}
