import { expect, test } from 'vitest';
import type { Classifier } from './classifier.js';
import {
  listed,
  type Match,
  nearness,
  ordinary,
  type Profile,
  type Ranked,
  rank,
  signalNames,
  signalsOf,
} from './features.js';
import { BUCKETS, type SparseVector } from './grams.js';

const nothing: SparseVector = { at: new Int32Array(0), value: new Float32Array(0) };
const question = { vector: [1], row: nothing };
const match = (entry: number, dense: number, lexical = dense): Match => ({ entry, kind: 'question', dense, lexical });

test.each([
  [1, 1, 1],
  [0, 0, 0],
  [0.9, 0, 0.6],
  [0, 0.9, 0.3],
  [0.5, 0.8, 0.6],
])('the nearness of %d by vector and %d by words is %d', (dense, lexical, near) =>
  expect(nearness({ dense, lexical })).toBeCloseTo(near, 12),
);

const shareOf = (scores: number[]) => {
  const all = scores.map(Math.exp);
  const sum = all.reduce((a, b) => a + b, 0);
  return all.map((one) => one / sum);
};

test('an entry counts by its nearest passage, wherever that stands', () => {
  const matches = [match(7, 0.5), match(8, 0.6), match(7, 0.9), match(7, 0.7), match(9, 0.2), match(8, 0.6)];
  const ranked = rank(matches, { ids: [] }, question);
  expect(ranked.map(({ entry, match: of }) => [entry, matches.indexOf(of)])).toEqual([
    [7, 2],
    [8, 1],
    [9, 4],
  ]);
  expect(ranked.map(({ near }) => Number(near.toFixed(6)))).toEqual([0.9, 0.6, 0.2]);
  const shares = shareOf([0.9, 0.6, 0.2].map((near) => 16 * near));
  ranked.forEach(({ share }, i) => {
    expect(share).toBeCloseTo(shares[i] ?? 0, 5);
  });
});

test('with one or two candidates, something unrelated stands in for the rivals that are missing', () => {
  const one = rank([match(1, 0.5)], { ids: [] }, question);
  expect(one).toHaveLength(1);
  expect(one[0]?.share).toBeCloseTo(shareOf([16 * 0.5, 16 * 0.4])[0] ?? 0, 5);
  const two = rank([match(1, 0.5), match(2, 0.45)], { ids: [] }, question);
  expect(two[0]?.share).toBeCloseTo(shareOf([8, 7.2, 6.4])[0] ?? 0, 5);
  const three = rank([match(1, 0.5), match(2, 0.45), match(3, 0.1)], { ids: [] }, question);
  expect(three[0]?.share).toBeCloseTo(shareOf([8, 7.2, 1.6])[0] ?? 0, 5);
  expect(rank([], { ids: [] }, question)).toEqual([]);
});

/** Three entries, each with a score that does not depend on what is asked. */
const fixed = (bias: number[]): Classifier => ({
  entries: bias.length,
  dims: 1,
  dense: new Int8Array(bias.length),
  sparse: new Int8Array(bias.length * BUCKETS),
  denseScale: new Float32Array(bias.length).fill(1),
  sparseScale: new Float32Array(bias.length).fill(1),
  bias: Float32Array.from(bias),
});

test('a classifier speaks, with nearness as a second opinion, from three candidates on', () => {
  const classifier = fixed([1, 5, 2]);
  const ids = [30, 10, 20];
  const matches = [match(10, 0.2), match(20, 0.9), match(30, 0.6)];
  const ranked = rank(matches, { classifier, ids }, question);
  expect(ranked.map(({ entry }) => entry)).toEqual([10, 20, 30]);
  const shares = shareOf([5 + 0.6, 2 + 2.7, 1 + 1.8]);
  ranked.forEach(({ share }, i) => {
    expect(share).toBeCloseTo(shares[i] ?? 0, 5);
  });
  // Two are ranked by nearness alone.
  expect(rank(matches.slice(0, 2), { classifier, ids }, question).map(({ entry }) => entry)).toEqual([20, 10]);
});

test('an entry that the classifier does not know is judged by its nearness', () => {
  const matches = [match(10, 0.2), match(20, 0.9), match(99, 0.6)];
  const ranked = rank(matches, { classifier: fixed([5, 2]), ids: [10, 20] }, question);
  const [ten, twenty, other] = shareOf([5.6, 4.7, 16 * 0.6]);
  expect(ranked.map(({ entry }) => entry)).toEqual([99, 10, 20]);
  for (const [entry, share] of [
    [10, ten],
    [20, twenty],
    [99, other],
  ] as const)
    expect(ranked.find((one) => one.entry === entry)?.share).toBeCloseTo(share ?? 0, 5);
});

