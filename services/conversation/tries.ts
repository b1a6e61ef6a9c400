/**
 * Nothing is tried for ever: whatever works on one conversation counts a try before it begins, so that a process that
 * dies with it has counted too. What has had its share is parked, is in nobody else's way, and shows in Operations with
 * what was thrown, until somebody there lets it be tried anew.
 */
import { messageOf } from '../errors.js';
import { isAway, type Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import { parkedTurn } from './turns.js';

/** What is tried: see `tries` in the migrations. A turn's own count is `turn_attempts`; here stands what it threw. */
export type Work = 'turn' | 'absent' | 'silent' | 'idle' | 'orphan' | 'match';

const MOST_TRIES = 5;

/** SQL: conversation `c` is parked for this work. */
export const isParked = (work: Work): string =>
  `exists (select 1 from tries t where t.conversation_id = c.id and t.work = '${work}' and t.attempts >= ${MOST_TRIES})`;

export const parkedConversations = (sql: Sql, work: Work): Promise<{ id: string }[]> =>
  sql.query(`select conversation_id as id from tries where work = $1 and attempts >= ${MOST_TRIES}`, [work]);

/** Counts a try. False where it has had its share. */
async function beginTry(sql: Sql, conversationId: string, work: Work): Promise<boolean> {
  const counted = await sql.query(
    `insert into tries as t (conversation_id, work) values ($1, $2)
     on conflict (conversation_id, work) do update set attempts = t.attempts + 1, tried_at = now() where t.attempts < ${MOST_TRIES}
     returning 1`,
    [conversationId, work],
  );
  return counted.length > 0;
}

/** It did not throw: the next time counts from one again. */
async function endTry(sql: Sql, conversationId: string, work: Work): Promise<void> {
  await sql.query('delete from tries where conversation_id = $1 and work = $2', [conversationId, work]);
}

/** Keeps what was thrown; the last time with an alarm. */
async function failTry(platform: Platform, conversationId: string, work: Work, error: unknown): Promise<void> {
  const [row] = await platform.db.query<{ attempts: number }>(
    'update tries set error = $3 where conversation_id = $1 and work = $2 returning attempts',
    [conversationId, work, messageOf(error).replaceAll('\0', '')],
  );
  if (row && row.attempts >= MOST_TRIES) tellParked(platform, { conversationId, work, err: messageOf(error) });
}

/** A turn that will not be tried again, for it could not even be handed to a person. */
export async function parkTurn(
  platform: Platform,
  { conversationId, attempts }: { conversationId: string; attempts: number },
  error: unknown,
): Promise<void> {
  await platform.db.query(
    `insert into tries (conversation_id, work, attempts, error) values ($1, 'turn', $2, $3)
     on conflict (conversation_id, work) do update set attempts = excluded.attempts, error = excluded.error, tried_at = now()`,
    [conversationId, attempts, messageOf(error).replaceAll('\0', '')],
  );
  tellParked(platform, { conversationId, work: 'turn', err: messageOf(error) });
}

function tellParked({ log, metrics }: Platform, it: { conversationId: string; work: Work; err: string }): void {
  metrics.parked.inc({ work: it.work });
  log.error(it, 'this failed too often and is parked: see Operations in the console');
}

/**
 * Tries one thing for one conversation, counted. Undefined where it threw or is parked: one conversation's trouble
 * keeps no other waiting.
 */
export async function tried<T>(
  platform: Platform,
  conversationId: string,
  work: Work,
  act: () => Promise<T>,
): Promise<T | undefined> {
  if (!(await beginTry(platform.db, conversationId, work))) return undefined;
  try {
    const done = await act();
    await endTry(platform.db, conversationId, work);
    return done;
  } catch (error) {
    // Nothing of the conversation's: everything fails while the database is away.
    if (isAway(error)) {
      await endTry(platform.db, conversationId, work);
      throw error;
    }
    await failTry(platform, conversationId, work, error);
    platform.log.warn({ conversationId, work, err: messageOf(error) }, 'failed, and is tried again');
    return undefined;
  }
}

export type Parked = { conversationId: string; work: Work; attempts: number; error: string | null; at: Date };

/** All that is parked, the latest first, at most fifty. A turn stays owed on its row, whatever ended its last try. */
export function parkedWork(sql: Sql): Promise<Parked[]> {
  return sql.query<Parked>(
    `select * from (
       select t.conversation_id as "conversationId", t.work, t.attempts, t.error, t.tried_at as at
       from tries t where t.work <> 'turn' and t.attempts >= ${MOST_TRIES}
       union all
       select c.id, 'turn', c.turn_attempts, t.error, coalesce(t.tried_at, c.updated_at)
       from conversations c left join tries t on t.conversation_id = c.id and t.work = 'turn' where ${parkedTurn}) parked
     order by at desc limit 50`,
  );
}

/** Lets it be tried anew, from one. False where it is not parked any more. */
export function unpark({ db }: Platform, conversationId: string, work: Work): Promise<boolean> {
  return db.tx(async (tx) => {
    const [turn] =
      work === 'turn'
        ? await tx.query(`update conversations set turn_attempts = 0 where id = $1 and ${parkedTurn} returning 1`, [
            conversationId,
          ])
        : [];
    const [other] = await tx.query('delete from tries where conversation_id = $1 and work = $2 returning 1', [
      conversationId,
      work,
    ]);
    return !!(work === 'turn' ? turn : other);
  });
}
