/**
 * What the console knows, as one immutable value. Pure: `apply` takes what the stream wrote or what we did ourselves and
 * gives the next board. Loss, repeats and disorder cost nothing that a snapshot and one refetch do not bring back.
 */
import { checksum } from '../../services/checksum.js';
import { isListed } from '../../services/conversation/states.js';
import type {
  Agent,
  AgentConversation,
  AgentHistoryReply,
  AgentStreamEvent,
  Decision,
  Event,
} from '../../services/protocol.js';
import { emptyView, type View, type Incoming as ViewIncoming, apply as viewed } from '../shared/transcript.js';

/** The conversation on screen. */
export type Open = {
  id: string;
  /** Header, events, ghost, typing. What lies above `through` may have holes. */
  view: View<AgentConversation>;
  decisions: readonly Decision[];
  /** Everything up to this seq is here. */
  through: number;
  /** The highest seq we heard of. */
  head: number;
  /** Decisions named up to this seq were asked for. */
  decided: number;
  loaded: boolean;
  /** Something happened that only a fetch can tell: ask again. */
  check: boolean;
  /** We may not see it any more, or it never was. */
  lost: boolean;
};

export type Board = {
  agent?: Agent;
  /** Exactly what this stream wrote last of each conversation in this agent's lists: the heartbeat's checksum is over these. */
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
export type Local =
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

/** Whether the open conversation has to be fetched, and after which seq. */
export function wanted(open: Open | undefined): { after: number } | undefined {
  if (!open || open.lost) return undefined;
  if (!open.loaded) return { after: 0 };
  const undecided = open.view.events.find(({ seq, decisionId }) => decisionId !== undefined && seq > open.decided);
  if (undecided) return { after: Math.min(open.through, undecided.seq - 1) };
  return open.check || open.through < open.head ? { after: open.through } : undefined;
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

// ---------------------------------------------------------------- the open conversation

function blank(id: string, row?: AgentConversation): Open {
  const view = { ...emptyView<AgentConversation>(), conversation: row };
  const head = row?.seq ?? 0;
  return { id, view, decisions: [], through: 0, head, decided: 0, loaded: false, check: false, lost: false };
}

/** The two change their parts, and neither its side. */
function swapped(board: Board): Board {
  if (!board.beside || !board.open) return board;
  const { left, ...open } = board.beside;
  return { ...board, open, beside: { ...board.open, left: !left } };
}

/** After a snapshot: a row that is behind us means the log was set back (a restore), a row that is gone must be asked for. */
function agree(open: Open, row: AgentConversation | undefined): Open {
  const quiet = silent(open);
  if (!row) return { ...quiet, check: open.loaded };
  if (row.seq >= open.head) return logged(quiet, row);
  const events = open.view.events.filter((event) => event.seq <= row.seq);
  const back = see(quiet, { kind: 'replace', conversation: row, events });
  return { ...back, through: 0, head: row.seq, decided: 0, check: true, lost: false };
}

function logged(open: Open, conversation?: AgentConversation, event?: Event): Open {
  const header = conversation && newer(open.view.conversation, conversation);
  const next = see(open, { kind: 'history', conversation: header, events: event ? [event] : [] });
  const head = Math.max(open.head, conversation?.seq ?? 0, event?.seq ?? 0);
  return { ...next, head, through: reach(next.view.events, open.through), lost: false };
}

function fetched(open: Open, after: number, data: AgentHistoryReply): Open {
  const header = newer(open.view.conversation, data.conversation);
  const head = Math.max(open.head, data.conversation.seq);
  let next: Open;
  let through = open.through;
  if (after === 0) {
    const later = open.view.events.filter((event) => event.seq > data.conversation.seq);
    next = see(open, { kind: 'replace', conversation: header, events: [...data.events, ...later] });
    through = Math.max(through, data.conversation.seq);
  } else {
    next = see(open, { kind: 'history', conversation: header, events: data.events });
    // A hole that a fetch does not fill is one we may not see: going on asking would never end.
    const filled = next.view.events !== open.view.events;
    if (after <= through && !filled) through = Math.max(through, data.conversation.seq);
  }
  return {
    ...next,
    decisions: byId([...open.decisions, ...data.decisions]),
    through: reach(next.view.events, through),
    head,
    decided: Math.max(open.decided, data.conversation.seq),
    loaded: true,
    check: false,
    lost: false,
  };
}

function see(open: Open, incoming: ViewIncoming<AgentConversation>): Open {
  const view = viewed(open.view, incoming);
  return view === open.view ? open : { ...open, view };
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

/** What is passing ends with the connection. */
function silent(open: Open): Open {
  return { ...open, view: { ...open.view, ghost: undefined, typing: {} } };
}

function newer(held: AgentConversation | undefined, came: AgentConversation): AgentConversation {
  if (!held || came.seq !== held.seq) return !held || came.seq > held.seq ? came : held;
  if (came.ownerEpoch !== held.ownerEpoch) return came.ownerEpoch > held.ownerEpoch ? came : held;
  return came.updatedAt >= held.updatedAt ? came : held;
}

function reach(events: readonly Event[], from: number): number {
  let through = from;
  for (const event of events) if (event.seq === through + 1) through++;
  return through;
}

function byId(decisions: readonly Decision[]): readonly Decision[] {
  return [...new Map(decisions.map((decision) => [decision.id, decision])).values()].sort((a, b) => a.id - b.id);
}