test('where the classifier finds two alike, the nearer comes first', () => {
  const classifier = fixed([0, 0.3, 0]);
  const matches = [match(1, 0.5), match(2, 0.4), match(3, 0.1)];
  const ranked = rank(matches, { classifier, ids: [1, 2, 3] }, question);
  expect(ranked[0]?.share).toBeCloseTo(ranked[1]?.share ?? 0, 6);
  const sure = rank(
    [match(4, 0.1), match(5, 0.2), match(6, 0.3)],
    { classifier: fixed([90, 0, 0]), ids: [4, 5, 6] },
    question,
  );
  // Both shares are nothing at this precision.
  expect(sure.map(({ entry }) => entry)).toEqual([4, 6, 5]);
});

const wording = { unknown: 0.1, missing: 0.2, words: 0.3, negated: 0.4, failing: 0.5, undone: 0.6 };
const signals = (matches: Match[], ranked: Ranked[], profile: Profile = ordinary) =>
  signalsOf({ matches, ranked, wording, profile });
const ranked = (entry: number, share: number, near: number) => ({ entry, share, near, match: match(entry, near) });

test.each([
  ['even', 0.5, 0],
  ['three to one', 0.75, Math.log(3) / 4],
  ['against it', 0.25, -Math.log(3) / 4],
  ['never above two', 1, 2],
  ['never below minus one', 0, -1],
])('odds: %s', (_, share, odds) => {
  const all = [ranked(1, share, 0.5), ranked(2, 0, 0.4), ranked(3, 0, 0.1)];
  expect(signals([match(1, 0.5)], all).odds).toBeCloseTo(odds, 5);
});

test('the gap is to the nearest rival, wherever it was ranked; with few, at least to something unrelated', () => {
  const gap = (...near: number[]) =>
    signals(
      [match(0, 0.5)],
      near.map((one, i) => ranked(i, 0.3, one)),
    ).nearGap;
  expect(gap(0.8, 0.2, 0.7, 0.1)).toBeCloseTo(0.1, 10);
  expect(gap(0.8, 0.9, 0.7)).toBeCloseTo(-0.1, 10);
  expect(gap(0.8, 0.2, 0.1)).toBeCloseTo(0.6, 10);
  expect(gap(0.8, 0.2)).toBeCloseTo(0.4, 10);
  expect(gap(0.8, 0.6)).toBeCloseTo(0.2, 10);
  expect(gap(0.8)).toBeCloseTo(0.4, 10);
});

test('of its own passages the best by vector and the best by words, which may be two', () => {
  const matches = [match(1, 0.9, 0.1), match(2, 0.99, 0.99), match(1, 0.3, 0.8), match(1, 0.5, 0.2)];
  const read = signals(matches, [ranked(1, 0.5, 0.7), ranked(2, 0.4, 0.6)]);
  expect(read).toMatchObject({ one: 1, near: 0.7, dense: 0.9, lexical: 0.8, ...wording });
  expect(Object.keys(read)).toEqual([...signalNames]);
});

test('a knowledge base in three numbers, which stop to matter where worlds say nothing more', () => {
  const read = (profile: Partial<Profile>) =>
    signals([match(1, 0.5)], [ranked(1, 0.5, 0.5)], { ...ordinary, ...profile });
  expect(read({ entries: 10 }).size).toBeLessThan(read({ entries: 50 }).size);
  expect(read({ entries: 60 }).size).toBe(read({ entries: 12_000 }).size);
  expect(read({ examples: 1 }).examples).toBeLessThan(read({ examples: 8 }).examples);
  expect(read({ examples: 10 }).examples).toBe(read({ examples: 100 }).examples);
  expect(read({ background: 0.55 }).background).toBeCloseTo(0, 12);
  expect(read({ background: 0.65 }).background).toBeCloseTo(0.5, 12);
  expect([read({ background: 0 }).background, read({ background: 1 }).background]).toEqual([-1, 1]);
});

test('signals in their order; what is missing is nothing', () => {
  expect(listed({ lexical: 6, dense: 5, nearGap: 4, near: 3, odds: 2, one: 1, other: 9 })).toEqual([
    ...[1, 2, 3, 4, 5, 6],
    ...Array(signalNames.length - 6).fill(0),
  ]);
});
