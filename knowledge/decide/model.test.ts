/** What a version fitted comes back as it was packed, is read once, and is not needed to answer. */
import { expect, test } from 'vitest';
import type { Sql } from '../../services/platform/db.js';
import type { Classifier } from './classifier.js';
import { ordinary, signalNames } from './features.js';
import { BUCKETS } from './grams.js';
import { type Model, modelOf, packModel, unpackModel } from './model.js';
import { prior } from './prior.js';
import { vocabularyFrom } from './wording.js';

const rare = Float32Array.from({ length: BUCKETS }, (_, i) => i / 7);
const classifier = (entries: number, dims: number): Classifier => ({
  ...{ entries, dims },
  dense: Int8Array.from({ length: entries * dims }, (_, i) => (i % 200) - 100),
  sparse: Int8Array.from({ length: entries * BUCKETS }, (_, i) => (i % 250) - 120),
  denseScale: Float32Array.from({ length: entries }, (_, i) => i + 0.25),
  sparseScale: Float32Array.from({ length: entries }, (_, i) => i + 0.5),
  bias: Float32Array.from({ length: entries }, (_, i) => -i - 0.75),
});

// Lengths that leave one, two, three bytes over, and none.
test.each([
  [1, 1],
  [3, 5],
  [2, 2],
  [4, 3],
])('%i entries of %i dimensions come back as they were packed, wherever the buffer begins', (entries, dims) => {
  const model = {
    ids: Array.from({ length: entries }, (_, i) => 10 ** i),
    rare,
    classifier: classifier(entries, dims),
  };
  const packed = packModel(model);
  expect(unpackModel(packed)).toEqual(model);
  const shifted = Buffer.concat([Buffer.alloc(3), packed]).subarray(3);
  expect(unpackModel(shifted)).toEqual(model);
});

test('without a classifier there is none', () => {
  const packed = packModel({ ids: [7], rare });
  expect(unpackModel(packed)).toEqual({ ids: [7], rare });
});

/** A database that answers what it is told to, and says how often it was asked. */
function database(answer: () => unknown[]): { sql: Sql; asked: number[] } {
  const asked: number[] = [];
  const query: Sql['query'] = async (_text: string, values: unknown[] = []) => {
    asked.push(Number(values[0]));
    return answer() as never[];
  };
  return { sql: { query }, asked };
}

test('a version is read once, and two are kept', async () => {
  const profile = { entries: 7, examples: 2, background: 0.4 };
  const { sql, asked } = database(() => [{ fitted: { profile }, model: null }]);
  for (const version of [1, 1, 2, 1, 2]) expect((await modelOf(sql, version)).profile).toEqual(profile);
  expect(asked).toEqual([1, 2]);
  await modelOf(sql, 3);
  await modelOf(sql, 2);
  expect(asked).toEqual([1, 2, 3]);
  await modelOf(sql, 1);
  expect(asked).toEqual([1, 2, 3, 1]);
});

test('a read that failed is tried again', async () => {
  let down = true;
  const { sql, asked } = database(() => {
    if (down) throw new Error('gone');
    return [{ fitted: {}, model: packModel({ ids: [9], rare }) }];
  });
  await expect(modelOf(sql, 1)).rejects.toThrow('gone');
  down = false;
  expect((await modelOf(sql, 1)).ids).toEqual([9]);
  expect(asked).toEqual([1, 1]);
});

test('a version that nothing was fitted for, or that is not there, is answered from all the same', async () => {
  const plain: Omit<Model, 'rare'> = { ids: [], weights: prior, curve: [], profile: ordinary };
  for (const rows of [[], [{ fitted: {}, model: null }]]) {
    const { rare: all, ...rest } = await modelOf(database(() => rows).sql, 1);
    expect(rest).toEqual(plain);
    expect([all.length, ...new Set(all)]).toEqual([BUCKETS, 1]);
  }
});

test('what was fitted for other signals is left alone until it is fitted anew', async () => {
  const curve = [[1, 1, 1, 0]];
  const read = (count: number) => {
    const weights = { inside: Array(count).fill(2), right: Array(count).fill(3) };
    return modelOf(database(() => [{ fitted: { weights, curve }, model: null }]).sql, 1);
  };
  expect(await read(signalNames.length)).toMatchObject({
    weights: { inside: Array(signalNames.length).fill(2) },
    curve,
  });
  expect(await read(6)).toMatchObject({ weights: prior, curve: [] });
});

test('the vocabulary of a version is kept with it', () => {
  const vocabulary = vocabularyFrom(['cancel', 'größe', 'テーブル']);
  expect(unpackModel(packModel({ ids: [], rare, vocabulary })).vocabulary).toEqual(vocabulary);
});
