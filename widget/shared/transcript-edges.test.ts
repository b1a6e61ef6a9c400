/** The edges of the transcript: times to the millisecond, turns and attempts that are late, headers that are older. */
import { describe, expect, test } from 'vitest';
import type { Conversation, Delta, Event } from '../../services/wire/conversation.js';
import {
  apply,
  emptyView,
  GHOST_MS,
  type Incoming,
  lastSeq,
  type OutboxItem,
  TYPING_MS,
  unread,
  type View,
} from './transcript.js';

const createdAt = '2026-01-01T00:00:00.000Z';
const message = (seq: number, role: Event['role'], more: Partial<Event> = {}): Event => ({
  ...{ seq, type: 'message', role, text: `m${seq}`, createdAt },
  ...more,
});
const header = (more: Partial<Conversation> = {}): Conversation => ({
  ...{ id: 'c', state: 'bot', seq: 5, ownerEpoch: 3, inbox: 'i', locale: 'en', createdAt, updatedAt: createdAt },
  ...more,
});
const about = (more: Partial<Conversation> = {}): Incoming => ({ kind: 'conversation', conversation: header(more) });
const delta = (i: number, text: string, more: Partial<Delta> = {}, at = 0): Incoming => ({
  ...{ kind: 'delta', at, delta: { turn: 2, attempt: 2, ownerEpoch: 3, i, text, ...more } },
});
const item = (clientId: string, more: Partial<OutboxItem> = {}): OutboxItem => ({
  ...{ clientId, text: clientId, at: 0, status: 'sending' },
  ...more,
});
const then = (view: View, ...incoming: Incoming[]) => incoming.reduce<View>(apply, view);
const play = (...incoming: Incoming[]) => then(emptyView(), ...incoming);
const writing = () => play(about(), delta(0, 'a'), delta(1, 'b'));

test('a view begins with nothing', () => {
  expect(emptyView()).toEqual({
    ...{ conversation: undefined, events: [], outbox: [], ghost: undefined, turn: 0, typing: {}, readSeq: 0 },
    ended: { turn: 0, attempt: 0 },
  });
});

describe('time', () => {
  test('ends the ghost 20 s after its last delta, not before', () => {
    expect([GHOST_MS, TYPING_MS]).toEqual([20_000, 6_000]);
    const late = then(writing(), delta(2, 'c', {}, 5_000));
    expect(then(late, { kind: 'tick', at: 24_999 })).toBe(late);
    expect(then(late, { kind: 'tick', at: 25_000 }).ghost).toBeUndefined();
  });

  test('ends the typing of each after 6 s without a sign of theirs', () => {
    const both = play(
      { kind: 'typing', role: 'agent', typing: true, at: 0 },
      { kind: 'typing', role: 'visitor', typing: true, at: 1 },
    );
    expect(then(both, { kind: 'tick', at: 5_999 })).toBe(both);
    expect(then(both, { kind: 'tick', at: 6_000 }).typing).toEqual({ visitor: 1 });
    expect(
      then(both, { kind: 'typing', role: 'agent', typing: true, at: 3_000 }, { kind: 'tick', at: 6_500 }).typing,
    ).toEqual({
      agent: 3_000,
    });
    expect(then(both, { kind: 'tick', at: 6_001 }).typing).toEqual({});
  });

  test('a sign that changes nothing is no change', () => {
    const typing = play({ kind: 'typing', role: 'agent', typing: true, at: 4 });
    expect(then(typing, { kind: 'typing', role: 'agent', typing: true, at: 4 })).toBe(typing);
    expect(then(typing, { kind: 'typing', role: 'visitor', typing: false, at: 9 })).toBe(typing);
    // An event that is no message, or nobody's, stops nobody.
    expect(then(typing, { kind: 'log', event: { ...message(1, 'agent'), type: 'note' } }).typing).toEqual({ agent: 4 });
    expect(then(typing, { kind: 'log', event: message(1, 'bot') }).typing).toEqual({ agent: 4 });
  });
});

