/** What was published when and by whom, and the drafts that wait. */
import type { Sql } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import type { Entry } from '../entry.js';
import { type EntryRow, entryColumns, entryOf } from '../rows.js';
import type { Changes } from './plan.js';

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
  /** The embedding model that it was fitted for. A draft without one was changed since, and is not checked. */
  model?: string;
};

/** One move of the pointer. */
type Publication = {
  version: number;
  kind: 'publish' | 'rollback';
  author?: string;
  note?: string;
  at: string;
};

export type History = { current?: number; versions: Version[]; publications: Publication[] };

/** Newest first. Drafts are those that wait; what is still being written is nobody's business. */
export async function historyOf(sql: Sql, { limit = 50 }: { limit?: number | undefined } = {}): Promise<History> {
  const versions = await sql.query<VersionRow>(
    `select v.id, v.state, coalesce(v.id = i.current_version, false) as current, v.author, v.note,
       v.created_at as "createdAt",
       v.published_at as "publishedAt", v.changes, v.base_id as base, v.fitted ->> 'model' as model,
       (select count(*)::int from version_entries m where m.version_id = v.id) as entries
     from versions v cross join installation i
     where v.state = 'published' or v.ready_at is not null
     order by coalesce(v.published_at, v.ready_at) desc, v.id desc limit $1`,
    [limit],
  );
  const publications = await sql.query<PublicationRow>(
    `select version_id as version, kind, author, note, created_at as at from publications order by id desc limit $1`,
    [limit],
  );
  const current = versions.find((one) => one.current)?.id ?? (await currentOf(sql));
  return {
    ...(current !== null && { current }),
    versions: versions.map(({ author, note, createdAt, publishedAt, changes, base, model, ...row }) => ({
      ...row,
      createdAt: createdAt.toISOString(),
      ...(author !== null && { author }),
      ...(note !== null && { note }),
      ...(publishedAt && { publishedAt: publishedAt.toISOString() }),
      ...(changes && { changes }),
      ...(base !== null && { base }),
      ...(model !== null && { model }),
    })),
    publications: publications.map(({ author, note, at, ...row }) => ({
      ...row,
      ...(author !== null && { author }),
      ...(note !== null && { note }),
      at: at.toISOString(),
    })),
  };
}

type VersionRow = Pick<Version, 'id' | 'state' | 'current' | 'entries'> & {
  author: string | null;
  note: string | null;
  createdAt: Date;
  publishedAt: Date | null;
  changes: Changes | null;
  base: number | null;
  model: string | null;
};
type PublicationRow = Pick<Publication, 'version' | 'kind'> & { author: string | null; note: string | null; at: Date };

async function currentOf(sql: Sql): Promise<number | null> {
  const [row] = await sql.query<{ id: number | null }>('select current_version as id from installation');
  return row?.id ?? null;
}

export type Encoder = { model: string; languages?: string[]; unknown: string[] };

/** What reads here, and the languages of the current answers that it was not made for, as far as anything says so. */
export async function encoderOf(sql: Sql, { model, languages }: Embedder): Promise<Encoder> {
  if (!languages) return { model, unknown: [] };
  const rows = await sql.query<{ language: string }>(
    `select distinct lower(split_part(e.locale, '-', 1)) as language from installation i
     join version_entries v on v.version_id = i.current_version join entries e on e.id = v.entry_id order by 1`,
  );
  const known = new Set(languages.map((code) => code.toLowerCase().split('-')[0]));
  return { model, languages, unknown: rows.map(({ language }) => language).filter((one) => !known.has(one)) };
}

/** Entries of a version, draft or not, by key; all of them, or those that are asked for. */
export async function entriesOf(sql: Sql, version: number, keys?: string[]): Promise<Entry[]> {
  const rows = await sql.query<EntryRow>(
    `select ${entryColumns} from version_entries m join entries e on e.id = m.entry_id
     where m.version_id = $1 and ($2::text[] is null or e.key = any ($2)) order by e.key`,
    [version, keys ?? null],
  );
  return rows.map(entryOf);
}
