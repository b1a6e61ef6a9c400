/**
 * The bot's right to speak. A turn is claimed in Postgres, renewed while it runs, and its result is written
 * only if, under the row's lock, nothing that matters has changed: a queue's lock is no fence (a paused
 * worker that came back still wrote).
 */
import { must } from '../errors.js';
import { attempt } from '../platform/attempt.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import type { Decision } from '../wire/agent.js';
import type { Reason } from '../wire/conversation.js';
import { announce, type ConversationRow, lockConversation, move } from './conversations.js';
import type { BotBody } from './event-types.js';
import { append, type EventRow } from './events.js';
import { tagAsBot } from './marks.js';
import { readUpTo } from './states.js';
import { escalate } from './visitor-actions.js';

export type Claim = {
  conversationId: string;
  turnToken: number;
  ownerEpoch: number;
  lastVisitorSeq: number;
  /** In `queued` the bot helps on: it gives sure answers and says nothing else. */
  state: 'bot' | 'queued';
  /** What is behind this is to be answered. */
  fromSeq: number;
  attempts: number;
};

/**
 * SQL: the bot owes conversation `c` a turn. The predicate of the partial index `conversations_owed`, and of claim and
 * sweep with their count; a ring asks the same of a row (`owesTurn` of states.ts).
 */
const unsettled = `((state = 'bot' and last_visitor_seq > settled_seq)
  or (state = 'queued' and bot_helps and last_visitor_seq > greatest(settled_seq, passed_seq)))`;

/** After this many claims that settled nothing, a person takes over; or, where one is waited for, it is left to them. */
export const MAX_ATTEMPTS = 3;
/**
 * That too can fail: the claim after next hands over with nothing looked up, and what fails even then is parked. Each
 * claim counts before it is worked on.
 */
const LAST_ATTEMPT = MAX_ATTEMPTS + 2;

/** SQL: the bot owes a turn that it may still try. */
export const owedTurn = `(${unsettled} and turn_attempts < ${LAST_ATTEMPT})`;
/** SQL: it owes one, and tries no more. */
export const parkedTurn = `(${unsettled} and turn_attempts >= ${LAST_ATTEMPT})`;
export const isLastAttempt = ({ attempts }: Claim): boolean => attempts >= LAST_ATTEMPT;

/**
 * Claims what is owed. While a person is waited for, the bot's reading is no delivery: the visitor means the team.
 * Undefined where nothing is owed, a person has it, or another turn runs.
 */
export async function claimTurn(sql: Sql, conversationId: string, leaseMs: number): Promise<Claim | undefined> {
  const [claim] = await sql.query<Claim>(
    `update conversations set
       turn_token = turn_token + 1, turn_attempts = turn_attempts + 1,
       turn_lease_until = now() + $2 * interval '1 millisecond',
       receipts_at = case when state = 'bot' and delivered_seq < last_visitor_seq then clock_timestamp() else receipts_at end,
       delivered_seq = case state when 'bot' then last_visitor_seq else delivered_seq end
     where id = $1 and ${owedTurn}
       and coalesce(turn_lease_until, '-infinity') < now()
     returning id as "conversationId", turn_token as "turnToken", owner_epoch as "ownerEpoch",
       last_visitor_seq as "lastVisitorSeq", state,
       case state when 'queued' then greatest(settled_seq, passed_seq) else settled_seq end as "fromSeq", turn_attempts as attempts`,
    [conversationId, leaseMs],
  );
  return claim;
}

/**
 * Keeps the claim. Undefined where it is no longer ours: somebody took over, or another turn began. Tells how far
 * the visitor has written by now.
 */
export async function renewTurn(
  sql: Sql,
  claim: Claim,
  leaseMs: number,
): Promise<{ lastVisitorSeq: number } | undefined> {
  const [row] = await sql.query<{ lastVisitorSeq: number }>(
    `update conversations set turn_lease_until = now() + $4 * interval '1 millisecond'
     where id = $1 and turn_token = $2 and owner_epoch = $3 and state = $5 and turn_lease_until is not null
     returning last_visitor_seq as "lastVisitorSeq"`,
    [claim.conversationId, claim.turnToken, claim.ownerEpoch, leaseMs, claim.state],
  );
  return row;
}

/** Gives the claim up without a result, so that the next try need not wait for the lease to run out. */
export async function dropTurn(sql: Sql, claim: Claim): Promise<void> {
  await sql.query(
    `update conversations set turn_lease_until = null where id = $1 and turn_token = $2 and owner_epoch = $3`,
    [claim.conversationId, claim.turnToken, claim.ownerEpoch],
  );
}

export type NewDecision = Omit<Decision, 'id' | 'createdAt'>;

export type Outcome = (
  | {
      kind: 'reply';
      text: string;
      body: BotBody;
      decision?: NewDecision;
      /** A part of what was asked has no answer yet: while they wait, it stays owed. */
      open?: boolean;
    }
  /** With `text` the bot says something before it goes; `plainly`: with nothing looked up that could fail. */
  | { kind: 'escalate'; reason: Reason; text?: string; decision?: NewDecision; plainly?: true }
  /** Nothing is said: whoever waits for a person hears only what is sure. Writes no event. */
  | { kind: 'leave'; decision?: NewDecision }
) & {
  /** What the team should see on the conversation. */
  tag?: string;
};

