import { describe, expect, test } from 'vitest';
import type { AgentPresence, Decision } from '../../../services/wire/agent.js';
import { api } from '../../shared/api.js';
import { at, log, me, row, run, said } from '../../testing/console.js';
import { inOrder, lists, needsMe } from '../conversations/lists.js';
import { Keys } from '../keys.js';
import { briefOf } from '../thread/brief-of.js';
import { atAt, mentionsIn, named } from '../thread/mention-list.js';
import { apply, empty } from './board.js';
import { wanted } from './board-open.js';
import { later } from './marks.js';
import { Presence } from './presence.js';

const snapshot = (...conversations: ReturnType<typeof row>[]) =>
  run([{ event: 'snapshot', data: { agent: me, conversations } }]);

describe('the lists', () => {
  const now = Date.parse(at(0));
  const mine = { state: 'assigned', agentId: me.id } as const;

  test('a snoozed conversation leaves mine until its time, and no other list holds it', () => {
    const board = snapshot(row('c1', { ...mine, snoozedUntil: at(60) }), row('c2', mine));
    expect(lists(board, now).snoozed.map(({ id }) => id)).toEqual(['c1']);
    expect(lists(board, now).mine.map(({ id }) => id)).toEqual(['c2']);
    expect(lists(board, now + 60_001).mine.map(({ id }) => id)).toEqual(['c1', 'c2']);
  });

  test('a mention is in one list of its own, counts, and stays when the conversation is resolved', () => {
    const board = snapshot(row('c1', { mentioned: [me.id] }), row('c2', { mentioned: ['somebody'] }));
    expect(lists(board, now)).toMatchObject({ mentioned: [{ id: 'c1' }], queue: [{ id: 'c2' }] });
    expect(inOrder(lists(board, now))).toEqual(['c2', 'c1']);
    expect(needsMe({ ...board, agent: { ...me, available: false } }, lists(board, now))).toBe(1);
    const resolved = apply(board, log(row('c1', { state: 'resolved', seq: 2, mentioned: [me.id] }), said(2)));
    expect(lists(resolved, now).mentioned.map(({ id }) => id)).toEqual(['c1']);
    const seen = apply(resolved, log(row('c1', { state: 'resolved', seq: 2, updatedAt: at(9) })));
    expect(inOrder(lists(seen, now))).toEqual(['c2']);
  });
});

