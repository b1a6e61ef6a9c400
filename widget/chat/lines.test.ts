import { describe, expect, test } from 'vitest';
import type { Conversation, Event } from '../../services/wire/conversation.js';
import { brandRule, contrast, parse } from '../shared/accent.js';
import { fill, pickLocale } from '../shared/texts.js';
import { apply, emptyView, type View } from '../shared/transcript.js';
import { givenContact, givenRating, groups, judgement, openSuggestion, owed, proposesPerson } from './lines.js';

const at = (minute: number, day = 1) => new Date(2026, 0, day, 12, minute).toISOString();
const message = (seq: number, role: Event['role'], minute: number, more: Partial<Event> = {}): Event => ({
  seq,
  type: 'message',
  role,
  text: `m${seq}`,
  createdAt: at(minute),
  ...more,
});
const suggest = (seq: number, minute = 0) =>
  message(seq, 'bot', minute, { suggestions: [{ label: 'a' }, { label: 'None of these' }] });
const show = (...events: Event[]): View => apply(emptyView(), { kind: 'history', events });
const item = { clientId: 'x', text: 'x', at: 0, status: 'sending' } as const;

describe('groups', () => {
  test('join one speaker within minutes, and part by speaker, pause, move and day', () => {
    const view = show(
      message(1, 'visitor', 0, { clientId: 'a' }),
      message(2, 'visitor', 1, { clientId: 'b' }),
      message(3, 'agent', 2, { agent: { name: 'Lena' } }),
      message(4, 'agent', 2, { agent: { name: 'Omar' } }),
      { seq: 5, type: 'move', role: 'system', notice: { kind: 'left' }, createdAt: at(3) },
      message(6, 'agent', 3, { agent: { name: 'Omar' } }),
      message(7, 'agent', 20, { agent: { name: 'Omar' } }),
      { seq: 8, type: 'rating', rating: { score: 4 }, createdAt: at(21) },
      { ...message(9, 'agent', 0, { agent: { name: 'Omar' } }), createdAt: at(0, 2) },
    );
    const seen = groups(view).map((group) => [group.agent?.name ?? group.role, group.lines.length, group.newDay]);
    expect(seen).toEqual([
      ['visitor', 2, true],
      ['Lena', 1, false],
      ['Omar', 1, false],
      ['system', 1, false],
      ['Omar', 1, false],
      ['Omar', 1, false],
      ['Omar', 1, true],
    ]);
  });

  test('a line keeps its key when it arrives', () => {
    const sending = apply(emptyView(), { kind: 'send', item });
    const there = apply(sending, { kind: 'log', event: message(1, 'visitor', 0, { clientId: 'x' }) });
    expect(groups(sending)[0]?.lines[0]?.key).toBe('x');
    expect(groups(there)[0]?.lines[0]?.key).toBe('x');
  });
});

test('suggestions are open until the visitor writes or somebody takes over', () => {
  expect(openSuggestion(show(message(1, 'visitor', 0), suggest(2)))).toBe(2);
  expect(openSuggestion(show(suggest(2), message(3, 'visitor', 1)))).toBeUndefined();
  expect(openSuggestion(apply(show(suggest(2)), { kind: 'send', item }))).toBeUndefined();
  const assigned = { id: 'c', state: 'assigned', seq: 2, ownerEpoch: 2 } as Conversation;
  expect(openSuggestion(apply(show(suggest(2)), { kind: 'conversation', conversation: assigned }))).toBeUndefined();
});

test('the latest thumb, rating and address count', () => {
  const more = (seq: number, event: Partial<Event>): Event => ({ seq, type: 'feedback', createdAt: at(0), ...event });
  const view = show(
    more(1, { feedback: { seq: 9, helpful: false } }),
    more(2, { feedback: { seq: 9, helpful: true } }),
    more(3, { contact: { email: 'a@example.com' } }),
    more(4, { contact: { email: 'b@example.com' } }),
    more(5, { rating: { score: 2 } }),
  );
  expect(judgement(view, 9)).toEqual({ helpful: true, by: 2 });
  expect(judgement(view, 8)).toBeUndefined();
  expect(givenContact(view)).toBe('b@example.com');
  expect(givenRating(view)).toBe(2);
  expect(givenRating(show(...view.events, more(6, { type: 'move', notice: { kind: 'resolved' } })))).toBeUndefined();
});

