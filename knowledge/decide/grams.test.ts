import { expect, test } from 'vitest';
import { rarity } from '../fit/rarity.js';
import { BUCKETS, comparer, rowOf, type SparseVector, wordRarity, wordsOf } from './grams.js';

test.each([
  ['Reset my PASSWORD', ['reset', 'my', 'password']],
  ['order no. 4711', ['order', 'no', '0000']],
  ["don't", ['don', 't']],
  ['Größe ١٢', ['größe', '00']],
  ['ﬁne ½', ['fine', '0', '0']],
  // A letter and the mark on it, where they do not become one sign.
  ['q\u0303', ['q\u0303']],
  ['🙂 … ', []],
  ['', []],
])('the words of %j', (text, words) => expect(wordsOf(text)).toEqual(words));

const texts = ['reset my password', 'where is my parcel', 'my my my'];
const rare = rarity(texts);

test('a word is the rarer the fewer texts hold it, however often each of them does', () => {
  expect(rare).toHaveLength(BUCKETS);
  const of = (df: number) => Math.fround(Math.log((1 + 3) / (1 + df)) + 1);
  expect(wordRarity('my', rare)).toBe(of(3));
  expect(wordRarity('MY', rare)).toBe(of(3));
  expect(wordRarity('reset', rare)).toBe(of(1));
  expect(wordRarity('never', rare)).toBe(of(0));
  // Of several the rarest; of none nothing.
  expect(wordRarity('my-reset', rare)).toBe(of(1));
  expect(wordRarity('…', rare)).toBe(0);
  expect(rarity([]).every((one) => one === 1)).toBe(true);
});

test('a row is the same on every machine', () => {
  const { at, value } = rowOf('Ab ab 7', rare);
  expect([...at]).toEqual([3008, 3161, 5364, 2741, 5682, 4412, 3981, 3898]);
  const values = [
    0.3495151698589325, 0.20642928779125214, 0.20642928779125214, 0.20642928779125214, 0.2732270061969757,
    0.2732270061969757, 0.2732270061969757, 0.16137227416038513,
  ];
  values.forEach((expected, i) => {
    expect(value[i]).toBeCloseTo(expected, 6);
  });
  expect(at.length).toBe(value.length);
});

const lengthOf = ({ value }: Pick<SparseVector, 'value'>) => Math.hypot(...value);

test('words and pieces weigh the same: each half has length 1/2', () => {
  const row = rowOf('where is my parcel', rare);
  // Four words and three pairs.
  expect(lengthOf({ value: row.value.subarray(0, 7) })).toBeCloseTo(0.5, 5);
  expect(lengthOf({ value: row.value.subarray(7) })).toBeCloseTo(0.5, 5);
  expect(rowOf('', rare)).toEqual({ at: new Int32Array(0), value: new Float32Array(0) });
});

test.each([
  ['a', 1, 1],
  ['ab', 1, 3],
  ['abc', 1, 6],
  ['abcd', 1, 9],
  ['abcde fg', 3, 15],
])('%j has %i words and pairs, and %i pieces', (text, words, pieces) => {
  expect(rowOf(text, rare).at).toHaveLength(words + pieces);
});

test('what is said twice weighs more, but not twice as much; the order of words counts', () => {
  const [once, twice] = ['reset parcel', 'reset reset parcel'].map((text) => rowOf(text, rare));
  const of = (row: SparseVector | undefined, i: number) => row?.value[i] ?? 0;
  const ratio = of(twice, 0) / of(twice, 2);
  expect(of(once, 0) / of(once, 1)).toBeCloseTo(1, 5);
  expect(ratio).toBeCloseTo(1 + Math.log(2), 5);
  const like = comparer(rowOf('reset my parcel', rare));
  expect(like(rowOf('parcel my reset', rare))).toBeLessThan(like(rowOf('reset my parcel', rare)) - 0.05);
});

test('likeness: one with itself, nothing with another, never more than one', () => {
  const row = (at: number[], value: number[]): SparseVector => ({
    at: Int32Array.from(at),
    value: Float32Array.from(value),
  });
  const like = comparer(row([1, 5], [0.5, 0.5]));
  expect(like(row([1, 5], [0.5, 0.5]))).toBe(1);
  expect(like(row([5], [0.5]))).toBe(0.5);
  expect(like(row([1, 2], [0.25, 0.9]))).toBe(0.25);
  expect(like(row([2], [1]))).toBe(0);
  expect(like(row([1, 5], [2, 2]))).toBe(1);
  // Two that share a bucket are added.
  expect(comparer(row([3, 3], [0.1, 0.2]))(row([3], [0.5]))).toBeCloseTo(0.3, 6);
});

test('a rare word weighs more than a common one, by as much as it is rarer', () => {
  const { value } = rowOf('reset my', rare);
  expect((value[0] ?? 0) / (value[1] ?? 0)).toBeCloseTo(wordRarity('reset', rare) / wordRarity('my', rare), 5);
});
