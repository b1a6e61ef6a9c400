/** Entries and passages as rows. An entry row never changes: other content is another row. */
import { createHash } from 'node:crypto';
import type { Db, Sql } from '../services/platform/db.js';
import { type BatchOptions, inBatches, inTurns } from './batches.js';
import type { Entry } from './entry.js';
import { type Passage, passageRules, passagesOf, textSearchConfig } from './passages.js';
import { addMembers } from './versions/draft.js';

export type Item = { entry: Entry; hash: string };

/** Entries are equal when everything that visitors or searches see is equal; where the file lies is not part of it. */
export function contentHash(entry: Entry): string {
  const { title, questions, answer, locale, inboxes, tags, link, audience, validFrom, validUntil } = entry;
  const parts = [passageRules, title, questions, answer, locale, inboxes, tags, link ?? ''];
  // Only where there are any, so that the hashes of before they existed still hold.
  const limits = [audience ?? '', validFrom ?? '', validUntil ?? ''];
  return createHash('sha256')
    .update(JSON.stringify(limits.some(Boolean) ? [...parts, ...limits] : parts))
    .digest('hex');
}

const columns = ['key', 'title', 'questions', 'answer', 'locale', 'inboxes', 'tags', 'link', 'source', 'audience'];

/** What `entryOf` reads of the table `entries e`. */
export const entryColumns = `${columns.map((name) => `e.${name}`).join(', ')},
  e.valid_from::text as "validFrom", e.valid_until::text as "validUntil",
  to_char(e.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "updatedAt"`;

type Optional = 'link' | 'source' | 'audience' | 'validFrom' | 'validUntil' | 'updatedAt';
export type EntryRow = Omit<Entry, Optional> & { [K in Optional]: NonNullable<Entry[K]> | null };

export function entryOf(row: EntryRow): Entry {
  const { updatedAt } = row;
  const { key, title, questions, answer, locale, inboxes, tags, link, source, audience, validFrom, validUntil } = row;
  return {
    key,
    title,
    questions,
    answer,
    locale,
    inboxes,
    tags,
    ...(link && { link }),
    ...(source && { source }),
    ...(audience && { audience }),
    ...(validFrom && { validFrom }),
    ...(validUntil && { validUntil }),
    ...(updatedAt && { updatedAt }),
  };
}

const today = `(now() at time zone 'UTC')::date`;
/** SQL: the dates of the entry `e` let it be used today. */
export const validNow = `(e.valid_from is null or e.valid_from <= ${today}) and (e.valid_until is null or e.valid_until >= ${today})`;
/** SQL: the bot may use the entry `e` today. */
export const forBot = `e.audience is null and ${validNow}`;

/**
 * Writes entries with their passages, as far as they are not there already, and makes them members of the draft in the
 * same transaction, so that no entry is ever without its passages or without a version. Returns ids by key.
 */
export async function writeEntries(
  db: Db,
  draft: number,
  items: Item[],
  options: BatchOptions = {},
): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  const rows = await withPassages(items, options.signal);
  await inBatches(
    db,
    rows,
    async (tx, batch) => {
      for (const [key, id] of await writeRows(tx, draft, batch)) ids.set(key, id);
    },
    options,
  );
  return ids;
}

export type Whole = Entry & { hash: string; passages: Passage[] };

export async function withPassages(items: Item[], signal?: AbortSignal): Promise<Whole[]> {
  const whole = async ({ entry, hash }: Item): Promise<Whole> => ({
    ...entry,
    hash,
    passages: await passagesOf(entry),
  });
  const rows = await inTurns(items, whole, signal);
  // In one order everywhere: two loads that write the same entries then wait for each other instead of deadlocking.
  return rows.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The same for a few, within the caller's transaction. */
export async function writeRows(tx: Sql, draft: number, rows: Whole[]): Promise<Map<string, number>> {
  const written = await upsertEntries(
    tx,
    rows.map(({ passages: _, ...row }) => row),
  );
  const ids = new Map(written.map(({ key, id }) => [key, id]));
  const bare = await tx.query<{ key: string }>(
    `select e.key from entries e where e.id = any($1)
     and not exists (select 1 from passages p where p.entry_id = e.id)`,
    [written.map((row) => row.id)],
  );
  const fresh = new Set(bare.map((row) => row.key));
  await insertPassages(
    tx,
    rows.filter((row) => fresh.has(row.key)).map((row) => ({ ...row, id: ids.get(row.key) as number })),
  );
  await addMembers(
    tx,
    draft,
    written.map((row) => row.id),
  );
  return ids;
}

/** A row that is there already is locked by the update, so that nobody clears it away before it has its new version. */
function upsertEntries(tx: Sql, rows: (Entry & { hash: string })[]): Promise<{ id: number; key: string }[]> {
  return tx.query(
    `insert into entries (key, content_hash, title, answer, link, locale, inboxes, tags, questions, source, audience, valid_from, valid_until, updated_at)
     select key, decode(hash, 'hex'), title, answer, link, locale, inboxes, tags, questions, source, audience, "validFrom", "validUntil", "updatedAt"
     from jsonb_to_recordset($1) as t(key text, hash text, title text, answer text, link text, locale text, inboxes text[],
       tags text[], questions text[], source text, audience text, "validFrom" date, "validUntil" date, "updatedAt" timestamptz)
     on conflict (key, content_hash) do update set source = excluded.source, updated_at = excluded.updated_at
     returning id, key`,
    [JSON.stringify(rows)],
  );
}

async function insertPassages(tx: Sql, rows: { id: number; locale: string; passages: Passage[] }[]): Promise<void> {
  const passages = rows.flatMap(({ id, locale, passages }) =>
    passages.map((passage) => ({ ...passage, entry: id, config: textSearchConfig(locale) })),
  );
  await tx.query(
    `insert into passages (entry_id, kind, text, text_hash, words)
     select entry, kind, text, sha256(convert_to(text, 'UTF8')), to_tsvector(config::regconfig, text)
     from jsonb_to_recordset($1) as t(entry int, kind text, text text, config text)`,
    [JSON.stringify(passages)],
  );
}
