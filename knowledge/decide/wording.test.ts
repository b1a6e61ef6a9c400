import { describe, expect, test } from 'vitest';
import { BUCKETS } from './grams.js';
import { vocabularyOf, type WordingProps, wordingOf } from './wording.js';

const rare = new Float32Array(BUCKETS).fill(1);
const entry: Omit<WordingProps, 'question'> = {
  title: 'Book a table',
  answer: 'You can reserve a table for up to eight guests on our page.',
  passages: [
    { kind: 'question', text: 'how do I book a table' },
    { kind: 'question', text: 'reservation for four' },
    { kind: 'answer', text: 'You can reserve a table for up to eight guests on our page.' },
  ],
  vocabulary: vocabularyOf(['Book a table', 'reservation for four guests', 'Opening hours on Sunday']),
  rare,
};
const wording = (question: string, more: Partial<WordingProps> = {}) => wordingOf({ question, ...entry, ...more });

test('a text’s telling words by their beginnings; small words name nothing, and of numbers only a long one', () => {
  const { words, beginnings } = vocabularyOf(['How do I cancel my 2 reservations for tables?', '4711']);
  expect([...words]).toEqual(['cancel', 'reservations', 'tables', '4711']);
  expect([...beginnings]).toEqual(['cance', 'reser', 'table', '4711']);
});

test('words that no entry speaks of, and words that this one does not', () => {
  expect(wording('book a table')).toMatchObject({ unknown: 0, missing: 0 });
  expect(wording('table on sunday')).toMatchObject({ unknown: 0, missing: 0.5 });
  expect(wording('table for my unicorn')).toMatchObject({ unknown: 0.5, missing: 0.5 });
  // Endings are no other words.
  expect(wording('reserve tables')).toMatchObject({ unknown: 0, missing: 0 });
  // A bare noun is certain of nothing, and no word at all of even less.
  expect(wording('the')).toMatchObject({ unknown: 1, missing: 1, words: 0 });
  expect(wording('a unicorn table', { vocabulary: undefined }).unknown).toBe(0);
});

test('rare words count more', () => {
  const weights = new Float32Array(BUCKETS).fill(1);
  const plain = wording('unicorn table').unknown;
  weights.fill(3);
  expect(wording('unicorn table', { rare: weights }).unknown).toBeCloseTo(plain, 9);
});

describe('the side of the matter that a question is on', () => {
  test.each([
    ["I can't book a table", { negated: 1 }],
    ['i cant book a table', { negated: 1 }],
    ['booking a table failed again', { failing: 1 }],
    ['cancel my table', { undone: 1 }],
    ['ich kann keinen Tisch reservieren', { negated: 1 }],
    ['Die Reservierung ist fehlgeschlagen', { failing: 1 }],
    ['je ne peux pas réserver', { negated: 1 }],
    ['quero cancelar a mesa', { undone: 1 }],
    ['how do I book a table', { negated: 0, failing: 0, undone: 0 }],
    // Not inside another word.
    ['the nordic notebook', { negated: 0, failing: 0, undone: 0 }],
  ])('%s', (question, expected) => expect(wording(question)).toMatchObject(expected));

  test('an entry that is about failure itself is on the same side', () => {
    const failing = { title: 'Booking failed', passages: [{ kind: 'question' as const, text: 'my booking failed' }] };
    expect(wording('booking failed', failing).failing).toBe(0);
    expect(wording('how to book', failing).failing).toBe(1);
    // Half of what is known of it speaks of it.
    expect(wording('booking failed', { title: 'Booking', passages: failing.passages }).failing).toBe(0.5);
  });
});
