import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Db, openDb, openPglite } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import { migrate } from '../../services/platform/migrate.js';
import type { Entry } from '../entry.js';
import { addQuestions, removeEntry, saveEntry } from './edit.js';
import { rollback } from './pointer.js';
import { prepareDraft } from './prepare.js';
import { getCurrentVersion, load } from './publish.js';
import { publishDraft } from './publish-draft.js';
import { entriesOf, historyOf } from './versions.js';

let db: Db;
let texts: string[];
/** What happens before texts are embedded, once. */
let before: (() => Promise<unknown>) | undefined;
/** A text's vector is its letters counted. */
const embedder: Embedder = {
  model: 'letters',
  embed: async (given) => {
    const happens = before;
    before = undefined;
    await happens?.();
    texts.push(...given);
    return given.map((text) =>
      Array.from({ length: 26 }, (_, i) => text.split(String.fromCharCode(97 + i)).length - 1),
    );
  },
  close: async () => {},
};
beforeAll(async () => {
  db = await openDb({ pglite: await openPglite() }, () => {});
  await migrate(db);
}, 60_000);
afterAll(() => db?.close());
beforeEach(async () => {
  texts = [];
  await db.query('update installation set current_version = null');
  await db.query('truncate versions, entries, embeddings cascade');
  await db.query(`insert into installation (stream_epoch) select 'test' where not exists (select 1 from installation)`);
});

const entry = (key: string, answer = `Answer ${key}`, more: Partial<Entry> = {}): Entry => ({
  key,
  title: `Title ${key}`,
  questions: [],
  answer,
  locale: 'en',
  inboxes: [],
  tags: [],
  ...more,
});
const put = (...entries: Entry[]) => load(db, embedder, entries);
const answersIn = async (version: number) =>
  Object.fromEntries((await entriesOf(db, version)).map(({ key, answer }) => [key, answer]));
const current = async () => answersIn((await getCurrentVersion(db)) as number);
const drafts = async () => (await historyOf(db)).versions.filter(({ state }) => state === 'draft');

test('changes gather in one draft, at no cost, and are published together', async () => {
  const { version } = await put(entry('a'), entry('b'), entry('c'));
  const before = texts.length;
  const saved = await saveEntry(db, embedder, entry('a', 'New a'), {
    version,
    draft: 'new',
    author: 'Ann',
    note: 'Spring',
  });
  expect(saved).toEqual({ version: saved.version, changed: true, draft: true });
  const draft = saved.version;
  await saveEntry(db, embedder, entry('d'), { draft });
  await removeEntry(db, embedder, 'b', { version, draft });
  await addQuestions(db, embedder, { key: 'c', questions: ['How c?', ' How c? '], draft });
  expect(await addQuestions(db, embedder, { key: 'c', questions: ['How c?'], draft })).toMatchObject({
    changed: false,
  });
  expect(texts.length).toBe(before);
  expect(await current()).toEqual({ a: 'Answer a', b: 'Answer b', c: 'Answer c' });
  expect(await drafts()).toMatchObject([
    { id: draft, author: 'Ann', note: 'Spring', changes: { created: 1, updated: 2, removed: 1, unchanged: 0 } },
  ]);

  const done = await publishDraft(db, embedder, draft);
  expect(done).toMatchObject({ from: draft, created: 1, updated: 2, removed: 1 });
  expect(await current()).toEqual({ a: 'New a', c: 'Answer c', d: 'Answer d' });
  expect(await drafts()).toEqual([]);
  expect((await historyOf(db)).publications[0]).toMatchObject({ author: 'Ann', note: 'Spring' });
});

test('nobody writes over what he has not seen, in a draft either', async () => {
  const { version } = await put(entry('a'));
  const { version: draft } = await saveEntry(db, embedder, entry('a', 'Ann'), { version, draft: 'new' });
  await expect(saveEntry(db, embedder, entry('a', 'Ben'), { version, draft })).rejects.toMatchObject({
    code: 'entry_changed',
  });
  await expect(saveEntry(db, embedder, entry('a', 'Ben'), { draft })).rejects.toMatchObject({ code: 'entry_exists' });
  await expect(removeEntry(db, embedder, 'a', { version, draft })).rejects.toMatchObject({ code: 'entry_changed' });
  expect(await saveEntry(db, embedder, entry('a', 'Ben'), { version: draft, draft })).toMatchObject({ changed: true });
  expect(await answersIn(draft)).toEqual({ a: 'Ben' });
  // A change that is refused leaves no empty draft behind.
  await expect(saveEntry(db, embedder, entry('a', 'x'), { draft: 'new' })).rejects.toMatchObject({
    code: 'entry_exists',
  });
  await expect(saveEntry(db, embedder, entry('b', ' '), { draft: 'new' })).rejects.toThrow('the answer is empty');
  expect(await drafts()).toHaveLength(1);
});

