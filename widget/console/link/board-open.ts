/** One conversation on screen: its header and log as far as they are known here, and what has to be fetched. Pure. */

import type { AgentConversation, AgentHistoryReply, Decision } from '../../../services/wire/agent.js';
import type { Event } from '../../../services/wire/conversation.js';
import { emptyView, type View, type Incoming as ViewIncoming, apply as viewed } from '../../shared/transcript.js';

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

/** Whether the open conversation has to be fetched, and after which seq. */
export function wanted(open: Open | undefined): { after: number } | undefined {
  if (!open || open.lost) return undefined;
  if (!open.loaded) return { after: 0 };
  const undecided = open.view.events.find(({ seq, decisionId }) => decisionId !== undefined && seq > open.decided);
  if (undecided) return { after: Math.min(open.through, undecided.seq - 1) };
  return open.check || open.through < open.head ? { after: open.through } : undefined;
}

export function blank(id: string, row?: AgentConversation): Open {
  const view = { ...emptyView<AgentConversation>(), conversation: row };
  const head = row?.seq ?? 0;
  return { id, view, decisions: [], through: 0, head, decided: 0, loaded: false, check: false, lost: false };
}

/**
 * After a snapshot: a row that is behind us means the log was set back (a restore), a row that is gone must be asked
 * for.
 */
export function agree(open: Open, row: AgentConversation | undefined): Open {
  const quiet = silent(open);
  if (!row) return { ...quiet, check: open.loaded };
  if (row.seq >= open.head) return logged(quiet, row);
  const events = open.view.events.filter((event) => event.seq <= row.seq);
  const back = see(quiet, { kind: 'replace', conversation: row, events });
  return { ...back, through: 0, head: row.seq, decided: 0, check: true, lost: false };
}

export function logged(open: Open, conversation?: AgentConversation, event?: Event): Open {
  const header = conversation && newer(open.view.conversation, conversation);
  const next = see(open, { kind: 'history', conversation: header, events: event ? [event] : [] });
  const head = Math.max(open.head, conversation?.seq ?? 0, event?.seq ?? 0);
  return { ...next, head, through: reach(next.view.events, open.through), lost: false };
}

export function fetched(open: Open, after: number, data: AgentHistoryReply): Open {
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

export function see(open: Open, incoming: ViewIncoming<AgentConversation>): Open {
  const view = viewed(open.view, incoming);
  return view === open.view ? open : { ...open, view };
}

/** What is passing ends with the connection. */
export function silent(open: Open): Open {
  return { ...open, view: { ...open.view, ghost: undefined, typing: {} } };
}

export function newer(held: AgentConversation | undefined, came: AgentConversation): AgentConversation {
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
