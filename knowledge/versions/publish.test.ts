import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Db, openDb, openPglite } from '../../services/platform/db.js';
import { type Embedder, localEmbedder } from '../../services/platform/embedder.js';
import { migrate } from '../../services/platform/migrate.js';
import type { Entry } from '../entry.js';
import { getCurrentVersion, load, loadRequest, removeAbandoned } from './publish.js';
import { outdated, renew } from './renew.js';

let db: Db;
beforeAll(async () => {
  db = await openDb({ pglite: await openPglite() }, () => {});
  await migrate(db);
}, 60_000);
afterAll(() => db?.close());
beforeEach(async () => {
  await db.query('update installation set current_version = null');
  await db.query('truncate versions, entries, embeddings cascade');
  await db.query(`insert into installation (stream_epoch) select 'test' where not exists (select 1 from installation)`);
});

/** A text's vector is its letters counted: the same each time, and nothing to load. */
function counting(model = 'letters') {
  const embedder = {
    model,
    texts: [] as string[],
    /** Of these, what was embedded as an answer. */
    passages: [] as string[],
    before: undefined as (() => Promise<void> | void) | undefined,
    async embed(texts: string[], { as }: Parameters<Embedder['embed']>[1] = {}) {
      await embedder.before?.();
      embedder.texts.push(...texts);
      if (as === 'passage') embedder.passages.push(...texts);
      return texts.map((text) =>
        Array.from({ length: 26 }, (_, i) => text.split(String.fromCharCode(97 + i)).length - 1),
      );
    },
    close: async () => {},
  };
  return embedder;
}

const entry = (key: string, answer = `Answer ${key}`, more: Partial<Entry> = {}): Entry => ({
  key,
  title: `Title ${key}`,
  questions: [`How ${key}?`],
  answer,
  locale: 'en',
  inboxes: [],
  tags: [],
  ...more,
});
const many = (count: number, answer?: string) => Array.from({ length: count }, (_, i) => entry(`k${i}`, answer));

async function published(): Promise<Record<string, string>> {
  const rows = await db.query<{ key: string; answer: string }>(
    `select e.key, e.answer from installation i join version_entries v on v.version_id = i.current_version
     join entries e on e.id = v.entry_id order by e.key`,
  );
  return Object.fromEntries(rows.map(({ key, answer }) => [key, answer]));
}

async function count(table: string): Promise<number> {
  return (await db.query<{ n: number }>(`select count(*) as n from ${table}`))[0]?.n ?? -1;
}

test('created, the same again, updated, removed', async () => {
  const embedder = counting();
  const first = await load(db, embedder, [entry('a'), entry('b')], { author: 'Ann', note: 'First' });
  expect(first).toMatchObject({ created: 2, updated: 0, unchanged: 0, removed: 0, embedded: 6 });
  expect(await getCurrentVersion(db)).toBe(first.version);
  expect(await db.query('select state, author, note, fitted, published_at is not null as at from versions')).toEqual([
    {
      state: 'published',
      author: 'Ann',
      note: 'First',
      fitted: expect.objectContaining({ model: 'letters', examples: 6 }),
      at: true,
    },
  ]);

  const again = await load(db, embedder, [entry('b'), entry('a', 'Answer a\r\n')]);
  expect(again).toEqual({ version: first.version, created: 0, updated: 0, unchanged: 2, removed: 0, embedded: 0 });
  expect(await count('versions')).toBe(1);

  const merged = await load(db, embedder, [entry('b', 'Changed'), entry('c')]);
  expect(merged).toMatchObject({ created: 1, updated: 1, unchanged: 0, removed: 0, embedded: 4 });
  expect(await published()).toEqual({ a: 'Answer a', b: 'Changed', c: 'Answer c' });

  const pruned = await load(db, embedder, [entry('c')], { prune: true });
  expect(pruned).toMatchObject({ created: 0, updated: 0, unchanged: 1, removed: 2, embedded: 0 });
  expect(await published()).toEqual({ c: 'Answer c' });

  // Back to what was published before: the rows are there still.
  const back = await load(db, embedder, [entry('a'), entry('b')]);
  expect(back).toMatchObject({ created: 2, embedded: 0 });
  expect(await count('entries')).toBe(4);
  expect(await count('passages')).toBe(12);
  expect(new Set(embedder.texts).size).toBe(embedder.texts.length);
});

