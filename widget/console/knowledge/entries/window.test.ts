import { expect, test } from 'vitest';
import { pagesOf, reveal, spanOf } from './window.js';

const list = { top: 0, height: 560, row: 56, total: 10_000 };

test('draws what is seen and a little beyond, however long the list is', () => {
  expect(spanOf(list)).toEqual({ from: 0, to: 17 });
  expect(spanOf({ ...list, top: 56 * 5_000 + 30 })).toEqual({ from: 4_994, to: 5_017 });
  expect(spanOf({ ...list, top: 56 * 9_990 })).toEqual({ from: 9_984, to: 10_000 });
});

test('short, empty and shrunken lists show what they have', () => {
  expect(spanOf({ ...list, total: 3 })).toEqual({ from: 0, to: 3 });
  expect(spanOf({ ...list, total: 0 })).toEqual({ from: 0, to: 0 });
  expect(spanOf({ ...list, top: 56 * 9_000, total: 20 })).toEqual({ from: 4, to: 20 });
  expect(spanOf({ ...list, top: -80 })).toEqual({ from: 0, to: 17 });
});

test('pages are those that hold a row of it', () => {
  expect(pagesOf({ from: 0, to: 17 })).toEqual([0]);
  expect(pagesOf({ from: 95, to: 100 })).toEqual([0]);
  expect(pagesOf({ from: 95, to: 101 })).toEqual([0, 100]);
  expect(pagesOf({ from: 0, to: 0 })).toEqual([]);
});

test('a row comes into view by the shortest way', () => {
  expect(reveal(4, list)).toBe(0);
  expect(reveal(10, list)).toBe(56);
  expect(reveal(2, { ...list, top: 300 })).toBe(112);
});
