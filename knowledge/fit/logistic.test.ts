import { expect, test } from 'vitest';
import { logistic } from '../decide/numbers.js';
import { fitLogistic, type Sample } from './logistic.js';

test.each([
  [[1], [0], 0.5],
  [[1, 2], [Math.log(3), 0], 0.75],
  [[1, 2], [0, Math.log(2)], 0.8],
  [[1, -2], [0, Math.log(2)], 0.2],
  // What has no weight does not count.
  [[1, 0, 9], [Math.log(3), 4], 0.75],
])('the probability of %j under %j', (x, weights, p) => expect(logistic(x, weights)).toBeCloseTo(p, 12));

const samples = (of: [x: number[], right: boolean, weight: number][]): Sample[] =>
  of.map(([x, right, weight]) => ({ x, right, weight }));

/** What is found is where the ridge and the samples pull equally hard: the derivative is nothing for every weight. */
function pull(given: Sample[], prior: number[], strength: number[], weights: number[]): number[] {
  return weights.map((w, i) =>
    given.reduce(
      (sum, { x, right, weight }) => sum + weight * (logistic(x, weights) - Number(right)) * (x[i] ?? 0),
      (strength[i] ?? 0) * (w - (prior[i] ?? 0)),
    ),
  );
}

test.each([
  [samples([[[1], true, 1]]), [0], [1]],
  [
    samples([
      [[1], true, 3],
      [[1], false, 1],
    ]),
    [0.5],
    [0.1],
  ],
  [
    samples([
      [[1, 2], true, 1],
      [[1, -1], false, 2],
      [[1, 0.5], true, 0.5],
    ]),
    [0.3, -2],
    [1, 4],
  ],
  [
    samples([
      [[1, 2, 0.1], true, 1],
      [[1, -1, 3], false, 2],
      [[1, 0, 1], true, 4],
      [[1, 1, 1], false, 1],
    ]),
    [0, 1, -1],
    [0.5, 0.2, 2],
  ],
  // The first bends least, so that elimination has to change rows.
  [
    samples([
      [[0.01, 5, 1], true, 9],
      [[0.01, -4, 2], false, 9],
      [[0.01, 3, -6], true, 9],
    ]),
    [1, 0, 0],
    [0.001, 0.5, 0.5],
  ],
])('stands where nothing pulls any more (%#)', (given, prior, strength) => {
  const weights = fitLogistic(given, prior, strength);
  expect(weights).toHaveLength(prior.length);
  for (const force of pull(given, prior, strength, weights)) expect(Math.abs(force)).toBeLessThan(1e-5);
});

test('values', () => {
  const given = samples([
    [[1, 1], true, 1],
    [[1, -1], false, 1],
    [[1, 0.5], true, 2],
  ]);
  const [constant, slope] = fitLogistic(given, [0, 0], [1, 1]) as [number, number];
  expect(constant).toBeCloseTo(0.42008226978086544, 6);
  expect(slope).toBeCloseTo(0.8922461766023501, 6);
});

test('what is given stays as it was', () => {
  const prior = [0.3, -2];
  expect(fitLogistic(samples([[[1, 1], true, 5]]), prior, [1, 1])).not.toEqual(prior);
  expect(prior).toEqual([0.3, -2]);
  expect(fitLogistic([], prior, [1, 1])).toEqual(prior);
});

test('with next to nothing to hold it, a step is never wider than five', () => {
  const all = samples(Array.from({ length: 50 }, () => [[1], true, 1]));
  const [weight] = fitLogistic(all, [0], [1e-9]) as [number];
  expect(weight).toBeGreaterThan(10);
  expect(weight).toBeLessThan(125);
  // From far off on the wrong side, where the curve is flat, a whole step would leap out of the world.
  const [back] = fitLogistic(all, [-12], [1e-6]) as [number];
  expect(back).toBeGreaterThan(5);
  expect(back).toBeLessThan(30);
});