describe('two conversations side by side', () => {
  const open = run(
    [
      { event: 'opened', conversationId: 'c1' },
      { event: 'besides', conversationId: 'c2' },
    ],
    snapshot(row('c1'), row('c2'), row('c3')),
  );

  test('each is fetched, and each takes what is said in it', () => {
    expect([wanted(open.open), wanted(open.beside)]).toEqual([{ after: 0 }, { after: 0 }]);
    const data = { conversation: row('c2'), events: [said(1)], decisions: [] };
    const board = run([{ event: 'history', after: 0, data }, log(row('c2', { seq: 2 }), said(2))], open);
    expect(board.beside?.view.events.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(board.open?.view.events).toEqual([]);
  });

  test('opening the other one changes who is meant and not where they stand', () => {
    const board = run([{ event: 'opened', conversationId: 'c2' }], open);
    expect([board.open?.id, board.beside?.id, board.beside?.left]).toEqual(['c2', 'c1', true]);
    const back = run([{ event: 'opened', conversationId: 'c1' }], board);
    expect([back.open?.id, back.beside?.left]).toEqual(['c1', false]);
  });

  test('closing one leaves the other', () => {
    expect(run([{ event: 'closed' }], open)).toMatchObject({ open: { id: 'c2' }, beside: undefined });
    expect(run([{ event: 'closed', conversationId: 'c2' }], open)).toMatchObject({
      open: { id: 'c1' },
      beside: undefined,
    });
    expect(run([{ event: 'besides', conversationId: 'c1' }], open)).toBe(open);
    expect(run([{ event: 'besides', conversationId: 'c2' }], empty)).toBe(empty);
  });
});

describe('the brief', () => {
  const handed = (seq: number) =>
    said(seq, {
      type: 'move',
      role: 'visitor',
      move: { name: 'escalate', from: 'bot', to: 'queued', reason: 'asked_for_human' },
    });
  const bot = (seq: number, replyTo: number, change = {}) => said(seq, { role: 'bot', replyTo, ...change });
  const brief = (...events: ReturnType<typeof said>[]) => briefOf(events, []);

  test('names the first question without an answer, in his words, and what else is open', () => {
    const found = brief(
      said(1, { text: 'opening hours?' }),
      bot(2, 1),
      said(3, { text: 'where is my parcel?' }),
      bot(4, 3, { suggestions: [{ label: 'Late' }] }),
      said(5, { text: 'and the address?' }),
      bot(6, 5),
      said(7, { text: 'hello?' }),
      handed(8),
    );
    expect([found?.wanted, found?.open]).toEqual(['where is my parcel?', ['hello?']]);
  });

  test('a choice that was answered settles its question; a thumb down unsettles it, a thumb up mends that', () => {
    const chosen = [
      said(1, { text: 'parcel?' }),
      bot(2, 1, { suggestions: [{ label: 'Late' }] }),
      said(3, { text: 'Late', choice: { seq: 2, index: 0 } }),
      bot(4, 3),
    ];
    const thumb = (seq: number, helpful: boolean) => said(seq, { type: 'feedback', feedback: { seq: 4, helpful } });
    expect(brief(...chosen, said(5, { text: 'refund?' }), handed(6))?.wanted).toBe('refund?');
    expect(brief(...chosen, thumb(5, false), handed(6))?.wanted).toBe('parcel?');
    expect(brief(...chosen, thumb(5, false), thumb(6, true), said(7, { text: 'x?' }), handed(8))?.wanted).toBe('x?');
  });

  test('counts only what happened since the bot had it last', () => {
    const back = said(3, { type: 'move', move: { name: 'handBack', from: 'assigned', to: 'bot' } });
    const tried = [1, 4].map((toSeq, id) => ({ id, toSeq, verdict: 'answer' }) as Decision);
    const found = briefOf([said(1, { text: 'old' }), handed(2), back, said(4, { text: 'new' }), handed(5)], tried);
    expect([found?.wanted, found?.open, found?.tried.map(({ id }) => id)]).toEqual(['new', [], [1]]);
    expect(brief(said(1))).toBeUndefined();
  });
});

describe('mentions', () => {
  const team = [
    { id: 'a', name: 'Ann', available: true },
    { id: 'b', name: 'Annika Berg', available: true },
    { id: 'c', name: 'Lena', available: false },
  ];
  test.each([
    ['look @an', 8, 'an'],
    ['@', 1, ''],
    ['mail@an', 7, undefined],
    ['(@Annika B', 10, 'Annika B'],
  ])('%j asks for %j', (text, caret, q) => expect(atAt(text, caret)?.q).toBe(q));

  test('names are found by any of their parts, and in a finished text by the longest', () => {
    expect(named(team, 'be').map(({ id }) => id)).toEqual(['b']);
    expect(mentionsIn('@Annika Berg and @lena, not a@Ann nor @Anna', team)).toEqual(['b', 'c']);
  });
});

test('snooze knows the next Monday, and never the one that is tomorrow', () => {
  const days = (date: string) => later(new Date(`${date}T12:00:00`)).map((one) => one.at.toDateString());
  expect(days('2026-01-07').slice(1)).toEqual(['Thu Jan 08 2026', 'Mon Jan 12 2026']);
  expect(days('2026-01-05')[2]).toBe('Mon Jan 12 2026');
  expect(days('2026-01-04')[2]).toBe('Mon Jan 12 2026');
});

test('g and a letter go to a list, within a moment and outside of fields', () => {
  const keys = new Keys();
  const press = (key: string, now: number, tagName = 'BUTTON') =>
    keys.means(
      {
        key,
        ctrlKey: false,
        metaKey: false,
        altKey: false,
        repeat: false,
        isComposing: false,
        keyCode: 0,
        composedPath: () => [{ tagName } as unknown as EventTarget],
      },
      now,
    );
  expect([press('g', 0), press('q', 500)]).toEqual([undefined, 'goQueue']);
  expect([press('g', 0), press('m', 2_000)]).toEqual([undefined, undefined]);
  expect([press('g', 0, 'TEXTAREA'), press('a', 100)]).toEqual([undefined, undefined]);
  expect([press('g', 0), press('t', 100)]).toEqual([undefined, 'take']);
});

describe('presence', () => {
  function somebody() {
    const told: unknown[] = [];
    const client = {
      board: snapshot(row('c1'), row('c2')),
      connected: true,
      redraw: () => {},
      call: api(async (url, { body }) => {
        told.push([url.split('/')[4], body]);
        return undefined as never;
      }),
    };
    const presence = new Presence(client);
    const open = (id: string | undefined) => {
      client.board = id
        ? run([{ event: 'opened', conversationId: id }], client.board)
        : { ...client.board, open: undefined };
    };
    return { told, client, presence, open };
  }
  const sign = (change: Partial<AgentPresence> = {}): AgentPresence => ({
    conversationId: 'c1',
    agent: { id: 'b', name: 'Ben' },
    here: true,
    ...change,
  });

  test('is told when one comes, every ten seconds, when one writes and when one goes', () => {
    const { told, presence, open } = somebody();
    open('c1');
    for (const now of [0, 1_000, 9_000, 10_500]) presence.tick(now);
    presence.wrote('c1', 'note', 11_000);
    presence.tick(17_000);
    open('c2');
    presence.tick(18_000);
    expect(told).toEqual([
      ['c1', { here: true }],
      ['c1', { here: true }],
      ['c1', { here: true, writing: 'note' }],
      ['c1', { here: true }],
      ['c1', { here: false }],
      ['c2', { here: true }],
    ]);
  });

  test('a newcomer is answered at once, and nobody stays who is no longer heard of', () => {
    const { told, presence, open } = somebody();
    open('c1');
    presence.tick(0);
    presence.heard(sign({ writing: 'reply' }), 1_000);
    presence.heard(sign(), 2_000);
    expect(told).toHaveLength(2);
    expect(presence.others.get('c1')?.map(({ name, writing }) => [name, writing])).toEqual([['Ben', undefined]]);
    presence.tick(26_000);
    expect(presence.others.size).toBe(1);
    presence.tick(28_000);
    expect(presence.others.size).toBe(0);
    presence.heard(sign({ here: false }), 29_000);
    expect(presence.others.size).toBe(0);
  });
});
