import { describe, expect, test } from 'vitest';
import type { PromiseReply } from '../../../services/wire/knowledge.js';
import { drawn, EDGE, HEIGHT, nearest, scaleOf, thinned } from '../knowledge/promise/scale.js';
import { exact, pointAt, relearned, share } from './figures.js';

const points = [
  { confidence: 0.99, answered: 0.001, wrong: 0.7 },
  { confidence: 0.95, answered: 0.1, wrong: 0.01 },
  { confidence: 0.8, answered: 0.4, wrong: 0.04 },
  { confidence: 0.3, answered: 1, wrong: 0.3 },
];

test('shares show a digit more where it matters', () => {
  expect([0.0487, 0.05, 0.314, 1, -1].map(share)).toEqual([
    '4.9\u00a0%',
    '5\u00a0%',
    '31\u00a0%',
    '100\u00a0%',
    '0\u00a0%',
  ]);
});

test('the threshold lies where the last answer is that is sure enough', () => {
  expect(pointAt(points, 0.8)).toBe(points[2]);
  expect(pointAt(points, 0.81)).toBe(points[1]);
  expect(pointAt(points, 0.999)).toBeUndefined();
  expect(pointAt([], 0.5)).toBeUndefined();
});

test('a budget answers as many questions on the curve as the server says', () => {
  const budgets = [
    { budget: 0.05, threshold: 0.7, answered: 0.5 },
    { budget: 0.02, threshold: 0.8, answered: 0.4 },
    { budget: 0.01, threshold: 1, answered: 0 },
  ];
  const { curve } = exact({ curve: points, budgets } as unknown as PromiseReply);
  expect(curve.map(({ confidence }) => confidence)).toEqual([0.99, 0.95, 0.8, 0.7, 0.3]);
  expect(pointAt(curve, 0.7)).toMatchObject({ answered: 0.5 });
  expect(pointAt(curve, 0.7)?.wrong).toBeCloseTo(0.083, 3);
});

test('labels that taught nothing change nothing', () => {
  expect(relearned(0.9, { shift: 0, slope: 1 })).toBeCloseTo(0.9);
  expect(relearned(0.9, { shift: -1, slope: 1 })).toBeLessThan(0.9);
});

describe('the drawing', () => {
  test('leaves out the first few answers, where the curve is chance', () => {
    expect(drawn(points)).toEqual(points.slice(1));
    expect(drawn([])).toEqual([]);
  });

  test('has the budget in it, and round ticks from nothing up', () => {
    for (const budget of [0.001, 0.01, 0.05, 0.2, 0.9]) {
      const { y, ticks } = scaleOf(points, budget, 640);
      expect(y(budget)).toBeGreaterThanOrEqual(EDGE.top);
      expect(y(0)).toBe(HEIGHT - EDGE.bottom);
      expect(ticks[0]).toBe(0);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThanOrEqual(6);
    }
  });

  test('finds back from a place to a point', () => {
    const { x, answeredAt } = scaleOf(points, 0.05, 640);
    expect(points.length).toBeGreaterThan(1);
    for (const [i, { answered }] of points.entries()) expect(nearest(points, answeredAt(x(answered) + 1))).toBe(i);
    expect(nearest(points, -3)).toBe(0);
  });

  test('as a table keeps the last point', () => {
    const many = Array.from({ length: 119 }, (_, i) => ({ confidence: 1 - i / 119, answered: i / 118, wrong: 0 }));
    expect(thinned(many, 24).length).toBeLessThanOrEqual(25);
    expect(thinned(many, 24).at(-1)).toBe(many.at(-1));
  });
});