describe('deltas', () => {
  test('a lower turn is late, even after the ghost of the higher one is gone', () => {
    const ended = then(writing(), { kind: 'discard', turn: 2 });
    expect(then(ended, delta(0, 'x', { turn: 1, attempt: 9 }))).toBe(ended);
  });

  test('of what ended, this attempt and lower ones are late, a higher one is new, and so is a higher turn', () => {
    const ended = then(writing(), { kind: 'log', event: message(6, 'bot') });
    expect(ended.ended).toEqual({ turn: 2, attempt: 2 });
    for (const attempt of [1, 2]) expect(then(ended, delta(0, 'x', { attempt }))).toBe(ended);
    expect(then(ended, delta(0, 'x', { attempt: 3 })).ghost).toMatchObject({ text: 'x', attempt: 3, next: 1 });
    expect(then(ended, delta(0, 'x', { turn: 3, attempt: 1 }))).toMatchObject({
      turn: 3,
      ghost: { text: 'x', turn: 3 },
    });
  });

  test('a lower attempt of the turn that is being written is late', () => {
    const view = writing();
    expect(then(view, delta(0, 'x', { attempt: 1 }))).toBe(view);
    expect(then(view, delta(2, 'x', { attempt: 1 }))).toBe(view);
  });

  test('a repeat is late; the next one is joined, with its time', () => {
    const view = writing();
    expect(then(view, delta(1, 'b'))).toBe(view);
    expect(then(view, delta(2, 'c', {}, 7)).ghost).toEqual({ turn: 2, attempt: 2, next: 3, text: 'abc', at: 7 });
  });

  test('a hole ends this attempt; one that was not seen from its start ends none', () => {
    const holed = then(writing(), delta(4, 'x'));
    expect([holed.ghost, holed.ended]).toEqual([undefined, { turn: 2, attempt: 2 }]);
    expect(then(holed, delta(0, 'a'))).toBe(holed);
    const middle = play(about(), delta(3, 'x'));
    expect([middle.ghost, middle.turn, middle.ended]).toEqual([undefined, 2, { turn: 0, attempt: 0 }]);
    expect(then(middle, delta(0, 'a')).ghost?.text).toBe('a');
    // The next turn in its middle takes the ghost of this one away, too.
    expect(then(writing(), delta(1, 'x', { turn: 3 }))).toMatchObject({
      turn: 3,
      ghost: undefined,
      ended: { turn: 0 },
    });
  });

  test.each([2, 4])('of another owner (%s) are none of ours', (ownerEpoch) => {
    const view = writing();
    expect(then(view, delta(2, 'c', { ownerEpoch }))).toBe(view);
  });

  test.each(['assigned', 'resolved'] as const)('while it is %s no answer is seen being written', (state) => {
    const view = play(about({ state }));
    expect(then(view, delta(0, 'a'))).toBe(view);
  });

  test('before there is a header they are taken', () => {
    expect(play(delta(0, 'a', { ownerEpoch: 9 })).ghost?.text).toBe('a');
  });
});

describe('a discard', () => {
  test('of this turn ends the attempt that is on screen, and a new attempt may begin', () => {
    const view = then(writing(), { kind: 'discard', turn: 2 });
    expect([view.ghost, view.ended, view.turn]).toEqual([undefined, { turn: 2, attempt: 2 }, 2]);
    expect(then(view, delta(0, 'x', { attempt: 3 })).ghost?.text).toBe('x');
  });

  test('of a later turn takes the ghost, and makes everything before it late', () => {
    const view = then(writing(), { kind: 'discard', turn: 3 });
    expect([view.ghost, view.ended, view.turn]).toEqual([undefined, { turn: 3, attempt: 0 }, 3]);
    expect(then(view, delta(2, 'c'))).toBe(view);
    expect(then(view, delta(0, 'x', { turn: 3, attempt: 1 })).ghost?.text).toBe('x');
  });

  test('of an earlier turn does nothing; a second one forgets no attempt that ended', () => {
    const view = writing();
    expect(then(view, { kind: 'discard', turn: 1 })).toBe(view);
    const twice = then(view, { kind: 'discard', turn: 2 }, { kind: 'discard', turn: 2 });
    expect(twice.ended).toEqual({ turn: 2, attempt: 2 });
    expect(then(twice, delta(0, 'a'))).toBe(twice);
  });
});

