/** The very words and order of what a message is taken apart into; what people usually write is in questions.test.ts. */
import { describe, expect, test } from 'vitest';
import { bare, followsUp, questionsOf } from './questions.js';

describe('in several questions', () => {
  test.each<[string, string[]]>([
    ['where is my parcel\n \nhow do I pay', ['where is my parcel', 'how do I pay']],
    [
      'How do I pay and when do you deliver and where is my parcel?',
      ['How do I pay', 'when do you deliver', 'where is my parcel?'],
    ],
    // A statement goes with the question after it, at the end with the one before; alone it asks nothing.
    ['I moved. Where is my parcel?', ['I moved. Where is my parcel?']],
    ['How do I pay? It says declined.', ['How do I pay? It says declined.']],
    ['I moved. My parcel is late.', []],
    // What has no topic of its own goes with what is before it, and what was said in between with both.
    ['Where is my parcel? Why?', ['Where is my parcel? Why?']],
    ['Where is my parcel? My street is Elm Road. Why?', ['Where is my parcel? My street is Elm Road. Why?']],
    ['Why? Where is my parcel?', ['Why? Where is my parcel?']],
    ['How do I pay and why?', ['How do I pay and why?']],
    // Two goes of one question; a sentence that had its end is no half.
    ['how do I return\na parcel?', ['how do I return a parcel?']],
    ['How do I return lamps.\nA parcel, too?', ['How do I return lamps.', 'A parcel, too?']],
    // "Also" parts what was said from what is asked, where something was said and something is asked.
    ['My voucher is broken. Also, how do I pay?', ['My voucher is broken.', 'Also, how do I pay?']],
    ['Well. Also, how do I pay?', ['Well. Also, how do I pay?']],
    ['My voucher is broken. Also my lamp. How do I pay?', ['My voucher is broken. Also my lamp. How do I pay?']],
    ['My voucher is broken. How do I pay?', ['My voucher is broken. How do I pay?']],
  ])('%j', (text, questions) => expect(questionsOf(text)).toEqual(questions));

  test('up to fifty sentences; what is longer is a story', () => {
    const boxes = (count: number) => Array.from({ length: count }, (_, i) => `Where is box${i}?`).join(' ');
    expect(questionsOf(boxes(50))).toHaveLength(50);
    expect(questionsOf(boxes(51))).toEqual([]);
  });
});

describe('without politeness', () => {
  test.each([
    // Line breaks are the visitor's, where no small talk goes out between them.
    ['my order\nis late', 'my order\nis late'],
    ['Hi!\nmy order\nis late', 'my order is late'],
    // Thanks at the end of much are taken off it, and nothing else.
    [`${'my parcel is late and '.repeat(8)}I wait, many thanks!`, `${'my parcel is late and '.repeat(8)}I wait`],
    ['cancel my plan please, thanks?', 'cancel my plan?'],
    ['Hello', 'Hello'],
  ])('%j', (text, left) => expect(bare(text)).toBe(left));
});

test.each([
  // With two words of its own before it a pronoun may still point back; with three it has found its noun.
  ['does grinder fit it', true],
  ['does small grinder fit it', false],
  ['my lamp broke, does that cost extra?', false],
  [', does that cost extra?', true],
  ['', false],
])('%j leans on what was said before: %s', (text, leans) => expect(followsUp(text)).toBe(leans));
