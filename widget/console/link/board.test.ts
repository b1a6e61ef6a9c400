import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../services/wire/agent.js';
import { checksum } from '../../../services/wire/checksum.js';
import type { State } from '../../../services/wire/conversation.js';
import { at, log, me, type Op, row, run, Server, said, settle } from '../../testing/console.js';
import { lists, unread } from '../conversations/lists.js';
import { apply, type Board, empty, type Incoming } from './board.js';
import { wanted } from './board-open.js';

function picture(board: Board) {
  const all = lists(board);
  const { open } = board;
  return {
    queue: all.queue.map((c) => c.id),
    mine: all.mine.map((c) => c.id),
    others: all.others.map((c) => c.id),
    rows: [...board.rows.values()].sort((a, b) => a.id.localeCompare(b.id)),
    unread: all.mine.filter((c) => unread(board, c)).map((c) => c.id),
    open: open && [
      open.view.conversation,
      open.view.events,
      open.decisions,
      open.through,
      open.view.typing,
      open.view.ghost,
    ],
  };
}

const ops = fc.array(
  fc.record({
    on: fc.constantFrom(0 as const, 1 as const, 2 as const),
    do: fc.constantFrom<Op['do']>('visitor', 'bot', 'note', 'move', 'delta', 'typing', 'offer'),
    to: fc.constantFrom<State>('bot', 'queued', 'assigned', 'resolved'),
  }),
  { maxLength: 40 },
);
/** 0 is lost, 2 comes twice; the lag puts it behind others. */
const luck = fc.array(fc.record({ copies: fc.nat(2), lag: fc.nat(8) }), { minLength: 40, maxLength: 40 });

