import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Db, openDb, openPglite } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import { migrate } from '../../services/platform/migrate.js';
import { decide } from '../decide/decide.js';
import type { Entry } from '../entry.js';
import { diffVersions } from './diff.js';
import { diffLines } from './line-diff.js';
import { rollback } from './pointer.js';
import { getCurrentVersion, type LoadOptions, load, removeAbandoned } from './publish.js';
import { discardDraft, publishDraft } from './publish-draft.js';
import { encoderOf, entriesOf, historyOf } from './versions.js';

let db: Db;
let embedder: ReturnType<typeof counting>;
let fits: number;
beforeAll(async () => {
  db = await openDb({ pglite: await openPglite() }, () => {});
  await migrate(db);
}, 60_000);
afterAll(() => db?.close());
beforeEach(async () => {
  await db.query('update installation set current_version = null');
  await db.query('truncate versions, entries, embeddings cascade');
  await db.query(`insert into installation (stream_epoch) select 'test' where not exists (select 1 from installation)`);
  embedder = counting();
  fits = 0;
});

/** A text's vector is its letters counted; what happens before each call is the test's. */
function counting(model = 'letters') {
  const it = {
    model,
    texts: [] as string[],
    before: undefined as (() => Promise<unknown>) | undefined,
    async embed(texts: string[]) {
      await it.before?.();
      it.texts.push(...texts);
      return texts.map((text) =>
        Array.from({ length: 26 }, (_, i) => text.split(String.fromCharCode(97 + i)).length - 1),
      );
    },
    close: async () => {},
  };
  return it satisfies Embedder;
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

const counted: Pick<LoadOptions, 'onProgress'> = {
  onProgress: ({ step, done, total }) => {
    if (step === 'fitting' && done === total) fits++;
  },
};
const put = (entries: Entry[], options: LoadOptions = {}) => load(db, embedder, entries, { ...counted, ...options });

async function answers(): Promise<Record<string, string>> {
  const current = (await getCurrentVersion(db)) ?? 0;
  return Object.fromEntries((await entriesOf(db, current)).map(({ key, answer }) => [key, answer]));
}

test('a rollback moves the pointer alone: no text is embedded, nothing is fitted, and the record says who and why', async () => {
  const first = await put([entry('a'), entry('b')], { author: 'Ann' });
  const second = await put([entry('a', 'Changed')], { author: 'Ben', note: 'New prices' });
  const [embedded, fitted] = [embedder.texts.length, fits];
  const models = () => db.query('select * from versions order by id');
  const before = await models();

  const by = { kind: 'agent', id: randomUUID(), name: 'Cleo' } as const;
  const props = { version: first.version, model: 'letters', author: 'Cleo', note: 'Wrong prices', by };
  expect(await rollback(db, props)).toEqual({ version: first.version, from: second.version, changed: true });
  expect(await answers()).toEqual({ a: 'Answer a', b: 'Answer b' });
  expect(embedder.texts.length - embedded).toBe(0);
  expect(fits - fitted).toBe(0);
  expect(await models()).toEqual(before);
  const noted = await db.query<{ at: string }>(
    `select concat_ws(' ', by, by_name, action, target_id, details->>'from', details->>'note') as at from audit order by n desc limit 2`,
  );
  expect(noted.map(({ at }) => at)).toEqual([
    `agent Cleo version_rolled_back ${first.version} ${second.version} Wrong prices`,
    `script Ben version_published ${second.version} ${first.version} New prices`,
  ]);
  const { current, versions, publications } = await historyOf(db);
  expect(current).toBe(first.version);
  expect(versions.map(({ id, current, author, changes }) => ({ id, current, author, changes }))).toEqual([
    {
      id: second.version,
      current: false,
      author: 'Ben',
      changes: { created: 0, updated: 1, unchanged: 0, removed: 0 },
    },
    { id: first.version, current: true, author: 'Ann', changes: { created: 2, updated: 0, unchanged: 0, removed: 0 } },
  ]);
  expect(publications.map(({ version, kind, author, note }) => [version, kind, author, note])).toEqual([
    [first.version, 'rollback', 'Cleo', 'Wrong prices'],
    [second.version, 'publish', 'Ben', 'New prices'],
    [first.version, 'publish', 'Ann', undefined],
  ]);

  // Again is nothing, forth is a rollback too, and what is loaded next is laid over what is current.
  expect(await rollback(db, props)).toMatchObject({ changed: false });
  const third = await put([entry('c')]);
  expect(await answers()).toEqual({ a: 'Answer a', b: 'Answer b', c: 'Answer c' });
  await rollback(db, { version: second.version, model: 'letters' });
  expect(await answers()).toEqual({ a: 'Changed', b: 'Answer b' });
  expect(third.version).toBeGreaterThan(second.version);
  expect((await historyOf(db)).publications).toHaveLength(5);
});

test('the languages of the answers that the encoder was not made for, where anything says which those are', async () => {
  const reads = (languages?: string[]) => encoderOf(db, { ...embedder, ...(languages && { languages }) });
  expect(await reads(['en'])).toMatchObject({ languages: ['en'], unknown: [] });
  await put([entry('a'), entry('b', 'B', { locale: 'pt-BR' }), entry('c', 'C', { locale: 'de' })]);
  expect((await reads(['en'])).unknown).toEqual(['de', 'pt']);
  expect((await reads(['DE-at', 'pt'])).unknown).toEqual(['en']);
  expect(await reads()).toEqual({ model: embedder.model, unknown: [] });
});

test('a rollback is refused where it could only harm: unknown, a draft, another model, somebody was quicker', async () => {
  const first = await put([entry('a')]);
  const draft = await put([entry('b')], { draft: true });
  const to = (version: number, more = {}) => rollback(db, { version, model: 'letters', ...more });
  await expect(to(999)).rejects.toMatchObject({ status: 404 });
  await expect(to(draft.version)).rejects.toMatchObject({ code: 'not_published' });
  await expect(to(first.version, { model: 'other' })).rejects.toMatchObject({ code: 'other_model' });
  await expect(to(first.version, { current: 999 })).rejects.toMatchObject({ code: 'moved_on' });
});

test('rolled back while a load is under way: the load is laid over what is current then', async () => {
  const first = await put([entry('a', 'Old')]);
  await put([entry('a', 'New')]);
  embedder.before = async () => {
    embedder.before = undefined;
    await rollback(db, { version: first.version, model: 'letters' });
  };
  await put([entry('b')]);
  expect(await answers()).toEqual({ a: 'Old', b: 'Answer b' });
});

test('two rollbacks at once: one after the other, and both are in the record', async () => {
  const [one, two] = [await put([entry('a')]), await put([entry('b')])];
  await put([entry('c')]);
  await Promise.all([one, two].map(({ version }) => rollback(db, { version, model: 'letters' })));
  const { current, publications } = await historyOf(db);
  expect(publications.filter(({ kind }) => kind === 'rollback')).toHaveLength(2);
  expect(publications[0]?.version).toBe(current);
});

test('no turn mixes two versions: what is published while it thinks is for the next one', async () => {
  const first = await put([entry('a', 'Old a'), entry('b', 'Old b')]);
  const second = await put([entry('a', 'New a'), entry('b', 'New b')]);
  const ask = () =>
    decide(
      { sql: db, embedder },
      { text: 'How a?', inbox: { slug: 'default', maxWrongAnswers: 0.05 }, locale: 'en', outsideShare: 0.3 },
    );
  // The pointer moves after the turn has read it and before it searches.
  embedder.before = async () => {
    embedder.before = undefined;
    await rollback(db, { version: first.version, model: 'letters' });
  };
  const during = await ask();
  expect(during.version).toBe(second.version);
  expect(new Set(during.best.map(({ answer }) => answer.slice(0, 3)))).toEqual(new Set(['New']));
  const after = await ask();
  expect(after.version).toBe(first.version);
  expect(new Set(after.best.map(({ answer }) => answer.slice(0, 3)))).toEqual(new Set(['Old']));
});

test('a draft waits, survives other loads and is published without any work', async () => {
  await put([entry('a')]);
  const draft = await put([entry('a', 'Changed'), entry('b')], { draft: true, author: 'Ann', note: 'Spring' });
  expect(draft).toMatchObject({ draft: true, created: 1, updated: 1 });
  expect(await answers()).toEqual({ a: 'Answer a' });
  expect(await removeAbandoned(db)).toBe(0);
  expect((await historyOf(db)).versions[0]).toMatchObject({ id: draft.version, state: 'draft', note: 'Spring' });
  const [embedded, fitted] = [embedder.texts.length, fits];

  const done = await publishDraft(db, embedder, draft.version, { ...counted, author: 'Ben' });
  expect(done).toMatchObject({ version: draft.version, created: 1, updated: 1, embedded: 0 });
  expect([embedder.texts.length, fits]).toEqual([embedded, fitted]);
  expect(await answers()).toEqual({ a: 'Changed', b: 'Answer b' });
  expect((await historyOf(db)).publications[0]).toMatchObject({ author: 'Ben', note: 'Spring' });
  await expect(publishDraft(db, embedder, draft.version)).rejects.toMatchObject({ code: 'published' });
  await expect(publishDraft(db, embedder, 999)).rejects.toMatchObject({ status: 404 });
});

test('a draft over an older version is laid over the current one: what others changed meanwhile stays', async () => {
  await put([entry('a'), entry('b'), entry('gone')]);
  const draft = await put([entry('a', 'Mine'), entry('b')], { draft: true, prune: true, note: 'Mine' });
  await put([entry('b', 'Theirs'), entry('c')]);
  const done = await publishDraft(db, embedder, draft.version);
  expect(done).toMatchObject({ from: draft.version, updated: 1, removed: 1, embedded: 0 });
  expect(await answers()).toEqual({ a: 'Mine', b: 'Theirs', c: 'Answer c' });
  expect((await historyOf(db)).versions).toMatchObject([{ id: done.version, note: 'Mine' }, {}, {}]);
});

test('two publish one draft at once: it is published once', async () => {
  await put([entry('a')]);
  const draft = await put([entry('b')], { draft: true });
  const done = await Promise.allSettled([1, 2].map(() => publishDraft(db, embedder, draft.version)));
  expect(done.map(({ status }) => status)).toContain('fulfilled');
  expect(await answers()).toEqual({ a: 'Answer a', b: 'Answer b' });
  expect((await historyOf(db)).publications).toHaveLength(2);
});

test('a draft that is thrown away leaves nothing', async () => {
  await put([entry('a')]);
  const draft = await put([entry('b')], { draft: true });
  await discardDraft(db, draft.version);
  expect(await db.query('select key from entries')).toEqual([{ key: 'a' }]);
  await expect(discardDraft(db, draft.version)).rejects.toMatchObject({ status: 404 });
});

test('keys to remove, a guard, and never an empty knowledge base', async () => {
  await put([entry('a'), entry('b')]);
  expect(await put([], { remove: ['b', 'unknown'] })).toMatchObject({ removed: 1, embedded: 0 });
  expect(await answers()).toEqual({ a: 'Answer a' });
  await expect(put([], { remove: ['a'] })).rejects.toThrow('Nothing would be left');
  const guard = () => {
    throw new Error('not what I saw');
  };
  await expect(put([entry('a', 'x')], { guard })).rejects.toThrow('not what I saw');
  expect(await answers()).toEqual({ a: 'Answer a' });
});

test('what two versions differ in, entry by entry and line by line', async () => {
  const first = await put([entry('a', 'One\nTwo\nThree\nFour'), entry('b'), entry('same')]);
  const second = await put([entry('a', 'One\nTwo\n3\nFour', { tags: ['x'] }), entry('c'), entry('same')], {
    prune: true,
  });
  const diff = await diffVersions(db, {});
  expect(diff).toMatchObject({ from: first.version, to: second.version, added: 1, removed: 1, changed: 1 });
  expect(diff.entries.map(({ key, kind, fields }) => [key, kind, fields])).toEqual([
    ['a', 'changed', ['tags', 'answer']],
    ['b', 'removed', []],
    ['c', 'added', []],
  ]);
  expect(diff.entries[0]?.lines.filter(({ kind }) => kind !== 'same')).toEqual([
    { kind: 'skipped', text: '' },
    { kind: 'added', text: 'tags: x' },
    { kind: 'removed', text: 'Three' },
    { kind: 'added', text: '3' },
  ]);
  expect(await diffVersions(db, { from: second.version, to: first.version })).toMatchObject({ added: 1, removed: 1 });
  const draft = await put([entry('d')], { draft: true });
  expect(await diffVersions(db, { from: draft.version })).toMatchObject({ to: draft.version, added: 1, changed: 0 });
  await expect(diffVersions(db, { from: 999 })).rejects.toMatchObject({ status: 404 });
});

test('a line diff is the shortest, and says what it left out', () => {
  expect(diffLines('a\nb\nc', 'a\nb\nc').every(({ kind }) => kind === 'skipped')).toBe(true);
  expect(diffLines('1\n2\n3\n4\n5\n6', '1\n2\n3\nx\n5\n6')).toEqual([
    { kind: 'skipped', text: '' },
    { kind: 'same', text: '3' },
    { kind: 'removed', text: '4' },
    { kind: 'added', text: 'x' },
    { kind: 'same', text: '5' },
    { kind: 'skipped', text: '' },
  ]);
});
