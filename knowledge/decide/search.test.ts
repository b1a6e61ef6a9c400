import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Db, openDb, openPglite } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import { migrate } from '../../services/platform/migrate.js';
import type { Entry } from '../entry.js';
import { load } from '../versions/publish.js';
import { search } from './search.js';

const DIMS = 64;
/** Texts of one topic point the same way, each a little off: neighbours worth finding, and nothing to load. */
function vectorOf(text: string): number[] {
  const from = (seed: string) => {
    const bytes = createHash('sha512').update(seed).digest();
    return Array.from({ length: DIMS }, (_, i) => ((bytes[i] as number) - 127.5) / 127.5);
  };
  const [topic, own] = [from(/topic \d+/.exec(text)?.[0] ?? text), from(text)];
  const vector = topic.map((x, i) => x + 0.6 * (own[i] as number));
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}
const embedder: Embedder = {
  model: "a model's name",
  embed: async (texts) => texts.map(vectorOf),
  close: async () => {},
};

const entry = (n: number): Entry => ({
  key: `e${n}`,
  title: `topic ${n % 90} title ${n}`,
  questions: [`topic ${n % 90} first ${n}`, `topic ${n % 90} second ${n}`],
  answer: `topic ${n % 90} answer ${n}`,
  locale: 'en',
  inboxes: [],
  tags: [],
});

let db: Db;
beforeAll(async () => {
  db = await openDb({ pglite: await openPglite() }, () => {});
  await migrate(db);
}, 60_000);
afterAll(() => db?.close());

const indexes = () => db.query(`select indexname from pg_indexes where indexname like 'embeddings\\_near\\_%'`);

test('a small knowledge base is read as it is; a larger one gets an index, and search uses it and still finds the nearest', async () => {
  await load(db, embedder, [entry(0), entry(1)]);
  expect(await indexes()).toEqual([]);
  const { version } = await load(
    db,
    embedder,
    Array.from({ length: 700 }, (_, n) => entry(n)),
  );
  const [index] = await indexes();
  expect(index).toBeDefined();
  const plan = await db.query<Record<string, string>>(
    `explain select text_hash from embeddings where model = 'a model''s name'
     order by (bits::bit(${DIMS})) <~> binary_quantize('[${vectorOf('topic 7').join()}]'::vector)::bit(${DIMS}) limit 200`,
  );
  expect(JSON.stringify(plan)).toContain((index as { indexname: string }).indexname);

  let found = 0;
  for (let topic = 0; topic < 20; topic++) {
    const vector = vectorOf(`topic ${topic} asked`);
    const near = (await search(db, { model: embedder.model, vector, version, words: [] })).map(({ text }) => text);
    const exact = await db.query<{ text: string }>(
      `select p.text from passages p join embeddings m on m.text_hash = p.text_hash where m.model = $1
       order by m.embedding <=> $2::vector limit 5`,
      [embedder.model, `[${vector.join()}]`],
    );
    found += exact.filter(({ text }) => near.includes(text)).length;
  }
  expect(found).toBeGreaterThanOrEqual(95);
}, 120_000);
