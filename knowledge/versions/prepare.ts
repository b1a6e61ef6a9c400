/**
 * A draft made ready to be current: laid over what is, with everything embedded and fitted. What was fitted for a
 * number never changes.
 */
import { Conflict, NotFound } from '../../services/errors.js';
import type { Db, Sql } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import type { Entry } from '../entry.js';
import { membersOf, removeDraft } from './draft.js';
import type { Changes } from './plan.js';
import { getCurrentVersion, type LoadOptions, load } from './publish.js';
import { entriesOf } from './versions.js';

export type Waiting = {
  base?: number;
  /** Of the embedding model it was fitted for; none while it is only written. */
  model?: string;
  /** Raised with every change that people write into it. */
  edited: number;
  changes: Changes;
  author?: string;
  note?: string;
};

export async function draftOf(sql: Sql, id: number): Promise<Waiting> {
  const [row] = await sql.query<{ state: string; ready: boolean; waiting: Waiting }>(
    `select state, ready_at is not null as ready,
       jsonb_strip_nulls(jsonb_build_object('base', base_id, 'model', fitted ->> 'model', 'edited', edited,
        'changes', changes, 'author', author, 'note', note)) as waiting
     from versions where id = $1`,
    [id],
  );
  if (!row || (row.state === 'draft' && !row.ready)) throw new NotFound(`There is no draft ${id}.`);
  if (row.state !== 'draft')
    throw new Conflict('published', `Version ${id} is published already; a rollback makes it current again.`);
  return row.waiting;
}

export type PrepareOptions = Pick<LoadOptions, 'onProgress' | 'signal'>;

export type Prepared = {
  /** Its number now: another one where something had to be fitted. Where it changes nothing, the current version's. */
  id: number;
  base: number | undefined;
  changes: Changes;
  embedded: number;
  same: boolean;
};

export async function prepareDraft(
  db: Db,
  embedder: Embedder,
  id: number,
  options: PrepareOptions = {},
): Promise<Prepared> {
  const draft = await draftOf(db, id);
  const current = await getCurrentVersion(db);
  if (draft.model === embedder.model && draft.base === current)
    return { id, base: current, changes: draft.changes, embedded: 0, same: false };
  const { entries, remove } = await changesOf(db, id, draft);
  if (current !== undefined && !entries.length && !remove.length)
    return { id: current, base: current, changes: draft.changes, embedded: 0, same: true };
  const { author, note } = draft;
  const {
    version,
    embedded,
    draft: waits,
    ...changes
  } = await load(db, embedder, entries, {
    ...options,
    ...(author && { author }),
    ...(note && { note }),
    remove,
    draft: true,
  });
  if (!waits) return { id: version, base: version, changes, embedded, same: true };
  // Whoever changed it meanwhile must not lose that to our copy of what it was.
  const ours = await db.query(
    `update versions set ready_at = null
     where id = $1 and state = 'draft' and ready_at is not null and edited = $2 returning id`,
    [id, draft.edited],
  );
  await removeDraft(db, ours.length ? id : version);
  if (!ours.length)
    throw new Conflict(
      'draft_changed',
      `Somebody changed, published or discarded draft ${id} meanwhile. Look at it again.`,
    );
  return { id: version, base: (await draftOf(db, version)).base, changes, embedded, same: false };
}

/** What the draft holds and its base does not, and what it has not any more. */
export async function changesOf(
  db: Db,
  id: number,
  { base, model }: Pick<Waiting, 'base' | 'model'>,
): Promise<{ entries: Entry[]; remove: string[] }> {
  const [mine, before] = [await membersOf(db, id), base === undefined ? [] : await membersOf(db, base)];
  const hashes = new Map(before.map(({ key, hash }) => [key, hash]));
  const here = new Set(mine.map(({ key }) => key));
  const changed = mine.filter(({ key, hash }) => hashes.get(key) !== hash).map(({ key }) => key);
  const remove = before.map(({ key }) => key).filter((key) => !here.has(key));
  // A draft that was made for another embedding model alone changes no entry: then all of them are laid over.
  const all = model !== undefined && changed.length === 0 && remove.length === 0;
  return { entries: await entriesOf(db, id, all ? undefined : changed), remove };
}
