import { expect, test } from 'vitest';
import { marks, useWords } from './words.js';

const unused = { answers: 0, helpful: 0, notHelpful: 0, sent: 0 };
const now = Date.parse('2026-06-15T12:00:00Z');
const fresh = { updatedAt: '2026-06-01T00:00:00Z', use: unused };
const words = (entry: Parameters<typeof marks>[0]) => marks(entry, now).map(({ text, off }) => [text, off]);

test('use is told in words, and nothing that is nought', () => {
  expect(useWords({ answers: 12, helpful: 3, notHelpful: 0, sent: 4 })).toEqual([
    '12 answers, 3 helpful',
    'sent 4 times',
  ]);
  expect(useWords({ answers: 1, helpful: 0, notHelpful: 1, sent: 1 })).toEqual([
    '1 answer, 1 not helpful',
    'sent once',
  ]);
  expect(useWords(unused)).toEqual(['not used in 90 days']);
});

test('what keeps an entry from being used today is told apart from what will', () => {
  expect(words(fresh)).toEqual([]);
  expect(words({ ...fresh, audience: 'agents', validUntil: '2026-06-15' })).toEqual([
    ['only for agents', false],
    ['until Jun 15', false],
  ]);
  expect(words({ ...fresh, validUntil: '2026-06-14' })).toEqual([['ended Jun 14', true]]);
  expect(words({ ...fresh, validFrom: '2027-01-02' })).toEqual([['from Jan 2, 2027', true]]);
});

test('stale is what is old and nobody needed', () => {
  const old = '2026-01-01T00:00:00Z';
  expect(words({ updatedAt: old, use: unused })).toEqual([['stale', false]]);
  expect(words({ updatedAt: old, use: { ...unused, sent: 1 } })).toEqual([]);
});
