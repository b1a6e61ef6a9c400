import { expect, test } from 'vitest';
import { contradictionOf, wordsIn, wordsShared } from './contradiction.js';

test.each([
  ['You can return items within **30 days** of delivery.', 'You can return items within 14 days of delivery.'],
  ['Delivery to Austria costs € 4.50 a parcel.', 'Delivery to Austria costs € 6.90 a parcel.'],
  ['Gift cards can be returned within a year.', 'Gift cards cannot be returned within a year.'],
  ['Opened coffee can be sent back to us.', "Opened coffee can't be sent back to us."],
])('these two cannot both be right: %s / %s', (a, b) => {
  expect(contradictionOf(a, b)).toBeDefined();
  expect(contradictionOf(b, a)).toBeDefined();
});

test.each([
  [
    'You can return items within 30 days of delivery.',
    'You can return items within thirty or 30 days of delivery. Ask us.',
  ],
  ['We deliver to Austria within 3 days.', 'Gift cards are good for 5 years.'],
  ['You can return items of any kind.', 'You can return items of any kind within 30 days.'],
  ['Prices: 3 EUR. You can pay by card or on account.', 'You can pay by card or on account. Prices: 3 EUR.'],
  ['Choose **Forgot password** on the sign-in page.', 'Ask a colleague to sign you in.'],
])('these say nothing against one another: %s / %s', (a, b) => {
  expect(contradictionOf(a, b)).toBeUndefined();
});

test('words in common', () => {
  expect(wordsShared('How do I get a refund?', 'how can i get a refund')).toBeCloseTo(5 / 7);
  expect(wordsShared('Skip one delivery', 'Express delivery')).toBeLessThan(0.5);
});

test.each([
  // Three words that say something, six tenths of all of them: one less is too little.
  ['alpha beta gamma 3', 'alpha beta gamma 4', true],
  ['alpha beta 3', 'alpha beta 4', false],
  ['alpha beta gamma delta 3', 'alpha beta gamma omega 4', true],
  ['alpha beta gamma delta pi2 3', 'alpha beta gamma omega sigma 4', false],
  // Words of two letters and the number itself say nothing.
  ['alpha beta of 3', 'alpha beta of 4', false],
  // Words for numbers are numbers; those above twelve are words.
  ['open for three hours daily', 'open for 3 hours daily', false],
  ['open for three hours daily', 'open for twelve hours daily', true],
  ['open for zero hours daily', 'open for one hours daily', true],
  ['costs 4.50 euro per month', 'costs 4,50 euro per month', true],
  ['from 8 until 17 daily hours', 'until 17 from 8 daily hours', false],
  // Twice not is yes.
  ['gift cards are never not valid', 'gift cards are valid', false],
  ['gift cards are not valid', 'gift cards are valid', true],
  ['Gutscheine sind nicht immer gültig', 'Gutscheine sind immer gültig', true],
  ['les bons sont pas toujours valables', 'les bons sont toujours valables', true],
  ['los bonos nunca son validos siempre', 'los bonos son validos siempre', true],
  // Addresses are not compared.
  ['see alpha beta gamma https://x.example/1', 'see alpha beta gamma https://x.example/2', false],
  ['see [alpha beta gamma](https://x.example/1)', 'see [alpha beta gamma](https://x.example/2)', false],
  ['', '', false],
])('%s / %s: %s', (a, b, contradicts) => {
  expect(contradictionOf(a, b) !== undefined).toBe(contradicts);
  expect(contradictionOf(b, a) !== undefined).toBe(contradicts);
});

test('shows both sentences, without their marks, and the first that is denied', () => {
  const here = 'Fine here.\n\n- **Items** may be returned within 30 days! Gift cards cost 5 euros each.';
  const there = 'Gift cards cost 6 euros each? Items may be returned within 14 days.';
  expect(contradictionOf(here, there)).toEqual({
    here: '- Items may be returned within 30 days!',
    there: 'Items may be returned within 14 days.',
  });
  const long = `alpha beta gamma 3 ${'alpha '.repeat(60)}`;
  expect(contradictionOf(long, 'alpha beta gamma 4')?.here).toHaveLength(200);
});

test.each([
  ["Can't pay 4.50 or 1,000.5 €?", ['cant', 'pay', '4.50', 'or', '1,000.5']],
  ['Größe x2y', ['größe', 'x', '2', 'y']],
  ['…', []],
])('words in %j', (text, words) => expect(wordsIn(text)).toEqual(words));

test.each([
  ['a b', 'a b', 1],
  ['a b', 'b a a', 1],
  ['a b c', 'a d', 0.25],
  ['a', 'b', 0],
  ['', '', 0],
])('%j and %j share %d', (a, b, share) => expect(wordsShared(a, b)).toBe(share));
