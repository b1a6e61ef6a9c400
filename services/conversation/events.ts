/** The log of a conversation: append-only, numbered 1, 2, 3, ... under the lock of the conversation's row. */
import { createHash } from 'node:crypto';
import { ReusedClientId } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { EventType, Reason, Role } from '../wire/conversation.js';
import type { ConversationRow } from './conversations.js';
import type { AnyBody, Read, Suggestion, Written } from './event-types.js';

type Common = {
  conversationId: string;
  seq: number;
  agentId: string | null;
  agentName: string | null;
  agentAvatar: string | null;
  clientId: string | null;
  bodyHash: Buffer | null;
  text: string | null;
  replyTo: number | null;
  decisionId: number | null;
  createdAt: Date;
};

export type EventRow = Common & Read;
export type MessageRow = Extract<EventRow, { type: 'message' }>;
export type VisitorMessage = Extract<MessageRow, { role: 'visitor' }>;
export type BotMessage = Extract<MessageRow, { role: 'bot' }>;
export type FeedbackRow = Extract<EventRow, { type: 'feedback' }>;

export const isMessage = (event: EventRow): event is MessageRow => event.type === 'message';
export const isFromVisitor = (event: EventRow): event is VisitorMessage => isMessage(event) && event.role === 'visitor';
export const isFromBot = (event: EventRow): event is BotMessage => isMessage(event) && event.role === 'bot';
export const isFeedback = (event: EventRow): event is FeedbackRow => event.type === 'feedback';

/** The buttons under it; undefined where it has none. */
export const suggestionsOf = (event: EventRow | undefined): Suggestion[] | undefined =>
  event && isFromBot(event) ? event.body.suggestions : undefined;

/** Why they want a person who press the button of these words that leads to one. */
export function reasonBehind(event: EventRow): Reason {
  if (!isFromBot(event)) return 'none_of_these';
  // Under an answer it is for what that left open, under small talk for whatever it may be.
  if (event.body.citations) return 'low_confidence';
  return event.body.missed ? 'asked_for_human' : 'none_of_these';
}

/** As the database has it: nothing says yet which keys of the body go with which type. */
type Stored = Common & { type: EventType; role: Role | null; body: AnyBody };

/**
 * A row as the event that it is: the one place where a body is told apart by type. Tolerant: nothing is refused, and a
 * key that does not belong to the type, or that only an older program knew, stays where it is, unseen.
 */
export function readEvent(row: Stored): EventRow {
  const { type, role } = row;
  switch (type) {
    case 'message':
      return { ...row, type, role };
    case 'note':
      return { ...row, type };
    case 'move':
      return { ...row, type };
    case 'feedback':
      return { ...row, type };
    case 'rating':
      return { ...row, type };
    case 'contact':
      return { ...row, type };
    case 'mark':
      return { ...row, type };
  }
}

const columns = `e.conversation_id as "conversationId", e.seq, e.type, e.role, e.agent_id as "agentId", e.client_id as "clientId",
  e.body_hash as "bodyHash", e.text, e.reply_to as "replyTo", e.decision_id as "decisionId", e.body, e.created_at as "createdAt"`;

export type NewEvent = Written & {
  by?: { id: string; name: string; avatar?: string | null } | undefined;
  clientId?: string;
  bodyHash?: Buffer;
  text?: string;
  replyTo?: number;
  decisionId?: number;
};

/** What a list of conversations shows of the last message. */
const PREVIEW = 160;

/**
 * The one function that appends. The caller holds the row's lock, so `seq` has no holes and no repeats: a global
 * sequence would hand out numbers that commit out of order, and a reader behind a cursor would miss them (18 % under 8
 * writers). Updates `row` in place.
 */