test('every passage has its words, by the language, and its vector', async () => {
  await load(db, counting(), [
    entry('a', 'Running shoes'),
    entry('b', 'Laufende Schuhe', { locale: 'de', questions: [] }),
  ]);
  const rows = await db.query<{ kind: string; text: string; words: string; vector: boolean }>(
    `select kind, text, words::text as words, m.text_hash is not null as vector from passages p
     left join embeddings m on m.text_hash = p.text_hash and m.model = 'letters' order by p.id`,
  );
  expect(rows.map(({ kind, text }) => [kind, text])).toEqual([
    ['title', 'Title a'],
    ['question', 'How a?'],
    ['answer', 'Running shoes'],
    ['title', 'Title b'],
    ['answer', 'Laufende Schuhe'],
  ]);
  expect(rows[2]?.words).toBe(`'run':1 'shoe':2`);
  expect(rows[4]?.words).toBe(`'laufende':1 'schuhe':2`);
  expect(rows.every((row) => row.vector)).toBe(true);
});

test('another model embeds everything and publishes anew', async () => {
  const first = await load(db, counting(), [entry('a')]);
  const other = await load(db, counting('other'), [entry('a')]);
  expect(other).toMatchObject({ unchanged: 1, embedded: 3 });
  expect(other.version).toBeGreaterThan(first.version);
  expect((await load(db, counting('other'), [entry('a')])).version).toBe(other.version);
});

test('titles and examples are embedded as the questions they stand for, answers as answers', async () => {
  const embedder = counting();
  await load(db, embedder, [entry('a'), entry('b', 'Title a')]);
  expect(embedder.texts.sort()).toEqual(['Answer a', 'How a?', 'How b?', 'Title a', 'Title b']);
  // What stands in both places is a question.
  expect(embedder.passages).toEqual(['Answer a']);
});

test('after a change of the encoder the current answers are published anew, once, and nothing of them changes', async () => {
  expect(await renew(db, counting())).toBeUndefined();
  const first = await load(db, counting(), [entry('a'), entry('b')]);
  expect(await renew(db, counting())).toBeUndefined();
  const embedder = counting('other');
  expect(await outdated(db, embedder)).toBe(first.version);
  const renewed = await renew(db, embedder, { note: 'Read by other' });
  expect(renewed).toMatchObject({ created: 0, updated: 0, unchanged: 2, removed: 0, embedded: 6 });
  expect(await getCurrentVersion(db)).toBe(renewed?.version);
  expect(await published()).toEqual({ a: 'Answer a', b: 'Answer b' });
  expect(await renew(db, embedder)).toBeUndefined();
  expect(await outdated(db, embedder)).toBeUndefined();
  // And back: what was embedded before is not embedded again.
  expect(await renew(db, counting())).toMatchObject({ embedded: 0 });
});

test('cut short, it leaves the current version as it was and goes on from there', async () => {
  const first = await load(db, counting(), [entry('a')]);
  const stopping = new AbortController();
  const embedder = counting('other');
  embedder.before = () => stopping.abort(new Error('ending'));
  await expect(renew(db, embedder, { signal: stopping.signal })).rejects.toThrow('ending');
  expect(await getCurrentVersion(db)).toBe(first.version);
  embedder.before = undefined;
  const { version } = (await renew(db, embedder)) ?? {};
  expect(await getCurrentVersion(db)).toBe(version);
});

test('what was fitted for other signals is fitted anew by the next load, and nothing is embedded again', async () => {
  const first = await load(db, counting(), [entry('a')]);
  await db.query(`update versions set fitted = jsonb_set(fitted, '{weights,inside}', '[1, 2, 3]') where id = $1`, [
    first.version,
  ]);
  const anew = await load(db, counting(), [entry('a')]);
  expect(anew).toMatchObject({ unchanged: 1, embedded: 0 });
  expect(anew.version).toBeGreaterThan(first.version);
  expect((await load(db, counting(), [entry('a')])).version).toBe(anew.version);
});

test('what is fitted is stored with the version, and the fit sees the whole draft', async () => {
  const embedder = counting();
  await load(db, embedder, [entry('a')]);
  const steps: string[] = [];
  const { version } = await load(db, embedder, [entry('b')], {
    onProgress: ({ step }) => steps.push(step),
  });
  expect(await db.query('select fitted from versions where id = $1', [version])).toEqual([
    { fitted: expect.objectContaining({ examples: 6, weights: expect.anything(), model: 'letters' }) },
  ]);
  expect([...new Set(steps)]).toEqual(['writing entries', 'keeping entries', 'embedding', 'fitting']);
});

