import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Conversation, Delta, Event } from '../../services/wire/conversation.js';
import {
  apply,
  emptyView,
  GHOST_MS,
  type Incoming,
  type OutboxItem,
  TYPING_MS,
  unread,
  type View,
} from './transcript.js';

const createdAt = '2026-01-01T00:00:00.000Z';
const message = (seq: number, role: Event['role'], more: Partial<Event> = {}): Event => ({
  seq,
  type: 'message',
  role,
  text: `m${seq}`,
  createdAt,
  ...more,
});
const header = (more: Partial<Conversation> = {}): Conversation => ({
  id: 'c',
  state: 'bot',
  seq: 0,
  ownerEpoch: 1,
  inbox: 'default',
  locale: 'en',
  createdAt,
  updatedAt: createdAt,
  ...more,
});
const item = (clientId: string): OutboxItem => ({ clientId, text: clientId, at: 0, status: 'sending' });
const delta = (i: number, text: string, more: Partial<Delta> = {}): Incoming => ({
  kind: 'delta',
  at: 0,
  delta: { turn: 1, attempt: 1, ownerEpoch: 1, i, text, ...more },
});
const play = (...incoming: Incoming[]): View => incoming.reduce<View>(apply, emptyView());
const bot = () => play({ kind: 'conversation', conversation: header() });
const then = (view: View, ...incoming: Incoming[]) => incoming.reduce<View>(apply, view);

/** A log as a visitor sees it: rising seq with gaps, some of it their own. */
const logs = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 3 }),
      kind: fc.constantFrom('visitor', 'bot', 'agent', 'move', 'rating'),
    }),
    {
      maxLength: 25,
    },
  )
  .map((parts) => {
    let seq = 0;
    return parts.map(({ gap, kind }): Event => {
      seq += gap;
      if (kind === 'move') return { seq, type: 'move', role: 'system', notice: { kind: 'queued' }, createdAt };
      if (kind === 'rating') return { seq, type: 'rating', rating: { score: 5 }, createdAt };
      return message(seq, kind as Event['role'], kind === 'visitor' ? { clientId: `id${seq}` } : {});
    });
  });

/** The log as the network may bring it: each event at least once, any number of times, in any order, in any way. */
const deliveries = logs.chain((log) =>
  fc.record({
    log: fc.constant(log),
    incoming: fc
      .tuple(
        fc.shuffledSubarray(log, { minLength: log.length, maxLength: log.length }),
        fc.array(log.length ? fc.constantFrom(...log) : fc.constant(message(1, 'bot')), {
          maxLength: log.length ? 20 : 0,
        }),
        fc.array(fc.nat(40), { maxLength: 20 }),
        fc.infiniteStream(fc.boolean()),
      )
      .map(([all, repeats, places, whole]) => {
        const order = [...all];
        for (const [i, event] of repeats.entries()) order.splice((places[i] ?? 0) % (order.length + 1), 0, event);
        return order.map(
          (event): Incoming =>
            whole.next().value
              ? { kind: 'history', events: log.filter((e) => e.seq <= event.seq) }
              : { kind: 'log', event },
        );
      }),
  }),
);

describe('the log', () => {
  test('any loss, repeat and disorder ends as a fresh fetch once the missing came', () => {
    fc.assert(
      fc.property(deliveries, ({ log, incoming }) => {
        const fresh = play({ kind: 'history', events: log });
        expect(play(...incoming).events).toEqual(fresh.events);
        expect(fresh.events).toEqual(log);
      }),
      { numRuns: 3_000 },
    );
  });

  test('own messages are shown once, however the answers to sending and the log cross', () => {
    fc.assert(
      fc.property(deliveries, fc.array(fc.nat(60), { maxLength: 25 }), ({ log, incoming }, places) => {
        const own = log.filter((event) => event.clientId);
        const order = [...incoming];
        for (const [i, event] of own.entries()) {
          order.splice((places[i] ?? 0) % (order.length + 1), 0, {
            kind: 'send',
            item: item(event.clientId as string),
          });
        }
        const view = play(...order);
        expect(view.outbox).toEqual([]);
        expect(view.events).toEqual(log);
      }),
      { numRuns: 1_000 },
    );
  });

  test('nothing changes the view it was given, and a repeat returns the same view', () => {
    const view = Object.freeze(play({ kind: 'history', events: [message(1, 'bot')] }));
    Object.freeze(view.events);
    expect(apply(view, { kind: 'log', event: message(1, 'bot') })).toBe(view);
    apply(view, { kind: 'log', event: message(2, 'agent') });
    expect(view.events).toHaveLength(1);
  });

  test('replace starts over and keeps what waits to be sent', () => {
    const view = play(
      { kind: 'history', conversation: header({ seq: 9, ownerEpoch: 4 }), events: [message(9, 'bot')] },
      { kind: 'send', item: item('a') },
      { kind: 'replace', conversation: header({ seq: 2 }), events: [message(2, 'visitor', { clientId: 'b' })] },
    );
    expect(view.events.map((event) => event.seq)).toEqual([2]);
    expect(view.outbox).toMatchObject([{ clientId: 'a' }]);
    expect(view.conversation?.ownerEpoch).toBe(1);
  });
});

