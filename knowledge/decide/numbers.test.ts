import { expect, test } from 'vitest';
import { dotAt, unit } from '../fit/train.js';
import { randomFrom, shuffle } from '../random.js';
import { dot, softmax } from './numbers.js';

test.each([
  [[0], [1]],
  [
    [5, 5],
    [0.5, 0.5],
  ],
  [
    [Math.log(1), Math.log(2), Math.log(5)],
    [0.125, 0.25, 0.625],
  ],
  [
    [Math.log(5), Math.log(2), Math.log(1)],
    [0.625, 0.25, 0.125],
  ],
  // Without the highest taken off first these would be infinite, or nothing at all.
  [
    [1_000, 1_000],
    [0.5, 0.5],
  ],
  [
    [-1_000, -1_000],
    [0.5, 0.5],
  ],
  [[], []],
])('softmax of %j', (scores, shares) => {
  const z = Float32Array.from(scores);
  softmax(z);
  expect(z).toHaveLength(shares.length);
  shares.forEach((share, i) => {
    expect(z[i]).toBeCloseTo(share, 5);
  });
});

test('random numbers are the same for a seed, everywhere', () => {
  const random = randomFrom(7);
  const first = Array.from({ length: 4 }, random);
  expect(first).toEqual([0.011704753153026104, 0.06195825757458806, 0.97690763277933, 0.6990287057124078]);
  const again = randomFrom(7);
  expect(Array.from({ length: 4 }, again)).toEqual(first);
  expect(randomFrom(8)()).not.toBe(first[0]);
  expect(randomFrom(-1)()).toBe(0.8964226141106337);
});

test('shuffled is the same things in another order, in place', () => {
  const items = [0, 1, 2, 3, 4, 5, 6, 7];
  expect(shuffle(items, randomFrom(7))).toBe(items);
  expect(items).toEqual([4, 6, 1, 2, 3, 5, 7, 0]);
  // With the least and the greatest that may come; the first is never drawn for itself.
  expect(shuffle(['a', 'b', 'c'], () => 0)).toEqual(['b', 'c', 'a']);
  expect(shuffle(['a', 'b', 'c'], () => 0.999999)).toEqual(['a', 'b', 'c']);
  let drawn = 0;
  shuffle(['a', 'b', 'c'], () => drawn++ * 0);
  expect(drawn).toBe(2);
  expect(shuffle([], () => 0)).toEqual([]);
});

test('products', () => {
  expect(dot([1, 2, 3], [4, 5, 6])).toBe(32);
  expect(dot([], [])).toBe(0);
});

/** Around the steps of four: every length must count every number once. */
test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13])('a product of %i numbers from a place on', (length) => {
  const b = Float32Array.from({ length }, (_, i) => 10 ** (i % 5));
  const a = Float32Array.from({ length: length + 5 }, (_, i) => i + 1);
  for (const start of [0, 3]) {
    const expected = b.reduce((sum, x, i) => sum + x * (start + i + 1), 0);
    expect(dotAt(a, start, b)).toBe(expected);
  }
});

test('a vector at length 1; none has no direction', () => {
  expect([...unit(Float32Array.of(3, 4))].map((x) => Math.fround(x))).toEqual([0.6, 0.8].map(Math.fround));
  expect([...unit(Float32Array.of(0, 0))]).toEqual([0, 0]);
});
