import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from './json.js';
import { scanJson } from './json-lines.js';

const parse = (text: string) => parseJson({ file: 'kb.json', text });
const problems = (text: string) => parse(text).problems.map(({ line, message }) => `${line}: ${message}`);

test('kb.json', () => {
  const list = [
    { id: 'a', title: 'A ', questions: ['x', ' x', 'y'], answer: 'One\r\ntwo', tags: ['t'] },
    { id: 7, title: 'B', answer: 'Three', locale: 'de', link: null, mood: 'good' },
  ];
  const { entries, problems, notes } = parse(JSON.stringify(list, null, 1));
  expect(problems).toEqual([]);
  expect(notes).toEqual([{ file: 'kb.json', line: 15, message: 'the field "mood" is not used' }]);
  expect(entries.map(({ line, entry }) => [line, entry])).toEqual([
    [
      2,
      {
        key: 'a',
        title: 'A',
        questions: ['x', 'y'],
        answer: 'One\ntwo',
        locale: 'en',
        inboxes: [],
        tags: ['t'],
        source: 'kb.json',
      },
    ],
    [15, expect.objectContaining({ key: '7', questions: [], locale: 'de' })],
  ]);
});

test.each([
  ['[\n{"id": "a", "title": "T", "answer": "A"},\n]', /^3: this is not valid JSON: "]".*remove the comma/],
  ['[\n{"id": "a"\n"title": "T"}]', /^3: .*a comma is missing/],
  ['[\n{id: "a"}]', /^2: .*"id: "a"}]" is not expected/],
  ['[\n{"id": "a', /^2: .*not closed with a quote/],
  ['[\n{"id": "a"},\n\n', /^4: .*ends before the closing ]/],
  ['', /^1: .*empty/],
  ['[1] [2]', /^1: .*closed before/],
  ['["\\x"]', /^1: .*backslash/],
  ['\n{"entries": []}', /^2: the file must hold a list/],
  ['[\n\n"a"]', /^3: item 1 of the list must be an object/],
  ['[\n{"id": "a", "title": "T"}]', /^2: item 1 \(a\) has no "answer"/],
  ['[\n{"id": "a", "title": "", "answer": "A"}]', /^2: item 1 \(a\): the title is empty/],
  ['[\n{"id": "a", "title": "T", "answer": "A", "questions": "q"}]', /^2: item 1 \(a\): questions must be a list/],
  ['[\n{"id": "a", "title": "T", "answer": "A", "questions": [1]}]', /^2: item 1 \(a\): the question must be text/],
  ['[\n{"id": "a", "title": 5, "answer": "A"}]', /^2: item 1 \(a\): the title must be text/],
  ['[\n{"id": "a", "title": "T", "answer": "A\\u0000"}]', /^2: item 1 \(a\): the answer holds a NUL/],
])('what is wrong, where, and the mend: %j', (text, expected) => {
  const found = problems(text);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(expected);
});

test('the scanner agrees with JSON.parse on what is JSON', () => {
  const whole = fc.json();
  const damaged = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', ']', '}', '"', '0', '\\', '\n', 'x'))
    .map(([text, at, char]) => text.slice(0, at % (text.length + 1)) + char + text.slice((at % (text.length + 1)) + 1));
  const parses = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(fc.oneof(whole, damaged), (text) => !scanJson(text).error === parses(text)),
    {
      numRuns: 3_000,
      examples: [['[1,]'], ['[01]'], ['["\t"]'], ['+1'], ['[}'], ['nul'], ['"\\u00g0"'], ['[-]'], ['1.']],
    },
  );
});
