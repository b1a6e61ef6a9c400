import { describe, expect, test } from 'vitest';
import type { Decided } from '../../knowledge/decide/decide.js';
import {
  type EventRow,
  isFeedback,
  isFromVisitor,
  isMessage,
  readEvent,
  type VisitorMessage,
} from '../conversation/events.js';
import { contextOf, hasChatted, readBefore, withConversation } from './so-far.js';
import { canned } from './write.js';

// ---------------------------------------------------------------- a conversation in short hand

const row = (seq: number, more: Partial<Parameters<typeof readEvent>[0]>): EventRow =>
  readEvent({
    ...{ conversationId: '', agentId: null, agentName: null, agentAvatar: null, clientId: null, bodyHash: null },
    ...{ seq, type: 'message', role: 'visitor', text: null, replyTo: null, decisionId: null, body: {} },
    createdAt: new Date(0),
    ...more,
  });
type Said = (seq: number) => EventRow;
const says =
  (text: string, choice?: { seq: number; index: number }): Said =>
  (seq) =>
    row(seq, { text, body: choice ? { choice } : {} });
const answers =
  (key: string, title = key): Said =>
  (seq) =>
    row(seq, {
      role: 'bot',
      text: `About ${key}.`,
      body: { entries: [key], citations: [{ index: 1, title, text: '' }] },
    });
const suggests =
  (...labels: string[]): Said =>
  (seq) =>
    row(seq, {
      role: 'bot',
      body: { suggestions: [...labels.map((label) => ({ label, key: label })), { label: 'None of these' }] },
    });
const chats: Said = (seq) => row(seq, { role: 'bot', text: 'You are welcome.', body: { smallTalk: true } });
const thumb =
  (about: number, helpful: boolean): Said =>
  (seq) =>
    row(seq, { type: 'feedback', body: { feedback: { seq: about, helpful } } });
const moves: Said = (seq) => row(seq, { type: 'move', role: 'system' });

/** Numbered from 1; what the visitor said last is owed. */
function conversation(...said: Said[]) {
  const events = said.map((make, i) => make(i + 1));
  const settled = events.findLast(({ role, type }) => role === 'bot' || type === 'move')?.seq ?? 0;
  const messages = events.filter(isMessage);
  const isOwed = (event: EventRow): event is VisitorMessage => isFromVisitor(event) && event.seq > settled;
  return {
    locale: 'en',
    owed: messages.filter(isOwed),
    history: messages.filter((event) => !isOwed(event)),
    feedback: events.filter(isFeedback),
    movedSeq: events.findLast(({ type }) => type === 'move')?.seq ?? 0,
  };
}

const entry = (key: string) => ({ key, title: key, answer: `About ${key}.`, passage: key });
const decided = (verdict: Decided['verdict'], ...keys: string[]): Decided => ({
  question: '',
  candidates: [],
  features: {},
  confidence: 0.9,
  thresholds: { answer: 0.8, suggest: 0.5 },
  verdict,
  best: keys.map(entry),
  answeredBy: 1,
  ms: 1,
});
const verdict = (it: Decided, ...said: Said[]) => {
  const { verdict, reason } = withConversation(it, conversation(...said));
  return reason ?? verdict;
};
const answer = decided('answer', 'b');
const suggest = decided('suggest', 'b', 'c');

// ----------------------------------------------------------------

