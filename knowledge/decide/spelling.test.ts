import { expect, test } from 'vitest';
import { englishWords, respelled } from './spelling.js';
import { vocabularyOf } from './wording.js';

const vocabulary = vocabularyOf([
  'How much is shipping to Germany?',
  'I forgot my password',
  'cancel my plan',
  'Wottle hand wash refill',
  'the team',
]);
const read = async (text: string) => respelled(text, vocabulary, await englishWords());

test.each([
  ['how mutch is shiping to germany', 'how much is shipping to germany'],
  ['i forgott my pasword', 'i forgot my password'],
  ['Refil for wotle', 'refill for wottle'],
  ['wher is my plan', 'where is my plan'],
  ['wheres my refil, u dont answer', "where's my refill, you don't answer"],
  ['Pls cancel next wk', 'please cancel next week'],
])('%s', async (text, meant) => expect(await read(text)).toBe(meant));

test.each([
  // Words, whatever they look like, and names that the entries have.
  'do you treat cancer',
  'tea by the kilo',
  'shipping to Germany on saturdays',
  'wottle',
  // Too short, or like nothing here.
  'teh thing',
  'xylofurt',
  // Parts of an address or a number are no words.
  'mail me at plann@shippng.example',
  'order KC-shiping-48213',
  '',
])('is left as it stands: %s', async (text) => expect(await read(text)).toBeUndefined());

test('what the entries write themselves is not spelled out', async () => {
  const theirs = vocabularyOf(['Reset the PW', 'pw rules']);
  expect(respelled('reset pw', theirs, await englishWords())).toBeUndefined();
  expect(respelled('reset pwd', theirs, await englishWords())).toBe('reset password');
});

test('a pasted page is left as it stands', async () => {
  expect(await read(`${'word '.repeat(60)} pasword`)).toBeUndefined();
});
