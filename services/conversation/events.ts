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
  /** Up to where nothing is owed any more, once this is said. */
  settles?: number;
};

/** What a list of conversations shows of the last message. */
const PREVIEW = 160;

/** What appending changes of the row, and what whoever is told of it afterwards must know; by column. */
const headColumns = {
  ...{ state: 'state', seq: 'seq', updatedAt: 'updated_at', lastVisitorSeq: 'last_visitor_seq' },
  ...{ settledSeq: 'settled_seq', passedSeq: 'passed_seq', botHelps: 'bot_helps', owedSince: 'owed_since' },
  ...{ snoozedUntil: 'snoozed_until', lastSpeaker: 'last_speaker', lastText: 'last_text' },
} satisfies Partial<Record<keyof ConversationRow, string>>;
export type Head = Pick<ConversationRow, keyof typeof headColumns>;
const ofHead = Object.entries(headColumns);

/**
 * SQL, the one statement that appends. `event` selects what is appended, at most one line for a conversation, under the
 * lock of its row: `n` (which one it is), `conversation_id`, `preview`, `settles` (up to where an agent's reply settles,
 * or null), and the columns of `conversation_events`. Gives each with the row's `Head` afterwards, for `readAppended`.
 */
export const appending = (event: string): string => `
  with event as (${event}),
  head as (
    update conversations c set
      seq = c.seq + 1, updated_at = clock_timestamp(),
      last_visitor_seq = case when e.speaker = 'visitor' then c.seq + 1 else c.last_visitor_seq end,
      last_agent_seq = case when e.speaker = 'agent' then c.seq + 1 else c.last_agent_seq end,
      unread_since = case when e.speaker = 'agent' then coalesce(c.unread_since, clock_timestamp()) else c.unread_since end,
      snoozed_until = case when e.speaker = 'visitor' then null else c.snoozed_until end,
      owed_since = case
        when e.speaker = 'visitor' and c.state in ('queued', 'assigned') then coalesce(c.owed_since, clock_timestamp())
        when e.settles >= c.last_visitor_seq then null
        else c.owed_since end,
      turn_attempts = case when e.settles > c.settled_seq then 0 else c.turn_attempts end,
      settled_seq = greatest(c.settled_seq, e.settles),
      last_speaker = coalesce(e.speaker, c.last_speaker),
      last_text = case when e.speaker is null then c.last_text else left(e.preview, ${PREVIEW}) end
    from (select event.*, case when type = 'message' then role end as speaker from event) e
    where c.id = e.conversation_id
    returning e.*, ${ofHead.map(([, column]) => `c.${column}`).join(', ')}),
  stored as (
    insert into conversation_events
      (conversation_id, seq, type, role, agent_id, client_id, body_hash, text, reply_to, decision_id, body)
    select conversation_id, seq, type, role, agent_id, client_id, body_hash, text, reply_to, decision_id, body from head
    returning *)
  select h.n, ${columns}, ${ofHead.map(([name, column]) => `h.${column} as "${name}"`).join(', ')}
  from stored e join head h on h.conversation_id = e.conversation_id`;

const appendOne = appending(`
    select 1 as n, $1::uuid as conversation_id, $2::text as type, $3::text as role, $4::uuid as agent_id,
    $5::uuid as client_id, $6::bytea as body_hash, $7::text as text, $8::int as reply_to, $9::int as decision_id,
    $10::jsonb as body, $11::text as preview, $12::int as settles`);

/** A row of `appending`. */
export type Appended = { n: number } & Stored & Head;

/** Takes one apart: the event, and what stands on its conversation's row now. */
export function readAppended({ n: _, ...row }: Appended, by?: NewEvent['by']): { event: EventRow; head: Head } {
  const isHead = ([name]: [string, unknown]) => name in headColumns;
  const entries = Object.entries(row);
  const stored = Object.fromEntries(entries.filter((entry) => entry[0] === 'seq' || !isHead(entry))) as Stored;
  return {
    event: readEvent({ ...stored, agentName: by?.name ?? null, agentAvatar: by?.avatar ?? null }),
    head: Object.fromEntries(entries.filter(isHead)) as Head,
  };
}

/**
 * The one function that appends. The caller holds the row's lock, so `seq` has no holes and no repeats: a global
 * sequence would hand out numbers that commit out of order, and a reader behind a cursor would miss them (18 % under 8
 * writers). Updates `row` in place.
 */
export async function append(tx: Sql, row: ConversationRow, event: NewEvent): Promise<EventRow> {
  const values = [
    ...[row.id, event.type, event.role, event.by?.id ?? null, event.clientId ?? null, event.bodyHash ?? null],
    ...[event.text ?? null, event.replyTo ?? null, event.decisionId ?? null, JSON.stringify(event.body)],
    ...[event.text?.trim() ? event.text : (filesNamed(event) ?? event.text ?? null), event.settles ?? null],
  ];
  const [appended] = await tx.query<Appended>(appendOne, values, 'append');
  if (!appended) throw new Error(`conversation ${row.id} vanished while it was locked`);
  const { event: stored, head } = readAppended(appended, event.by);
  Object.assign(row, head);
  return stored;
}

const filesNamed = ({ body }: NewEvent): string | undefined =>
  'files' in body ? body.files?.map(({ name }) => name).join(', ') : undefined;

/** A fingerprint of what was sent, to tell a retry from a clientId used twice. */
export function hashOf(body: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(body)).digest();
}

const NOBODY = `'00000000-0000-0000-0000-000000000000'::uuid`;

/** SQL: event `e` is what this speaker sent with this clientId; as the unique index has it. */
export const sentBefore = (conversation: string, role: string, agent: string, clientId: string): string =>
  `e.conversation_id = ${conversation} and e.role = ${role} and coalesce(e.agent_id, ${NOBODY}) = coalesce(${agent}::uuid, ${NOBODY})
   and e.client_id = ${clientId}`;

/**
 * The event this speaker already made with this clientId, for a retry. Throws `ReusedClientId` when the body differs.
 */
export async function findSent(
  tx: Sql,
  sent: { conversationId: string; role: Role; agentId?: string; clientId: string; bodyHash: Buffer },
): Promise<EventRow | undefined> {
  const { conversationId, role, agentId = null, clientId, bodyHash } = sent;
  const [before] = await readEvents(tx, sentBefore('$1', '$2', '$3', '$4'), [conversationId, role, agentId, clientId]);
  if (before && !before.bodyHash?.equals(bodyHash)) throw new ReusedClientId();
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
