import { expect, test } from 'vitest';
import type { Case } from './figures.js';
import { inOrders, interval, shuffled } from './orders.js';

const logit = (p: number) => Math.log(p / (1 - p));
const one = (p: number, right: boolean, expected = 'a'): Case => ({
  question: 'q',
  expected,
  predicted: right ? 'a' : 'b',
  confidence: p,
  verdict: 'answer',
  features: { inside: 30, right: logit(p) },
  candidates: [],
  ms: 1,
});

test('the same order for the same seed, another for another, and nothing lost', () => {
  const items = Array.from({ length: 50 }, (_, i) => i);
  expect(shuffled(items, 1)).toEqual(shuffled(items, 1));
  expect(shuffled(items, 1)).not.toEqual(shuffled(items, 2));
  expect([...shuffled(items, 3)].sort((a, b) => a - b)).toEqual(items);
});

test('what is certain is answered, what is not is left, whatever stands first in the file', () => {
  const cases = [
    ...Array.from({ length: 300 }, () => one(0.99, true)),
    ...Array.from({ length: 100 }, () => one(0.2, false)),
  ];
  const found = inOrders(cases, { curve: [], budget: 0.05 });
  expect(found.resolved).toBeGreaterThan(0.7);
  expect(found.wrong).toBeLessThan(0.01);
  expect(inOrders([...cases].reverse(), { curve: [], budget: 0.05 }).resolved).toBeCloseTo(found.resolved, 1);
});

test('what no score decided is no answer', () => {
  const talk: Case = { ...one(0.99, true), features: {} };
  expect(inOrders([talk, talk], { curve: [], budget: 0.05 })).toEqual({ resolved: 0, wrong: 0 });
});

test.each([
  // As in Wilson's formula by hand.
  [0, 10, 0, 0.2775],
  [10, 10, 0.7225, 1],
  [5, 10, 0.2366, 0.7634],
  [30, 1000, 0.0211, 0.0425],
])('%i of %i lies between %d and %d', (of, all, low, high) => {
  const [from, to] = interval(of, all);
  expect(from).toBeCloseTo(low, 3);
  expect(to).toBeCloseTo(high, 3);
});
test('of nothing, nothing is known', () => expect(interval(0, 0)).toEqual([0, 1]));
