/**
 * What people change by hand in a draft: written at once, in one transaction; embedded and fitted when the draft is
 * checked or published.
 */
import { NotFound } from '../../services/errors.js';
import type { Db, Sql } from '../../services/platform/db.js';
import type { Entry } from '../entry.js';
import { beginDraft, keepDraft, type Member, removeDraft, setMembers } from './draft.js';
import { checked, currentBase } from './plan.js';
import type { Who } from './pointer.js';
import { withPassages, writeRows } from './write-entries.js';

export type Change = {
  entries?: Entry[];
  /** Keys that go. */
  remove?: string[];
  /**
   * Throws where the draft does not hold what the caller saw; it gets the draft's members under the keys of the change.
   */
  guard?: (now: Map<string, Member>) => void;
};

/** Into the draft of that number, or into a new one. Returns its number, and whether it became another. */
export async function writeIntoDraft(
  db: Db,
  draft: number | 'new',
  change: Change,
  who: Who = {},
): Promise<{ draft: number; changed: boolean }> {
  const id = draft === 'new' ? await newDraft(db, who) : draft;
  try {
    return { draft: id, changed: await write(db, id, change) };
  } catch (error) {
    if (draft === 'new') await removeDraft(db, id);
    throw error;
  }
}

/** A copy of what is current. */
async function newDraft(db: Db, { author, note }: Who): Promise<number> {
  const base = await currentBase(db);
  const draft = await beginDraft(db, { ...(author && { author }), ...(note && { note }) });
  try {
    const ids = [...base.members.values()].map(({ id }) => id);
    await setMembers(db, draft.id, ids);
    const changes = { created: 0, updated: 0, unchanged: ids.length, removed: 0 };
    await db.query('update versions set base_id = $2, changes = $3 where id = $1', [
      draft.id,
      base.version ?? null,
      JSON.stringify(changes),
    ]);
    await keepDraft(db, draft.id);
    return draft.id;
  } finally {
    draft.end();
  }
}

async function write(db: Db, draft: number, { entries = [], remove = [], guard }: Change): Promise<boolean> {
  const rows = await withPassages(await checked(entries));
  return db.tx(async (tx) => {
    const waiting = await tx.query(
      `select 1 from versions where id = $1 and state = 'draft' and ready_at is not null for update`,
      [draft],
    );
    if (!waiting.length)
      throw new NotFound(`There is no draft ${draft} any more. Publish at once, or begin a new draft.`);
    const now = await membersNamed(tx, draft, [...rows.map(({ key }) => key), ...remove]);
    guard?.(now);
    const fresh = rows.filter(({ key, hash }) => now.get(key)?.hash !== hash);
    const gone = [...fresh.map(({ key }) => key), ...remove].flatMap((key) => now.get(key)?.id ?? []);
    if (!fresh.length && !gone.length) return false;
    await tx.query('delete from version_entries where version_id = $1 and entry_id = any($2)', [draft, gone]);
    await writeRows(tx, draft, fresh);
    await tx.query('delete from version_models where version_id = $1', [draft]);
    await tx.query(`update versions set fitted = '{}', edited = edited + 1, changes = ${changes} where id = $1`, [
      draft,
    ]);
    return true;
  });
}

async function membersNamed(tx: Sql, version: number, keys: string[]): Promise<Map<string, Member>> {
  const members = await tx.query<Member>(
    `select e.id, e.key, encode(e.content_hash, 'hex') as hash
     from entries e join version_entries v on v.entry_id = e.id
     where v.version_id = $1 and e.key = any($2)`,
    [version, keys],
  );
  return new Map(members.map((member) => [member.key, member]));
}

/** Of the draft `$1` against what it was laid over. */
const changes = `(
  select jsonb_build_object('created', count(*) filter (where b.id is null),
    'removed', count(*) filter (where d.id is null),
    'updated', count(*) filter (where d.id <> b.id), 'unchanged', count(*) filter (where d.id = b.id))
  from (select e.id, e.key from version_entries v join entries e on e.id = v.entry_id where v.version_id = $1) d
  full join (select e.id, e.key from version_entries v join entries e on e.id = v.entry_id
    where v.version_id = (select base_id from versions where id = $1)) b on b.key = d.key)`;