test('a draft is laid over what others published meanwhile, and is fitted again after each change', async () => {
  const { version } = await put(entry('a'), entry('b'));
  const { version: draft } = await saveEntry(db, embedder, entry('a', 'Mine'), { version, draft: 'new' });
  const prepared = await prepareDraft(db, embedder, draft);
  expect((await drafts()).map(({ id, model }) => [id, model])).toEqual([[prepared.id, 'letters']]);
  expect(await prepareDraft(db, embedder, prepared.id)).toMatchObject({ id: prepared.id, embedded: 0 });
  await saveEntry(db, embedder, entry('c'), { draft: prepared.id });
  expect((await drafts())[0]?.model).toBeUndefined();
  await put(entry('b', 'Theirs'));
  const done = await publishDraft(db, embedder, prepared.id);
  expect(await current()).toEqual({ a: 'Mine', b: 'Theirs', c: 'Answer c' });
  expect(done).toMatchObject({ from: prepared.id, created: 1, updated: 1 });
});

test('what is written while it is prepared is not lost, and never live without being fitted', async () => {
  const { version } = await put(entry('a'));
  const { version: draft } = await saveEntry(db, embedder, entry('b'), { version, draft: 'new' });
  before = () => saveEntry(db, embedder, entry('c'), { draft });
  await expect(prepareDraft(db, embedder, draft)).rejects.toMatchObject({ code: 'draft_changed' });
  expect((await drafts()).map(({ id }) => id)).toEqual([draft]);
  await publishDraft(db, embedder, draft);
  expect(await current()).toEqual({ a: 'Answer a', b: 'Answer b', c: 'Answer c' });
});

test("writing and publishing at once: the change is in the version, or refused, never in nobody's hands", async () => {
  const { version } = await put(entry('a'));
  for (let round = 0; round < 10; round++) {
    const { version: draft } = await saveEntry(db, embedder, entry(`first-${round}`), { draft: 'new' });
    const [written, published] = await Promise.allSettled([
      saveEntry(db, embedder, entry(`late-${round}`), { draft }),
      publishDraft(db, embedder, draft),
    ]);
    const live = await current();
    if (published.status === 'fulfilled') expect(live[`first-${round}`]).toBeDefined();
    const waits = (await drafts())[0]?.id;
    const kept = live[`late-${round}`] ?? (waits && (await answersIn(waits))[`late-${round}`]);
    expect(kept !== undefined).toBe(written.status === 'fulfilled');
    if (waits) await publishDraft(db, embedder, waits);
  }
  expect(version).toBeGreaterThan(0);
});

test('a draft that changes nothing any more publishes nothing and goes', async () => {
  const { version } = await put(entry('a'));
  const { version: draft } = await saveEntry(db, embedder, entry('a', 'x'), { version, draft: 'new' });
  await saveEntry(db, embedder, entry('a'), { version: draft, draft });
  expect((await drafts())[0]?.changes).toEqual({ created: 0, updated: 0, removed: 0, unchanged: 1 });
  expect(await publishDraft(db, embedder, draft)).toMatchObject({ version, created: 0, updated: 0, removed: 0 });
  expect(await drafts()).toEqual([]);
  await expect(rollback(db, { version: draft, model: 'letters' })).rejects.toMatchObject({ status: 404 });
});

test('where an entry came from stays, whoever changes it', async () => {
  const { version } = await put(entry('a', 'x', { source: 'a.md' }));
  const { version: next } = await saveEntry(db, embedder, entry('a', 'y'), { version });
  expect((await entriesOf(db, next))[0]).toMatchObject({ answer: 'y', source: 'a.md' });
});
