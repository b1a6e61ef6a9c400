import { expect, test } from 'vitest';
import type { Judged } from './figures.js';
import { breakEven, costsOf } from './prices.js';

const one = (confidence: number, right: boolean, verdict: Judged['verdict'] = 'handoff'): Judged => ({
  question: 'q',
  expected: 'a',
  predicted: right ? 'a' : 'b',
  confidence,
  verdict,
});

test('a wrong answer at nine times a handoff: answers pay from nine in ten on', () => {
  expect(breakEven({ wrong: 9, handoff: 1 })).toBe(0.9);
  expect(breakEven({ wrong: 1, handoff: 1 })).toBe(0.5);
});

test('costs now, at break-even, at the best threshold and of never answering, for a hundred questions', () => {
  const asked = [
    one(0.95, true, 'answer'),
    one(0.8, false, 'answer'),
    one(0.7, true),
    one(0.4, false),
    one(0.2, false, 'small_talk'),
  ];
  const { now, even, best, never } = costsOf(asked, { wrong: 3, handoff: 1 });
  expect(now).toEqual({ perHundred: 80, wrong: 1, needless: 1 });
  expect(even).toEqual({ threshold: 0.75, perHundred: 80, wrong: 1, needless: 1 });
  expect(best).toEqual({ threshold: 0.95, perHundred: 20, wrong: 0, needless: 1 });
  expect(never).toEqual({ perHundred: 40, wrong: 0, needless: 2 });
});

test('what nobody could have answered costs nothing when it is handed off', () => {
  const outside: Judged = { ...one(0.6, false), expected: '' };
  expect(costsOf([outside], { wrong: 3, handoff: 1 }).never.perHundred).toBe(0);
  expect(costsOf([{ ...outside, verdict: 'answer' }], { wrong: 3, handoff: 1 }).now.perHundred).toBe(300);
  expect(costsOf([], { wrong: 3, handoff: 1 }).best.perHundred).toBe(0);
});
