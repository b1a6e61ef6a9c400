/** Everything that is fitted is fitted here, at publish, from the entries' own examples, and belongs to the version. */
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Db } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import { compiled } from '../../services/platform/root.js';
import type { Progress } from '../batches.js';
import type { Match } from '../decide/features.js';
import type { Fitted, Packed, Parts } from './fitting.js';

/** A thousand examples more or less change nothing that shows; time and memory of a fit stay bounded by this. */
const MOST_EXAMPLES = 20_000;
/** An entry with fewer examples of its own, its title among them, is taught by its answer as well. */
const FEW_EXAMPLES = 3;

/** What goes into `versions.fitted`; the weights themselves, too large for it, go into `version_models`. */
export async function fitVersion(
  db: Db,
  embedder: Embedder,
  version: number,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Omit<Fitted, 'model'>> {
  const packed = await readExamples(db, embedder.model, version);
  const report = (share: number) => onProgress({ done: Math.round(share * 100), total: 100, step: 'fitting' });
  report(0);
  const { model, ...fitted } = await inThreads(packed, (share) => report(share * 0.99));
  await db.query(
    `insert into version_models (version_id, model) values ($1, $2)
     on conflict (version_id) do update set model = excluded.model`,
    [version, Buffer.from(model)],
  );
  report(1);
  return fitted;
}

type ExampleRow = { id: number; entry: number; kind: Match['kind']; text: string; vector: string };

/** A vector is some five thousand characters on its way here; this many take the embedded database about 20 ms. */
const PAGE = 50;

async function readExamples(db: Db, model: string, version: number): Promise<Packed> {
  // Ids first, then rows by id: a sorted join cut into pages would be joined anew for every page, and hold everybody
  // up.
  const wanted = await db.query<{ id: number; teaches: boolean }>(
    `select p.id, p.kind <> 'answer' or cardinality(e.questions) < $2 as teaches
     from version_entries v join entries e on e.id = v.entry_id join passages p on p.entry_id = e.id
     where v.version_id = $1 and e.audience is null
     order by p.id`,
    [version, FEW_EXAMPLES - 1],
  );
  const teaching = wanted.filter(({ teaches }) => teaches);
  const all = wanted.length > MOST_EXAMPLES ? teaching : wanted;
  // Every so-many-th passage of a very large knowledge base, the same ones each time.
  const every = Math.ceil(all.length / MOST_EXAMPLES) || 1;
  const chosen = all.filter((_, i) => i % every === 0).map(({ id }) => id);
  const teachers = new Set(teaching.map(({ id }) => id));
  const numbers = new Map<number, number>();
  const packed: Omit<Packed, 'vectors'> = { ids: [], entry: [], kind: [], text: [], teaches: [] };
  const vectors: Float32Array[] = [];
  for (let at = 0; at < chosen.length; at += PAGE) {
    const rows = await db.query<ExampleRow>(
      `select p.id, p.entry_id as entry, p.kind, p.text, m.embedding::text as vector
       from unnest($1::int[]) as one (id) join passages p on p.id = one.id
       join embeddings m on m.text_hash = p.text_hash and m.model = $2 order by p.id`,
      [chosen.slice(at, at + PAGE), model],
    );
    for (const row of rows) {
      const number = numbers.get(row.entry) ?? packed.ids.push(row.entry) - 1;
      numbers.set(row.entry, number);
      packed.entry.push(number);
      packed.kind.push(row.kind);
      packed.text.push(row.text);
      packed.teaches.push(teachers.has(row.id));
      vectors.push(vectorOf(row.vector));
    }
    await setImmediate();
  }
  const dims = vectors[0]?.length ?? 0;
  const flat = new Float32Array(vectors.length * dims);
  vectors.forEach((vector, i) => {
    flat.set(vector, i * dims);
  });
  return { ...packed, vectors: flat };
}

/** As pgvector writes it: `[0.1,-2e-05]`. */
const vectorOf = (text: string): Float32Array => Float32Array.from(text.slice(1, -1).split(','), Number);

/** A thread for each of the two parts: on two cores it takes little more than half of the time. */
async function inThreads(packed: Packed, onProgress: (share: number) => void): Promise<Fitted> {
  const shares = { model: 0, confidence: 0 };
  const told = (part: keyof Parts) => (share: number) => {
    shares[part] = share;
    onProgress((shares.model + shares.confidence) / 2);
  };
  const [model, confidence] = await Promise.all([
    inThread(packed, 'model', told('model')),
    inThread(packed, 'confidence', told('confidence')),
  ]);
  return { ...model, ...confidence };
}

function inThread<Part extends keyof Parts>(
  packed: Packed,
  part: Part,
  onProgress: (share: number) => void,
): Promise<Parts[Part]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(compiled(import.meta.url, './fit-thread.js'), { workerData: { packed, part } });
    worker.on('message', (message: { share?: number; fitted?: Parts[Part] }) => {
      if (message.share !== undefined) onProgress(message.share);
      if (message.fitted) resolve(message.fitted);
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the fitting thread ended early')));
  });
}
