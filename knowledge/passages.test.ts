import { expect, test } from 'vitest';
import { inPairs, passagesOf, plainText, textSearchConfig } from './passages.js';

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

test.each([
  ['<!-- a\nb -->c', 'c'],
  ['![alt](https://x.example/p.png "title") [](https://x.example)', 'alt'],
  ['> quoted\n+ plus\n* star\n```ts\ncode\n```', 'quoted\nplus\nstar\ncode'],
  ['###### six\n####### seven', 'six\n# seven'],
  ['a | b\n:---: | ---', 'a b'],
  ['__bold__ and _slanted_ and ``code``', 'bold and slanted and code'],
  ['it is *a* 2*3*4 x_y_z', 'it is a 2*3*4 x_y_z'],
  ['&lt;&gt;&quot;&#39;&nbsp;&amp;&copy;', '<>"\' &&copy;'],
  ['a  \t b \n\n \n c', 'a b\nc'],
  ['  a  ', 'a'],
  ['5 < 6 > 4', '5 < 6 > 4'],
])('the marks of %j', (markdown, text) => expect(plainText(markdown)).toBe(text));

test('five hundred letters are one piece, one more is several; nothing empty is a passage', async () => {
  const words = (length: number) =>
    `${'word '.repeat(200)}`
      .slice(0, length - 1)
      .replace(/ $/, 'x')
      .concat('x');
  const pieces = async (answer: string) => (await passagesOf({ title: 'T', questions: [], answer })).length - 1;
  expect(words(500)).toHaveLength(500);
  expect(await pieces(words(500))).toBe(1);
  expect(await pieces(words(501))).toBe(2);
  expect(await passagesOf({ title: 'T', questions: ['', 'T', 'Q', 'Q'], answer: '' })).toEqual([
    { kind: 'title', text: 'T' },
    { kind: 'question', text: 'Q' },
  ]);
});

test.each([
  ['en', 'english'],
  ['en-US', 'english'],
  ['english', 'simple'],
  ['x-en', 'simple'],
  ['', 'simple'],
])('%j is searched as %s', (locale, config) => expect(textSearchConfig(locale)).toBe(config));

test.each([
  ['返品したい', ' 返品 品し した たい '],
  ['ABC 商品 in Köln', 'ABC 商品 in Köln'],
  ['ABC商品番号12', 'ABC 商品 品番 番号 12'],
])('%j in pairs', (text, pairs) => expect(inPairs(text)).toBe(pairs));
