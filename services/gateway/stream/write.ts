/**
 * What one stream holds, and what of the log it writes: each event once, in order, and only what its reader may see.
 */
import { type AgentRow, seesConversation } from '../../conversation/agents.js';
import type { RowHead } from '../../conversation/changes.js';
import type { EventRow } from '../../conversation/events.js';
import {
  conversationForAgent,
  conversationForVisitor,
  eventForAgent,
  eventForVisitor,
  visitorSees,
} from '../../conversation/present.js';
import { isListed } from '../../conversation/states.js';
import type { ConversationView } from '../../conversation/views.js';
import type { AgentConversation } from '../../wire/agent.js';
import { cursor, type SseWriter } from './sse.js';

export type VisitorStream = {
  conversationId: string;
  writer: SseWriter;
  epoch: string;
  /** The highest seq this stream has dealt with, hidden events included. */
  sent: number;
  /**
   * Of the row when the stream opened, raised with each later move it writes; deltas of another owner are not passed
   * on.
   */
  ownerEpoch: number;
  /** The head when the stream opened: moves up to it are in `ownerEpoch` already. */
  openedAt: number;
  highestTurn: number;
  /** The conversation as last written, to write it only when something in it changed. */
  shown: string;
  /** The receipts it wrote last, by their time. */
  receiptsAt: number;
  queued: boolean;
  /** While what it missed is written at its reader's own speed; what is new waits for that. */
  replaying: boolean;
};

export type AgentStream = {
  agent: AgentRow;
  writer: SseWriter;
  /** Whether the session still lives; null ends the stream. */
  refresh: () => Promise<AgentRow | undefined>;
  /** What this stream has written of each conversation in the agent's lists. */
  known: Map<string, Known>;
  /** Ids that changed while the snapshot was being made. */
  opening: Set<string> | undefined;
};

/** A conversation as a console has it. */
type Known = { id: string; seq: number; ownerEpoch: number; updatedAt: number; receiptsAt: number; shown: string };

export function writeToVisitor(stream: VisitorStream, events: EventRow[]): void {
  for (const event of events) {
    if (event.seq <= stream.sent) continue;
    stream.sent = event.seq;
    if (event.type === 'move' && event.seq > stream.openedAt) stream.ownerEpoch++;
    if (visitorSees(event)) stream.writer.send('log', eventForVisitor(event), cursor(stream.epoch, event.seq));
  }
}

export function showConversation(stream: VisitorStream, view: ConversationView): void {
  const wire = conversationForVisitor(view);
  stream.queued = wire.state === 'queued';
  stream.receiptsAt = timeOf(view.receiptsAt);
  const { seq: _seq, updatedAt: _updatedAt, ...rest } = wire;
  const shown = JSON.stringify(rest);
  if (shown === stream.shown) return;
  stream.shown = shown;
  stream.writer.send('conversation', wire);
}

/** What consoles have of the visitor's messages now and had not before. */
export const undelivered = (views: ConversationView[]): { id: string; upTo: number }[] =>
  views.filter((it) => it.deliveredSeq < it.lastVisitorSeq).map((it) => ({ id: it.id, upTo: it.lastVisitorSeq }));

export function writeToAgent(stream: AgentStream, view: ConversationView, events: EventRow[]): void {
  if (stream.opening) return void stream.opening.add(view.id);
  const known = stream.known.get(view.id);
  if (!seesConversation(stream.agent, view)) {
    if (known) {
      stream.known.delete(view.id);
      stream.writer.send('gone', { conversationId: view.id, gone: true });
    }
    return;
  }
  const conversation = conversationForAgent(view);
  const shown = shownOf(conversation);
  const fresh = known ? events.filter((event) => event.seq > known.seq) : [];
  if (fresh.length === 0 && known?.shown === shown) return;
  const listed = isListed(view, stream.agent.id);
  if (!known && !listed) return;
  const base = { conversationId: view.id, conversation };
  for (const event of fresh) stream.writer.send('log', { ...base, event: eventForAgent(event) });
  if (fresh.length === 0) stream.writer.send('log', base);
  if (!listed) stream.known.delete(view.id);
  else stream.known.set(view.id, { ...knownOf(view), seq: fresh.at(-1)?.seq ?? known?.seq ?? view.seq });
}

export function knownOf(view: ConversationView): Known {
  const { id, seq, ownerEpoch, updatedAt, receiptsAt } = view;
  const shown = shownOf(conversationForAgent(view));
  return { id, seq, ownerEpoch, updatedAt: updatedAt.getTime(), receiptsAt: timeOf(receiptsAt), shown };
}

export const visitorMissed = (stream: VisitorStream, row: RowHead): boolean =>
  !stream.replaying && (stream.sent < row.seq || stream.receiptsAt !== timeOf(row.receiptsAt));

export function agentMissed({ opening, known }: AgentStream, row: RowHead): boolean {
  const held = known.get(row.id);
  return !opening && (held?.updatedAt !== row.updatedAt.getTime() || held.receiptsAt !== timeOf(row.receiptsAt));
}

export const timeOf = (at: Date | null): number => at?.getTime() ?? 0;

/** Where somebody stands in the queue is no change of their conversation. */
const shownOf = (conversation: AgentConversation): string => JSON.stringify({ ...conversation, queue: undefined });
