import { expect, test } from 'vitest';
import { fitWeights, type Trial, trustIn } from '../fit/weights.js';
import {
  type Curve,
  confidenceOf,
  insideOf,
  logOddsOf,
  outsideShareOf,
  prior,
  readSignals,
  relearned,
  riskCurve,
  sigmoid,
  thresholdFor,
  unlearned,
} from './confidence.js';

const logit = (p: number) => Math.log(p / (1 - p));

test.each([
  [0, 0.5],
  [Math.log(3), 0.75],
  [-Math.log(4), 0.2],
])('sigmoid %d', (z, p) => expect(sigmoid(z)).toBeCloseTo(p, 12));

test('log-odds stay finite at the ends', () => {
  expect(logOddsOf(0.75)).toBeCloseTo(Math.log(3), 12);
  expect(logOddsOf(0)).toBeCloseTo(logit(1e-6), 6);
  expect(logOddsOf(1)).toBeCloseTo(logit(1 - 1e-6), 6);
});

test('the share of questions outside moves what is inside, and so the confidence', () => {
  expect(insideOf(0, 0.5)).toBeCloseTo(0.5, 12);
  expect(insideOf(0, 0.2)).toBeCloseTo(0.8, 12);
  expect(insideOf(Math.log(4), 0.8)).toBeCloseTo(0.5, 12);
  expect(confidenceOf({ inside: 0, right: Math.log(3) }, 0.2)).toBeCloseTo(0.8 * 0.75, 12);
  const learned = { shift: 0.5, slope: 2, labels: 50 };
  expect(confidenceOf({ inside: 0, right: Math.log(3) }, 0.2, learned)).toBeCloseTo(sigmoid(0.5 + 2 * logit(0.6)), 12);
});

test.each([0.02, 0.3, 0.5, 0.8, 0.99])('what was learned of %d can be taken back', (p) => {
  const bent = { shift: -0.4, slope: 0.7 };
  expect(relearned(p, bent)).toBeCloseTo(sigmoid(-0.4 + 0.7 * logit(p)), 12);
  expect(unlearned(relearned(p, bent), bent)).toBeCloseTo(p, 9);
});

test('the two log-odds of a ranking, with the weights it is given', () => {
  const signals = { one: 1, odds: 0.5, near: 0.8, nearGap: 0.1, dense: 0.9, lexical: 0.4 };
  const { inside, right } = readSignals(signals, prior);
  expect(inside).toBeCloseTo(-2.6 + 0.5 * 2.02 + 0.8 * 1.36 + 0.1 * 0.19 + 0.9 * 1.33 + 0.4 * 1.98, 9);
  expect(right).toBeCloseTo(1.36 + 0.5 * 4.43 - 0.8 * 0.77 + 0.1 * 0.61 - 0.9 * 0.15 - 0.4 * 0.48, 9);
  // Beyond all measure is still a number.
  const far = readSignals({ one: 1 }, { inside: [500], right: [-500] });
  expect(far.inside).toBeCloseTo(logit(1 - 1e-9), 3);
  expect(far.right).toBeCloseTo(logit(1e-9), 3);
});

const trial = (outside: boolean, right: boolean): Trial => ({ outside, right, signals: { one: 1 } });
const trials = (right: number, wrong: number, outside = 0) => [
  ...Array.from({ length: right }, () => trial(false, true)),
  ...Array.from({ length: wrong }, () => trial(false, false)),
  ...Array.from({ length: outside }, () => trial(true, false)),
];

test.each([
  [trials(0, 0), 0],
  [trials(5, 5), 0],
  [trials(2, 8), 0],
  [trials(6, 4), 0.5],
  [trials(7, 3), 1],
  [trials(10, 0), 1],
  // What lies outside says nothing of how examples are found.
  [trials(6, 4, 90), 0.5],
])('trust %#', (all, trust) => expect(trustIn(all)).toBeCloseTo(trust, 9));

const mixed = Array.from({ length: 20 }, (_, i): Trial => {
  const signals = { one: 1, odds: 0.1 * (i % 7), near: 0.05 * i, nearGap: 0.1, dense: 0.04 * i, lexical: 0.02 * i };
  return { outside: i % 4 === 0, right: i % 4 !== 0 && i % 3 !== 0, signals };
});

test('trials move the weights by how far they are trusted; pinned', () => {
  const close = (given: number[], expected: number[]) =>
    expected.forEach((value, i) => {
      expect(given[i]).toBeCloseTo(value, 6);
    });
  const all = fitWeights(mixed, 1);
  close(all.inside, [-2.0652973959, 2.0056383363, 1.2458823253, 0.2033675651, 1.23870586, 1.93435293]);
  close(all.right, [0.4270549137, 4.2375100612, -0.8584029136, 0.5866763728, -0.2207223309, -0.5153611654]);
  const half = fitWeights(mixed, 0.5);
  close(half.inside, [-2.1966664091, 2.021929726, 1.3147999068, 0.2000833398, 1.2938399254, 1.9619199628]);
  close(half.right, [0.6192616524, 4.3166858491, -0.8507933623, 0.5914815413, -0.2146349899, -0.512317345]);
  const none = fitWeights(mixed, 0);
  close(none.inside, prior.inside);
  close(none.right, prior.right);
});

test('with one kind alone there is nothing to tell apart', () => {
  for (const outside of [true, false]) {
    const one = mixed.map((it) => ({ ...it, outside, right: !outside && it.right }));
    expect(fitWeights(one, 1).inside).toEqual(prior.inside);
  }
  expect(
    fitWeights(
      mixed.map((it) => ({ ...it, outside: true, right: false })),
      1,
    ).right,
  ).toEqual(prior.right);
});

