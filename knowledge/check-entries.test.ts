import { expect, test } from 'vitest';
import { checkEntries } from './check-entries.js';
import type { Entry } from './entry.js';

const entry = (key: string, more: Partial<Entry> = {}): Entry => ({
  key,
  title: 'Title',
  questions: [],
  answer: 'Answer',
  locale: 'en',
  inboxes: [],
  tags: [],
  ...more,
});

test('each id once, as it would be stored; everything wrong with the others, under the id that they came with', async () => {
  const { items, refused } = await checkEntries([
    entry('a'),
    entry(' a '),
    entry('b', { answer: ' ', locale: '?' }),
    entry('b'),
    entry('b', { title: '' }),
  ]);
  expect(items.map((item) => item.entry.key)).toEqual(['a', 'b']);
  expect(refused).toEqual([
    { key: ' a ', faults: [], twice: true },
    { key: 'b', faults: [expect.stringMatching(/answer is empty/), expect.stringMatching(/locale/)], twice: false },
    { key: 'b', faults: [expect.stringMatching(/title is empty/)], twice: true },
  ]);
});
