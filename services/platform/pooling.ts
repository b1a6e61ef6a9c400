/** What a model says of each token -> one vector of length 1 a text (pure). */

export type Pooling = 'mean' | 'cls' | 'last';

export type Tokens = {
  /** Texts x tokens x dimensions, one after the other. */
  hidden: ArrayLike<number>;
  /** Texts x tokens: 1 where there is a token, 0 where a shorter text was filled up. */
  mask: ArrayLike<number | bigint>;
  texts: number;
  tokens: number;
  dims: number;
};

/**
 * The mean of a text's tokens, its first or its last one, as the model was trained with. Texts may be filled up on either
 * side. A text without a token is the zero vector.
 */
export function pooled({ hidden, mask, texts, tokens, dims }: Tokens, pooling: Pooling): number[][] {
  return Array.from({ length: texts }, (_, text) => {
    const all = Array.from({ length: tokens }, (_, token) => text * tokens + token).filter(
      (i) => Number(mask[i]) === 1,
    );
    const those = pooling === 'mean' ? all : pooling === 'cls' ? all.slice(0, 1) : all.slice(-1);
    const sum = new Array<number>(dims).fill(0);
    for (const i of those) for (let d = 0; d < dims; d++) sum[d] = (sum[d] ?? 0) + (hidden[i * dims + d] ?? 0);
    // The mean is the sum but for its length.
    return unit(sum);
  });
}

/** Of length 1, in the same direction; the zero vector stays. */
export function unit(vector: number[]): number[] {
  const length = Math.hypot(...vector) || 1;
  return vector.map((x) => x / length);
}