test('the share outside: from a belief that weighs forty questions, trusted less above it than below', () => {
  expect(outsideShareOf([])).toBeCloseTo(0.35, 9);
  expect(outsideShareOf(Array(10).fill(3))).toBeCloseTo(0.2965080735, 6);
  expect(outsideShareOf(Array(10).fill(-3))).toBeCloseTo(0.420355752, 6);
  expect(outsideShareOf(Array(1_000).fill(9))).toBeGreaterThan(0);
  expect(outsideShareOf(Array(1_000).fill(-9))).toBeLessThan(1);
});

/** Inside for certain at a share of one half, so that the confidence is `p`. */
const one = (p: number, right: boolean, outside = false): Curve[number] => [
  40,
  logit(p),
  Number(right),
  Number(outside),
];

test('what is promised, from the surest on, with one more wrong answer than was seen', () => {
  const curve = [one(0.5, false), one(0.9, true), one(0.7, true), one(0.6, false, true)];
  const points = riskCurve({ curve, outsideShare: 0.25 });
  expect(points.map(({ confidence }) => Number(confidence.toFixed(6)))).toEqual([0.9, 0.7, 0.6, 0.5]);
  expect(points.map(({ answered }) => Number(answered.toFixed(6)))).toEqual([0.25, 0.5, 0.75, 1]);
  expect(points.map(({ wrong }) => Number(wrong.toFixed(6)))).toEqual([1, 0.5, 0.666667, 0.75]);
});

test('trials outside weigh as much as such questions come', () => {
  const curve = [one(0.9, true), one(0.8, false, true), one(0.7, true), one(0.6, false, true)];
  const [, second, , last] = riskCurve({ curve, outsideShare: 0.1 });
  // A trial inside stands for 0.9 x 4 / 2 questions, one outside for 0.1 x 4 / 2.
  expect(second?.answered).toBeCloseTo(2 / 4, 9);
  expect(second?.wrong).toBeCloseTo((1 + 0.2) / 2, 9);
  expect(last?.answered).toBeCloseTo(1, 9);
  expect(last?.wrong).toBeCloseTo((1 + 0.4) / 4, 9);
  // Of one kind alone nothing is divided by nothing.
  for (const isOutside of [true, false])
    for (const point of riskCurve({
      curve: [one(0.9, false, isOutside), one(0.5, false, isOutside)],
      outsideShare: 0.3,
    }))
      expect(Number.isFinite(point.wrong + point.answered)).toBe(true);
});

test('what labels taught replaces the outcomes of trials', () => {
  const learned = { shift: 0, slope: 1, labels: 50 };
  const curve = [one(0.9, false), one(0.8, false), one(0.5, false, true)];
  const points = riskCurve({ curve, outsideShare: 1 / 3, learned });
  expect(points.map(({ wrong }) => Number(wrong.toFixed(6)))).toEqual([1, 0.65, 0.6]);
});

const many = (count: number, of: (i: number) => Curve[number]) => Array.from({ length: count }, (_, i) => of(i));

test('a rule of thumb while there are too few trials, or none to trust', () => {
  const thumb = (budget: number, more = {}) => thresholdFor({ curve: [], budget, outsideShare: 0.35, ...more });
  expect([0, 0.01, 0.05, 0.1, 0.2, 0.5].map((budget) => thumb(budget))).toEqual([0.97, 0.97, 0.875, 0.75, 0.5, 0.5]);
  const sure = (count: number) => many(count, (i) => one(0.4 + i / 1_000, true));
  expect(thumb(0.05, { curve: sure(149) })).toBe(0.875);
  expect(thumb(0.05, { curve: sure(150) })).not.toBe(0.875);
  expect(thumb(0.05, { curve: sure(150), trust: 0 })).toBe(0.875);
});

test('the lowest confidence that keeps the budget, from 0.3 to 0.97, and as far as the trials are trusted', () => {
  const props = { budget: 0.05, outsideShare: 0.01 };
  // All above 0.6 are right, all below are wrong.
  const curve = many(200, (i) => one((i + 0.5) / 200, i >= 120));
  const derived = thresholdFor({ ...props, curve });
  // With one assumed wrong of 80 there is room for a few more.
  expect(derived).toBeLessThan(0.6);
  expect(derived).toBeGreaterThan(0.57);
  expect(thresholdFor({ ...props, curve, trust: 0.25 })).toBeCloseTo(0.25 * derived + 0.75 * 0.875, 9);
  expect(thresholdFor({ ...props, curve: many(200, (i) => one((i + 0.5) / 200, true)) })).toBe(0.3);
  expect(thresholdFor({ ...props, curve: many(200, (i) => one((i + 0.5) / 200, false)) })).toBe(0.97);
  const narrow = many(200, (i) => one(0.98 + i / 20_000, true));
  expect(thresholdFor({ ...props, curve: narrow })).toBe(0.97);
});

test('a point that keeps the budget exactly keeps it', () => {
  const rising = [...many(100, (i) => one(0.9 - i / 1_000, true)), ...many(100, (i) => one(0.7 - i / 1_000, false))];
  const risk = riskCurve({ curve: rising, outsideShare: 0 });
  const exact = risk[110] ?? { wrong: 0, confidence: 0 };
  expect(thresholdFor({ curve: rising, budget: exact.wrong, outsideShare: 0 })).toBe(exact.confidence);
});
