/** Small arithmetic that fitting and scoring share (pure). */

/** Scores -> probabilities, in place. */
export function softmax(z: Float32Array): void {
  let most = -Infinity;
  for (const x of z) if (x > most) most = x;
  let sum = 0;
  for (let i = 0; i < z.length; i++) sum += z[i] = Math.exp((z[i] as number) - most);
  for (let i = 0; i < z.length; i++) z[i] = (z[i] as number) / sum;
}

/** mulberry32: small, good enough to shuffle with, the same everywhere. */
export function randomFrom(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** In place. */
export function shuffle<T>(items: T[], random: () => number): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
  return items;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

/** `b` with what stands in `a` from `start` on. Four sums at a time: the processor need not wait for one addition to begin the next. */
export function dotAt(a: Float32Array, start: number, b: Float32Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < b.length; k += 4) {
    s0 += (a[start + k] as number) * (b[k] as number);
    s1 += (a[start + k + 1] as number) * (b[k + 1] as number);
    s2 += (a[start + k + 2] as number) * (b[k + 2] as number);
    s3 += (a[start + k + 3] as number) * (b[k + 3] as number);
  }
  for (; k < b.length; k++) s0 += (a[start + k] as number) * (b[k] as number);
  return s0 + s1 + s2 + s3;
}

/** The vector at length 1. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((x) => x / length);
}
