/** Logistic regression with a few signals (pure), drawn towards given weights: with little to learn from it stays there. */

export type Sample = { x: number[]; right: boolean; weight: number };

/**
 * The most probable weights where each is thought to lie around `prior` with precision `strength` (a ridge around the prior):
 * Newton's method, which needs under ten rounds for a dozen signals. The first signal should be the constant 1.
 */
export function fitLogistic(samples: Sample[], prior: number[], strength: number[]): number[] {
  let weights = prior.slice();
  for (let round = 0; round < 25; round++) {
    const n = weights.length;
    const gradient = weights.map((w, i) => (strength[i] as number) * (w - (prior[i] as number)));
    const curve = weights.map((_, i) => weights.map((_, j) => (i === j ? (strength[i] as number) : 0)));
    for (const { x, right, weight } of samples) {
      const p = logistic(x, weights);
      const slope = weight * (p - (right ? 1 : 0));
      const bend = weight * p * (1 - p);
      for (let i = 0; i < n; i++) {
        const xi = x[i] as number;
        gradient[i] = (gradient[i] as number) + slope * xi;
        const row = curve[i] as number[];
        for (let j = 0; j <= i; j++) row[j] = (row[j] as number) + bend * xi * (x[j] as number);
      }
    }
    for (let i = 0; i < n; i++)
      for (let j = i + 1; j < n; j++) (curve[i] as number[])[j] = (curve[j] as number[])[i] as number;
    const step = solve(curve, gradient);
    weights = weights.map((w, i) => w - Math.max(-5, Math.min(5, step[i] as number)));
    if (step.every((s) => Math.abs(s) < 1e-6)) break;
  }
  return weights;
}

export function logistic(x: number[], weights: number[]): number {
  let z = 0;
  for (let i = 0; i < weights.length; i++) z += (x[i] as number) * (weights[i] as number);
  return 1 / (1 + Math.exp(-z));
}

/** Gaussian elimination with pivoting; the matrix is small and positive definite. */
function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  const a = matrix.map((row, i) => [...row, right[i] as number]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(a[r]?.[c] as number) > Math.abs(a[pivot]?.[c] as number)) pivot = r;
    [a[c], a[pivot]] = [a[pivot] as number[], a[c] as number[]];
    const top = a[c] as number[];
    for (let r = c + 1; r < n; r++) {
      const row = a[r] as number[];
      const factor = (row[c] as number) / ((top[c] as number) || 1e-12);
      for (let k = c; k <= n; k++) row[k] = (row[k] as number) - factor * (top[k] as number);
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let r = n - 1; r >= 0; r--) {
    const row = a[r] as number[];
    let sum = row[n] as number;
    for (let k = r + 1; k < n; k++) sum -= (row[k] as number) * (x[k] as number);
    x[r] = sum / ((row[r] as number) || 1e-12);
  }
  return x;
}
