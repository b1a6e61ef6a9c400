import { expect, test } from 'vitest';
import { type Classifier, scores } from '../decide/classifier.js';
import { BUCKETS, rowOf } from '../decide/grams.js';
import { softmax } from '../decide/numbers.js';
import { randomFrom } from '../random.js';
import { rarity } from './rarity.js';
import { type Example, train } from './train.js';

const rare = rarity(['reset my password', 'where is my parcel', 'my my my']);
const example = (entry: number, vector: number[], text: string): Example => ({
  entry,
  vector: Float32Array.from(vector),
  row: rowOf(text, rare),
});

test('three examples, pinned', () => {
  const shares: number[] = [];
  const c = train(
    [
      example(0, [1, 0], 'reset my password'),
      example(1, [0, 1], 'where is my parcel'),
      example(0, [0.9, 0.1], 'reset password'),
    ],
    2,
    (share) => shares.push(share),
  );
  expect({ entries: c.entries, dims: c.dims }).toEqual({ entries: 2, dims: 2 });
  expect([...c.dense]).toEqual([127, -89, -127, 89]);
  expect(c.denseScale[0]).toBeCloseTo(0.004521829, 7);
  expect(c.denseScale[1]).toBeCloseTo(0.004521829, 7);
  expect(c.sparseScale[0]).toBeCloseTo(0.003496968, 7);
  expect(c.bias[0]).toBeCloseTo(-0.7475055, 5);
  expect(c.bias[1]).toBeCloseTo(-0.1258599, 5);
  expect(c.sparse).toHaveLength(2 * BUCKETS);
  expect(c.sparse.reduce((sum, x, i) => sum + x * (i % 97), 0)).toBe(-852);
  const given = scores(c, [0.8, 0.3], rowOf('my password', rare));
  expect(given[0]).toBeCloseTo(0.7607124, 5);
  expect(given[1]).toBeCloseTo(-1.6340777, 5);
  // Three views of twelve rounds: progress that only rises, to the end.
  expect(shares).toHaveLength(36);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares[0]).toBeCloseTo(1 / 36, 9);
  expect(shares.at(-1)).toBeCloseTo(1, 9);
});

test('a score is what vector, words and bias say, each at its own scale', () => {
  const c: Classifier = {
    entries: 2,
    dims: 3,
    dense: Int8Array.of(1, 2, 3, -4, 5, -6),
    sparse: new Int8Array(2 * BUCKETS),
    denseScale: Float32Array.of(0.5, 2),
    sparseScale: Float32Array.of(10, 0.25),
    bias: Float32Array.of(-1, 7),
  };
  c.sparse.set([3, -8], 2 * 100);
  c.sparse.set([5, 40], 2 * 101);
  const row = { at: Int32Array.of(100, 101), value: Float32Array.of(0.5, 0.25) };
  expect([...scores(c, [1, 10, 100], row)]).toEqual([
    0.5 * 321 + 10 * (1.5 + 1.25) - 1,
    2 * (-4 + 50 - 600) + 0.25 * (-4 + 10) + 7,
  ]);
  expect([...scores(c, [0, 0, 0], { at: new Int32Array(0), value: new Float32Array(0) })]).toEqual([-1, 7]);
});

test('words alone and vectors alone each find the entry', () => {
  const examples = ['reset my password', 'where is my parcel'].flatMap((text, entry) =>
    [0, 0.1, 0.2].map((off) => example(entry, entry ? [off, 1] : [1, off], text)),
  );
  const c = train(examples, 2);
  const shareOf = (vector: number[], text: string) => {
    const z = scores(c, vector, rowOf(text, rare));
    softmax(z);
    return z[0] ?? 0;
  };
  expect(shareOf([0, 0], 'password')).toBeGreaterThan(0.7);
  expect(shareOf([0, 0], 'parcel')).toBeLessThan(0.3);
  expect(shareOf([1, 0], 'zzz')).toBeGreaterThan(0.7);
  expect(shareOf([0, 1], 'zzz')).toBeLessThan(0.3);
});

test('many examples are no reason to believe in an entry', () => {
  const many = Array.from({ length: 40 }, () => example(0, [1, 0], 'reset my password'));
  const few = Array.from({ length: 2 }, () => example(1, [0, 1], 'where is my parcel'));
  const c = train([...many, ...few], 2);
  const z = scores(c, [0, 0], rowOf('', rare));
  // Uncorrected, the entry that is twenty times as frequent would be far ahead.
  expect((z[0] ?? 0) - (z[1] ?? 0)).toBeLessThan(0);
});

test('an entry without an example is nowhere near, and no number is lost', () => {
  const c = train([example(0, [1, 0], 'reset'), example(1, [0, 1], 'parcel')], 3);
  const z = scores(c, [1, 0], rowOf('reset', rare));
  expect(z[0]).toBeGreaterThan(z[2] ?? 0);
  for (const part of [c.bias, c.denseScale, c.sparseScale, z])
    for (const x of part) expect(Number.isFinite(x)).toBe(true);
  expect(Math.max(...c.dense.map(Math.abs))).toBe(127);
});

test('of very many entries only the near ones and a few others are compared; pinned', () => {
  const [entries, dims] = [260, 24];
  const random = randomFrom(3);
  const middles = Array.from({ length: entries }, () => Array.from({ length: dims }, () => random() - 0.5));
  const examples = middles.flatMap((middle, entry) =>
    [0, 1].map(() =>
      example(
        entry,
        middle.map((x) => x + 0.05 * (random() - 0.5)),
        '',
      ),
    ),
  );
  const c = train(examples, entries);
  const right = middles.filter((middle, entry) => {
    const z = scores(c, middle, rowOf('', rare));
    return z.indexOf(Math.max(...z)) === entry;
  });
  expect(right).toHaveLength(214);
  expect(c.dense.reduce((sum, x, i) => sum + x * (i % 97), 0)).toBe(-770_073);
  expect(c.bias[0]).toBeCloseTo(-3.569004, 4);
  expect(c.bias[7]).toBeCloseTo(-3.269386, 4);
});

test('nothing at all trains to nothing', () => {
  const c = train([], 0);
  expect(c.bias).toHaveLength(0);
  expect(scores(c, [], rowOf('', rare))).toHaveLength(0);
});
