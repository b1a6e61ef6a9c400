/**
 * The conversation row: read under its lock, changed by `move`, the one function that writes a state. Every verb runs
 * in `change`, which locks, works, commits, and then tells whoever should look.
 */
import { Conflict, NotFound } from '../errors.js';
import { attempt, hint } from '../platform/attempt.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import { noticeKeys } from '../texts/notice.js';
import { say } from '../texts/texts.js';
import type { QueueWhy } from '../wire/agent.js';
import type { MoveCause, NoticeKind, Reason, Role } from '../wire/conversation.js';
import { append, type EventRow } from './events.js';
import {
  type Capacity,
  helpsAfter,
  keepsPlace,
  type MoveName,
  mayMove,
  type Owing,
  owedAfter,
  owesTurn,
  queuedAtAfter,
  type State,
  settles,
  targets,
} from './states.js';

export type ConversationRow = {
  id: string;
  inbox: string;
  visitorId: string;
  locale: string;
  /** The visitor's own, where their browser told it. */
  timeZone: string | null;
  context: Record<string, unknown>;
  state: State;
  agentId: string | null;
  seq: number;
  ownerEpoch: number;
  lastVisitorSeq: number;
  settledSeq: number;
  /** How far the bot has read while it waits: answered, or left alone. */
  passedSeq: number;
  /** While it waits, the bot answers what it is sure of. */
  botHelps: boolean;
  /** Since when a person owes the visitor a word; an answer of the bot's does not end it. */
  owedSince: Date | null;
  /** They asked for a person before they wrote anything: their first message goes to one. */
  wantsPerson: boolean;
  lastSpeaker: Role | null;
  lastText: string | null;
  turnToken: number;
  turnAttempts: number;
  /** Its place in the queue, which only orders: somebody who went back to the bot keeps it for a while. */
  queuedAt: Date | null;
  reason: Reason | null;
  priority: number;
  visitorSeenSeq: number;
  agentSeenSeq: number;
  deliveredSeq: number;
  receiptsAt: Date | null;
  /** What an agent must know for this one, besides what its inbox asks. */
  skills: string[];
  /** What the matcher found when it last left this one waiting. */
  why: QueueWhy | null;
  tags: string[];
  participants: string[];
  mentioned: string[];
  snoozedUntil: Date | null;
  /** Who practises in it; null for a real one. */
  practiceFor: string | null;
  createdAt: Date;
  updatedAt: Date;
};

export const conversationColumns = (alias = 'c') =>
  `${alias}.id, ${alias}.inbox, ${alias}.visitor_id as "visitorId", ${alias}.locale, ${alias}.time_zone as "timeZone", ${alias}.context, ${alias}.state,
   ${alias}.agent_id as "agentId", ${alias}.seq, ${alias}.owner_epoch as "ownerEpoch",
   ${alias}.last_visitor_seq as "lastVisitorSeq", ${alias}.settled_seq as "settledSeq",
   ${alias}.passed_seq as "passedSeq", ${alias}.bot_helps as "botHelps", ${alias}.owed_since as "owedSince",
   ${alias}.wants_person as "wantsPerson",
   ${alias}.last_speaker as "lastSpeaker", ${alias}.last_text as "lastText", ${alias}.turn_token as "turnToken",
   ${alias}.turn_attempts as "turnAttempts", ${alias}.queued_at as "queuedAt", ${alias}.reason, ${alias}.priority,
   ${alias}.visitor_seen_seq as "visitorSeenSeq", ${alias}.agent_seen_seq as "agentSeenSeq",
   ${alias}.delivered_seq as "deliveredSeq", ${alias}.receipts_at as "receiptsAt",
   ${alias}.skills, ${alias}.why,
   ${alias}.tags, ${alias}.participants, ${alias}.mentioned, ${alias}.snoozed_until as "snoozedUntil",
   ${alias}.practice_for as "practiceFor",
   ${alias}.created_at as "createdAt", ${alias}.updated_at as "updatedAt"`;

/** Locks the row for the rest of the transaction. `skipLocked` leaves a row that somebody else works on alone. */
export async function lockConversation(tx: Sql, id: string, skipLocked = false): Promise<ConversationRow | undefined> {
  const [row] = await tx.query<ConversationRow>(
    `select ${conversationColumns()} from conversations c where c.id = $1 for update ${skipLocked ? 'skip locked' : ''}`,
    [id],
  );
  return row;
}

export type WithOthers = { row: ConversationRow; others: ConversationRow[] };