/**
 * Writes a turn's outcome, fenced: state still the claim's, same owner epoch, same turn token, nothing read past what
 * it read. All in one transaction with the decision it rests on. Returns undefined when the fence held it back;
 * otherwise whether more is owed meanwhile. A message the visitor sent in between does not fence: it is owed next.
 */
export async function settleTurn(
  platform: Platform,
  claim: Claim,
  replyTo: number,
  outcome: Outcome,
): Promise<{ event?: EventRow; more: boolean } | undefined> {
  let after: ConversationRow | undefined;
  const result = await platform.db.tx(async (tx) => {
    const row = await lockConversation(tx, claim.conversationId);
    if (!row || !stillOurs(row, claim, replyTo)) return undefined;
    after = row;
    const decisionId = outcome.decision ? await storeDecision(tx, row.id, outcome.decision) : undefined;
    if (outcome.tag) await tagAsBot(tx, row, outcome.tag);
    if (outcome.kind === 'escalate') {
      if (outcome.text)
        await append(tx, row, {
          ...{ type: 'message', role: 'bot', text: outcome.text, replyTo },
          body: { smallTalk: true },
        });
      const as = { as: ['bot'], role: 'bot', reason: outcome.reason, ...(decisionId && { decisionId }) } as const;
      const event = outcome.plainly
        ? await move(tx, row, { ...as, move: 'escalate', notice: { kind: 'queued', params: { why: 'failed' } } })
        : await escalate(platform, tx, row, as);
      return { event, more: false };
    }
    const waits = row.state === 'queued';
    const answers = waits && outcome.kind === 'reply' && { from: await firstRead(tx, claim), to: replyTo };
    await passTurn(tx, row, replyTo, outcome);
    const more = row.lastVisitorSeq > replyTo;
    if (outcome.kind === 'leave') return { more };
    const event = await append(tx, row, {
      type: 'message',
      role: 'bot',
      text: outcome.text,
      replyTo,
      ...(decisionId && { decisionId }),
      body: { ...outcome.body, ...(answers && { answers }) },
    });
    return { event, more };
  });
  if (!result) {
    platform.metrics.fenceRejected.inc();
    discardGhost(platform, claim);
  } else if (after) announce(platform, after);
  return result;
}

const stillOurs = (row: ConversationRow, claim: Claim, replyTo: number): boolean =>
  row.state === claim.state &&
  row.ownerEpoch === claim.ownerEpoch &&
  row.turnToken === claim.turnToken &&
  readUpTo(row) < replyTo;

/**
 * Raises how far the bot has read and, where nothing of it is left to a person, what is settled: what was left alone,
 * what stands behind such a message, and an answer that leaves a part open are owed still once they are handed back.
 */
async function passTurn(tx: Sql, row: ConversationRow, replyTo: number, outcome: Outcome): Promise<void> {
  const waits = row.state === 'queued';
  const whole = outcome.kind === 'reply' && !outcome.open && row.passedSeq <= row.settledSeq;
  if (!waits || whole) row.settledSeq = replyTo;
  if (waits) row.passedSeq = replyTo;
  await tx.query(
    `update conversations set settled_seq = $2, passed_seq = $3, turn_attempts = 0, turn_lease_until = null where id = $1`,
    [row.id, row.settledSeq, row.passedSeq],
  );
}

/** The first of the visitor's messages that this turn answers. */
async function firstRead(tx: Sql, { conversationId, fromSeq }: Claim): Promise<number> {
  const [first] = await tx.query<{ seq: number }>(
    `select seq from conversation_events where conversation_id = $1 and seq > $2 and type = 'message' and role = 'visitor'
     order by seq limit 1`,
    [conversationId, fromSeq],
  );
  return must(first, 'an answer to nothing').seq;
}

/** Tells every screen to drop what it shows of this turn's unfinished answer. */
export function discardGhost(platform: Platform, claim: Claim): void {
  attempt(
    platform,
    'discard',
    platform.bus.publish({ kind: 'discard', conversationId: claim.conversationId, turn: claim.turnToken }),
  );
}

async function storeDecision(tx: Sql, conversationId: string, it: NewDecision): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `insert into decisions (conversation_id, question, from_seq, to_seq, version_id, candidates, features, confidence,
       thresholds, verdict, reason, model, ms, context, parts)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning id`,
    [
      conversationId,
      it.question,
      it.fromSeq,
      it.toSeq,
      it.version ?? null,
      JSON.stringify(it.candidates),
      JSON.stringify(it.features),
      it.confidence,
      JSON.stringify(it.thresholds),
      it.verdict,
      it.reason ?? null,
      it.model ?? null,
      it.ms,
      it.context ?? null,
      it.parts ? JSON.stringify(it.parts) : null,
    ],
  );
  return must(row, 'no decision was stored').id;
}

/** The decisions of a conversation, for agents. */
export function decisionsOf(
  sql: Sql,
  conversationId: string,
): Promise<(NewDecision & { id: number; createdAt: Date })[]> {
  return sql.query(
    `select id, question, context, parts, from_seq as "fromSeq", to_seq as "toSeq", version_id as version, candidates, features, confidence,
       thresholds, verdict, reason, model, ms, created_at as "createdAt"
     from decisions where conversation_id = $1 order by id`,
    [conversationId],
  );
}
