import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Asked, atThreshold, constants, figuresOf } from './evaluate.js';
import { reportHtml } from './report.js';
import { readSuite } from './suite.js';

const asked = (
  expected: string,
  predicted: string,
  confidence: number,
  verdict: Asked['verdict'] = 'answer',
): Asked => {
  return { question: 'q', expected, predicted, confidence, verdict, ms: 10 * confidence };
};
const some = [
  asked('a', 'a', 0.95),
  asked('b', 'b', 0.9),
  asked('a', 'b', 0.85),
  asked('', 'a', 0.6, 'suggest'),
  asked('c', 'c', 0.6, 'handoff'),
  asked('', 'b', 0.2, 'handoff'),
  asked('b', '', 0, 'handoff'),
];

test('figures, by hand: ties count half, abstentions count as the lowest confidence', () => {
  const { acc, auroc, resolved, ece, answerable } = figuresOf(some);
  expect(answerable).toBe(5);
  expect(acc).toBeCloseTo(3 / 5);
  // Right at .95, .9, .6 against wrong at .85, .6, .2 and one abstention.
  expect(auroc).toBeCloseTo((4 + 4 + 2.5) / 12);
  expect(resolved).toEqual({ '1%': 2 / 5, '2%': 2 / 5, '5%': 2 / 5, '10%': 2 / 5 });
  expect(ece).toBeCloseTo((0.2 + 0.6 + 0.4 + 0.85 + 0.1 + 0.05) / 6);
});

test('at the chosen threshold, and the constants', () => {
  expect(atThreshold(some)).toMatchObject({
    answered: 3,
    resolved: 2 / 5,
    wrong: 1 / 3,
    suggested: 1,
    needless: 1,
    missed: 0,
  });
  expect(constants(some)).toEqual({ alwaysHandOff: 2 / 7, commonest: { entry: 'a', acc: 2 / 5 } });
});

test('nothing asked, nothing answerable: figures all the same', () => {
  expect(figuresOf([])).toMatchObject({ acc: 0, auroc: 0, ece: 0 });
  expect(figuresOf([asked('', 'a', 0.5)])).toMatchObject({ acc: 0, auroc: 0, ece: 0.5 });
});

test('the report is one page that fetches nothing', () => {
  const html = reportHtml('<suite>', some, 0.05);
  expect(html.match(/<svg/g)).toHaveLength(2);
  expect(html).toContain('&lt;suite&gt;');
  expect(html).not.toMatch(/https?:|<script|NaN/);
});

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-suite-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

test('a suite that is wrong is refused in a sentence', () => {
  expect(() => readSuite(join(folder, 'none'))).toThrow(/There is no folder/);
  expect(() => readSuite(folder)).toThrow(/kb\.json is missing/);
  write('kb.json', '[{');
  expect(() => readSuite(folder)).toThrow(/kb\.json is not JSON/);
  write('kb.json', '[{"id":"a","title":"A"}]');
  expect(() => readSuite(folder)).toThrow(/kb\.json: 0\.answer/);
  write('kb.json', '[{"id":"a","title":"A","answer":"yes"}]');
  write('questions.csv', 'question,answer\nhi,a\n');
  expect(() => readSuite(folder)).toThrow(/no column "expected"/);
  write('questions.csv', 'question,expected\n"hi, there",a\nbye,\n');
  expect(readSuite(folder).questions).toEqual([
    { question: 'hi, there', expected: 'a' },
    { question: 'bye', expected: '' },
  ]);
});
