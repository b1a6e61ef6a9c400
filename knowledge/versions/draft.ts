/** A version while it is being written: nobody reads it until publish points to it. */
import { Conflict } from '../../services/errors.js';
import type { Db, Sql } from '../../services/platform/db.js';
import { at } from '../at.js';
import { type BatchOptions, inBatches, inPages } from '../batches.js';

/** First half of the advisory lock that says a draft's writer lives. */
const LOCK = 0x66726f6e;
/** The same for the embedded database, which belongs to this process alone. */
const living = new WeakMap<Db, Set<number>>();

/** `end` says that its writer is done with it, published or not. */
export type Draft = { id: number; end: () => void };

/** A new draft, and nobody clears it away before its `end`. */
export async function beginDraft(db: Db, { author, note }: { author?: string; note?: string }): Promise<Draft> {
  const insert = 'insert into versions (author, note) values ($1, $2) returning id';
  if (db.embedded) {
    const { id } = at(await db.query<{ id: number }>(insert, [author, note]), 0);
    const ids = living.get(db) ?? new Set();
    living.set(db, ids.add(id));
    return { id, end: () => ids.delete(id) };
  }
  // The lock lives as long as this connection: when the process dies, another one knows at once.
  const client = await db.pool.connect();
  try {
    await client.query('begin');
    const { id } = at((await client.query<{ id: number }>(insert, [author, note])).rows, 0);
    await client.query('select pg_advisory_lock($1, $2)', [LOCK, id]);
    await client.query('commit');
    return { id, end: () => client.release(true) };
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** What was fitted for it, upon which version it was laid, and what it changes of that one. */
export async function finishDraft(
  db: Sql,
  draft: number,
  { base, changes, fitted }: { base: number | undefined; changes: object; fitted: { model: string } },
): Promise<void> {
  const finished = await db.query(
    `update versions set fitted = $2, base_id = $3, changes = $4, learned = ${learnedOf('$3', '$5')}
     where id = $1 and state = 'draft' returning id`,
    [draft, JSON.stringify(fitted), base ?? null, JSON.stringify(changes), fitted.model],
  );
  if (finished.length === 0) throw draftGone();
}

/**
 * What labels taught is about visitors more than about entries: it holds until it is fitted anew, for vectors of the
 * same model.
 */
export const learnedOf = (version: string, model: string) =>
  `(select one.learned from versions one where one.id = ${version}::int and one.fitted ->> 'model' = ${model})`;

export const draftGone = () =>
  new Conflict('draft_gone', 'The draft of this load was removed while it was being written. Load it again.');

/** From now on it waits to be published, whatever becomes of its writer. */
export async function keepDraft(db: Sql, draft: number): Promise<void> {
  const kept = await db.query(`update versions set ready_at = now() where id = $1 and state = 'draft' returning id`, [
    draft,
  ]);
  if (kept.length === 0) throw draftGone();
}

/** Removes drafts whose writer is gone, and entries that no version holds. Texts already embedded stay embedded. */
export async function removeAbandoned(db: Db): Promise<number> {
  const drafts = await db.query<{ id: number }>(
    `select id from versions where state = 'draft' and ready_at is null order by id`,
  );
  let removed = 0;
  for (const { id } of drafts) if (await isAbandoned(db, id)) removed += Number(await removeDraft(db, id));
  return removed;
}

async function isAbandoned(db: Db, id: number): Promise<boolean> {
  if (db.embedded) return !living.get(db)?.has(id);
  const [row] = await db.query<{ free: boolean }>('select pg_try_advisory_xact_lock($1, $2) as free', [LOCK, id]);
  return row?.free === true;
}

/** Takes a draft away with whatever only it holds. False when somebody published or removed it meanwhile. */
export async function removeDraft(db: Db, id: number): Promise<boolean> {
  const members = (await membersOf(db, id)).map((member) => member.id);
  await inBatches(db, members, async (tx, batch) => {
    const still = await tx.query(`select 1 from versions where id = $1 and state = 'draft' for update`, [id]);
    if (still.length === 0) return;
    await tx.query('delete from version_entries where version_id = $1 and entry_id = any($2)', [id, batch]);
    // Locked in a statement of its own: the delete must see whatever version took an entry up while we waited for it.
    await tx.query('select 1 from entries where id = any($1) order by key for update', [batch]);
    await tx.query(
      `delete from entries e where id = any($1)
       and not exists (select 1 from version_entries v where v.entry_id = e.id)`,
      [batch],
    );
  });
  return (await db.query(`delete from versions where id = $1 and state = 'draft' returning id`, [id])).length > 0;
}

export type Member = { id: number; key: string; hash: string };

/** What a version holds. */
export function membersOf(db: Sql, version: number): Promise<Member[]> {
  return inPages((after) =>
    db.query<Member>(
      `select e.id, e.key, encode(e.content_hash, 'hex') as hash
       from version_entries v join entries e on e.id = v.entry_id
       where v.version_id = $1 and v.entry_id > $2 order by v.entry_id limit 500`,
      [version, after],
    ),
  );
}

export const addMembers = (tx: Sql, draft: number, ids: number[]) =>
  tx.query(`insert into version_entries (version_id, entry_id) select $1, unnest($2::int[]) on conflict do nothing`, [
    draft,
    ids,
  ]);

/** Makes the draft hold exactly these entries. */
export async function setMembers(db: Db, draft: number, ids: number[], options: BatchOptions = {}): Promise<void> {
  const have = new Set((await membersOf(db, draft)).map(({ id }) => id));
  const want = new Set(ids);
  const extra = [...have].filter((id) => !want.has(id));
  await inBatches(db, extra, (tx, batch) =>
    tx.query('delete from version_entries where version_id = $1 and entry_id = any($2)', [draft, batch]),
  );
  const missing = ids.filter((id) => !have.has(id));
  await inBatches(db, missing, (tx, batch) => addMembers(tx, draft, batch), options);
}
