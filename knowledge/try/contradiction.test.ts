import { expect, test } from 'vitest';
import { contradictionOf, wordsShared } from './contradiction.js';

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