describe('after a thumbs-down a person is offered', () => {
  const down = (seq: number, about: number): Event => ({
    seq,
    type: 'feedback',
    role: 'visitor',
    feedback: { seq: about, helpful: false, why: 'not_my_question' },
    createdAt: at(0),
  });
  const header = (view: View, state: Conversation['state']) =>
    apply(view, { kind: 'conversation', conversation: { id: 'c', state, seq: 99, ownerEpoch: 2 } as Conversation });
  const judged = show(message(1, 'visitor', 0), message(2, 'bot', 0), down(3, 2));

  test('as the log says, with the event that said so', () => {
    expect(judgement(judged, 2)).toEqual({ helpful: false, why: 'not_my_question', by: 3 });
    expect(proposesPerson(judged, 2)).toBe(true);
    expect(proposesPerson(header(judged, 'bot'), 2)).toBe(true);
    // Before the log has it.
    expect(proposesPerson(show(message(1, 'visitor', 0), message(2, 'bot', 0)), 2)).toBe(true);
  });

  test.each(['queued', 'assigned', 'resolved'] as const)('not when the conversation is %s', (state) => {
    expect(proposesPerson(header(judged, state), 2)).toBe(false);
  });

  test('until the visitor writes on, or it changed hands', () => {
    expect(proposesPerson(show(...judged.events, message(4, 'visitor', 1)), 2)).toBe(false);
    expect(proposesPerson(apply(judged, { kind: 'send', item }), 2)).toBe(false);
    const moved: Event = { seq: 4, type: 'move', role: 'system', notice: { kind: 'back_to_bot' }, createdAt: at(1) };
    expect(proposesPerson(show(...judged.events, moved), 2)).toBe(false);
    // What they judge afterwards proposes again.
    expect(proposesPerson(show(...judged.events, message(4, 'visitor', 1), down(5, 2)), 2)).toBe(true);
  });
});

test('what is owed is what nobody answered; after a reset all of it; never what is older than a day', () => {
  const own = (seq: number, minute: number) => message(seq, 'visitor', minute, { clientId: `id${seq}` });
  const view = show(own(1, 0), message(2, 'bot', 1), own(3, 2), own(4, 3));
  const now = Date.parse(at(10));
  expect(owed(view, false, now).map((event) => event.seq)).toEqual([3, 4]);
  expect(owed(view, true, now).map((event) => event.seq)).toEqual([1, 3, 4]);
  expect(owed(view, true, now + 2 * 86_400_000)).toEqual([]);
  // What was erased is told as over, and must not come back by itself.
  const over = apply(view, {
    kind: 'conversation',
    conversation: { id: 'c', state: 'resolved', seq: 4, ownerEpoch: 0 } as Conversation,
  });
  expect([owed(over, false, now).length, owed(over, true, now).length]).toEqual([0, 3]);
});

test('any accent can be read, as a surface and as text, in light and in dark', () => {
  for (const accent of ['#000', '#fff', '#ffe600', '#1f5f57', '#777777', '#0000ff', '#e91e63']) {
    const rule = brandRule(accent) ?? '';
    const color = (name: string) => parse(rule.match(new RegExp(`--fd-${name}:(#[0-9a-f]{6})`))?.[1]) ?? [0, 0, 0];
    expect(contrast(color('brand'), color('on-brand'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(color('brand-dark'), color('on-brand-dark'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(color('brand-ink'), [255, 255, 255])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(color('brand-ink-dark'), [27, 26, 24])).toBeGreaterThanOrEqual(4.5);
  }
  expect(brandRule('red;}*{display:none')).toBeUndefined();
  expect(brandRule(undefined)).toBeUndefined();
});

test('texts and languages', () => {
  expect(fill('{a} and {b}', { a: 1 })).toBe('1 and {b}');
  expect(pickLocale([null, 'fr', 'DE-at', 'en'], ['en', 'de'])).toBe('de');
  expect(pickLocale(['fr'], ['en', 'de'])).toBe('en');
});