describe('the board', () => {
  test('any loss, repeat or disorder and a final snapshot give what a fresh console shows', () => {
    fc.assert(
      fc.property(ops, luck, fc.nat(40), (list, chances, fetchAt) => {
        const server = new Server();
        // On screen and read from the start, so that whatever happens has to be noticed.
        const opened = settle(run([{ event: 'opened', conversationId: 'c0' }]), server);
        const wire: { when: number; incoming: Incoming }[] = [{ when: -1, incoming: server.snapshot() }];
        for (const [i, op] of list.entries()) {
          const { copies, lag } = chances[i] ?? { copies: 1, lag: 0 };
          const incoming = server.act(op);
          for (let copy = 0; copy < copies; copy++) wire.push({ when: i + lag * (copy + 1), incoming });
          // A fetch answered early and delivered late.
          if (i === fetchAt) {
            const after = Math.min(i, 3);
            wire.push({ when: i + lag, incoming: { event: 'history', after, data: server.history('c0', after) } });
          }
        }
        wire.sort((a, b) => a.when - b.when);
        const shaken = settle(run([...wire.map((sent) => sent.incoming), server.snapshot()], opened), server);
        const fresh = settle(run([server.snapshot(), { event: 'opened', conversationId: 'c0' }]), server);
        expect(picture(shaken)).toEqual(picture(fresh));
      }),
      { numRuns: 500 },
    );
  });

  test('the heartbeat is believed without loss, and finds any lost last word', () => {
    fc.assert(
      fc.property(ops, fc.nat(40), (list, lose) => {
        const server = new Server();
        let whole = apply(empty, server.snapshot());
        let torn = whole;
        const written = new Map(whole.rows);
        for (const [i, op] of list.entries()) {
          const incoming = server.act(op);
          if (incoming.event === 'log') {
            const { conversation } = incoming.data;
            if (conversation.state === 'resolved') written.delete(conversation.id);
            else written.set(conversation.id, conversation);
          }
          whole = apply(whole, incoming);
          if (i !== lose) torn = apply(torn, incoming);
        }
        const heartbeat: Incoming = { event: 'heartbeat', data: checksum(written.values()) };
        expect(apply(whole, heartbeat).stale).toBe(false);
        const behind =
          torn.rows.size !== written.size || [...written.values()].some((c) => torn.rows.get(c.id)?.seq !== c.seq);
        expect(apply(torn, heartbeat).stale).toBe(behind);
        expect(apply(apply(torn, heartbeat), server.snapshot()).stale).toBe(false);
      }),
    );
  });

  test('a gap shows what came, asks for what is missing, and does not ask for ever for a hole that stays', () => {
    let board = run([
      { event: 'opened', conversationId: 'c0' },
      { event: 'history', after: 0, data: { conversation: row('c0'), events: [said(1)], decisions: [] } },
    ]);
    expect(wanted(board.open)).toBeUndefined();
    board = apply(board, log(row('c0', { seq: 3 }), said(3)));
    expect(board.open?.view.events.map((event) => event.seq)).toEqual([1, 3]);
    expect(wanted(board.open)).toEqual({ after: 1 });
    const reply = { conversation: row('c0', { seq: 3 }), events: [said(3)], decisions: [] };
    board = apply(board, { event: 'history', after: 1, data: reply });
    expect(wanted(board.open)).toBeUndefined();
  });

  test('an event that names a decision we do not hold is fetched with it', () => {
    let board = run([
      { event: 'opened', conversationId: 'c0' },
      { event: 'history', after: 0, data: { conversation: row('c0'), events: [said(1)], decisions: [] } },
      log(row('c0', { seq: 2 }), said(2, { role: 'bot', decisionId: 7 })),
    ]);
    expect(wanted(board.open)).toEqual({ after: 1 });
    const data = { conversation: row('c0', { seq: 2 }), events: [], decisions: [{ id: 7 } as Decision] };
    board = apply(board, { event: 'history', after: 1, data });
    expect(wanted(board.open)).toBeUndefined();
  });

  test('a log set back by a restore is fetched from the start', () => {
    const server = new Server();
    const open: Incoming = { event: 'opened', conversationId: 'c0' };
    const far = row('c0', { seq: 2, lastVisitorSeq: 2, updatedAt: at(50) });
    const ahead = run([server.snapshot(), open, log(far, said(2, { text: 'lost in the restore' }))]);
    const board = settle(apply(settle(ahead, server), server.snapshot()), server);
    expect(board.open?.view.events).toEqual([said(1)]);
    expect(board.open?.view.conversation).toEqual(row('c0'));
  });

  test('a reply ahead of the stream shows at once and does not disturb the checksum', () => {
    const taken = row('c0', { state: 'assigned', agentId: 'a1', seq: 2, ownerEpoch: 1, updatedAt: at(2) });
    const before = run([
      { event: 'snapshot', data: { agent: me, conversations: [row('c0')] } },
      { event: 'opened', conversationId: 'c0' },
    ]);
    const board = apply(before, { event: 'moved', data: taken });
    expect(lists(board).mine.map((c) => c.id)).toEqual(['c0']);
    expect(apply(board, { event: 'heartbeat', data: checksum(before.rows.values()) }).stale).toBe(false);
  });

  test('losing sight of the open conversation asks once more before saying so', () => {
    let board = run([
      { event: 'snapshot', data: { agent: me, conversations: [row('c0')] } },
      { event: 'opened', conversationId: 'c0' },
      { event: 'history', after: 0, data: { conversation: row('c0'), events: [said(1)], decisions: [] } },
      { event: 'gone', data: { conversationId: 'c0', gone: true } },
    ]);
    expect(lists(board).queue).toHaveLength(1);
    expect(wanted(board.open)).toEqual({ after: 1 });
    board = apply(board, { event: 'missing', conversationId: 'c0' });
    expect(lists(board).queue).toHaveLength(0);
    expect(wanted(board.open)).toBeUndefined();
  });
});

describe('the ghost of an answer', () => {
  const delta = (turn: number, i: number, text: string, change = {}): Incoming => ({
    event: 'delta',
    data: { conversationId: 'c0', turn, attempt: 1, ownerEpoch: 0, i, text, ...change },
  });
  const open = run([
    { event: 'snapshot', data: { agent: me, conversations: [row('c0', { state: 'bot' })] } },
    { event: 'opened', conversationId: 'c0' },
  ]);
  const text = (board: Board) => board.open?.view.ghost?.text ?? '';

  test('grows in order, hides on a gap, starts over with a new attempt', () => {
    let board = run([delta(1, 0, 'Your '), delta(1, 1, 'order')], open);
    expect(text(board)).toBe('Your order');
    board = run([delta(1, 3, 'is')], board);
    expect(text(board)).toBe('');
    expect(text(run([delta(1, 0, 'Anew', { attempt: 2 })], board))).toBe('Anew');
  });

  test.each<[string, Incoming]>([
    ['discard', { event: 'discard', data: { conversationId: 'c0', turn: 2 } }],
    ['the final message', log(row('c0', { state: 'bot', seq: 2 }), said(2, { role: 'bot' }))],
    ['a move', log(row('c0', { seq: 2, ownerEpoch: 1 }), said(2, { type: 'move' }))],
  ])('ends with %s, and late deltas of its turn stay out', (_name, end) => {
    const board = run([delta(2, 0, 'Your '), end, delta(2, 1, 'order'), delta(1, 0, 'old')], open);
    expect(text(board)).toBe('');
  });
});
