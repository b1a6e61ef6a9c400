/** The vectors of texts: made once for each model and text, and kept whatever becomes of the entries. */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { toSql } from 'pgvector';
import type { Db, Sql } from '../../services/platform/db.js';
import { type Embedder, textHash } from '../../services/platform/embedder.js';
import { at } from '../at.js';
import { inBatches, type Progress } from '../batches.js';

/** Two threads of the local model are kept busy, and an abort waits about two seconds at most. */
const AT_ONCE = 160;

/**
 * Embeds what the passages of these entries lack, outside transactions; the next texts are embedded while the last are
 * written.
 */
export async function embedMissing(
  db: Db,
  embedder: Embedder,
  entryIds: number[],
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (progress: Progress) => void },
): Promise<number> {
  const chunks = await textsToEmbed(db, entryIds, embedder.model);
  const total = chunks.reduce((sum, { texts }) => sum + texts.length, 0);
  let done = 0;
  let writing: Promise<void> = Promise.resolve();
  try {
    for (const { as, texts } of chunks) {
      signal?.throwIfAborted();
      const vectors = await embedder.embed(texts, { as, ...(signal && { signal }) });
      await writing;
      if (done === 0) await prepareIndex(db, embedder.model, vectors[0]?.length ?? 0, total);
      onProgress?.({ done, total, step: 'embedding' });
      const rows = texts.map((text, i) => ({ hash: textHash(text), vector: at(vectors, i) }));
      writing = inBatches(db, rows, (tx, batch) => writeEmbeddings(tx, embedder.model, batch));
      // Awaited in the next round or at the end; until then a failure must not count as unhandled.
      writing.catch(() => {});
      done += texts.length;
    }
  } finally {
    // Also when cut short: what is embedded is kept, and nothing writes after we have returned.
    await writing;
  }
  if (total) onProgress?.({ done, total, step: 'embedding' });
  return total;
}

type Chunk = { as: 'query' | 'passage'; texts: string[] };

/**
 * Texts of these entries that the model has not embedded yet, each once. A title or an example is what a visitor might
 * ask, and read as their question will be: the classifier and the trials take the one for the other.
 */
async function textsToEmbed(db: Db, ids: number[], model: string): Promise<Chunk[]> {
  const texts = new Map<string, Chunk['as']>();
  await inBatches(db, ids, async (tx, some) => {
    const rows = await tx.query<{ text: string; answers: boolean }>(
      `select p.text, bool_and(p.kind = 'answer') as answers from passages p where p.entry_id = any($1)
       and not exists (select 1 from embeddings m where m.model = $2 and m.text_hash = p.text_hash)
       group by p.text`,
      [some, model],
    );
    for (const { text, answers } of rows)
      if (!answers || !texts.has(text)) texts.set(text, answers ? 'passage' : 'query');
  });
  return (['query', 'passage'] as const).flatMap((as) => {
    // A local model takes as long for each text of a batch as for the longest: like with like is three times as fast.
    const all = [...texts.keys()].filter((text) => texts.get(text) === as).sort((a, b) => a.length - b.length);
    return Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, i): Chunk => {
      return { as, texts: all.slice(i * AT_ONCE, (i + 1) * AT_ONCE) };
    });
  });
}

/** Stores vectors, one per text hash; a text that another load embedded meanwhile stays as it is. */
async function writeEmbeddings(tx: Sql, model: string, rows: { hash: Buffer; vector: number[] }[]): Promise<void> {
  await tx.query(
    `insert into embeddings (model, text_hash, embedding)
     select $1, hash, vector::vector from unnest($2::bytea[], $3::text[]) as t(hash, vector)
     on conflict do nothing`,
    [model, rows.map((row) => row.hash), rows.map((row) => toSql(row.vector))],
  );
}

/**
 * A table this small is read faster than an index, and an index is built on it in half a second, while nobody else is
 * served.
 */
const INDEX_FROM = 2_000;

/**
 * Called before vectors are written, with how many there will be: an index that grows with each short batch holds
 * nobody up, building it afterwards would. HNSW on the signs: at 32,740 texts 98 % of the true nearest ten, 9 ms
 * instead of 90.
 */
async function prepareIndex(db: Db, model: string, dims: number, coming: number): Promise<void> {
  const name = `embeddings_near_${createHash('sha256').update(`${model} ${dims}`).digest('hex').slice(0, 12)}`;
  const [row] = await db.query<{ there: boolean; n: number }>(
    `select to_regclass('public.' || $2) is not null as there,
       (select count(*)::int from (select 1 from embeddings where model = $1 limit ${INDEX_FROM + 1}) seen) as n`,
    [model, name],
  );
  if (row?.there || (row?.n ?? 0) + coming <= INDEX_FROM) return;
  await db.tx(async (tx) => {
    // Two loads may come here at once.
    await tx.query(`select pg_advisory_xact_lock(hashtext($1))`, [name]);
    await tx.query(`set local statement_timeout = 0`);
    await tx.query(
      `create index if not exists ${name} on embeddings using hnsw ((bits::bit(${dims})) bit_hamming_ops)
       with (m = 12, ef_construction = 40) where model = ${pg.escapeLiteral(model)}`,
    );
  });
}

/** Called by publish when everything is written: the planner should know how much there is now. */
export async function analyze(db: Sql): Promise<void> {
  for (const table of ['entries', 'version_entries', 'passages', 'embeddings']) await db.query(`analyze ${table}`);
}
