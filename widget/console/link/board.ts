/**
 * What the console knows, as one immutable value. Pure: `apply` takes what the stream wrote or what we did ourselves
 * and gives the next board. Loss, repeats and disorder cost nothing that a snapshot and one refetch do not bring back.
 */

import { isListed } from '../../../services/conversation/states.js';
import type { Agent, AgentConversation, AgentHistoryReply, AgentStreamEvent } from '../../../services/wire/agent.js';
import { checksum } from '../../../services/wire/checksum.js';
import type { Event } from '../../../services/wire/conversation.js';
import { agree, blank, fetched, logged, newer, type Open, see, silent } from './board-open.js';

export type Board = {
  agent?: Agent;
  /**
   * Exactly what this stream wrote last of each conversation in this agent's lists: the heartbeat's checksum is over
   * these.
   */
  rows: ReadonlyMap<string, AgentConversation>;
  /** The one that keys, address and details are about. */
  open?: Open;
  /** Another one on screen, on wide screens; `left` says on which side it stands. */
  beside?: Open & { left: boolean };
  /** The highest seq this agent had on screen, by conversation. */
  seen: ReadonlyMap<string, number>;
  /** A snapshot of this connection is in: the lists can be trusted. */
  live: boolean;
  /** The heartbeat disagrees with what we hold: ask for a new snapshot. */
  stale: boolean;
};

/** What happens on our side of the wire. */
type Local =
  | { event: 'offline' }
  | { event: 'me'; data: Agent }
  | { event: 'opened'; conversationId: string }
  /** Next to the open one. */
  | { event: 'besides'; conversationId: string }
  /** Without an id the open one. What stands beside it takes its place. */
  | { event: 'closed'; conversationId?: string }
  /** The answer to a fetch of everything after `after`. */
  | { event: 'history'; after: number; data: AgentHistoryReply }
  | { event: 'missing'; conversationId: string }
  /** A verb's reply, which may be ahead of the stream. */
  | { event: 'moved'; data: AgentConversation }
  | { event: 'said'; conversationId: string; data: Event }
  /** Time passes: a ghost without deltas and typing without a sign end. */
  | { event: 'tick' }
  | { event: 'seen'; conversationId: string; seq: number };

export type Incoming = AgentStreamEvent | Local;

export const empty: Board = { rows: new Map(), seen: new Map(), live: false, stale: false };

/** `at` is the time in milliseconds; only what is passing (ghost, typing) depends on it. */
export function apply(board: Board, incoming: Incoming, at = 0): Board {
  switch (incoming.event) {
    case 'snapshot': {
      const rows = new Map(incoming.data.conversations.map((row) => [row.id, row]));
      const open = board.open && agree(board.open, rows.get(board.open.id));
      const beside = board.beside && { ...agree(board.beside, rows.get(board.beside.id)), left: board.beside.left };
      return { ...board, agent: incoming.data.agent, rows, open, beside, live: true, stale: false };
    }
    case 'log': {
      const { conversationId, conversation, event } = incoming.data;
      const rows = new Map(board.rows);
      // The header can have been read before its newest event was; what counts is what was written.
      const seq = Math.max(conversation.seq, event?.seq ?? 0);
      if (!isListed(conversation, board.agent?.id)) rows.delete(conversationId);
      else rows.set(conversationId, newer(board.rows.get(conversationId), { ...conversation, seq }));
      return onOpen({ ...board, rows }, conversationId, (open) => logged(open, conversation, event));
    }
    case 'gone': {
      const rows = new Map(board.rows);
      rows.delete(incoming.data.conversationId);
      return onOpen({ ...board, rows }, incoming.data.conversationId, (open) => ({ ...silent(open), check: true }));
    }
    case 'delta':
      return onOpen(board, incoming.data.conversationId, (open) =>
        see(open, { kind: 'delta', delta: incoming.data, at }),
      );
    case 'discard':
      return onOpen(board, incoming.data.conversationId, (open) =>
        see(open, { kind: 'discard', turn: incoming.data.turn }),
      );
    case 'typing':
      return onOpen(board, incoming.data.conversationId, (open) => {
        const { role, typing } = incoming.data;
        return see(open, { kind: 'typing', role, typing, at });
      });
    case 'heartbeat': {
      const held = checksum(board.rows.values());
      const same = held.count === incoming.data.count && held.checksum === incoming.data.checksum;
      return same === !board.stale ? board : { ...board, stale: !same };
    }
    case 'bye':
    case 'presence':
      return board;
    default:
      return local(board, incoming, at);
  }
}

function local(board: Board, did: Local, at: number): Board {
  switch (did.event) {
    case 'offline':
      return {
        ...board,
        live: false,
        stale: false,
        open: board.open && silent(board.open),
        beside: board.beside && { ...silent(board.beside), left: board.beside.left },
      };
    case 'me':
      return { ...board, agent: did.data };
    case 'opened':
      if (board.open?.id === did.conversationId) return board;
      if (board.beside?.id === did.conversationId) return swapped(board);
      return { ...board, open: blank(did.conversationId, board.rows.get(did.conversationId)) };
    case 'besides': {
      const { conversationId: id } = did;
      if (!board.open || board.open.id === id || board.beside?.id === id) return board;
      return { ...board, beside: { ...blank(id, board.rows.get(id)), left: board.beside?.left ?? false } };
    }
    case 'closed': {
      if (did.conversationId && did.conversationId === board.beside?.id) return { ...board, beside: undefined };
      return { ...board, open: board.beside, beside: undefined };
    }
    case 'history':
      return onOpen(board, did.data.conversation.id, (open) => fetched(open, did.after, did.data));
    case 'missing':
      return onOpen(board, did.conversationId, (open) => ({ ...silent(open), lost: true, check: false, loaded: true }));
    case 'moved':
      return onOpen(board, did.data.id, (open) => logged(open, did.data));
    case 'said':
      return onOpen(board, did.conversationId, (open) => logged(open, undefined, did.data));
    case 'tick':
      return [board.open, board.beside].reduce(
        (next, shown) => (shown ? onOpen(next, shown.id, (open) => see(open, { kind: 'tick', at })) : next),
        board,
      );
    case 'seen': {
      if ((board.seen.get(did.conversationId) ?? 0) >= did.seq) return board;
      return { ...board, seen: new Map(board.seen).set(did.conversationId, did.seq) };
    }
    // A newer server may say what we do not know yet.
    default:
      return board;
  }
}

/** A conversation that is on screen, in whichever place. */
export const shownOf = (board: Board, id: string): Open | undefined =>
  [board.open, board.beside].find((shown) => shown?.id === id);

/** The newest we know of a conversation: a verb's reply can be ahead of the stream. */
export function current(board: Board, id: string): AgentConversation | undefined {
  const row = board.rows.get(id);
  const open = shownOf(board, id)?.view.conversation;
  return row && open ? newer(open, row) : (row ?? open);
}

/** The two change their parts, and neither its side. */
function swapped(board: Board): Board {
  if (!board.beside || !board.open) return board;
  const { left, ...open } = board.beside;
  return { ...board, open, beside: { ...board.open, left: !left } };
}

function onOpen(board: Board, id: string, change: (open: Open) => Open): Board {
  if (board.beside?.id === id) {
    const { left, ...shown } = board.beside;
    const next = change(shown);
    return next === shown ? board : { ...board, beside: { ...next, left } };
  }
  if (board.open?.id !== id) return board;
  const open = change(board.open);
  return open === board.open ? board : { ...board, open };
}
