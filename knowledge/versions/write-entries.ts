/** Entries and their passages -> rows of a draft. */
import type { Db, Sql } from '../../services/platform/db.js';
import { type BatchOptions, inBatches, inTurns } from '../batches.js';
import type { Entry } from '../entry.js';
import { inPairs, type Passage, passagesOf, textSearchConfig } from '../passages.js';
import type { Item } from '../rows.js';
import { addMembers } from './draft.js';

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
  const bare = await tx.query<{ key: string; id: number }>(
    `select e.key, e.id from entries e where e.id = any($1)
     and not exists (select 1 from passages p where p.entry_id = e.id)`,
    [written.map((row) => row.id)],
  );
  const fresh = new Map(bare.map(({ key, id }) => [key, id]));
  const without = rows.flatMap((row) => {
    const id = fresh.get(row.key);
    return id === undefined ? [] : [{ ...row, id }];
  });
  await insertPassages(tx, without);
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
    `insert into entries (key, content_hash, title, answer, link, locale, inboxes, tags, questions, source, audience,
       valid_from, valid_until, updated_at)
     select key, decode(hash, 'hex'), title, answer, link, locale, inboxes, tags, questions, source, audience,
       "validFrom", "validUntil", "updatedAt"
     from jsonb_to_recordset($1) as t(key text, hash text, title text, answer text, link text, locale text,
       inboxes text[], tags text[], questions text[], source text, audience text,
       "validFrom" date, "validUntil" date, "updatedAt" timestamptz)
     on conflict (key, content_hash) do update set source = excluded.source, updated_at = excluded.updated_at
     returning id, key`,
    [JSON.stringify(rows)],
  );
}

async function insertPassages(tx: Sql, rows: { id: number; locale: string; passages: Passage[] }[]): Promise<void> {
  const passages = rows.flatMap(({ id, locale, passages }) =>
    passages.map((passage) => ({
      ...passage,
      ...{ entry: id, config: textSearchConfig(locale), searched: inPairs(passage.text) },
    })),
  );
  await tx.query(
    `insert into passages (entry_id, kind, text, text_hash, words)
     select entry, kind, text, sha256(convert_to(text, 'UTF8')), to_tsvector(config::regconfig, searched)
     from jsonb_to_recordset($1) as t(entry int, kind text, text text, config text, searched text)`,
    [JSON.stringify(passages)],
  );
}
