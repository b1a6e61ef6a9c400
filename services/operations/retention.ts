/** For how long things are kept: the policy, what it would erase, and the round that carries it out. */
import { type By, changesOf, note, system } from '../conversation/audit.js';
import { change, move } from '../conversation/conversations.js';
import type { Db, Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import type { Policy, RetentionPreview, RetentionReply, RunCounts } from '../wire/operations.js';
import { announceErased, eraseLocked } from './erase.js';

const policyColumns = `conversation_days as "conversationDays", file_days as "fileDays", audit_days as "auditDays"`;
const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export async function readRetention(sql: Sql): Promise<RetentionReply> {
  const [row] = await sql.query<Policy & { beganAt: string | null; endedAt: string | null; counts: RunCounts }>(
    `select ${policyColumns}, ${iso('began_at')} as "beganAt", ${iso('case when ended_at >= began_at then ended_at end')} as "endedAt", counts
     from retention`,
  );
  if (!row) throw new Error('the retention row is gone');
  const { beganAt, endedAt, counts, ...policy } = row;
  return { policy, ...(beganAt && { run: { beganAt, ...(endedAt && { endedAt }), counts } }) };
}

/** In force at once: the next round is due. */
export async function setRetention(tx: Sql, by: By, policy: Policy): Promise<void> {
  const [before] = await tx.query<Policy>(`select ${policyColumns} from retention for update`);
  await tx.query(
    `update retention set conversation_days = $1, file_days = $2, audit_days = $3, ended_at = null, began_at = null, counts = '{}'`,
    [policy.conversationDays, policy.fileDays, policy.auditDays],
  );
  const changes = changesOf(before ?? {}, policy);
  if (Object.keys(changes).length) await note(tx, by, { action: 'retention_changed', details: { changes } });
}

const older = (column: string, days: string) => `${column} < now() - ${days} * interval '1 day'`;
/** Since when nothing was said or done in it. What waits for somebody is never too old. */
const tooOld = (days: string) => `c.state = 'resolved' and ${older('c.updated_at', days)}`;

/** What a policy would erase if it were carried out now. */
export async function previewRetention(sql: Sql, it: Policy): Promise<RetentionPreview> {
  const [row] = await sql.query<RetentionPreview & { oldest: string | null }>(
    `with gone as (select c.id, c.visitor_id from conversations c where ${tooOld('$1::int')}),
       old_files as (select f.size from files f join conversations c on c.id = f.conversation_id
         where (${tooOld('$1::int')}) or (c.state = 'resolved' and ${older('f.created_at', '$2::int')}))
     select (select count(*)::int from gone) as conversations,
       (select count(*)::int from old_files) as files, (select coalesce(sum(size), 0)::float8 from old_files) as bytes,
       (select count(*)::int from (select distinct visitor_id from gone) v where not exists (
         select 1 from conversations c where c.visitor_id = v.visitor_id and not (${tooOld('$1::int')}))) as visitors,
       (select count(*)::int from audit where ${older('at', '$3::int')}) as "auditRows",
       (select ${iso('min(c.updated_at)')} from conversations c where not coalesce(${tooOld('$1::int')}, false)) as oldest`,
    [it.conversationDays, it.fileDays, it.auditDays],
  );
  if (!row) throw new Error('a row of counts is always there');
  const { oldest, ...counts } = row;
  return { ...counts, ...(oldest && { oldest }) };
}

// ---------------------------------------------------------------- the round

const LEASE = `interval '60 seconds'`;
/** Passes stay this long after they ran out: who was passed over then can still be told. */
const PASS_DAYS = 30;

type Step = (platform: Platform, policy: Policy) => Promise<Partial<RunCounts>>;

/**
 * Once a day, and after the policy was changed. Whoever holds the lease goes on, batch by batch; a lease that ran out
 * is anybody's, who goes on where the other was. Every batch reads the policy again and is safe beside another's: the
 * lease only saves work. Returns a sentence.
 */
export async function carryOut(platform: Platform, stopped = () => false): Promise<string> {
  const { db } = platform;
  if (!(await claim(db))) return 'nothing is due';
  for (const step of [endUnsaid, oldConversations, oldFiles, leftVisitors, oldAudit, oldPasses]) {
    for (;;) {
      if (stopped()) {
        // Another process need not wait until the lease runs out, as it must where one was killed.
        await db.query('update retention set lease_until = null');
        return 'stopped';
      }
      const { policy } = await readRetention(db);
      const did = await step(platform, policy);
      if (Object.values(did).every((n) => !n)) break;
      await count(db, did);
    }
  }
  return db.tx(finish);
}

async function claim(db: Db): Promise<boolean> {
  const due = await db.query(
    `update retention set lease_until = now() + ${LEASE},
       counts = case when began_at > ended_at or (ended_at is null and began_at is not null) then counts else '{}' end,
       began_at = case when began_at > ended_at or (ended_at is null and began_at is not null) then began_at else now() end
     where coalesce(lease_until, '-infinity') < now()
       and (ended_at is null or began_at > ended_at or ended_at < now() - interval '1 day') returning 1`,
  );
  return due.length > 0;
}

async function count(db: Db, did: Partial<RunCounts>): Promise<void> {
  await db.query(
    `update retention set lease_until = now() + ${LEASE}, counts = counts || (
       select jsonb_object_agg(key, value::numeric + coalesce((counts ->> key)::numeric, 0)) from jsonb_each_text($1::jsonb))`,
    [JSON.stringify(did)],
  );
}

async function finish(tx: Sql): Promise<string> {
  // Without a beginning the policy was changed meanwhile: the next round is due at once.
  const [run] = await tx.query<{ counts: RunCounts }>(
    `update retention set lease_until = null, ended_at = case when began_at is not null then now() end returning counts`,
  );
  // A day on which nothing was too old is no news.
  if (run && Object.keys(run.counts).length)
    await note(tx, system, { action: 'retention_carried_out', details: run.counts });
  return `erased ${JSON.stringify(run?.counts ?? {})}`;
}

const BATCH = 10;

/** Opened, and never a word said: nobody else ends those. They go when they have been over for as long again. */
const endUnsaid: Step = async (platform, { conversationDays }) => {
  if (conversationDays === null) return {};
  const unsaid = `c.state = 'bot' and c.last_visitor_seq = 0 and ${older('c.updated_at', '$1::int')}`;
  const rows = await platform.db.query<{ id: string }>(
    `select c.id from conversations c where ${unsaid} limit ${BATCH}`,
    [conversationDays],
  );
  let ended = 0;
  for (const { id } of rows)
    ended += await change(platform, id, async (tx, row) => {
      const still = await tx.query(`select 1 from conversations c where ${unsaid} and c.id = $2`, [
        conversationDays,
        id,
      ]);
      if (!still.length) return 0;
      await move(tx, row, { move: 'resolve', as: ['system'], role: 'system', notice: { kind: 'resolved' } });
      return 1;
    });
  return { ended };
};

const oldConversations: Step = async (platform, { conversationDays }) => {
  if (conversationDays === null) return {};
  const { ids, ...counts } = await platform.db.tx(async (tx) => {
    const rows = await tx.query<{ id: string; visitorId: string }>(
      `select c.id, c.visitor_id as "visitorId" from conversations c where ${tooOld('$1::int')}
       order by c.updated_at limit ${BATCH} for update skip locked`,
      [conversationDays],
    );
    const erased = await eraseLocked(
      tx,
      rows.map(({ id }) => id),
    );
    const visitors = await forgetVisitors(tx, [...new Set(rows.map(({ visitorId }) => visitorId))]);
    return { ids: rows.map(({ id }) => id), ...erased, visitors };
  });
  announceErased(platform, ids);
  return counts;
};

/**
 * Those of them who have no conversation left. Looked at again under their lock: one that is
 * being opened would go with them.
 */
async function forgetVisitors(tx: Sql, ids: string[]): Promise<number> {
  const locked = await tx.query<{ id: string }>(
    'select id from visitors where id = any($1) order by id for update skip locked',
    [ids],
  );
  const gone = await tx.query(
    `delete from visitors v where v.id = any($1) and not exists (select 1 from conversations c where c.visitor_id = v.id) returning 1`,
    [locked.map(({ id }) => id)],
  );
  return gone.length;
}

const oldFiles: Step = ({ db }, { fileDays }) => {
  if (fileDays === null) return Promise.resolve({});
  return db.tx(async (tx) => {
    const rows = await tx.query<{ id: string; size: number }>(
      `select f.id, f.size from files f join conversations c on c.id = f.conversation_id
       where c.state = 'resolved' and ${older('f.created_at', '$1::int')}
       order by f.created_at limit ${BATCH} for update of f skip locked`,
      [fileDays],
    );
    await tx.query('delete from files where id = any($1)', [rows.map(({ id }) => id)]);
    return { files: rows.length, bytes: rows.reduce((bytes, { size }) => bytes + size, 0) };
  });
};

/** Who was joined to somebody else, or whose last conversation went while their row was in use. */
const leftVisitors: Step = ({ db }, { conversationDays }) => {
  if (conversationDays === null) return Promise.resolve({});
  return db.tx(async (tx) => {
    const rows = await tx.query<{ id: string }>(
      `select v.id from visitors v where ${older('v.created_at', '$1::int')}
         and not exists (select 1 from conversations c where c.visitor_id = v.id) limit 100`,
      [conversationDays],
    );
    return {
      visitors: await forgetVisitors(
        tx,
        rows.map(({ id }) => id),
      ),
    };
  });
};

/** From the oldest on and without a gap, so that the chain begins anew where it was cut. */
const oldAudit: Step = ({ db }, { auditDays }) =>
  db.tx(async (tx) => {
    await tx.query('select 1 from audit_chain for update');
    const [cut] = await tx.query<{ n: number; hash: Buffer; rows: number }>(
      `with old as (select n, hash, at from audit order by n limit 1000),
         kept as (select coalesce(min(n), 9223372036854775807) as n from old where not (${older('at', '$1::int')}))
       select old.n, old.hash, (select count(*)::int from old where old.n < kept.n) as rows
       from old, kept where old.n < kept.n order by old.n desc limit 1`,
      [auditDays],
    );
    if (!cut) return {};
    await tx.query('delete from audit where n <= $1', [cut.n]);
    await tx.query('update audit_chain set first = $1::bigint + 1, before = $2', [cut.n, cut.hash]);
    return { auditRows: cut.rows };
  });

const oldPasses: Step = async ({ db }) => {
  const gone = await db.query(
    `delete from passes where ctid = any(array(
       select ctid from passes where until < now() - interval '${PASS_DAYS} days' limit 1000)) returning 1`,
  );
  return { passes: gone.length };
};
