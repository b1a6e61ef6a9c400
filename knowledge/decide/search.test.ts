import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Db, openDb, openPglite } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import { migrate } from '../../services/platform/migrate.js';
import type { Entry } from '../entry.js';
import { load } from '../versions/publish.js';
import { rareWords, search } from './search.js';

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

/**
 * At any moment one of the two is on another day than UTC: what counts is the day there, whatever the server's zone.
 */
describe.each(['UTC', 'Pacific/Kiritimati', 'Etc/GMT+12'])('dates, on a server in %s', (zone) => {
  /** Days from today, and whether it is found. */
  const cases: Record<string, [{ validFrom?: number; validUntil?: number }, boolean]> = {
    'until yesterday': [{ validUntil: -1 }, false],
    'until today, the last day included': [{ validUntil: 0 }, true],
    'until tomorrow': [{ validUntil: 1 }, true],
    'from yesterday': [{ validFrom: -1 }, true],
    'from today, the first day included': [{ validFrom: 0 }, true],
    'from tomorrow': [{ validFrom: 1 }, false],
    'today alone': [{ validFrom: 0, validUntil: 0 }, true],
    always: [{}, true],
  };
  const unusual = (key: string) => ({ ...entry(999), key, title: `topic 999 zebra ${key}`, questions: [] });
  let version: number;
  beforeAll(async () => {
    await db.query(`set time zone '${zone}'`);
    const [now] = await db.query<{ date: string }>(`select to_char(now() at time zone 'UTC', 'YYYY-MM-DD') as date`);
    const day = (offset: number) =>
      new Date(Date.parse(now?.date ?? '') + offset * 86_400_000).toISOString().slice(0, 10);
    const dated = Object.entries(cases).map(([key, [{ validFrom, validUntil }]]) => ({
      ...unusual(key),
      ...(validFrom !== undefined && { validFrom: day(validFrom) }),
      ...(validUntil !== undefined && { validUntil: day(validUntil) }),
    }));
    ({ version } = await load(db, embedder, dated));
  }, 60_000);
  afterAll(() => db.query(`set time zone 'UTC'`));

  test.each(Object.entries(cases))('%s', async (key, [, found]) => {
    // By vector, and by words alone: each leg keeps to the dates.
    const [near, far] = [vectorOf(`topic 999 zebra ${key}`), vectorOf('topic 7')];
    for (const props of [
      { vector: near, words: [] },
      { vector: far, words: ['zebra'] },
    ]) {
      const keys = (await search(db, { ...props, model: embedder.model, version })).map((one) => one.key);
      expect(keys.includes(key)).toBe(found);
      expect(keys).toContain('always');
    }
  });
});

test('a word in a sentence without spaces is found by itself', async () => {
  const { version } = await load(db, embedder, [
    {
      ...entry(998),
      key: 'ja',
      locale: 'ja',
      title: 'topic 5 商品の返品について',
      questions: [],
      answer: 'topic 5 はい',
    },
  ]);
  const words = rareWords('返品したいです', () => 9);
  const props = { vector: vectorOf('topic 77'), model: embedder.model, version, locales: ['ja'] };
  expect((await search(db, { ...props, words })).map(({ key }) => key)).toContain('ja');
  expect((await search(db, { ...props, words: [] })).map(({ key }) => key)).not.toContain('ja');
}, 60_000);

test.each([
  [
    'the rarest first, four at most',
    'a1 b2 c3 d4 e5 f6',
    { a1: 5, b2: 9, c3: 7, d4: 6, e5: 8, f6: 4.5 },
    ['b2', 'e5', 'c3', 'd4'],
  ],
  ['pairs of letters where no space tells words apart', '商品の色', { 商品: 9, 品の: 3, の色: 6 }, ['商品', 'の色']],
  ['none that is common', 'aa bb', { aa: 4, bb: 4.01 }, ['bb']],
  ['each once, in lower case', 'AA aa Aa', { aa: 5 }, ['aa']],
  ['no single letter, and nothing without letters', 'a ? 🙂 bb', { a: 9, bb: 5 }, ['bb']],
] as [string, string, Record<string, number>, string[]][])('the words to search for: %s', (_, text, rarity, words) => {
  expect(rareWords(text, (word) => rarity[word] ?? 0)).toEqual(words);
});
