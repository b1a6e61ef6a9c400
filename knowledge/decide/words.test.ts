import { describe, expect, test } from 'vitest';
import { sameQuestion, sameWord, topicOf } from './words.js';

test.each([
  ['How do I return an item?', 'return item'],
  ['and for business accounts?', 'business accounts'],
  ['Can you please tell me what that is?', ''],
  ['Wie kann ich mein Passwort zurücksetzen?', 'passwort zurücksetzen'],
  ['return, return, RETURN', 'return'],
  ['товар и доставка', 'товар и доставка'],
  ['🙂 ?!', ''],
])('the topic of %j', (text, topic) => expect(topicOf(text).join(' ')).toBe(topic));

describe('the same question again', () => {
  test.each([
    ['How do I reset my password?', 'how do i reset my password'],
    ['How do I reset my password?', 'Hello, how do I reset my password please?'],
    ['How do I reset my password?', 'how do i rest my pasword'],
    ['How do I reset my password?', 'my password, how do I reset it?'],
    ['Where is my parcel', 'WHERE IS MY PARCELS???'],
    ['do you ship to norway', 'Again: do you ship to Norway? thanks'],
    ['Wie setze ich mein Passwort zurück?', 'bitte nochmal, wie setze ich das Passwort zurück'],
    ['what is it', 'What is it?'],
  ])('%j: %j', (one, other) => {
    expect(sameQuestion(one, other)).toBe(true);
    expect(sameQuestion(other, one)).toBe(true);
  });

  test.each([
    ['How do I return a mug?', 'How do I return a gift?'],
    ['How do I return a mug?', 'How do I return a mug to Norway?'],
    ['How long do I have to return it?', 'How do I return it?'],
    ['When do you deliver?', 'Where do you deliver?'],
    ['How much is delivery?', 'and to Austria?'],
    ['and to Norway?', 'and to Austria?'],
    ['order 4711', 'order 4712'],
    ['my mail', 'my main'],
    ['do you ship to norway', 'do you not ship to norway'],
    ['what is it', 'is that so'],
    ['', ''],
    ['🙂', '🙂'],
  ])('not %j: %j', (one, other) => expect(sameQuestion(one, other)).toBe(false));
});

test.each([
  ['parcel', 'parcle', true],
  ['parcel', 'parcels', true],
  ['plan', 'plans', true],
  ['subscription', 'subsciptoin', true],
  ['subscription', 'subscriptn', true],
  ['password', 'passcode', false],
  ['mail', 'main', false],
  ['tea', 'teas', false],
  ['a1234', 'a1235', false],
])('%s, %s: %s', (one, other, same) => expect(sameWord(one, other)).toBe(same));

test.each([
  // One slip in four to seven letters, two from eight on.
  ['abcd', 'abcde', true],
  ['abcd', 'acbd', true],
  ['abcd', 'dbca', true],
  ['abcd', 'abcdef', false],
  ['abcde', 'abxde', true],
  ['abcde', 'axxde', false],
  ['abcdefg', 'abxxefg', false],
  ['abcdefgh', 'abxxefgh', true],
  ['abcdefgh', 'axxxefgh', false],
  ['abcdefgh', 'abcdefghij', true],
  ['abcdefgh', 'abcdefghijk', false],
  ['abcdefg', 'abcdefghi', false],
  // The shorter of two says how many.
  ['abcdefgh', 'abcdefg', true],
  ['abcdefghi', 'abcdefg', false],
  ['abcdefgh', 'badcefgh', true],
  ['abc', 'abcd', false],
  ['abc', 'abc', true],
  ['', '', true],
  ['x1', 'x1', true],
  ['parcel1', 'parcel', false],
  ['a'.repeat(40), `${'a'.repeat(39)}b`, true],
  ['a'.repeat(41), `${'a'.repeat(40)}b`, false],
])('%s and %s: %s', (one, other, same) => {
  expect(sameWord(one, other)).toBe(same);
  expect(sameWord(other, one)).toBe(same);
});

test.each([
  ["what's 'that' about returns'", 'returns'],
  ["''", ''],
  ["how's the driver's day", "driver's day"],
])('quotes around words are none of theirs: %j', (text, topic) => expect(topicOf(text).join(' ')).toBe(topic));

test.each([
  // Each word answers for one other, an exact one before a typo of it.
  ['plans plan', 'plan plans', true],
  ['plan plans', 'plan plan', false],
  ['parcel parcle', 'parcel card', false],
  ['parcel parcel', 'parcel', true],
  ['where when', 'where', false],
  ['where is it', 'where is it', true],
])('%j and %j are the same: %s', (one, other, same) => expect(sameQuestion(one, other)).toBe(same));
