import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Db, openDb, openPglite, type Sql } from '../../services/platform/db.js';
import { migrate } from '../../services/platform/migrate.js';
import { outsideShareOf } from './confidence.js';
import { askedLately } from './outside.js';

let db: Db;
beforeAll(async () => {
  db = await openDb({ pglite: await openPglite() }, () => {});
  await migrate(db);
}, 60_000);
afterAll(() => db?.close());
beforeEach(() => db.query('delete from decisions'));
afterEach(() => vi.useRealTimers());

const decided = (inside: (number | null)[], verdict = 'answer') =>
  db.query(
    `insert into decisions (question, from_seq, to_seq, candidates, features, confidence, thresholds, verdict, ms)
     select 'How?', 1, 1, '[]', jsonb_build_object('inside', one.inside, 'right', one.inside + 1), 0.5, '{}', $2, 1
     from unnest($1::float8[]) with ordinality as one (inside, n) order by n`,
    [inside, verdict],
  );

const outsideShare = async (sql: Sql): Promise<number> => (await askedLately(sql)).outsideShare;

/** The same database, for which nothing is kept yet; counts how often it is asked. */
function fresh(): Sql & { read: () => number } {
  let read = 0;
  return {
    query: (text, values) => {
      read++;
      return db.query(text, values);
    },
    read: () => read,
  };
}

test('of all decisions that a model read, and of no small talk', async () => {
  await decided([3, null, 3, -1]);
  await decided([9, 9, 9, 9], 'small_talk');
  expect(await outsideShare(fresh())).toBeCloseTo(outsideShareOf([3, 3, -1]), 9);
  expect((await askedLately(fresh())).recent.sort(([a], [b]) => a - b)).toEqual([
    [-1, 0],
    [3, 4],
    [3, 4],
  ]);
});

test('of the latest thousand', async () => {
  await decided([...Array(50).fill(-9), ...Array(1_000).fill(3)]);
  expect(await outsideShare(fresh())).toBeCloseTo(outsideShareOf(Array(1_000).fill(3)), 9);
});

test('not of versions that another encoder reads than the current one, however many versions there are', async () => {
  const versions: number[] = [];
  for (const model of ['before', 'now', 'now'])
    versions.push(
      ...(await db.query<{ id: number }>('insert into versions (fitted) values ($1) returning id', [{ model }])).map(
        ({ id }) => id,
      ),
    );
  for (const [i, inside] of [-5, 3, 2].entries()) {
    await decided([inside]);
    await db.query('update decisions set version_id = $1 where version_id is null', [versions[i]]);
  }
  const recent = async () => (await askedLately(fresh())).recent.map(([inside]) => inside);
  expect(await recent()).toEqual([2, 3, -5]);
  await db.query(`insert into installation (stream_epoch) select 'test' where not exists (select 1 from installation)`);
  await db.query('update installation set current_version = $1', [versions[2]]);
  expect(await recent()).toEqual([2, 3]);
  await db.query('update installation set current_version = $1', [versions[0]]);
  expect(await recent()).toEqual([-5]);
  await db.query('update installation set current_version = null');
});

test('is kept for twenty questions more, and each database has its own', async () => {
  const sql = fresh();
  await decided([3]);
  const first = await outsideShare(sql);
  await decided(Array(200).fill(-4));
  for (let i = 0; i < 20; i++) expect(await outsideShare(sql)).toBe(first);
  expect(sql.read()).toBe(1);
  expect(await outsideShare(fresh())).toBeGreaterThan(first);
  expect(await outsideShare(sql)).toBeGreaterThan(first);
  expect(sql.read()).toBe(2);
});

test('is kept for thirty seconds', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const sql = fresh();
  await outsideShare(sql);
  vi.advanceTimersByTime(29_999);
  await outsideShare(sql);
  expect(sql.read()).toBe(1);
  vi.advanceTimersByTime(1);
  await outsideShare(sql);
  expect(sql.read()).toBe(2);
});

test('what cannot be read is the belief, and is read again at the next question', async () => {
  const sql = fresh();
  await decided([4, 4, 4]);
  await db.query('alter table decisions rename to elsewhere');
  try {
    expect(await outsideShare(sql)).toBe(outsideShareOf([]));
  } finally {
    await db.query('alter table elsewhere rename to decisions');
  }
  expect(await outsideShare(sql)).toBeCloseTo(outsideShareOf([4, 4, 4]), 9);
  expect(sql.read()).toBe(2);
});
