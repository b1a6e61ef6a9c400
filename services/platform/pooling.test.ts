import { expect, test } from 'vitest';
import { type Pooling, pooled, unit } from './pooling.js';

/** Two texts of three tokens with two numbers each; the second text is filled up at its end, with rubbish. */
const tokens = {
  hidden: [3, 0, 0, 4, 0, 0, /* */ 0, 2, 1, 0, 9, 9],
  mask: [1, 1, 1, /* */ 1, 1, 0],
  ...{ texts: 2, tokens: 3, dims: 2 },
};
const by = (pooling: Pooling, it = tokens) =>
  pooled(it, pooling).map((vector) => vector.map((x) => Math.round(x * 1e6) / 1e6));

/** Of a length of 1 in two equal parts, rounded as above. */
const HALF = Math.round(Math.SQRT1_2 * 1e6) / 1e6;

test('the mean of what is there and of nothing else, of length 1', () => {
  // (3, 4) / 3 and (1, 2) / 2, and of these only the direction.
  expect(by('mean')).toEqual([
    [0.6, 0.8],
    [0.447214, 0.894427],
  ]);
});

test('the first or the last token, also where a text is filled up in front', () => {
  expect(by('cls')).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(by('last')).toEqual([
    [0, 0],
    [1, 0],
  ]);
  const inFront = { ...tokens, mask: [1n, 1n, 1n, 0n, 1n, 1n] as unknown as number[] };
  expect(by('cls', inFront)[1]).toEqual([1, 0]);
  expect(by('last', inFront)[1]).toEqual([HALF, HALF]);
});

test('no token and no length is no direction', () => {
  expect(by('mean', { ...tokens, mask: [0, 0, 0, 0, 0, 0] })).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(unit([0, 0])).toEqual([0, 0]);
});
