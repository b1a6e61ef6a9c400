/**
 * Logistic regression with a few signals (pure), drawn towards given weights: with little to learn from it stays there.
 */
import { at } from '../at.js';
import { logistic } from '../decide/numbers.js';

export type Sample = { x: number[]; right: boolean; weight: number };

/**
 * The most probable weights where each is thought to lie around `prior` with precision `strength` (a ridge around the
 * prior): Newton's method, which needs under ten rounds for a dozen signals. The first signal should be the constant 1.
 */
export function fitLogistic(samples: Sample[], prior: number[], strength: number[]): number[] {
  let weights = prior.slice();
  for (let round = 0; round < 25; round++) {
    const n = weights.length;
    const gradient = weights.map((w, i) => at(strength, i) * (w - at(prior, i)));
    const curve = weights.map((_, i) => weights.map((_, j) => (i === j ? at(strength, i) : 0)));
    for (const { x, right, weight } of samples) {
      const p = logistic(x, weights);
      const slope = weight * (p - (right ? 1 : 0));
      const bend = weight * p * (1 - p);
      for (let i = 0; i < n; i++) {
        const xi = at(x, i);
        gradient[i] = at(gradient, i) + slope * xi;
        const row = at(curve, i);
        for (let j = 0; j <= i; j++) row[j] = at(row, j) + bend * xi * at(x, j);
      }
    }
    for (const [i, row] of curve.entries()) for (let j = i + 1; j < n; j++) row[j] = at(at(curve, j), i);
    const step = solve(curve, gradient);
    weights = weights.map((w, i) => w - Math.max(-5, Math.min(5, at(step, i))));
    if (step.every((s) => Math.abs(s) < 1e-6)) break;
  }
  return weights;
}

/** Gaussian elimination with pivoting; the matrix is small and positive definite. */
function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  const a = matrix.map((row, i) => [...row, at(right, i)]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(at(at(a, r), c)) > Math.abs(at(at(a, pivot), c))) pivot = r;
    [a[c], a[pivot]] = [at(a, pivot), at(a, c)];
    const top = at(a, c);
    for (let r = c + 1; r < n; r++) {
      const row = at(a, r);
      const factor = at(row, c) / (at(top, c) || 1e-12);
      for (let k = c; k <= n; k++) row[k] = at(row, k) - factor * at(top, k);
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let r = n - 1; r >= 0; r--) {
    const row = at(a, r);
    let sum = at(row, n);
    for (let k = r + 1; k < n; k++) sum -= at(row, k) * at(x, k);
    x[r] = sum / (at(row, r) || 1e-12);
  }
  return x;
}