test.each<[string, Said[], string | undefined]>([
  ['nothing was said', [], undefined],
  [
    'with the title of what answered it, where that says more',
    [says('How do I send a mug back?'), answers('r', 'Return an item'), says('thanks'), chats],
    'How do I send a mug back? (Return an item)',
  ],
  [
    'and not where it says the same',
    [says('How do I return an item?'), answers('r', 'Return an item')],
    'How do I return an item?',
  ],
  ['the last question', [says('How do I return a mug?'), answers('a')], 'How do I return a mug?'],
  ['not small talk', [says('How do I return a mug?'), answers('a'), says('thanks'), chats], 'How do I return a mug?'],
  ['nor a wish for a person', [says('Where is my parcel?'), says('human please'), moves], 'Where is my parcel?'],
  ['nor what says nothing', [says('Where is my parcel?'), answers('a'), says('👍'), chats], 'Where is my parcel?'],
  [
    'the title that was chosen',
    [says('mug'), suggests('Return an item'), says('x', { seq: 2, index: 0 }), answers('a')],
    'Return an item',
  ],
  ['not "None of these"', [says('mug'), suggests('Return'), says('None of these', { seq: 2, index: 1 }), moves], 'mug'],
  [
    'with what it leaned on itself',
    [says('old'), answers('a'), says('Return a mug'), answers('a'), says('and how long does it take?'), answers('b')],
    'Return a mug and how long does it take? (b)',
  ],
  [
    'of a long story what answered it',
    [
      says(
        'Yesterday my neighbour Bob took parcel number seven inside his garage where our dog chewed everything completely',
      ),
      answers('a', 'An item arrived damaged'),
    ],
    'An item arrived damaged',
  ],
])('the context of a follow-up: %s', (_, said, context) => {
  expect(contextOf(conversation(...said).history)).toBe(context);
});

describe('keys at random and a thumb down', () => {
  const unreadable = { ...decided('small_talk'), smallTalk: 'unreadable' as const };
  const unhappy = { ...decided('small_talk'), smallTalk: 'unhappy' as const };
  const asksAgain: Said = (seq) =>
    row(seq, { role: 'bot', text: 'I did not understand that.', body: { smallTalk: true, missed: true } });

  test.each<[string, string, Decided, Said[]]>([
    ['are answered once', 'small_talk', unreadable, [says('asdf')]],
    ['are a miss', 'nothing_found', unreadable, [says('asdf'), asksAgain, says('qwertz')]],
    [
      'also after suggestions of which none was chosen',
      'nothing_found',
      unreadable,
      [says('mug'), suggests('b'), says('qwer')],
    ],
    ['and before unsure ones', 'low_confidence', suggest, [says('asdf'), asksAgain, says('mug')]],
    ['but not before an answer', 'answer', answer, [says('asdf'), asksAgain, says('mug')]],
    ['nor after one', 'small_talk', unreadable, [says('asdf'), asksAgain, says('mug'), answers('a'), says('asdf')]],
    ['a thumb as well', 'negative_feedback', unhappy, [says('asdf'), asksAgain, says('👎')]],
    [
      'thanks are not',
      'small_talk',
      { ...decided('small_talk'), smallTalk: 'thanks' },
      [says('asdf'), asksAgain, says('thanks')],
    ],
  ])('%s: %s', (_, expected, it, said) => expect(verdict(it, ...said)).toBe(expected));
});

test('what no guess may be: the entries just given, and those that did not help', () => {
  expect(readBefore(conversation(says('mug'), answers('a'), says('gift'), answers('b'), says('x')))).toEqual(['b']);
  expect(
    readBefore(conversation(says('mug'), answers('a'), thumb(2, false), says('thanks'), chats, says('x'))),
  ).toEqual(['a', 'a']);
  expect(
    readBefore(conversation(says('mug'), answers('a'), thumb(2, false), says('gift'), suggests('c'), says('x'))),
  ).toEqual(['a']);
});

test('whether the bot has just made small talk', () => {
  expect(hasChatted(conversation(says('thanks'), chats, says('no')))).toBe(true);
  expect(hasChatted(conversation(says('mug'), answers('a'), says('no')))).toBe(false);
  expect(hasChatted(conversation(says('no')))).toBe(false);
});

