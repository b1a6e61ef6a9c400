import { expect, test } from 'vitest';
import { prior } from '../decide/prior.js';
import { fitShift, fitWeights, type Trial } from './weights.js';

const trial = (outside: boolean, right: boolean): Trial => ({
  outside,
  right,
  signals: { one: 1, odds: 0.5, near: 0.7, nearGap: 0.1, dense: 0.7, lexical: 0.4 },
});
const trials = (right: number, wrong: number, outside: number) => [
  ...Array.from({ length: right }, () => trial(false, true)),
  ...Array.from({ length: wrong }, () => trial(false, false)),
  ...Array.from({ length: outside }, () => trial(true, false)),
];
const by = (all: Trial[]) => {
  const { weights, own } = fitWeights(all);
  expect(weights.inside.slice(1)).toEqual(prior.inside.slice(1));
  expect(weights.right.slice(1)).toEqual(prior.right.slice(1));
  return {
    inside: (weights.inside[0] ?? 0) - (prior.inside[0] ?? 0),
    right: (weights.right[0] ?? 0) - (prior.right[0] ?? 0),
    own,
  };
};

test('without trials a knowledge base is like the others', () => {
  expect(by([])).toEqual({ inside: 0, right: 0, own: 0 });
});

test('trials that find their entries make it surer, trials that miss them less sure, and many more than few', () => {
  const [few, many, missed] = [by(trials(20, 0, 0)), by(trials(400, 0, 0)), by(trials(0, 400, 0))];
  expect(few.right).toBeGreaterThan(0);
  expect(many.right).toBeGreaterThan(few.right);
  expect(missed.right).toBeLessThan(-1);
});

test('with one kind alone there is nothing to tell apart', () => {
  expect(by(trials(50, 5, 0)).inside).toBe(0);
  expect(by(trials(0, 0, 50)).inside).toBe(0);
  expect(by(trials(0, 0, 50)).right).toBe(0);
});

test('questions inside and outside count alike, however many there are of each', () => {
  const even = by(trials(100, 0, 100)).inside;
  // The same signals on both sides: whichever side is larger, it is as likely inside as outside.
  expect(by(trials(190, 0, 10)).inside).toBeCloseTo(even, 6);
});

test('a shift is drawn to nothing as far as the samples say little', () => {
  const sample = (is: boolean, weight = 1) => ({ z: 0, is, weight });
  expect(fitShift([])).toEqual({ by: 0, own: 0 });
  const one = fitShift([sample(true)]);
  // Where 1 / (1 + exp(-by)) - 1 + by = 0.
  expect(1 / (1 + Math.exp(-one.by)) - 1 + one.by).toBeCloseTo(0, 8);
  const many = fitShift(Array.from({ length: 1_000 }, (_, i) => sample(i % 4 !== 0)));
  expect(many.by).toBeCloseTo(Math.log(3), 1);
  expect(one.own).toBeLessThan(0.25);
  expect(many.own).toBeGreaterThan(0.99);
  // Beyond all measure is still a number.
  expect(Number.isFinite(fitShift([{ z: -50, is: true, weight: 5 }]).by)).toBe(true);
});
