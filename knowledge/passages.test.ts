import { expect, test } from 'vitest';
import { passagesOf, plainText, textSearchConfig } from './passages.js';

test('title, questions and answer, each text once', async () => {
  const entry = { title: 'Hours', questions: ['Hours', 'When are you open?'], answer: 'We open at **nine**.' };
  expect(await passagesOf(entry)).toEqual([
    { kind: 'title', text: 'Hours' },
    { kind: 'question', text: 'When are you open?' },
    { kind: 'answer', text: 'We open at nine.' },
  ]);
});

test('a long answer is split between its paragraphs, and nothing of it is lost', async () => {
  const words = Array.from({ length: 400 }, (_, i) => `word${i}`);
  const answer = Array.from({ length: 20 }, (_, i) => words.slice(i * 20, i * 20 + 20).join(' ')).join('\n\n');
  const pieces = (await passagesOf({ title: 'T', questions: [], answer })).slice(1);
  expect(pieces.length).toBeGreaterThan(4);
  for (const { kind, text } of pieces) {
    expect(kind).toBe('answer');
    expect(text.length).toBeLessThanOrEqual(500);
  }
  const all = pieces.map(({ text }) => text).join(' ');
  for (const word of words) expect(all).toContain(word);
});

test.each([
  [
    '## Title\n\n1. Open [your *plan*](https://x.example/a_(b)).\n- **Bold** `code`',
    'Title\n1. Open your plan.\nBold code',
  ],
  ['| a | b |\n| --- | --- |\n| 1 | 2 |', 'a b\n1 2'],
  [
    '<p>Less&nbsp;&amp; more</p> if a < b and snake_case_name, 2 * 3 * 4',
    'Less & more if a < b and snake_case_name, 2 * 3 * 4',
  ],
])('Markdown without its marks: %j', (markdown, text) => expect(plainText(markdown)).toBe(text));

test('words are stemmed where we can', () => {
  expect(['en', 'EN-gb', 'de', 'enx'].map(textSearchConfig)).toEqual(['english', 'english', 'simple', 'simple']);
});