describe('the outbox', () => {
  test('sending, failed, sending again, there', () => {
    let view = play({ kind: 'send', item: item('a') });
    view = apply(view, { kind: 'failed', clientId: 'a', error: 'offline' });
    expect(view.outbox).toMatchObject([{ status: 'failed', error: 'offline', refused: false }]);
    view = apply(view, { kind: 'sending', clientId: 'a' });
    expect(view.outbox).toMatchObject([{ status: 'sending', error: undefined }]);
    view = apply(view, { kind: 'log', event: message(1, 'visitor', { clientId: 'a' }) });
    expect(view.outbox).toEqual([]);
    expect(apply(view, { kind: 'send', item: item('a') })).toBe(view);
  });
});

describe('the header', () => {
  test('an older one is dropped, a newer place in the queue is taken', () => {
    const queued = header({ state: 'queued', seq: 5, ownerEpoch: 2, queue: { position: 3 } });
    let view = play({ kind: 'conversation', conversation: queued });
    view = apply(view, { kind: 'conversation', conversation: header({ seq: 4 }) });
    expect(view.conversation?.state).toBe('queued');
    view = apply(view, { kind: 'conversation', conversation: { ...queued, queue: { position: 2 } } });
    expect(view.conversation?.queue?.position).toBe(2);
  });
});

describe('the ghost of an answer', () => {
  const writing = () => then(bot(), delta(0, 'Five '), delta(1, 'days'));

  test('grows while they wait for a person, too, and not once a person has them', () => {
    const as = (state: Conversation['state']) =>
      then(bot(), { kind: 'conversation', conversation: header({ state }) }, delta(0, 'Five '));
    expect(as('queued').ghost?.text).toBe('Five ');
    expect(as('assigned').ghost).toBeUndefined();
  });

  test('grows by deltas in order; a repeat adds nothing', () => {
    expect(writing().ghost?.text).toBe('Five days');
    expect(then(writing(), delta(0, 'Five '), delta(1, 'days')).ghost?.text).toBe('Five days');
  });

  test('a hole removes it until a new attempt begins', () => {
    const holed = then(writing(), delta(3, 'x'));
    expect(holed.ghost).toBeUndefined();
    expect(then(holed, delta(4, 'y')).ghost).toBeUndefined();
    expect(then(holed, delta(0, 'Six', { attempt: 2 })).ghost?.text).toBe('Six');
  });

  test('a new attempt and a higher turn start it anew, lower ones are late', () => {
    const again = then(writing(), delta(0, 'Six', { attempt: 2 }));
    expect(again.ghost?.text).toBe('Six');
    expect(then(again, delta(2, ' more')).ghost?.text).toBe('Six');
    const next = then(again, delta(0, 'Seven', { turn: 2 }));
    expect(next.ghost?.text).toBe('Seven');
    expect(then(next, delta(0, 'old')).ghost?.text).toBe('Seven');
  });

  test('deltas of another owner epoch are dropped, and all of them while nobody but an agent may speak', () => {
    expect(then(bot(), delta(0, 'x', { ownerEpoch: 2 })).ghost).toBeUndefined();
    const assigned = play({ kind: 'conversation', conversation: header({ state: 'assigned' }) });
    expect(then(assigned, delta(0, 'x')).ghost).toBeUndefined();
  });

  const ends: [string, Incoming][] = [
    ['a discard', { kind: 'discard', turn: 1 }],
    ['a move', { kind: 'log', event: { seq: 9, type: 'move', role: 'system', createdAt } }],
    [
      'a header of another owner',
      { kind: 'conversation', conversation: header({ ownerEpoch: 2, state: 'assigned', seq: 9 }) },
    ],
    ['the final message', { kind: 'log', event: message(9, 'bot') }],
    ['20 s without a delta', { kind: 'tick', at: GHOST_MS }],
  ];
  test.each(ends)('%s removes it, and a late delta does not bring it back', (_name, end) => {
    const ended = then(writing(), end);
    expect(ended.ghost).toBeUndefined();
    expect(then(ended, delta(0, 'Five '), delta(2, '!')).ghost).toBeUndefined();
  });

  test('what a visitor writes meanwhile leaves it', () => {
    expect(then(writing(), { kind: 'log', event: message(9, 'visitor') }).ghost?.text).toBe('Five days');
  });

  test('a discard of an earlier turn does nothing', () => {
    const second = then(writing(), delta(0, 'Six', { turn: 2 }));
    expect(then(second, { kind: 'discard', turn: 1 }).ghost?.text).toBe('Six');
  });
});

test('typing ends with the message, with a sign, and with time', () => {
  const typing: Incoming = { kind: 'typing', role: 'agent', typing: true, at: 0 };
  expect(play(typing).typing).toEqual({ agent: 0 });
  expect(play(typing, { kind: 'log', event: message(1, 'agent') }).typing).toEqual({});
  expect(play(typing, { ...typing, typing: false } as Incoming).typing).toEqual({});
  expect(play(typing, { kind: 'tick', at: TYPING_MS }).typing).toEqual({});
});

test('unread counts what others said since it was read', () => {
  const view = play(
    { kind: 'history', events: [message(1, 'visitor'), message(2, 'bot')] },
    { kind: 'read' },
    { kind: 'history', events: [message(3, 'visitor'), message(5, 'agent'), message(6, 'agent')] },
  );
  expect(unread(view)).toBe(2);
  expect(unread(view, 'agent')).toBe(1);
  expect(unread(apply(view, { kind: 'read' }))).toBe(0);
});
