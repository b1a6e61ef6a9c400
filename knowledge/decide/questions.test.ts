import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../services/testing/cpu.js';
import { impersonal } from './placeholders.js';
import { bare, clausesOf, followsUp, questionsOf } from './questions.js';
import { asksForHuman } from './rules.js';
import { smallTalkOf } from './small-talk.js';
import { sameQuestion } from './words.js';

describe('without politeness', () => {
  test.each([
    ['hi, where is my parcel?', 'where is my parcel?'],
    ['Hello there! Where is my parcel?', 'Where is my parcel?'],
    ['hi where is my parcel', 'where is my parcel'],
    ['Good morning team, I want to return a mug', 'I want to return a mug'],
    ['Hi! How are you? Where is my order?', 'Where is my order?'],
    ['Where is my order? Thank you so much for your help!', 'Where is my order?'],
    ['do you ship to norway? thanks in advance', 'do you ship to norway?'],
    ['cancel my plan please', 'cancel my plan'],
    ['Could you cancel my plan, please?', 'Could you cancel my plan?'],
    ['cancel my plan, please, thank you, kind regards', 'cancel my plan'],
    ['Hallo zusammen, wie kündige ich mein Abo? Vielen Dank im Voraus', 'wie kündige ich mein Abo?'],
    ['Guten Tag, ich möchte etwas zurückgeben. Mit freundlichen Grüßen', 'ich möchte etwas zurückgeben'],
    ['hey wheres my stuff', 'wheres my stuff'],
    ['Two quick questions: where is my parcel?', 'where is my parcel?'],
    ['Kettle question: does it whistle?', 'Kettle question: does it whistle?'],
    ['where is\u200b my\u00ad parcel', 'where is my parcel'],
  ])('%j', (text, left) => expect(bare(text)).toBe(left));

  test.each([
    'Hello Fresh voucher',
    'good morning blend',
    'thank you card',
    'how do I say thanks to the driver',
    'please',
    'hi',
    'thank you',
    'Please tell me the price',
    '🙂',
    '',
  ])('nothing to leave out: %j', (text) => expect(bare(text)).toBe(text));
});

describe('a follow-up', () => {
  test.each([
    'and for business accounts?',
    'And how long does it take?',
    'what about gift cards?',
    'how about Norway',
    'does that cost extra?',
    'is it free?',
    'how do I redeem it?',
    'can I pick up my order there?',
    'some of them are missing',
    'and to Austria? thanks',
    'ok, and then?',
    'can I pause it instead?',
    'und wie lange dauert das?',
    'und nach Österreich?',
    'was ist mit Gutscheinen?',
    'gilt das auch für Geschenke?',
  ])('%s', (text) => expect(followsUp(text)).toBe(true));

  test.each([
    'how do I reset my password?',
    'is it possible to delete my account?',
    'are there any discounts?',
    'is there parking',
    'my grinder is broken, can I return it?',
    'can I return my grinder if I do not like it?',
    'I think that my parcel got lost',
    'do you deliver this week?',
    'gibt es einen Rabatt für Studenten?',
    'do you ship to Norway',
    '',
  ])('not: %s', (text) => expect(followsUp(text)).toBe(false));
});

describe('several questions', () => {
  test.each([
    ['How do I return it and do you ship to Norway?', ['How do I return it', 'do you ship to Norway?']],
    ['How much is delivery? Can I pay with PayPal?', ['How much is delivery?', 'Can I pay with PayPal?']],
    ['how do I cancel my plan\nhow do I delete my account', ['how do I cancel my plan', 'how do I delete my account']],
    ['Do you have decaf? And do you have gift cards?', ['Do you have decaf?', 'And do you have gift cards?']],
    [
      'I bought a lamp. It is broken. How do I return it? Do you ship to Norway?',
      ['I bought a lamp. It is broken. How do I return it?', 'Do you ship to Norway?'],
    ],
    [
      'My voucher does not work. Also, how do I unsubscribe?',
      ['My voucher does not work.', 'Also, how do I unsubscribe?'],
    ],
    ['Where is my parcel? How do I pay? It says declined.', ['Where is my parcel?', 'How do I pay? It says declined.']],
    [
      'hi! where is my parcel and can I change the address? thanks!',
      ['hi! where is my parcel', 'can I change the address?'],
    ],
    [
      'Wie lange dauert der Versand und kann ich mit PayPal zahlen?',
      ['Wie lange dauert der Versand', 'kann ich mit PayPal zahlen?'],
    ],
    ['Liefern Sie nach Wien? Was kostet der Versand?', ['Liefern Sie nach Wien?', 'Was kostet der Versand?']],
  ])('%j', (text, questions) => {
    const found = questionsOf(text);
    expect(found.map((question) => bare(question))).toEqual(questions.map((question) => bare(question)));
  });

  test.each([
    'How do I return a mug and a kettle?',
    'How and when do I get my refund?',
    'what is the price and size of the grinder',
    'My grinder is loud and how do I clean it?',
    'Is it free or do I have to pay?',
    'I bought a lamp\nlast week\nand it is broken\nhow do I send it back?',
    'how do I return\na parcel?',
    'Where is my parcel? Why? What can I do?',
    'My parcel is late. It should have been here on Monday. I am not happy.',
    'I need an invoice and please send it by mail',
    'Hello! How are you? How do I change my plan? Thanks!',
    'terms and conditions',
    '',
    '🙂',
    '? ? ?',
  ])('one or none: %j', (text) => expect(questionsOf(text).length).toBeLessThan(2));
});

describe('clause by clause', () => {
  test.each([
    ['my package is damaged, i want a refund', ['my package is damaged', 'i want a refund']],
    [
      'hi were away next week and theres coffee left so i dont need the next delivery but im not cancelling',
      ['hi were away next week', 'and theres coffee left', 'so i dont need the next delivery', 'but im not cancelling'],
    ],
    ['mein paket ist weg, aber der shop sagt es ist da', ['mein paket ist weg', 'aber der shop sagt es ist da']],
    ['Hi! My kettle leaks. It is two months old. Thanks', ['My kettle leaks.', 'It is two months old.']],
    ['where is my parcel', []],
    ['thanks, great, bye', []],
    ['', []],
  ])('%j', (text, clauses) => expect(clausesOf(text)).toEqual(clauses));

  test('five at most', () => {
    expect(clausesOf(Array.from({ length: 9 }, (_, i) => `my kettle leaks ${i}`).join(', '))).toHaveLength(5);
  });
});

test('whatever is pasted, no pattern takes long over it', async () => {
  const pieces = [
    'x',
    ' ',
    '!',
    '? ',
    'a. ',
    '\n',
    '🙂',
    'and how do i ',
    'hello ',
    'thank you so much ',
    'regards ',
    'it ',
    "don't ",
  ];
  const mean = [
    ...pieces,
    'talk to a real ',
    'mit einem mitarbeiter ',
    'is there a real ',
    'please, ',
    ' \t',
    '\u200b',
    'können sie ',
    'a1111-',
    '11.11.',
    '+49 1',
    'a.b@c.',
    'www.a',
    'so but ',
  ];
  for (const piece of mean) {
    const text = piece.repeat(10_000 / piece.length);
    const readAll = () => {
      for (const reads of [bare, followsUp, questionsOf, clausesOf, asksForHuman, smallTalkOf]) reads(text);
      impersonal(text, 'en');
      sameQuestion(text, `${text}y`);
    };
    expect(await cpuMs(readAll), JSON.stringify(piece)).toBeLessThan(1_000);
  }
});