test('two loads at once: nothing lost, no doubles, the later one is laid over the earlier', async () => {
  const results = await Promise.all([
    load(db, counting(), [...many(30), entry('left')]),
    load(db, counting(), [...many(30), entry('right')]),
  ]);
  expect(Object.keys(await published())).toHaveLength(32);
  expect(await published()).toMatchObject({ left: 'Answer left', right: 'Answer right', k7: 'Answer k7' });
  expect(results.map((result) => result.created).sort((a, b) => a - b)).toEqual([1, 31]);
  expect(await count('entries')).toBe(32);
  expect(await count('passages')).toBe(96);
  expect(await count(`versions where state = 'draft'`)).toBe(0);

  const same = await Promise.all([load(db, counting(), many(5, 'New')), load(db, counting(), many(5, 'New'))]);
  expect(new Set(same.map((result) => result.version)).size).toBe(1);
  expect(await count(`versions where state = 'draft'`)).toBe(0);
});

test('cut short half way: readers keep the old version, and the next load uses what is there', async () => {
  const before = await load(db, counting(), many(3, 'Old'));
  const stop = new AbortController();
  const first = counting();
  first.before = () => {
    if (first.texts.length > 0) stop.abort(new Error('stopped'));
  };
  const seen = new Set<string>();
  let reading = true;
  const reader = (async () => {
    while (reading) {
      seen.add(JSON.stringify(await published()));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  })();
  await expect(load(db, first, many(400, 'New'), { signal: stop.signal })).rejects.toThrow('stopped');
  expect(await getCurrentVersion(db)).toBe(before.version);
  expect(await count('entries')).toBe(403);
  expect(await count(`versions where state = 'draft'`)).toBe(1);

  const second = counting();
  const after = await load(db, second, many(400, 'New'));
  reading = false;
  await reader;
  expect(after).toMatchObject({ created: 397, updated: 3 });
  expect(await count('entries')).toBe(403);
  expect(await count('passages')).toBe(403 * 3);
  expect(await count(`versions where state = 'draft'`)).toBe(0);
  expect(first.texts.length).toBeGreaterThan(0);
  expect(first.texts.filter((text) => second.texts.includes(text))).toEqual([]);
  seen.add(JSON.stringify(await published()));
  expect([...seen].map((text) => Object.keys(JSON.parse(text)).length).sort((a, b) => a - b)).toEqual([3, 400]);
});

test('a draft that nobody finishes goes with its entries; those that a version holds stay', async () => {
  const embedder = counting();
  await load(db, embedder, [entry('a')]);
  embedder.before = async () => {
    // Its writer lives: it is left alone.
    expect(await removeAbandoned(db)).toBe(0);
    throw new Error('no vectors');
  };
  await expect(load(db, embedder, [entry('b')])).rejects.toThrow('no vectors');
  expect(await count('entries')).toBe(2);
  expect(await removeAbandoned(db)).toBe(1);
  expect(await count('entries')).toBe(1);
  expect(await count('passages')).toBe(3);
  expect(await published()).toEqual({ a: 'Answer a' });
});

test('bad entries are refused together, before anything is written', async () => {
  const bad = [entry('a', ''), entry('b'), entry('b'), entry('c', 'x', { locale: '?' }), { key: 'd' } as Entry];
  await expect(load(db, counting(), bad)).rejects.toThrow(
    /a: the answer is empty.*\nb: the id is used twice.*\nc: the locale is not a language tag.*\nd: the title must be text/,
  );
  await expect(load(db, counting(), [], { prune: true })).rejects.toThrow('nothing to load');
  expect(await count('versions')).toBe(0);
});

test('the shape of the admin request', () => {
  expect(loadRequest.safeParse({ entries: [entry('a')], prune: true, author: 'Ann' }).success).toBe(true);
  expect(loadRequest.safeParse({ entries: [] }).success).toBe(false);
  expect(loadRequest.safeParse({ entries: ['a'] }).success).toBe(false);
  expect(loadRequest.safeParse({ entries: [entry('a')], force: true }).success).toBe(false);
});

test('the bundled model: a question finds its entry', async () => {
  const embedder = localEmbedder({ threads: 1 });
  try {
    await load(db, embedder, [
      entry('hours', 'We open at nine.', { title: 'Opening hours', questions: ['When are you open?'] }),
      entry('parcel', 'See your tracking page.', { title: 'Where is my parcel?', questions: [] }),
    ]);
    const [vector] = await embedder.embed(['at what time does the shop open']);
    const [nearest] = await db.query(
      `select e.key from entries e join passages p on p.entry_id = e.id join embeddings m on m.text_hash = p.text_hash
       order by m.embedding <=> $1::vector limit 1`,
      [JSON.stringify(vector)],
    );
    expect(nearest).toEqual({ key: 'hours' });
  } finally {
    await embedder.close();
  }
}, 60_000);
