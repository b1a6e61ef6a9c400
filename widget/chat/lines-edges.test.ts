/** The edges of what a screen reads out of a view. */
import { describe, expect, test } from 'vitest';
import type { Conversation, Event } from '../../services/wire/conversation.js';
import { apply, emptyView, type OutboxItem, type View } from '../shared/transcript.js';
import {
  givenContact,
  givenRating,
  groups,
  isAnswer,
  judgement,
  openSuggestion,
  owed,
  proposesPerson,
  receipt,
} from './lines.js';

const start = new Date(2026, 0, 1, 12).getTime();
const message = (seq: number, role: Event['role'], ms = 0, more: Partial<Event> = {}): Event => ({
  ...{ seq, type: 'message', role, text: `m${seq}`, createdAt: new Date(start + ms).toISOString() },
  ...more,
});
const show = (...events: Event[]): View => apply(emptyView(), { kind: 'history', events });
const being = (view: View, more: Partial<Conversation>): View => ({
  ...view,
  conversation: {
    ...{ id: 'c', state: 'bot', seq: 99, ownerEpoch: 9, inbox: 'i', locale: 'en', createdAt: '', updatedAt: '' },
    ...more,
  },
});
const item: OutboxItem = { clientId: 'x', text: 'x', at: start, status: 'sending' };
const sending = (view: View, more: Partial<OutboxItem> = {}) =>
  apply(view, { kind: 'send', item: { ...item, ...more } });
const notice = (seq: number, ms = 0): Event => ({
  ...{ seq, type: 'move', role: 'system', notice: { kind: 'queued' }, createdAt: new Date(start + ms).toISOString() },
});
const sizes = (view: View) => groups(view).map(({ lines }) => lines.length);

describe('groups', () => {
  test('part after five minutes since the line before, not since the first', () => {
    const minute = 60_000;
    expect(sizes(show(message(1, 'bot'), message(2, 'bot', 5 * minute - 1), message(3, 'bot', 9 * minute)))).toEqual([
      3,
    ]);
    expect(sizes(show(message(1, 'bot'), message(2, 'bot', 5 * minute)))).toEqual([1, 1]);
  });

  test('part at midnight, however close, and say so', () => {
    const night = new Date(2026, 0, 2).getTime() - start;
    const made = groups(show(message(1, 'bot', night - 1), message(2, 'bot', night)));
    expect(made.map(({ newDay, lines }) => [newDay, lines.length])).toEqual([
      [true, 1],
      [true, 1],
    ]);
  });

  test('part by note, and by what the system says; a notice stands alone', () => {
    const made = groups(
      show(
        message(1, 'agent', 0, { agent: { name: 'Lena' } }),
        message(2, 'agent', 0, { agent: { name: 'Lena' }, type: 'note' }),
        message(3, 'system'),
        message(4, 'system'),
        notice(5),
        notice(6),
        { ...message(7, 'system'), type: 'move' },
        { ...message(8, undefined), role: undefined },
      ),
    );
    expect(
      made.map(({ key, role, note, notice: told, agent, lines }) => [key, role, note, told, agent?.name, lines.length]),
    ).toEqual([
      ['1', 'agent', false, false, 'Lena', 1],
      ['2', 'agent', true, false, 'Lena', 1],
      ['3', 'system', false, true, undefined, 1],
      ['4', 'system', false, true, undefined, 1],
      ['5', 'system', false, true, undefined, 1],
      ['6', 'system', false, true, undefined, 1],
      ['8', 'system', false, true, undefined, 1],
    ]);
  });

  test('what is on its way joins what is there, as the reader, note or not', () => {
    const files = [{ id: 'f', name: 'a', type: 'b', size: 1, url: '/' }];
    const view = sending(show(message(1, 'visitor', 0, { clientId: 'a', agent: { name: 'no agent' } })), { files });
    const [group, more] = groups(view);
    expect([more, group?.agent, group?.note]).toEqual([undefined, undefined, false]);
    expect(group?.lines.map(({ key, text, at, files }) => [key, text, at, files])).toEqual([
      ['a', 'm1', start, undefined],
      ['x', 'x', start, files],
    ]);
    const agents = groups(sending(emptyView(), { note: true }), 'agent');
    expect([agents[0]?.role, agents[0]?.note, agents[0]?.lines[0]?.item?.clientId]).toEqual(['agent', true, 'x']);
  });

  test('what has no words is empty', () => {
    expect(groups(show({ ...message(1, 'bot'), text: undefined }))[0]?.lines[0]?.text).toBe('');
  });
});

describe('a suggestion', () => {
  const suggest = (seq: number) => message(seq, 'bot', 0, { suggestions: [{ label: 'a' }] });

  test('is the newest one that is open; what others say after it leaves it', () => {
    expect(openSuggestion(show(suggest(1), suggest(2), message(3, 'bot')))).toBe(2);
    expect(openSuggestion(show(message(1, 'bot', 0, { suggestions: [] })))).toBeUndefined();
    expect(openSuggestion(emptyView())).toBeUndefined();
    expect(openSuggestion(being(show(suggest(1)), {}))).toBe(1);
    expect(openSuggestion(show(suggest(1), { ...message(2, 'visitor'), type: 'feedback' }))).toBe(1);
  });

  test('ends with a move and with a word of theirs', () => {
    expect(openSuggestion(show(suggest(1), notice(2)))).toBeUndefined();
    expect(openSuggestion(show(suggest(1), message(2, 'visitor')))).toBeUndefined();
  });
});

