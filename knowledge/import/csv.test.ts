import { expect, test } from 'vitest';
import { parseCsv } from './csv.js';

const parse = (text: string) => parseCsv({ file: 'faq.csv', text });
const problems = (text: string) => parse(text).problems.map(({ line, message }) => `${line}: ${message}`);

test.each([
  'question,answer\nHow?,"So, so"\n',
  'Answer;QUESTION\r\n"So, so";How?\r\n\r\n',
  '"Question"\t"Answer"\nHow?\tSo, so',
])('question and answer in any order and case, with any delimiter: %j', (text) => {
  expect(parse(text)).toMatchObject({
    problems: [],
    entries: [{ line: 2, entry: { title: 'How?', questions: ['How?'], answer: 'So, so', locale: 'en' } }],
  });
});

test('the key comes from the question, whatever its case, spacing and question mark', () => {
  const key = (question: string) => parse(`question,answer\n"${question}",A`).entries[0]?.entry.key;
  expect(key('How  do I?')).toBe(key('how do i'));
  expect(key('how do I')).toMatch(/^faq-[0-9a-f]{16}$/);
  expect(key('how do you')).not.toBe(key('how do I'));
});

test('rows of one id are one entry with several questions; optional columns are read, others named', () => {
  const { entries, notes } = parse(
    'id,question,answer,tags,language,url,mood\na,How?,So,"x, y",de,https://x.example,ok\na,In what way?,So,,,,\n',
  );
  expect(entries).toHaveLength(1);
  expect(entries[0]?.entry).toMatchObject({
    key: 'a',
    questions: ['How?', 'In what way?'],
    tags: ['x', 'y'],
    locale: 'de',
    link: 'https://x.example',
  });
  expect(notes).toEqual([{ file: 'faq.csv', line: 1, message: 'the column "mood" is not used' }]);
});

test('a row that repeats another is left out with a note', () => {
  const { entries, notes } = parse('question,answer\nHow?,So\nhow,So\n');
  expect(entries).toHaveLength(1);
  expect(notes).toEqual([{ file: 'faq.csv', line: 3, message: 'left out: the same as line 2' }]);
});

test.each([
  ['question,reply\nHow?,So', [/^1: has no column "answer"; the first line must name question and answer/]],
  ['How?,So\nWhy?,Because', [/^1: has no column "question"/, /^1: has no column "answer"/]],
  ['question,answer,answer\na,b,c', [/^1: names the column "answer" twice/]],
  [`question,answer${',x'.repeat(200)}\n`, [/^1: the first line has 202 columns/]],
  ['question,answer\n"a\nb",c\n,d\nHow?,\n', [/^4: the question is empty/, /^5: the answer is empty/]],
  ['question,answer\n"a\nb",c,d\n', [/^2: has 3 values where the first line names 2; .*comma/]],
  ['question,answer\nHow?,So\nHow?,Otherwise', [/^3: the same question has another answer on line 2/]],
  ['id,question,answer\na,How?,So\na,Why?,Otherwise', [/^3: the same id "a" has another answer on line 2/]],
  ['question,answer\na,b\nHow?,"So\nWhy?,Because', [/^3: a double quote opens here and is never closed/]],
  ['question,answer\na,b\nHow?,So "so"\n', [/^3: a double quote stands inside a value/]],
  [`question,answer\n${'x'.repeat(501)},b`, [/^2: the title is longer/, /^2: the question is longer/]],
])('what is wrong, where, and the mend: %j', (text, expected) => {
  const found = problems(text);
  expect(found).toHaveLength(expected.length);
  expected.forEach((pattern, i) => {
    expect(found[i]).toMatch(pattern);
  });
});
