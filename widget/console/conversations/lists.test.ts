import { describe, expect, test } from 'vitest';
import type { AgentConversation } from '../../../services/wire/agent.js';
import { at, me, row } from '../../testing/console.js';
import { type Call, calls } from '../alerts/alerts.js';
import { apply, type Board, empty } from '../link/board.js';
import { lists, needsMe, offeredTo, owed, unread } from './lists.js';

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
    // The bot's answer, while they waited, is none of the team's.
    expect(owed({ ...conversation, settledSeq: 4 })).toBe(true);
    expect(unread(board, { ...conversation, settledSeq: 4 })).toBe(true);
    const answered = { ...conversation, owedSince: undefined };
    expect([unread(board, answered), owed(answered)]).toEqual([false, false]);
  });

  test('an offer is for one agent and ends by the clock', () => {
    const offered = row('c0', { offer: { agentIds: ['a1'], expiresAt: at(30) } });
    expect(offeredTo(offered, 'a1', Date.parse(at(29)))).toBe(true);
    expect(offeredTo(offered, 'a1', Date.parse(at(30)))).toBe(false);
    expect(offeredTo(offered, 'a2', Date.parse(at(1)))).toBe(false);
  });
});

describe('what calls for attention', () => {
  const now = Date.parse(at(10));
  const board = (conversations: AgentConversation[], available = true): Board =>
    apply(empty, { event: 'snapshot', data: { agent: { ...me, available }, conversations } });
  const heard = (known: Map<string, string>, of: Board): Call['kind'][] =>
    calls(known, of, lists(of), now).map((call) => call.kind);
  const waiting = row('c0');
  const offered = row('c0', { offer: { agentIds: ['a1'], expiresAt: at(30) } });
  const elsewhere = row('c0', { offer: { agentIds: ['a2'], expiresAt: at(30) } });

  test('waiting rings once, an offer of it once more, and its end not at all', () => {
    const known = new Map<string, string>();
    expect(heard(known, board([waiting]))).toEqual(['waiting']);
    expect(heard(known, board([waiting]))).toEqual([]);
    expect(heard(known, board([offered]))).toEqual(['offer']);
    expect(heard(known, board([waiting]))).toEqual([]);
  });

  test('what is held out to a colleague rings when the colleague lets it go', () => {
    const known = new Map<string, string>();
    expect(heard(known, board([elsewhere]))).toEqual([]);
    expect(heard(known, board([waiting]))).toEqual(['waiting']);
  });

  test('while away the queue is silent, but my own conversations are not', () => {
    const own = row('own', { state: 'assigned', agentId: 'a1', lastVisitorSeq: 4, settledSeq: 2 });
    const known = new Map<string, string>();
    expect(heard(known, board([waiting, own], false))).toEqual(['message']);
    expect(heard(known, board([waiting, { ...own, lastVisitorSeq: 5 }], false))).toEqual(['message']);
  });
});
