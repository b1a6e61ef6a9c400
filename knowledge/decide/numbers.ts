/** Small arithmetic that fitting and scoring share (pure). */
import { at } from '../at.js';

/*
 * `as number`: an index within the array, which the compiler cannot know. These loops run some hundred million times,
 * and a function that looks it up, or checks it, makes them a quarter slower.
 */

/** Scores -> probabilities, in place. */
export function softmax(z: Float32Array): void {
  let most = -Infinity;
  for (const x of z) if (x > most) most = x;
  let sum = 0;
  for (let i = 0; i < z.length; i++) sum += z[i] = Math.exp((z[i] as number) - most);
  for (let i = 0; i < z.length; i++) z[i] = (z[i] as number) / sum;
}

/** Of lists of any kind, of which the second is at least as long. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

/** The log-odds that weighed signals stand for, kept from the extremes. */
export const logOdds = (x: number[], weights: number[]): number =>
  Math.max(
    -20,
    Math.min(
      20,
      weights.reduce((sum, weight, i) => sum + weight * at(x, i), 0),
    ),
  );

/** The probability that weighed signals stand for; there are at least as many signals as weights. */
export function logistic(x: number[], weights: number[]): number {
  let z = 0;
  for (const [i, weight] of weights.entries()) z += at(x, i) * weight;
  return 1 / (1 + Math.exp(-z));
}