describe('the same question again', () => {
  test.each<[string, string, Said[]]>([
    [
      'in the same words',
      'repeated_question',
      [says('How do I return a mug?'), answers('a'), says('how do I return a mug')],
    ],
    [
      'with a typo and politeness',
      'repeated_question',
      [says('How do I return a mug?'), answers('a'), says('pls, how do i retrun a mug')],
    ],
    [
      'in two goes',
      'repeated_question',
      [says('how do I return'), says('a mug?'), answers('a'), says('how do I return a mug')],
    ],
    [
      'after another one',
      'repeated_question',
      [says('Return a mug'), answers('a'), says('Norway?'), answers('c'), says('return a mug')],
    ],
    ['about something else', 'answer', [says('How do I return a mug?'), answers('a'), says('how do I return a gift')]],
    [
      'that the bot did not answer',
      'answer',
      [says('How do I return a mug?'), suggests('x'), says('how do I return a mug?')],
    ],
    ['after a person had it', 'answer', [says('Return a mug'), answers('a'), moves, says('return a mug')]],
    [
      'as a button',
      'answer',
      [says('mug'), suggests('b'), says('Return a mug', { seq: 2, index: 0 }), answers('a'), says('return a mug')],
    ],
    [
      'as a follow-up to another one',
      'answer',
      [
        says('delivery costs'),
        answers('a'),
        says('and to Austria?'),
        answers('a'),
        says('delivery times'),
        answers('c'),
        says('and to Austria?'),
      ],
    ],
    [
      'as a follow-up to the same one',
      'repeated_question',
      [says('delivery costs'), answers('a'), says('and to Austria?'), answers('a'), says('and to austria')],
    ],
  ])('%s: %s', (_, outcome, said) => expect(verdict(answer, ...said)).toBe(outcome));

  test('small talk may be repeated', () => {
    expect(verdict(decided('small_talk'), says('hello'), answers('a'), says('hello'))).toBe('small_talk');
  });
});

describe('misses in a row', () => {
  test.each<[string, string, Decided, Said[]]>([
    ['a second suggestion', 'low_confidence', suggest, [says('one'), suggests('x'), says('two')]],
    ['small talk between', 'low_confidence', suggest, [says('one'), suggests('x'), says('thanks'), chats, says('two')]],
    ['none was chosen, then it is sure', 'answer', answer, [says('one'), suggests('x'), says('two')]],
    [
      'one was chosen',
      'suggest',
      suggest,
      [says('one'), suggests('x'), says('x', { seq: 2, index: 0 }), answers('x'), says('two')],
    ],
    [
      'a thumbs-down, then unsure',
      'low_confidence',
      suggest,
      [says('one'), answers('a'), thumb(2, false), says('two')],
    ],
    [
      'a thumbs-down, then sure of another',
      'answer',
      answer,
      [says('one'), answers('a'), thumb(2, false), says('two')],
    ],
    [
      'a thumbs-down taken back',
      'suggest',
      suggest,
      [says('one'), answers('a'), thumb(2, false), thumb(2, true), says('two')],
    ],
    [
      'the very entry that did not help',
      'negative_feedback',
      answer,
      [says('one'), answers('b'), thumb(2, false), says('two')],
    ],
    [
      'two answers that did not help',
      'negative_feedback',
      answer,
      [says('one'), answers('a'), thumb(2, false), says('two'), answers('c'), thumb(5, false), says('three')],
    ],
    [
      'with a good answer between',
      'suggest',
      suggest,
      [says('one'), answers('a'), thumb(2, false), says('two'), answers('c'), says('three')],
    ],
    ['before a person had it', 'suggest', suggest, [says('one'), suggests('x'), moves, says('two')]],
  ])('%s: %s', (_, outcome, it, said) => expect(verdict(it, ...said)).toBe(outcome));
});

describe('canned responses', () => {
  const so = conversation(says('one'), answers('a'), says('and two?'));

  test('one as it was written; the one that stands just above says so', () => {
    expect(canned([entry('b')], so)).toMatchObject({ text: 'About b.', entries: ['b'] });
    const again = canned([entry('a')], so) as { text: string };
    expect(again.text).toMatch(/^This is the same help text as before.*\n\nAbout a\.$/);
  });

  test('several under their titles, each with its source', () => {
    const two = canned([entry('a'), { ...entry('b'), title: 'B [*1*]', link: 'https://shop.example/b' }], so);
    expect(two).toEqual({
      text: '**a** [1]\n\nAbout a.\n\n**B 1** [2]\n\nAbout b.',
      citations: [
        { index: 1, title: 'a', text: 'About a.' },
        { index: 2, title: 'B [*1*]', text: 'About b.', link: 'https://shop.example/b' },
      ],
      entries: ['a', 'b'],
    });
  });
});
