/** What changed, for streams that no hint reached: reads of the table itself. */
import { must } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { ConversationView } from './views.js';

/** The log's own name: a cursor of another log means nothing here. A restore changes it under a running process. */
export async function streamEpoch(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ epoch: string }>('select stream_epoch as epoch from installation');
  return must(row, 'no installation').epoch;
}

/** What the look at the table reads of a conversation. */
export type RowHead = Pick<ConversationView, 'id' | 'seq' | 'updatedAt' | 'receiptsAt'>;

/**
 * All that changed since then, and a little before it (a commit may be late by its transaction's length); and the time
 * of this look.
 */
export async function changedSince(sql: Sql, since: Date | undefined): Promise<{ rows: RowHead[]; now: Date }> {
  const rows = await sql.query<RowHead & { now: Date }>(
    `select id, seq, updated_at as "updatedAt", receipts_at as "receiptsAt", now() as now from conversations
     where updated_at > coalesce($1::timestamptz, now()) - interval '10 s'
       or receipts_at > coalesce($1::timestamptz, now()) - interval '10 s'
     union all select null, 0, now(), null, now()`,
    [since ?? null],
  );
  const { now } = must(rows[0], 'no time');
  return { rows: rows.filter((row) => row.id), now };
}

/** Which of these are not there any more. */
export async function erasedOf(sql: Sql, ids: string[]): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    'select id from unnest($1::uuid[]) as watched (id) where not exists (select 1 from conversations c where c.id = watched.id)',
    [ids],
  );
  return rows.map(({ id }) => id);
}
