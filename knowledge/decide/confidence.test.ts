import { expect, test } from 'vitest';
import {
  confidenceOf,
  insideOf,
  logOddsOf,
  outsideShareOf,
  type RiskProps,
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
  const weights = { inside: [-2.6, 2.02, 1.36, 0.19, 1.33, 1.98], right: [1.36, 4.43, -0.77, 0.61, -0.15, -0.48] };
  const { inside, right } = readSignals(signals, weights);
  expect(inside).toBeCloseTo(-2.6 + 0.5 * 2.02 + 0.8 * 1.36 + 0.1 * 0.19 + 0.9 * 1.33 + 0.4 * 1.98, 9);
  expect(right).toBeCloseTo(1.36 + 0.5 * 4.43 - 0.8 * 0.77 + 0.1 * 0.61 - 0.9 * 0.15 - 0.4 * 0.48, 9);
  // Beyond all measure is still a number.
  const far = readSignals({ one: 1 }, { inside: [500], right: [-500] });
  expect([far.inside, far.right]).toEqual([20, -20]);
});

test('the share outside: from a belief that weighs 120 questions, trusted less above it than below', () => {
  expect(outsideShareOf([])).toBeCloseTo(0.35, 9);
  expect(outsideShareOf(Array(10).fill(3))).toBeCloseTo(0.3298283917, 6);
  expect(outsideShareOf(Array(10).fill(-3))).toBeCloseTo(0.3764526036, 6);
  expect(outsideShareOf(Array(1_000).fill(9))).toBeGreaterThan(0);
  expect(outsideShareOf(Array(1_000).fill(-9))).toBeLessThan(1);
});

/** Inside for certain, so that the confidence is `p`. */
const one = (p: number, outside = false): RiskProps['curve'][number] => [40, logit(p), 0, Number(outside)];
/** A version without trials, asked questions of these confidences. */
const asked = (confidences: number[]): RiskProps => ({
  curve: [],
  outsideShare: 0.5,
  recent: confidences.map((p) => [40, logit(p)]),
});
const many = (count: number, of: (i: number) => number) => Array.from({ length: count }, (_, i) => of(i));

test('of the answers given, as many are expected to be wrong as their confidences say', () => {
  // So many that what is asked elsewhere weighs nothing beside them.
  const points = riskCurve(asked([...Array(50_000).fill(0.9), ...Array(50_000).fill(0.7)]));
  const at = (confidence: number) => points.findLast((point) => point.confidence >= confidence - 1e-9);
  expect(at(0.9)?.answered).toBeCloseTo(0.5, 2);
  expect(at(0.9)?.wrong).toBeCloseTo(0.1, 2);
  expect(at(0.7)?.wrong).toBeCloseTo(0.2, 2);
  expect(points.map(({ confidence }) => confidence)).toEqual(
    points.map(({ confidence }) => confidence).sort((a, b) => b - a),
  );
  expect(points.at(-1)?.answered).toBeCloseTo(1, 9);
});

test('before anybody asked, the curve is that of other knowledge bases, and moves with what is asked', () => {
  const before = riskCurve(asked([]));
  expect(before.length).toBeGreaterThan(100);
  expect(before.every(({ wrong, answered }) => wrong >= 0 && wrong <= 1 && answered > 0)).toBe(true);
  const threshold = (recent: number[], more: Partial<RiskProps> = {}) =>
    thresholdFor({ ...asked(recent), ...more, budget: 0.05 });
  expect(threshold([])).toBeGreaterThan(0.5);
  expect(threshold([])).toBeLessThan(0.97);
  // Where nearly all is certain there is room for the unsure ones, where little is there is none.
  expect(threshold(many(500, (i) => (i % 10 ? 0.99 : 0.6)))).toBeLessThan(threshold([]));
  expect(threshold(many(500, (i) => 0.9 + (i % 100) / 2_000))).toBeGreaterThan(threshold([]));
});

test('own trials count like sixty questions at most, in the proportion in which questions come', () => {
  const share = (curve: RiskProps['curve'], outsideShare: number) =>
    riskCurve({ curve, outsideShare, recent: [] }).findLast(({ confidence }) => confidence > 0.999)?.answered ?? 0;
  const trials = (count: number) => [...Array(count).fill([60, 60, 1, 0]), ...Array(count).fill([60, -60, 0, 1])];
  const [few, many, more] = [share(trials(5), 0.5), share(trials(30), 0.5), share(trials(500), 0.5)];
  expect(few).toBeLessThan(many);
  expect(more).toBeCloseTo(many, 9);
  expect(share(trials(30), 0.1)).toBeGreaterThan(many);
  // Of one kind alone nothing is divided by nothing.
  for (const isOutside of [true, false])
    for (const point of riskCurve({ curve: [one(0.9, isOutside), one(0.5, isOutside)], outsideShare: 0.3, recent: [] }))
      expect(Number.isFinite(point.wrong + point.answered)).toBe(true);
});

test('what labels taught changes the probabilities, and so how many answers are expected to be wrong', () => {
  const plain = asked(many(2_000, (i) => 0.5 + (i % 50) / 100));
  const careful = thresholdFor({ ...plain, budget: 0.1, learned: { shift: -1, slope: 1, labels: 50 } });
  const points = riskCurve({ ...plain, learned: { shift: -1, slope: 1, labels: 50 } });
  expect(points.findLast(({ confidence }) => confidence >= careful)?.wrong).toBeLessThanOrEqual(0.08 + 1e-9);
  const answered = (props: RiskProps, from: number) =>
    riskCurve(props).findLast(({ confidence }) => confidence >= from)?.answered ?? 0;
  expect(answered({ ...plain, learned: { shift: -1, slope: 1, labels: 50 } }, careful)).toBeLessThan(
    answered(plain, thresholdFor({ ...plain, budget: 0.1 })),
  );
});

test('a fifth of the budget is kept back, a larger one answers more, and the threshold stays within 0.3 and 0.97', () => {
  const props = asked(many(3_000, (i) => (i % 1_000) / 1_000));
  for (const budget of [0.02, 0.05, 0.1, 0.2]) {
    const threshold = thresholdFor({ ...props, budget });
    const point = riskCurve(props).findLast(({ confidence }) => confidence >= threshold);
    expect(point?.wrong).toBeLessThanOrEqual(0.8 * budget);
    expect(point?.wrong).toBeGreaterThan(0.7 * budget);
  }
  expect(thresholdFor({ ...props, budget: 0.1 })).toBeLessThan(thresholdFor({ ...props, budget: 0.05 }));
  expect(thresholdFor({ ...props, budget: 0.9 })).toBe(0.3);
  expect(thresholdFor({ ...props, budget: 0.0001 })).toBe(0.97);
});