/**
 * Locks it together with the visitor's others that wait in the same inbox, the one that waits longest first. In the
 * order of their ids, so that two who lock several never wait for each other.
 */
export async function lockWithOthers(tx: Sql, id: string): Promise<WithOthers | undefined> {
  const rows = await tx.query<ConversationRow>(
    `select ${conversationColumns()} from conversations c where c.id = any (array(
       select $1::uuid union select o.id from conversations m join conversations o on o.visitor_id = m.visitor_id and o.state = 'queued'
       where m.id = $1)) order by c.id for update`,
    [id],
  );
  const row = rows.find((one) => one.id === id);
  const waits = (one: ConversationRow) => one !== row && one.state === 'queued' && one.inbox === row?.inbox;
  const others = rows.filter(waits).sort((a, b) => Number(a.queuedAt) - Number(b.queuedAt));
  return row && { row, others };
}

/**
 * Locks one conversation, runs `work`, commits, and then publishes a hint and rings where the row says something is
 * owed: the bot for an unsettled message, the handoff worker for a queued conversation and for hands that came free.
 * The caller's answer waits for neither. Throws `NotFound` for an unknown id.
 */
export function change<T>(
  platform: Platform,
  id: string,
  work: (tx: Sql, row: ConversationRow) => Promise<T>,
): Promise<T> {
  const alone = async (tx: Sql) => {
    const row = await lockConversation(tx, id);
    return row && { row, others: [] };
  };
  return changeLocked(platform, alone, (tx, { row }) => work(tx, row));
}

/** The same with all that the same visitor has waiting in the same inbox beside it: whoever takes one takes them all. */
export const changeWithOthers = <T>(
  platform: Platform,
  id: string,
  work: (tx: Sql, locked: WithOthers) => Promise<T>,
): Promise<T> => changeLocked(platform, (tx) => lockWithOthers(tx, id), work);

async function changeLocked<T>(
  platform: Platform,
  lock: (tx: Sql) => Promise<WithOthers | undefined>,
  work: (tx: Sql, locked: WithOthers) => Promise<T>,
): Promise<T> {
  let changing: { before: ConversationRow; after: ConversationRow }[] = [];
  const result = await platform.db.tx(async (tx) => {
    const locked = await lock(tx);
    if (!locked) throw new NotFound();
    changing = [locked.row, ...locked.others].map((row) => ({ before: { ...row }, after: row }));
    return work(tx, locked);
  });
  for (const { before, after } of changing) tell(platform, before, after);
  return result;
}

function tell(platform: Platform, before: ConversationRow, after: ConversationRow): void {
  if (after.seq > before.seq) {
    announce(platform, after);
    // Somebody has a hand free, or what was held out to others is gone: for the next in the queue.
    const freed = before.agentId !== null && before.agentId !== after.agentId;
    if (freed || (before.state === 'queued' && after.state !== 'queued')) wakeMatcher(platform, after.id);
  } else if (after.wantsPerson !== before.wantsPerson) hint(platform, after);
}

/** Tells streams and workers to look. */
export function announce(platform: Platform, row: Owing & { id: string; seq: number }): void {
  const { jobs } = platform;
  hint(platform, row);
  if (owesTurn(row)) attempt(platform, 'bot', jobs.ring('bot', row.id, { once: `${row.id}.${row.seq}` }));
  if (row.state === 'queued')
    attempt(platform, 'handoff', jobs.ring('handoff', row.id, { once: `${row.id}.${row.seq}` }));
}

/**
 * Tells the handoff worker to look at the whole queue, for a reason that is not a queued conversation:
 * somebody is there, has room, said no.
 */
export function wakeMatcher(platform: Platform, about: string): void {
  attempt(platform, 'handoff', platform.jobs.ring('handoff', about));
}

export type Move = {
  move: MoveName;
  /** In what capacities the mover acts; checked against the table of states. */
  as: readonly Capacity[];
  role: Role;
  /** The acting agent. */
  by?: { id: string; name: string; avatar?: string | null } | undefined;
  /** The owner afterwards, for assign, take and transfer to a person. */
  agentId?: string;
  /** For a transfer to another inbox. */
  inbox?: string;
  reason?: Reason;
  /** Why the system took it back. */
  cause?: MoveCause;
  notice: { kind: NoticeKind; params?: Record<string, string> };
  decisionId?: number;
};

/** For how long the place in the queue waits for somebody who went back to the bot. */
const PLACE_KEPT = `interval '1 hour'`;