export async function append(tx: Sql, row: ConversationRow, event: NewEvent): Promise<EventRow> {
  const isMessage = event.type === 'message';
  const fromVisitor = isMessage && event.role === 'visitor';
  const preview = event.text?.trim() ? event.text : (filesNamed(event) ?? event.text ?? null);
  const fromAgent = isMessage && event.role === 'agent';
  const [stored] = await tx.query<Stored>(
    `with head as (
       update conversations set
         seq = seq + 1, updated_at = clock_timestamp(),
         last_visitor_seq = case when $11 then seq + 1 else last_visitor_seq end,
         last_agent_seq = case when $14 then seq + 1 else last_agent_seq end,
         unread_since = case when $14 then coalesce(unread_since, clock_timestamp()) else unread_since end,
         snoozed_until = case when $11 then null else snoozed_until end,
         owed_since = case when $11 and state in ('queued', 'assigned') then coalesce(owed_since, clock_timestamp()) else owed_since end,
         last_speaker = case when $12 then $3 else last_speaker end,
         last_text = case when $12 then left($13, ${PREVIEW}) else last_text end
       where id = $1 returning seq)
     insert into conversation_events as e
       (conversation_id, seq, type, role, agent_id, client_id, body_hash, text, reply_to, decision_id, body)
     select $1, head.seq, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb from head
     returning ${columns}`,
    [
      row.id,
      event.type,
      event.role,
      event.by?.id ?? null,
      event.clientId ?? null,
      event.bodyHash ?? null,
      event.text ?? null,
      event.replyTo ?? null,
      event.decisionId ?? null,
      JSON.stringify(event.body),
      fromVisitor,
      isMessage,
      preview,
      fromAgent,
    ],
  );
  if (!stored) throw new Error(`conversation ${row.id} vanished while it was locked`);
  row.seq = stored.seq;
  row.updatedAt = stored.createdAt;
  if (fromVisitor) {
    Object.assign(row, { lastVisitorSeq: stored.seq, snoozedUntil: null });
    if (row.state === 'queued' || row.state === 'assigned') row.owedSince ??= stored.createdAt;
  }
  if (isMessage) {
    row.lastSpeaker = event.role;
    row.lastText = preview?.slice(0, PREVIEW) ?? null;
  }
  return readEvent({ ...stored, agentName: event.by?.name ?? null, agentAvatar: event.by?.avatar ?? null });
}

const filesNamed = ({ body }: NewEvent): string | undefined =>
  'files' in body ? body.files?.map(({ name }) => name).join(', ') : undefined;

/** A fingerprint of what was sent, to tell a retry from a clientId used twice. */
export function hashOf(body: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(body)).digest();
}

/**
 * The event this speaker already made with this clientId, for a retry. Throws `ReusedClientId` when the body differs.
 */
export async function findSent(
  tx: Sql,
  sent: { conversationId: string; role: Role; agentId?: string; clientId: string; bodyHash: Buffer },
): Promise<EventRow | undefined> {
  const [before] = await readEvents(
    tx,
    `e.conversation_id = $1 and e.role = $2 and coalesce(e.agent_id, '00000000-0000-0000-0000-000000000000'::uuid)
       = coalesce($3::uuid, '00000000-0000-0000-0000-000000000000'::uuid) and e.client_id = $4`,
    [sent.conversationId, sent.role, sent.agentId ?? null, sent.clientId],
  );
  if (before && !before.bodyHash?.equals(sent.bodyHash)) throw new ReusedClientId();
  return before;
}

/** Events of a conversation after `after`, in order, at most `limit`. */
export function eventsAfter(sql: Sql, conversationId: string, after: number, limit = 1_000): Promise<EventRow[]> {
  return readEvents(sql, 'e.conversation_id = $1 and e.seq > $2', [conversationId, after], limit);
}

/** The latest of several conversations, in order of time. */
export async function latestOf(sql: Sql, conversationIds: string[], limit: number): Promise<EventRow[]> {
  const rows = await sql.query<Stored>(
    `select ${columns}, a.name as "agentName", a.avatar as "agentAvatar"
     from conversation_events e left join agents a on a.id = e.agent_id
     where e.conversation_id = any($1) order by e.created_at desc, e.seq desc limit ${limit}`,
    [conversationIds],
  );
  return rows.reverse().map(readEvent);
}

export async function eventAt(sql: Sql, conversationId: string, seq: number): Promise<EventRow | undefined> {
  const [event] = await readEvents(sql, 'e.conversation_id = $1 and e.seq = $2', [conversationId, seq]);
  return event;
}

async function readEvents(sql: Sql, where: string, values: unknown[], limit = 1_000): Promise<EventRow[]> {
  const rows = await sql.query<Stored>(
    `select ${columns}, a.name as "agentName", a.avatar as "agentAvatar"
     from conversation_events e left join agents a on a.id = e.agent_id
     where ${where} order by e.seq limit ${limit}`,
    values,
  );
  return rows.map(readEvent);
}
