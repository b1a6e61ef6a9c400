import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from '../../services/platform/root.js';
import { type Asked, atThreshold, constants, figuresOf, named } from './figures.js';
import { predictionsCsv, readPredictions } from './predictions.js';
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

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-suite-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test('figures, by hand: ties count half, abstentions count as the lowest confidence', () => {
  const { acc, auroc, resolved, ece, answerable } = figuresOf(some);
  expect(answerable).toBe(5);
  expect(acc).toBeCloseTo(3 / 5);
  // Right at .95, .9, .6 against wrong at .85, .6, .2 and one abstention.
  expect(auroc).toBeCloseTo((4 + 4 + 2.5) / 12);
  expect(resolved).toEqual({ '1%': 2 / 5, '2%': 2 / 5, '5%': 2 / 5, '10%': 2 / 5 });
  expect(ece).toBeCloseTo((0.2 + 0.6 + 0.4 + 0.85 + 0.1 + 0.05) / 6);
});

test('the figures of a file, by hand: a tie, an abstention, one to hand off', () => {
  // Nineteen right, one wrong, nine right, a tie of wrong and right, a question to hand off, an abstention.
  const rows = [
    ...Array.from({ length: 19 }, (_, i) => `right ${i},a,a,${0.99 - i / 1000}`),
    'one wrong,a,b,0.9',
    ...Array.from({ length: 9 }, (_, i) => `right again ${i},a,a,${0.8 - i / 1000}`),
    'tied and wrong,a,b,0.5',
    'tied and right,b,b,0.5',
    '"to hand off, with a comma",,a,0.4',
    'abstained,b,,',
  ];
  const file = write('figures.csv', `\uFEFFquestion,expected,predicted,confidence\r\n${rows.join('\r\n')}\r\n`);
  const questions = rows.map((row) => {
    const cells = /^("[^"]*"|[^,]*),([^,]*),/.exec(row) as RegExpExecArray;
    return { question: (cells[1] as string).replaceAll('"', ''), expected: cells[2] as string };
  });
  const read = readPredictions(file, questions);
  expect(read).toHaveLength(33);
  const figures = named(figuresOf(read));
  // 32 of the 33 have an entry; 19 + 9 + 1 are right.
  expect(figures.acc).toBe(29 / 32);
  // 19 beat all four of the others, 9 all but one, the tied one beats two and half of another.
  expect(figures.auroc).toBeCloseTo((19 * 4 + 9 * 3 + 2.5) / (29 * 4), 12);
  expect(figures['res@1%']).toBe(19 / 32);
  expect(figures['res@2%']).toBe(19 / 32);
  // One wrong of 29 is 3.4 %, two of 31 are 6.5 %: with the tie, 29 right of the 32 are had at 10 % only.
  expect(figures['res@5%']).toBe(28 / 32);
  expect(figures['res@10%']).toBe(29 / 32);
});

