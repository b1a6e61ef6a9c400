import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checksum } from '../../services/checksum.js';
import type {
  Agent,
  AgentConversation,
  AgentHistoryReply,
  AgentStreamEvent,
  Decision,
  Event,
  State,
} from '../../services/protocol.js';
import { apply, type Board, empty, type Incoming, wanted } from './board.js';
import { lists, needsMe, offeredTo, owed, unread } from './lists.js';

const me: Agent = {
  id: 'a1',
  email: 'lena@example.com',
  name: 'Lena',
  role: 'agent',
  available: true,
  capacity: 5,
  inboxes: ['default'],
};
const at = (n: number) => new Date(Date.UTC(2026, 0, 1, 9, 0, n)).toISOString();

function row(id: string, change: Partial<AgentConversation> = {}): AgentConversation {
  return {
    id,
    state: 'queued',
    seq: 1,
    ownerEpoch: 0,
    inbox: 'default',
    locale: 'en',
    createdAt: at(0),
    updatedAt: at(0),
    queuedAt: at(0),
    lastVisitorSeq: 1,
    settledSeq: 0,
    visitor: { id: 'v1' },
    ...change,
  };
}

const said = (seq: number, change: Partial<Event> = {}): Event => ({
  seq,
  type: 'message',
  role: 'visitor',
  text: `line ${seq}`,
  createdAt: at(seq),
  ...change,
});

const log = (conversation: AgentConversation, event?: Event): Incoming => ({
  event: 'log',
  data: { conversationId: conversation.id, conversation, event },
});

const run = (steps: Incoming[], from: Board = empty): Board => steps.reduce(apply, from);

// ---------------------------------------------------------------- a server to compare with

type Op = { on: 0 | 1 | 2; do: 'visitor' | 'bot' | 'note' | 'move' | 'delta' | 'typing' | 'offer'; to: State };

class Server {
  now = 0;
  turn = 0;
  all = new Map<string, { conversation: AgentConversation; events: Event[]; decisions: Decision[] }>();
  constructor() {
    for (const id of ['c0', 'c1', 'c2']) this.all.set(id, { conversation: row(id), events: [said(1)], decisions: [] });
  }

  act(op: Op): AgentStreamEvent {
    const kept = this.all.get(`c${op.on}`);
    if (!kept) throw new Error('no such conversation');
    const conversationId = kept.conversation.id;
    this.now++;
    if (op.do === 'typing') return { event: 'typing', data: { conversationId, role: 'visitor', typing: true } };
    if (op.do === 'delta') {
      const { ownerEpoch } = kept.conversation;
      return {
        event: 'delta',
        data: { conversationId, turn: ++this.turn, attempt: 1, ownerEpoch, i: 0, text: 'Your ' },
      };
    }
    const conversation = { ...kept.conversation, updatedAt: at(this.now) };
    if (op.do === 'offer') {
      conversation.offer = { agentId: 'a1', expiresAt: at(this.now + 30) };
      kept.conversation = conversation;
      return { event: 'log', data: { conversationId, conversation } };
    }
    conversation.seq++;
    const event = said(conversation.seq);
    if (op.do === 'visitor') conversation.lastVisitorSeq = conversation.seq;
    if (op.do === 'note') Object.assign(event, { type: 'note', role: 'agent' });
    if (op.do === 'bot') {
      const id = kept.decisions.length + 1;
      Object.assign(event, { role: 'bot', decisionId: id });
      kept.decisions = [...kept.decisions, { id, question: 'Where is it?' } as Decision];
      conversation.settledSeq = conversation.lastVisitorSeq;
    }
    if (op.do === 'move') {
      Object.assign(event, { type: 'move', role: 'system' });
      conversation.ownerEpoch++;
      conversation.state = op.to;
      conversation.agentId = op.to === 'assigned' ? 'a1' : undefined;
    }
    kept.conversation = conversation;
    kept.events = [...kept.events, event];
    return { event: 'log', data: { conversationId, conversation, event } };
  }

  snapshot(): Incoming {
    const conversations = [...this.all.values()].map((kept) => kept.conversation);
    return {
      event: 'snapshot',
      data: { agent: me, conversations: conversations.filter((c) => c.state !== 'resolved') },
    };
  }

  history(id: string, after: number): AgentHistoryReply {
    const kept = this.all.get(id);
    if (!kept) throw new Error('no such conversation');
    const { conversation, events, decisions } = kept;
    return { conversation, events: events.filter((event) => event.seq > after), decisions };
  }
}

/** What the client does: fetch until nothing is wanted. */
function settle(board: Board, server: Server): Board {
  let now = board;
  for (let i = 0; i < 5; i++) {
    const want = wanted(now.open);
    if (!want || !now.open) return now;
    now = apply(now, { event: 'history', after: want.after, data: server.history(now.open.id, want.after) });
  }
  throw new Error('still asking after five fetches');
}

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
        const opened = run([{ event: 'opened', conversationId: 'c0' }]);
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

describe('the lists', () => {
  test('hold the longest wait first and leave out what is resolved', () => {
    const board = apply(empty, {
      event: 'snapshot',
      data: {
        agent: me,
        conversations: [
          row('late', { queuedAt: at(30) }),
          row('early', { queuedAt: at(10) }),
          row('bot', { state: 'bot' }),
          row('own', { state: 'assigned', agentId: 'a1' }),
          row('hers', { state: 'assigned', agentId: 'a2' }),
          row('done', { state: 'resolved' }),
        ],
      },
    });
    const all = lists(board);
    expect(all.queue.map((c) => c.id)).toEqual(['early', 'late']);
    expect(all.mine.map((c) => c.id)).toEqual(['own']);
    expect(all.others.map((c) => c.id)).toEqual(['bot', 'hers']);
    expect(needsMe(board, all)).toBe(3);
  });

  test('tell unread from owed', () => {
    const conversation = row('own', { state: 'assigned', agentId: 'a1', lastVisitorSeq: 4, settledSeq: 2 });
    const board = apply(empty, { event: 'snapshot', data: { agent: me, conversations: [conversation] } });
    expect(unread(board, conversation)).toBe(true);
    const read = apply(board, { event: 'seen', conversationId: 'own', seq: 4 });
    expect([unread(read, conversation), owed(conversation)]).toEqual([false, true]);
    expect(owed({ ...conversation, settledSeq: 4 })).toBe(false);
  });

  test('an offer is for one agent and ends by the clock', () => {
    const offered = row('c0', { offer: { agentId: 'a1', expiresAt: at(30) } });
    expect(offeredTo(offered, 'a1', Date.parse(at(29)))).toBe(true);
    expect(offeredTo(offered, 'a1', Date.parse(at(30)))).toBe(false);
    expect(offeredTo(offered, 'a2', Date.parse(at(1)))).toBe(false);
  });
});