type Moved = Pick<ConversationRow, 'ownerEpoch' | 'queuedAt' | 'owedSince' | 'botHelps'>;

/**
 * The one function that writes a state. In one transaction with its event it raises `owner_epoch` (whoever was writing
 * under the old one is fenced off), ends any turn, what was offered and a snooze, and settles what the move settles.
 * Updates `row` in place. Throws `Conflict` where the table of states does not allow it.
 */
export async function move(tx: Sql, row: ConversationRow, it: Move): Promise<EventRow> {
  const from = row.state;
  if (row.practiceFor && it.move !== 'resolve')
    throw new Conflict('practice', 'This is practice: it stays with whoever began it. Reply, or resolve it.');
  if (!mayMove(it.move, from, it.as))
    throw new Conflict('illegal_move', `This is not possible while the conversation is ${from}.`);
  const to = it.inbox ? 'queued' : targets[it.move][0];
  const place = queuedAtAfter(it.move, from);
  const settled = settles[it.move] ? row.lastVisitorSeq : row.settledSeq;
  const [changed] = await tx.query<Moved & { micros: number | null }>(
    `update conversations set
       state = $2, agent_id = $3, inbox = $4, reason = $5,
       owner_epoch = owner_epoch + 1, turn_lease_until = null, why = null,
       snoozed_until = null, wants_person = false,
       queued_at = case $6
         when 'set' then case when $8 = 'escalate' and place_until > clock_timestamp() then place_at else clock_timestamp() end
         when 'clear' then null else queued_at end,
       place_at = case when $9 then queued_at when $6 <> 'set' then place_at end,
       place_until = case when $9 then clock_timestamp() + ${PLACE_KEPT} when $6 <> 'set' then place_until end,
       owed_since = case $10 when 'set' then clock_timestamp() when 'keep' then owed_since
         when 'set_if_owed' then coalesce(owed_since, case when last_visitor_seq > settled_seq then clock_timestamp() end) end,
       bot_helps = $11 and (select i.bot_helps from inboxes i where i.slug = $4),
       turn_attempts = case when $7 > settled_seq then 0 else turn_attempts end,
       settled_seq = $7
     where id = $1
     returning owner_epoch as "ownerEpoch", queued_at as "queuedAt", owed_since as "owedSince", bot_helps as "botHelps",
       (extract(epoch from queued_at) * 1000000)::bigint as micros`,
    [
      row.id,
      to,
      to === 'assigned' ? it.agentId : null,
      it.inbox ?? row.inbox,
      it.move === 'escalate' ? (it.reason ?? null) : it.move === 'handBack' || it.move === 'reopen' ? null : row.reason,
      place,
      settled,
      it.move,
      keepsPlace(it.move, from, it.as),
      owedAfter[it.move],
      helpsAfter(it.move, it.reason),
    ],
  );
  if (!changed) throw new Error(`conversation ${row.id} vanished while it was locked`);
  const { micros, ...raised } = changed;
  if (from === 'queued') await endOffers(tx, row.id, to === 'assigned' ? it.agentId : undefined);
  Object.assign(row, raised, {
    state: to,
    agentId: to === 'assigned' ? (it.agentId ?? null) : null,
    inbox: it.inbox ?? row.inbox,
    settledSeq: settled,
    wantsPerson: false,
    why: null,
    snoozedUntil: null,
  });
  return append(tx, row, {
    type: 'move',
    role: it.role,
    by: it.by,
    text: noticeKeys(it.notice)
      .map((key) => say(row.locale, 'notices', key, it.notice.params))
      .join(' '),
    ...(it.decisionId && { decisionId: it.decisionId }),
    body: {
      notice: it.notice,
      move: { name: it.move, from, to, ...(it.reason && { reason: it.reason }), ...(it.cause && { cause: it.cause }) },
      // What stood on the row afterwards, for whoever asks later how it was (facts.ts).
      after: { inbox: row.inbox, ...(row.agentId && { agentId: row.agentId }), ...(micros && { queuedAt: micros }) },
    },
  });
}

/** Whatever ends the wait ends the offers: the winner's was accepted, the others' were in vain. */
async function endOffers(tx: Sql, id: string, winner: string | undefined): Promise<void> {
  await tx.query(
    `update offers set ended_at = clock_timestamp(),
       outcome = case when $2::uuid is null then 'withdrawn' when agent_id = $2 then 'accepted' else 'taken_by_other' end
     where conversation_id = $1 and ended_at is null`,
    [id, winner ?? null],
  );
}