test('exactly at the budget is within it; two in each of ten bins, of equal ones the wrong first', () => {
  const twenty = [...Array.from({ length: 19 }, () => asked('a', 'a', 0.9)), asked('a', 'b', 0.9)];
  expect(figuresOf(twenty).resolved).toEqual({ '1%': 0, '2%': 0, '5%': 19 / 20, '10%': 19 / 20 });
  expect(figuresOf(twenty).ece).toBeCloseTo(0.1 * 0.4 + 0.9 * 0.1);
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

test('what is written is read again, every digit of it', () => {
  const written = some.map((one, i) => ({
    ...one,
    question: `say "${i}",\nthen go`,
    confidence: one.confidence / 3,
  }));
  const read = readPredictions(write('written.csv', predictionsCsv(written)), written);
  expect(read).toEqual(written.map(({ ms: _, ...rest }) => rest));
  expect(figuresOf(read)).toEqual(figuresOf(written));
});

test('predictions are matched to the questions in any order, a question that stands there twice by what it expects', () => {
  const file = write('order.csv', 'question;confidence;predicted;expected\nb;1;x;y\na;0.5;x;\n');
  const twice = write('twice.csv', 'question,expected,predicted,confidence\na,y,1,1\na,x,2,1\na,x,3,1\n');
  expect(
    readPredictions(file, [
      { question: 'a', expected: '' },
      { question: 'b', expected: 'y' },
    ]).map(({ question }) => question),
  ).toEqual(['a', 'b']);
  expect(
    readPredictions(twice, [
      { question: 'a', expected: 'x' },
      { question: 'a', expected: 'y' },
      { question: 'a', expected: 'x' },
    ]).map(({ predicted }) => predicted),
  ).toEqual(['2', '1', '3']);
});

test('predictions that cannot be used are refused in a sentence', () => {
  const questions = [
    { question: 'a', expected: 'x' },
    { question: 'b', expected: '' },
  ];
  const reading = (text: string) => () => readPredictions(write('p.csv', text), questions);
  const head = 'question,expected,predicted,confidence';
  expect(() => readPredictions(join(folder, 'none.csv'), questions)).toThrow(/none\.csv is missing/);
  expect(() => readPredictions(folder, questions)).toThrow(/is a folder; name a file/);
  expect(reading('')).toThrow(/is empty/);
  expect(reading(`${head}\n`)).toThrow(/no rows/);
  expect(reading('question,expected,predicted\na,x,x\n')).toThrow(/no column "confidence".*--out wrote/);
  expect(reading(`${head}\na,x,x\n`)).toThrow(/p\.csv:2 has 3 values where the first line names 4/);
  expect(reading(`${head}\na,x,x,high\n`)).toThrow(/p\.csv:2 the confidence "high" is not a number/);
  expect(reading(`${head},verdict\na,x,x,1,sure\n`)).toThrow(
    /p\.csv:2 "sure" is no verdict; there are answer, suggest/,
  );
  expect(reading(`${head},verdict\na,x,x,1,answer\nb,,x,1,\n`)).toThrow(/verdicts for 1 of its 2 questions/);
  expect(reading(`${head}\na,x,x,1\nb,"x,x,1\n`)).toThrow(/is not CSV/);
  expect(reading(`${head}\na,x,x,1\n`)).toThrow(
    /1 of the suite's 2 are not in it, the first being "b" \(to hand off\)/,
  );
  expect(reading(`${head}\na,x,x,1\nb,,x,1\nc,,x,1\n`)).toThrow(/1 of its own are not in the suite/);
  // The same question with another expectation belongs to another suite, or to another time.
  expect(reading(`${head}\na,x,x,1\nb,x,x,1\n`)).toThrow(/other questions.*"b" \(to hand off\).*"b" \(x\)/);
});

test('a suite that is wrong is refused in a sentence', () => {
  const kb = '[{"id":"a","title":"A","answer":"yes"}]';
  expect(() => readSuite(join(folder, 'none'))).toThrow(/There is no folder/);
  expect(() => readSuite(folder)).toThrow(/kb\.json is missing/);
  write('kb.json', '[{');
  expect(() => readSuite(folder)).toThrow(/kb\.json is not JSON/);
  write('kb.json', '[]');
  expect(() => readSuite(folder)).toThrow(/kb\.json holds no entries/);
  write('kb.json', '[{"id":"a","title":"A"}]');
  expect(() => readSuite(folder)).toThrow(/kb\.json: 0\.answer/);
  write('kb.json', `${kb.slice(0, -1)},{"id":" a","title":"B","answer":"no"}]`);
  expect(() => readSuite(folder)).toThrow(/entries 0 and 1 .* both have the id "a"/);
  write('kb.json', `\uFEFF${kb}`);
  expect(() => readSuite(folder)).toThrow(/questions\.csv is missing/);
  write('questions.csv', '\n');
  expect(() => readSuite(folder)).toThrow(/questions\.csv is empty/);
  write('questions.csv', 'question,expected\n');
  expect(() => readSuite(folder)).toThrow(/holds no rows/);
  write('questions.csv', 'question,answer\nhi,a\n');
  expect(() => readSuite(folder)).toThrow(/no column "expected": its first line names question, answer/);
  write('questions.csv', 'question,expected\n"hi\nthere",a\nbye,B\n');
  expect(() => readSuite(folder)).toThrow(/questions\.csv:4 expects "B", and no entry/);
  write('questions.csv', 'question,expected\nhi,a\n,a\n');
  expect(() => readSuite(folder)).toThrow(/questions\.csv:3 the question is empty/);
  write('questions.csv', 'question,expected\nhi,a\nbye\n');
  expect(() => readSuite(folder)).toThrow(/questions\.csv:3 has 1 values/);
});

test('a suite is read with a mark, Windows line ends and what others predicted', () => {
  write('kb.json', '\uFEFF[{"id":"a","title":"A","answer":"yes"}]');
  write('questions.csv', '\uFEFFQuestion,Expected\r\n"hi, there",a\r\n\r\nbye,\r\n');
  mkdirSync(join(folder, 'platforms'));
  write('platforms/other.csv', 'question,expected,predicted,confidence\r\n"hi, there",a,a,0.7\r\nbye,,,\r\n');
  const { questions, platforms } = readSuite(folder);
  expect(questions).toEqual([
    { question: 'hi, there', expected: 'a', locale: 'en' },
    { question: 'bye', expected: '', locale: 'en' },
  ]);
  expect(platforms).toMatchObject([{ name: 'other', kind: 'platform' }]);
  expect(figuresOf(platforms[0]?.predictions ?? [])).toMatchObject({ acc: 1, auroc: 1 });
  write('platforms/other.csv', 'question,expected,predicted,confidence\nhi,a,a,0.7\n');
  expect(() => readSuite(folder)).toThrow(/other\.csv is about other questions/);
});

test('the own suite: its knowledge base is the content beside it, and every language asks in its own', () => {
  const { entries, questions } = readSuite(join(root, 'knowledge/suite'));
  expect(entries.length).toBeGreaterThan(100);
  expect(questions.length).toBeGreaterThanOrEqual(300);
  const unanswerable = questions.filter(({ expected }) => expected === '').length / questions.length;
  expect(unanswerable).toBeGreaterThan(0.3);
  expect(questions.filter(({ expected, locale }) => expected.startsWith('de/') !== (locale === 'de'))).toEqual([]);
});