describe('the header', () => {
  test('of an older owner, or of fewer events, is not taken', () => {
    const view = writing();
    expect(then(view, about({ ownerEpoch: 2, seq: 9 }))).toBe(view);
    expect(then(view, about({ seq: 4 }))).toBe(view);
    expect(then(view, about({ ownerEpoch: 4, seq: 4 }))).toBe(view);
  });

  test('of the same owner leaves the ghost, of another ends it', () => {
    expect(then(writing(), about({ seq: 6 }))).toMatchObject({ conversation: { seq: 6 }, ghost: { text: 'ab' } });
    const moved = then(writing(), about({ ownerEpoch: 4 }));
    expect([moved.ghost, moved.ended]).toEqual([undefined, { turn: 2, attempt: 2 }]);
  });

  test('of another conversation is always taken', () => {
    const view = then(writing(), about({ id: 'd', seq: 1, ownerEpoch: 1 }));
    expect([view.conversation?.id, view.ghost]).toEqual(['d', undefined]);
  });

  test('comes with a history, or does not', () => {
    expect(play({ kind: 'history', events: [message(1, 'bot')] }).conversation).toBeUndefined();
    expect(play({ kind: 'history', events: [], conversation: header() }).conversation?.id).toBe('c');
  });
});

describe('the log', () => {
  test('a move or an answer ends the ghost; what people say does not', () => {
    const move: Event = { seq: 6, type: 'move', role: 'system', createdAt };
    const note: Event = { ...message(6, 'bot'), type: 'note' };
    expect(then(writing(), { kind: 'log', event: move }).ghost).toBeUndefined();
    for (const event of [message(6, 'agent'), message(6, 'visitor'), note])
      expect(then(writing(), { kind: 'log', event }).ghost?.text).toBe('ab');
  });

  test('twice in one history is once; what comes late is put in its place', () => {
    const view = play({ kind: 'history', events: [message(4, 'bot'), message(2, 'bot'), message(4, 'bot')] });
    expect(view.events.map(({ seq }) => seq)).toEqual([2, 4]);
    expect(then(view, { kind: 'log', event: message(3, 'bot') }).events.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect([lastSeq(view), lastSeq(emptyView())]).toEqual([4, 0]);
  });

  test('takes only what arrived out of the outbox, and leaves it alone where nothing did', () => {
    const view = play({ kind: 'send', item: item('a') }, { kind: 'send', item: item('b') });
    expect(then(view, { kind: 'log', event: message(1, 'bot') }).outbox).toBe(view.outbox);
    expect(then(view, { kind: 'log', event: message(1, 'visitor', { clientId: 'b' }) }).outbox).toEqual([item('a')]);
  });

  test('replace keeps what was read', () => {
    const view = play(
      { kind: 'history', events: [message(3, 'bot')] },
      { kind: 'read' },
      { kind: 'replace', events: [] },
    );
    expect([view.readSeq, view.events]).toEqual([3, []]);
  });
});

describe('the outbox', () => {
  const two = () => play({ kind: 'send', item: item('a') }, { kind: 'send', item: item('b') });

  test('takes each once, changes the one that is meant, and none that is not there', () => {
    const view = two();
    expect(then(view, { kind: 'send', item: item('a') })).toBe(view);
    expect(then(view, { kind: 'sending', clientId: 'x' })).toBe(view);
    const failed = then(view, { kind: 'failed', clientId: 'b', error: 'e', refused: true });
    expect(failed.outbox).toEqual([item('a'), item('b', { status: 'failed', error: 'e', refused: true })]);
    expect(then(failed, { kind: 'unsend', clientId: 'b' }).outbox).toEqual([item('a')]);
  });
});

describe('what was read', () => {
  const view = play({
    kind: 'history',
    events: [message(1, 'bot'), message(4, 'bot'), { ...message(5, 'bot'), type: 'note' }],
  });

  test('goes up only', () => {
    const read = then(view, { kind: 'read', seq: 4 });
    expect(read.readSeq).toBe(4);
    expect(then(read, { kind: 'read', seq: 4 })).toBe(read);
    expect(then(read, { kind: 'read', seq: 3 })).toBe(read);
    expect(then(read, { kind: 'read' }).readSeq).toBe(5);
  });

  test('counts messages of others alone', () => {
    expect([
      unread(view),
      unread(then(view, { kind: 'read', seq: 1 })),
      unread(then(view, { kind: 'read', seq: 4 })),
    ]).toEqual([2, 1, 0]);
    expect(unread(view, 'bot')).toBe(0);
  });
});
