/** What was published when and by whom, the drafts that wait, and publishing one of them. */
import { Conflict, NotFound } from '../services/errors.js';
import type { Db, Sql } from '../services/platform/db.js';
import type { Embedder } from '../services/platform/embedder.js';
import { membersOf, removeDraft } from './draft.js';
import type { Entry } from './entry.js';
import type { Changes } from './plan.js';
import { flip, type Who } from './pointer.js';
import { type Loaded, type LoadOptions, load } from './publish.js';

export type Version = {
  id: number;
  state: 'draft' | 'published';
  current: boolean;
  author?: string;
  note?: string;
  createdAt: string;
  publishedAt?: string;
  entries: number;
  /** Against the version it was laid over; left out for versions of before this was kept. */
  changes?: Changes;
  base?: number;
  model?: string;
};

/** One move of the pointer. */
export type Publication = {
  version: number;
  kind: 'publish' | 'rollback';
  author?: string;
  note?: string;
  at: string;
};

export type History = { current?: number; versions: Version[]; publications: Publication[] };

/** Newest first. Drafts are those that wait; what is still being written is nobody's business. */
export async function historyOf(sql: Sql, { limit = 50 }: { limit?: number | undefined } = {}): Promise<History> {
  const versions = await sql.query<Nullable<Version, 'createdAt' | 'publishedAt'>>(
    `select v.id, v.state, v.id = i.current_version as current, v.author, v.note, v.created_at as "createdAt",
       v.published_at as "publishedAt", v.changes, v.base_id as base, v.fitted ->> 'model' as model,
       (select count(*)::int from version_entries m where m.version_id = v.id) as entries
     from versions v cross join installation i
     where v.state = 'published' or v.ready_at is not null
     order by coalesce(v.published_at, v.ready_at) desc, v.id desc limit $1`,
    [limit],
  );
  const publications = await sql.query<Nullable<Publication, 'at'>>(
    `select version_id as version, kind, author, note, created_at as at from publications order by id desc limit $1`,
    [limit],
  );
  return {
    ...present({ current: versions.find((one) => one.current)?.id ?? (await currentOf(sql)) }),
    versions: versions.map((row) => ({ ...present(row), current: row.current === true })) as Version[],
    publications: publications.map(present) as Publication[],
  };
}

type Nullable<T, Dates extends keyof T> = { [K in keyof T]: (K extends Dates ? Date : T[K]) | null };

/** Without what is null, and dates as they go over the wire. */
function present(row: Record<string, unknown>): Record<string, unknown> {
  const there = Object.entries(row).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(there.map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]));
}

async function currentOf(sql: Sql): Promise<number | null> {
  const [row] = await sql.query<{ id: number | null }>('select current_version as id from installation');
  return row?.id ?? null;
}

/** Entries of a version, draft or not, by key; all of them, or those that are asked for. */
export async function entriesOf(sql: Sql, version: number, keys?: string[]): Promise<Entry[]> {
  const rows = await sql.query<Entry & { link: string | null; source: string | null }>(
    `select e.key, e.title, e.questions, e.answer, e.locale, e.inboxes, e.tags, e.link, e.source
     from version_entries m join entries e on e.id = m.entry_id
     where m.version_id = $1 and ($2::text[] is null or e.key = any ($2)) order by e.key`,
    [version, keys ?? null],
  );
  return rows.map(({ link, source, ...entry }) => ({ ...entry, ...(link && { link }), ...(source && { source }) }));
}

export type PublishOptions = Who & Pick<LoadOptions, 'fit' | 'onProgress' | 'signal'>;

export type PublishedDraft = Loaded & {
  /** The draft it was laid over from, where others had published since; it has another number then. */
  from?: number;
};

/**
 * Publishes a draft that waits: at once where what it was laid over is still current, else laid over what is, as a load would be.
 * What both changed is then as the draft has it.
 */
export async function publishDraft(
  db: Db,
  embedder: Embedder,
  id: number,
  options: PublishOptions = {},
): Promise<PublishedDraft> {
  const draft = await draftOf(db, id);
  const { author, note, ...rest } = options;
  const who = { ...(author && { author }), ...(note && { note }) };
  if (draft.model === embedder.model && (await flip(db, id, draft.base ?? undefined, who)))
    return { version: id, ...draft.changes, embedded: 0 };
  const { entries, remove } = await changesOf(db, id, draft.base);
  const loaded = await load(db, embedder, entries, {
    ...(draft.author && { author: draft.author }),
    ...(draft.note && { note: draft.note }),
    ...who,
    ...rest,
    remove,
  });
  await removeDraft(db, id);
  return { ...loaded, from: id };
}

/** Throws a draft away, with what only it holds. */
export async function discardDraft(db: Db, id: number): Promise<void> {
  await draftOf(db, id);
  await removeDraft(db, id);
}

type Waiting = { base: number | null; model: string; changes: Changes; author: string | null; note: string | null };

async function draftOf(sql: Sql, id: number): Promise<Waiting> {
  const [row] = await sql.query<Waiting & { state: string; ready: boolean }>(
    `select state, ready_at is not null as ready, base_id as base, fitted ->> 'model' as model, changes, author, note
     from versions where id = $1`,
    [id],
  );
  if (!row || (row.state === 'draft' && !row.ready)) throw new NotFound(`There is no draft ${id}.`);
  if (row.state !== 'draft')
    throw new Conflict('published', `Version ${id} is published already; a rollback makes it current again.`);
  return row;
}

/** What the draft holds and its base does not, and what it has not any more. */
async function changesOf(db: Sql, id: number, base: number | null): Promise<{ entries: Entry[]; remove: string[] }> {
  const [mine, before] = [await membersOf(db, id), base === null ? [] : await membersOf(db, base)];
  const hashes = new Map(before.map(({ key, hash }) => [key, hash]));
  const here = new Set(mine.map(({ key }) => key));
  const changed = mine.filter(({ key, hash }) => hashes.get(key) !== hash).map(({ key }) => key);
  const remove = before.map(({ key }) => key).filter((key) => !here.has(key));
  // A draft that was made for another embedding model alone changes no entry: then all of them are laid over.
  const entries = await entriesOf(db, id, changed.length || remove.length ? changed : undefined);
  return { entries, remove };
}
