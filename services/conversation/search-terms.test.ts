import { expect, test } from 'vitest';
import { piecesOf, queryOf, termsOf } from './search-terms.js';

test.each([
  ['', []],
  ['  Refund  refund ', ['refund']],
  ['ab-9917 paula@mail.test', ['ab', '9917', 'paula', 'mail', 'test']],
  ["!! '); --", []],
  ['straße ÉTÉ', ['strasse', 'ete']],
  ['cafe\u0301 İstanbul ＡＢＣ１２３', ['cafe', 'istanbul', 'abc123']],
  ['ПРИВЕТ Ελλάδα مُحَمَّد', ['привет', 'ελλαδα', 'محمد']],
  ['新しい商品ABC がぎ', ['新しい商品', 'abc', 'がぎ']],
])('%j asks for %j', (q, terms) => expect(termsOf(q)).toEqual(terms));

test.each([
  ['refund', 'refund:*'],
  ['商品', '商 <-> 品'],
])('%j is looked for as %j', (term, query) => expect(queryOf(term)).toBe(query));

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

test('of many words the first eight narrow, each once', () => {
  expect(termsOf('a b c d e f g h i j')).toEqual([...'abcdefgh']);
  expect(termsOf('a A a b c d e f g h i')).toEqual([...'abcdefgh']);
});

test.each<[string, string, number, string]>([
  // However it was typed.
  ['Das Café in der Straße', 'cafe strass', 120, 'Das [Café] in der [Straß]e'],
  ['in İstanbul', 'istan', 120, 'in [İstan]bul'],
  ['ｐａｒｃｅｌ', 'parc', 120, '[ｐａｒｃ]ｅｌ'],
  ['この商品はどこですか', '商品', 120, 'この[商品]はどこですか'],
  // The longest of several terms is marked, and each word that begins with one.
  ['parcels and parts', 'par parcel', 120, '[parcel]s and [par]ts'],
  ['  two\n\tlines  ', 'lines', 120, 'two [lines]'],
  ['unparcelled', 'parc', 120, 'unparcelled'],
  ['no terms', '', 120, 'no terms'],
  ['', 'a', 120, ''],
  // Cut exactly at its length, and not a letter before.
  ['abcdefghij', 'abc', 10, '[abc]defghij'],
  ['abcdefghijk', 'abc', 10, '[abc]defghij …'],
  // The first hit stands in the first six tenths: it is cut at its end alone.
  ['aaaa hit bbbb', 'hit', 10, 'aaaa [hit] b …'],
  ['aaaaa hit bbbb', 'hit', 10, '… [hit] bbbb'],
  ['aaaaa hit bbbb cccc', 'hit', 10, '… [hit] bbbb c …'],
  // A hit that the cut goes through is not marked by half.
  ['hit aaa hit', 'hit', 10, '[hit] aaa hi …'],
  ['hit aaaa hit', 'hit', 12, '[hit] aaaa [hit]'],
])('%j by %j in %i: %j', (line, q, most, expected) => {
  expect(shown(line, q, most)).toBe(expected);
});
