/** One measurement of `npm run bench`, in a process of its own so that its memory is its own. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toSql } from 'pgvector';
import type { Progress } from '../../knowledge/batches.js';
import { decide } from '../../knowledge/decide/decide.js';
import type { Entry } from '../../knowledge/entry.js';
import { readKnowledge } from '../../knowledge/import/read.js';
import { passagesOf } from '../../knowledge/passages.js';
import { loadKnowledge } from '../../knowledge/versions/load.js';
import { type Db, openDb } from '../../services/platform/db.js';
import { type Embedder, localEmbedder } from '../../services/platform/embedder.js';
import { migrate } from '../../services/platform/migrate.js';

type Database = { databaseUrl: string } | { dataDir: string };
export type Task = { path: string; database: Database } /** `first`: only so many of the entries. */ & (
  | { part: 'load'; questions: number; first?: number }
  | { part: 'peer'; peer: string }
);

/** What a part tells its parent. */
export type Message = { progress: Progress } | { measured: Measured };

type Percentiles = { what: string; p50: number; p95: number; p99: number };
export type Measured = {
  /** Different texts that were embedded. */
  texts: number;
  seconds: Record<string, number>;
  /** Of resident memory, the most that the process ever had (without the database server's). */
  megabytes: number;
  asked?: Percentiles[];
};

const task = JSON.parse(process.argv[2] ?? '') as Task;
const { entries, problems } = readKnowledge(task.path);
if (problems.length) throw new Error(`${problems.length} problems; load it first`);
const embedder = timed(localEmbedder());
const measured = task.part === 'load' ? await ours(task) : await peers(task);
await embedder.close();
process.send?.({ measured } satisfies Message, () => process.exit());

/** Everything that `knowledge:load` does, to the moment that readers have it; then questions asked of it. */
async function ours({ database, questions, first }: Extract<Task, { part: 'load' }>): Promise<Measured> {
  const db = await openDb(database, () => {});
  await migrate(db);
  const steps: Record<string, number> = {};
  let [step, since] = ['', performance.now()];
  const next = (name: string): void => {
    if (step) steps[step] = (steps[step] ?? 0) + (performance.now() - since) / 1000;
    [step, since] = [name, performance.now()];
  };
  const began = performance.now();
  const { embedded } = await loadKnowledge(db, embedder, entries.slice(0, first), {
    onProgress: (progress) => {
      if (progress.step !== step) next(progress.step);
      process.send?.({ progress } satisfies Message);
    },
  });
  next('');
  const seconds = { 'in all': (performance.now() - began) / 1000, ...steps };
  const { megabytes } = memory();
  const asked = questions ? await ask(db, questions) : [];
  await db.close();
  return { texts: embedded, seconds, megabytes, asked };
}

/**
 * The same texts, one document each, as its own documentation loads them; then its index, without which it compares
 * all.
 */
async function peers({ database, peer }: Extract<Task, { part: 'peer' }>): Promise<Measured> {
  if (!('databaseUrl' in database)) throw new Error('needs PostgreSQL');
  const file = join(peer, 'node_modules/@langchain/community/dist/vectorstores/pgvector.js');
  const { PGVectorStore } = (await import(pathToFileURL(file).href)) as PeerModule;
  const texts = new Set<string>();
  for (const entry of entries) for (const { text } of await passagesOf(entry)) texts.add(text);
  const store = await PGVectorStore.initialize(
    {
      embedDocuments: (given: string[]) => embedder.embed(given),
      embedQuery: async (text: string) => (await embedder.embed([text]))[0],
    },
    { postgresConnectionOptions: { connectionString: database.databaseUrl }, tableName: 'documents', dimensions: 512 },
  );
  const began = performance.now();
  await store.addDocuments([...texts].map((pageContent) => ({ pageContent, metadata: {} })));
  const added = performance.now();
  await store.createHnswIndex({ dimensions: 512 });
  const indexed = performance.now();
  const { megabytes } = memory();
  await store.end();
  const seconds = {
    'in all': (indexed - began) / 1000,
    embedding: embedder.seconds,
    'addDocuments without embedding': (added - began) / 1000 - embedder.seconds,
    createHnswIndex: (indexed - added) / 1000,
  };
  return { texts: texts.size, seconds, megabytes };
}

type PeerModule = {
  PGVectorStore: {
    initialize: (
      embeddings: unknown,
      options: unknown,
    ) => Promise<{
      addDocuments: (documents: unknown[]) => Promise<void>;
      createHnswIndex: (options: unknown) => Promise<void>;
      end: () => Promise<void>;
    }>;
  };
};

/**
 * Decisions on questions that nobody wrote: an entry's own, a word left out. Beside them an exact scan of every vector.
 */
async function ask(db: Db, count: number): Promise<Percentiles[]> {
  const inbox = { slug: 'default', maxWrongAnswers: 0.05 };
  const texts = Array.from({ length: count }, (_, i) => shortened(entries[(i * 7919) % entries.length] as Entry, i));
  const [whole, without, exact]: number[][] = [[], [], []];
  for (const text of texts) {
    const before = embedder.seconds;
    const began = performance.now();
    await decide({ sql: db, embedder }, { text, inbox, locale: 'en' });
    const ms = performance.now() - began;
    whole?.push(ms);
    without?.push(ms - (embedder.seconds - before) * 1000);
  }
  for (const vector of await embedder.embed(texts)) {
    const began = performance.now();
    // The index is about another expression, so this reads them all.
    await db.query('select text_hash from embeddings order by embedding <=> $1::vector limit 50', [toSql(vector)]);
    exact?.push(performance.now() - began);
  }
  return [
    percentiles('decide, embedding included', whole ?? []),
    percentiles('decide, embedding not counted', without ?? []),
    percentiles('floor: an exact scan for the nearest 50 vectors, no decision', exact ?? []),
  ];
}

function shortened({ title, questions }: Entry, i: number): string {
  const words = (questions[0] ?? title).split(' ');
  if (words.length > 2) words.splice(i % words.length, 1);
  return words.join(' ');
}

function percentiles(what: string, ms: number[]): Percentiles {
  const sorted = [...ms].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { what, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Of this process alone. */
function memory(): { megabytes: number } {
  return { megabytes: Math.round(process.resourceUsage().maxRSS / 1024) };
}

function timed(inner: Embedder): Embedder & { seconds: number } {
  const it = {
    model: inner.model,
    seconds: 0,
    embed: async (...given: Parameters<Embedder['embed']>) => {
      const began = performance.now();
      const vectors = await inner.embed(...given);
      it.seconds += (performance.now() - began) / 1000;
      return vectors;
    },
    close: () => inner.close(),
  };
  return it;
}
