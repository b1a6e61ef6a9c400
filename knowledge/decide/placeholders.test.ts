import { expect, test } from 'vitest';
import { codesOf, impersonal } from './placeholders.js';

test.each([
  ['need the invoice for KC-33018 from 02.05. for my accountant', 'need the invoice for order for my accountant'],
  ["where's my parcel 48213", "where's my parcel"],
  ['order #48213 has not come', 'order has not come'],
  ['changed my mind about KC-70051, can you stop it', 'changed my mind about order , can you stop it'],
  ['my mail is anna.b@web.example, I get no mails', 'my mail is e-mail , I get no mails'],
  ['call me at +49 170 1234567 about my refund', 'call me at about my refund'],
  ['bought on 2026-11-03 and it broke', 'bought and it broke'],
  ['see https://shop.example/p/77 is it in stock', 'see is it in stock'],
])('%s', (asked, read) => expect(impersonal(asked, 'en')).toBe(read));

test.each([
  ['de', 'wo ist Bestellung KC-48213', 'wo ist Bestellung'],
  ['de', 'KC-48213 vom 03.11.2026 stornieren', 'Bestellung stornieren'],
  ['fr', 'où est ma commande 48213', 'où est ma commande'],
  ['es', 'no llegó 48213', 'no llegó pedido'],
] as const)('in %s: %s', (language, asked, read) => expect(impersonal(asked, language)).toBe(read));

test.each([
  'do you deliver on saturdays',
  'is delivery free from 40 euros',
  'opening hours in 2026',
  'u took 43,80 twice',
  'version 2.10.1 of the app',
  'I have 2 questions',
])('is left as it stands: %s', (asked) => expect(impersonal(asked, 'en')).toBe(asked));

test('a number that the entries speak of is a name', () => {
  const known = new Set(codesOf('The HX-2000 shows error 4711.'));
  expect(impersonal('my HX-2000 says 4711', 'en', known)).toBe('my HX-2000 says 4711');
  expect(impersonal('my HX-2000 says 4712', 'en', known)).toBe('my HX-2000 says order');
});
