/** What the lists show, in which order, and what needs this agent. Pure. */
import { isListed } from '../../../services/conversation/states.js';
import type { AgentConversation } from '../../../services/wire/agent.js';
import { type Board, current } from '../link/board.js';

export type Lists = {
  queue: AgentConversation[];
  /** A note names this agent, and they have not opened it since. */
  mentioned: AgentConversation[];
  mine: AgentConversation[];
  /** Mine, and not before a time. */
  snoozed: AgentConversation[];
  others: AgentConversation[];
};

/** Orders are stable on purpose: a row does not move because somebody wrote. */
export const noLists: Lists = { queue: [], mentioned: [], mine: [], snoozed: [], others: [] };

export function lists(board: Board, now = Date.now()): Lists {
  const found: Lists = { queue: [], mentioned: [], mine: [], snoozed: [], others: [] };
  const me = board.agent?.id;
  for (const id of ids(board)) {
    const conversation = current(board, id);
    if (!conversation || !isListed(conversation, me)) continue;
    if (me && conversation.mentioned?.includes(me)) found.mentioned.push(conversation);
    else if (conversation.state === 'queued') found.queue.push(conversation);
    else if (conversation.state === 'assigned' && conversation.agentId === board.agent?.id)
      found[wakesAt(conversation) > now ? 'snoozed' : 'mine'].push(conversation);
    else found.others.push(conversation);
  }
  // What is held out to me is at the top, whatever the queue's length.
  const offered = (one: AgentConversation) => Number(one.offer?.agentIds.includes(board.agent?.id ?? '') ?? false);
  found.queue.sort((a, b) => offered(b) - offered(a) || oldestWait(a, b));
  found.mine.sort(oldestWait);
  found.mentioned.sort(oldestWait);
  found.snoozed.sort((a, b) => wakesAt(a) - wakesAt(b));
  found.others.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || a.id.localeCompare(b.id));
  return found;
}

/** When a snooze ends; nothing that is not snoozed is later than now. */
export const wakesAt = (conversation: AgentConversation): number => Date.parse(conversation.snoozedUntil ?? '') || 0;

/** In the order of the screen, for j and k. */
export function inOrder(all: Lists): string[] {
  return [...all.queue, ...all.mentioned, ...all.mine, ...all.snoozed, ...all.others].map(
    (conversation) => conversation.id,
  );
}

/** The visitor wrote something that this agent has not had on screen, and nobody of the team has answered all of it. */
export function unread(board: Board, conversation: AgentConversation): boolean {
  return owed(conversation) && conversation.lastVisitorSeq > (board.seen.get(conversation.id) ?? 0);
}

/** Somebody of the team owes a word, whatever the bot said meanwhile. */
export const owed = (conversation: AgentConversation): boolean => conversation.owedSince !== undefined;

export function offeredTo(conversation: AgentConversation, agentId: string | undefined, now: number): boolean {
  const offer = conversation.offer;
  return !!agentId && !!offer?.agentIds.includes(agentId) && Date.parse(offer.expiresAt) > now;
}

/** The number for the title: unread of mine, and while available what waits. */
export function needsMe(board: Board, all: Lists): number {
  const waiting = board.agent?.available ? all.queue.length : 0;
  return waiting + all.mentioned.length + all.mine.filter((conversation) => unread(board, conversation)).length;
}

function ids(board: Board): Set<string> {
  const all = new Set(board.rows.keys());
  // A verb's reply can bring in a conversation that the stream has not written yet.
  for (const shown of [board.open, board.beside]) if (shown?.view.conversation && !shown.lost) all.add(shown.id);
  return all;
}

function oldestWait(a: AgentConversation, b: AgentConversation): number {
  return (a.queuedAt ?? a.createdAt).localeCompare(b.queuedAt ?? b.createdAt) || a.id.localeCompare(b.id);
}
