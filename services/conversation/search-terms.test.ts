import { expect, test } from 'vitest';
import { piecesOf, termsOf } from './search-terms.js';

test.each([
  ['', []],
  ['  Refund  refund ', ['refund']],
  ['ab-9917 paula@mail.test', ['ab', '9917', 'paula', 'mail', 'test']],
  ["!! '); --", []],
  ['straße ÉTÉ', ['straße', 'été']],
])('%j asks for %j', (q, terms) => expect(termsOf(q)).toEqual(terms));

const shown = (line: string, q: string, most?: number) =>
  piecesOf(line, termsOf(q), most)
    .map(({ text, hit }) => (hit ? `[${text}]` : text))
    .join('');

test('hits are the beginnings of words, and the cut keeps them in their sentence', () => {
  expect(shown('The parcel, my Parcels and unparcelled', 'parc')).toBe('The [parc]el, my [Parc]els and unparcelled');
  expect(shown('nothing here', 'parc')).toBe('nothing here');
  const long = `${'word '.repeat(60)}then the needle stands here ${'tail '.repeat(60)}`;
  expect(shown(long, 'needle')).toMatch(/^… .*\[needle\] stands here .* …$/);
  expect(shown(long, 'needle').length).toBeLessThan(130);
});
