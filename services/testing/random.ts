/** Chance that can be had again: a test that draws says its seed when it fails, and TEST_SEED gives it back. */
import { randomInt } from 'node:crypto';
import { onTestFailed } from 'vitest';

/** mulberry32: small, seeded, good enough to choose moments. */
export function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Numbers from 0 to 1 for the test that runs. Draw before whatever runs at once with something else, or the order is
 * chance again.
 */
export function seeded(): () => number {
  const seed = Number(process.env.TEST_SEED ?? randomInt(2 ** 31));
  onTestFailed(() => console.error(`drawn with TEST_SEED=${seed}`));
  return random(seed);
}

export const shuffled = <T>(list: T[], next: () => number): T[] =>
  list
    .map((one) => ({ one, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
