/**
 * The queue's account of itself: where a conversation stands, since when, why it waits, and who
 * was not given it for what reason.
 */
import { NotFound } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { QueueReply } from '../wire/agent.js';
import { type Facts, factsAt, factsNow, noteChanges } from './facts.js';
import { explain, inQueueOrder } from './why.js';

export type Account = Omit<QueueReply, 'etaSeconds' | 'etaWhy'>;

/**
 * As it is now. What is told here is written down first, so that `explainAt` finds it again.
 * Undefined where it does not wait.
 */
export async function explainNow(tx: Sql, conversationId: string, absentMs: number): Promise<Account | undefined> {
  await noteChanges(tx, absentMs);
  return account(await factsNow(tx, absentMs), conversationId);
}

/**
 * As it was at a past moment, worked out again from the logs: agent_log and inbox_log, offers, passes, and
 * each conversation's events. What changed by hand in the database, or by time alone (an agent gone absent),
 * is there from when it was first found, which the sweep does every two seconds. Throws `NotFound` for a
 * moment before there was a log.
 */
export async function explainAt(sql: Sql, conversationId: string, moment: string): Promise<Account | undefined> {
  const [known] = await sql.query<{ logged: boolean }>(
    'select exists (select 1 from inbox_log where at <= $1) as logged',
    [moment],
  );
  if (!known?.logged) throw new NotFound('at: nothing was written down yet at that time.');
  return account(await factsAt(sql, moment), conversationId);
}

function account({ at, agents, waiting }: Facts, conversationId: string): Account | undefined {
  const one = waiting.find((other) => other.id === conversationId);
  if (!one) return undefined;
  // People, not conversations: whoever waits in several is served once.
  const ahead = waiting.filter(
    (other) => other.inbox === one.inbox && inQueueOrder(other, one) < 0 && other.visitorId !== one.visitorId,
  );
  const waitingSince = new Date(one.queuedAt / 1000).toISOString();
  return {
    at,
    position: new Set(ahead.map(({ visitorId }) => visitorId)).size + 1,
    waitingSince,
    ...explain(one, agents),
  };
}
