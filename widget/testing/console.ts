/** A small server in memory, for tests: it keeps conversations and says what its stream would say. */

import type {
  Agent,
  AgentConversation,
  AgentHistoryReply,
  AgentStreamEvent,
  Decision,
} from '../../services/wire/agent.js';
import type { Event, State } from '../../services/wire/conversation.js';
import { apply, type Board, empty, type Incoming } from '../console/link/board.js';
import { wanted } from '../console/link/board-open.js';

export const me: Agent = {
  id: 'a1',
  email: 'lena@example.com',
  name: 'Lena',
  role: 'agent',
  available: true,
  capacity: 5,
  inboxes: ['default'],
};
export const at = (n: number) => new Date(Date.UTC(2026, 0, 1, 9, 0, n)).toISOString();

export function row(id: string, change: Partial<AgentConversation> = {}): AgentConversation {
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
    owedSince: at(0),
    lastVisitorSeq: 1,
    settledSeq: 0,
    visitor: { id: 'v1', level: 'anonymous' },
    ...change,
  };
}

export const said = (seq: number, change: Partial<Event> = {}): Event => ({
  seq,
  type: 'message',
  role: 'visitor',
  text: `line ${seq}`,
  createdAt: at(seq),
  ...change,
});

export const log = (conversation: AgentConversation, event?: Event): Incoming => ({
  event: 'log',
  data: { conversationId: conversation.id, conversation, event },
});

export const run = (steps: Incoming[], from: Board = empty): Board => steps.reduce(apply, from);

export type Op = { on: 0 | 1 | 2; do: 'visitor' | 'bot' | 'note' | 'move' | 'delta' | 'typing' | 'offer'; to: State };

export class Server {
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
      conversation.offer = { agentIds: ['a1'], expiresAt: at(this.now + 30) };
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
export function settle(board: Board, server: Server): Board {
  let now = board;
  for (let i = 0; i < 5; i++) {
    const want = wanted(now.open);
    if (!want || !now.open) return now;
    now = apply(now, { event: 'history', after: want.after, data: server.history(now.open.id, want.after) });
  }
  throw new Error('still asking after five fetches');
}
