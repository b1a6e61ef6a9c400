import { expect, test } from 'vitest';
import { csvText, harmless } from './csv-text.js';

test.each([
  '=1+1',
  '+49',
  '-5',
  '@SUM(A1)',
  ' =HYPERLINK("x")',
  '\u00a0=1',
  '\u200b=1',
  '\ufeff@x',
  '\u3000＝1',
  '\t x',
  '\nx',
])('no spreadsheet runs %j', (value) => expect(harmless(value)).toBe(`'${value}`));

test.each(['', 'plain', ' plain', 'a=b', '5 - 3', "'=1", '1-2', 'Köln'])('%j stays', (value) =>
  expect(harmless(value)).toBe(value),
);

test('a cell is quoted where its blanks or signs would be lost', () => {
  expect(csvText(['a', 'b'], [[' x', 'he said "no"']])).toBe('a,b\n" x","he said ""no"""\n');
});