test('an answer is what the bot says with a source, and no suggestion', () => {
  const citations = [{ index: 1, title: 't', text: 'x' }];
  expect(isAnswer(message(1, 'bot', 0, { citations }))).toBe(true);
  expect(isAnswer(message(1, 'bot'))).toBe(false);
  expect(isAnswer(message(1, 'bot', 0, { citations: [] }))).toBe(false);
  expect(isAnswer(message(1, 'agent', 0, { citations }))).toBe(false);
  expect(isAnswer(message(1, 'bot', 0, { citations, suggestions: [{ label: 'a' }] }))).toBe(true);
  expect(isAnswer(message(1, 'bot', 0, { suggestions: [{ label: 'a' }] }))).toBe(false);
  expect(isAnswer({ ...message(1, 'bot', 0, { citations }), type: 'note' })).toBe(false);
});

test('a person is proposed from the judgement on: what came before it takes nothing back', () => {
  const thumb: Event = { ...message(3, 'visitor'), type: 'feedback', feedback: { seq: 1, helpful: false } };
  const view = show(message(1, 'bot'), message(2, 'visitor'), thumb);
  expect(proposesPerson(view, 1)).toBe(true);
  expect(proposesPerson(show(message(1, 'bot'), message(2, 'visitor')), 1)).toBe(false);
  expect(proposesPerson(show(message(1, 'bot'), message(2, 'bot')), 1)).toBe(true);
  expect(judgement(view, 1)).toEqual({ helpful: false, by: 3 });
});

describe('the receipt', () => {
  const view = show(message(1, 'bot'), message(5, 'visitor'));
  test.each([
    [undefined, 'sent'],
    [{ agent: 4, delivered: 4 }, 'sent'],
    [{ agent: 4, delivered: 5 }, 'delivered'],
    [{ agent: 5, delivered: 5 }, 'seen'],
    [{ agent: 5 }, 'seen'],
    [{ delivered: 6 }, 'delivered'],
  ] as const)('of what was seen %j says %s', (seen, says) => {
    expect(receipt(being(view, { seen }))).toEqual({ seq: 5, says });
  });

  test('is there for the last message alone, if it is theirs and nothing waits', () => {
    expect(receipt(view)).toEqual({ seq: 5, says: 'sent' });
    expect(receipt(emptyView())).toBeUndefined();
    expect(receipt(show(message(1, 'visitor'), message(2, 'bot')))).toBeUndefined();
    expect(receipt(show(message(1, 'visitor'), { ...message(2, 'bot'), type: 'note' }))?.seq).toBe(1);
    expect(receipt(sending(view))).toBeUndefined();
  });
});

test('what was given: the last rating since it was over, and the last address that is one', () => {
  const rated = (seq: number, score: number): Event => ({
    ...message(seq, 'visitor'),
    type: 'rating',
    rating: { score },
  });
  const contact = (seq: number, email: string): Event => ({
    ...message(seq, 'visitor'),
    type: 'contact',
    contact: { email },
  });
  expect(givenRating(show(rated(1, 2), notice(2)))).toBeUndefined();
  expect(givenRating(show(notice(1), rated(2, 2), rated(3, 4), message(4, 'bot')))).toBe(4);
  expect(givenRating(emptyView())).toBeUndefined();
  expect(givenContact(show(contact(1, 'a@b.cd'), contact(2, '')))).toBe('a@b.cd');
  expect(givenContact(emptyView())).toBeUndefined();
});

describe('what is owed', () => {
  const own = (seq: number, more: Partial<Event> = {}) => message(seq, 'visitor', 0, { clientId: `id${seq}`, ...more });
  const seqs = (view: View, all = false, now = start) => owed(view, all, now).map(({ seq }) => seq);

  test('is less than a day old', () => {
    const day = 86_400_000;
    expect([seqs(show(own(1)), true, start + day - 1), seqs(show(own(1)), true, start + day)]).toEqual([[1], []]);
  });

  test('is what they said themselves and can be told again', () => {
    expect(seqs(show(own(1, { clientId: undefined }), own(2), { ...own(3), type: 'feedback' }))).toEqual([2]);
    // What the system says is no answer; what an agent says is one.
    expect(seqs(show(own(1), message(2, 'system'), own(3)))).toEqual([1, 3]);
    expect(seqs(show(own(1), message(2, 'agent'), own(3)))).toEqual([3]);
    expect(seqs(show(own(1), message(2, 'agent')))).toEqual([]);
    expect(seqs(show(own(1), message(2, 'agent'), own(3)), true)).toEqual([1, 3]);
  });

  test('is nothing where it was over, unless nothing can be trusted', () => {
    const over = being(show(own(1)), { state: 'resolved' });
    expect([seqs(over), seqs(over, true), seqs(being(show(own(1)), { state: 'queued' }))]).toEqual([[], [1], [1]]);
  });
});
