import { expect, test } from 'vitest';
import { percentile, ratioOf, rounds, verdict } from './rounds.js';

test('a round goes A B B A, and each side keeps its own', async () => {
  const order: string[] = [];
  const measure = (name: string) => async () => `${name}${order.push(name)}`;
  expect(await rounds(2, { a: measure('a'), b: measure('b') })).toEqual([
    { a: ['a1', 'a4'], b: ['b2', 'b3'] },
    { a: ['a5', 'a8'], b: ['b6', 'b7'] },
  ]);
  expect(order.join('')).toBe('abbaabba');
});

test('a ratio is the median of the rounds, with its spread', () => {
  expect(ratioOf([0.9, 0.5, 0.7, 0.8, 0.6])).toEqual({ median: 0.7, lowest: 0.5, highest: 0.9 });
  expect(percentile([5, 1, 4, 2, 3], 0.99)).toBe(5);
});

test.each([
  [{ least: 0.7 }, 0.7, 0.9, 'reached'],
  [{ least: 0.7 }, 0.5, 0.69, 'missed'],
  [{ least: 0.7 }, 0.5, 0.9, 'unproven'],
  [{ most: 1.5 }, 1, 1.5, 'reached'],
  [{ most: 1.5 }, 1.6, 2, 'missed'],
  [{ most: 1.5 }, 1, 2, 'unproven'],
] as const)('of %j with a spread from %d to %d: %s', (target, lowest, highest, said) => {
  expect(verdict({ median: lowest, lowest, highest }, target)).toBe(said);
});
