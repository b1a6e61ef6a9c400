import pg from 'pg';
import { afterAll, expect, inject, test } from 'vitest';
import { failure } from '../testing/verbs.js';
import { type Db, openDb, openPglite } from './db.js';
import { migrate } from './migrate.js';

const { postgres } = inject('found');
const undo: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const one of undo.reverse()) await one();
});

/** An empty database on the real server. */
async function emptyDatabase(): Promise<string> {
  const name = `frontdesk_test_run_migrate_${process.pid}_${undo.length}`;
  const admin = new pg.Client({ connectionString: postgres?.url });
  await admin.connect();
  await admin.query(`create database ${name}`);
  undo.push(async () => {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
  });
  const url = new URL(postgres?.url ?? '');
  url.pathname = `/${name}`;
  return url.href;
}
async function open(url?: string): Promise<Db> {
  const db = await openDb(url ? { databaseUrl: url } : { pglite: await openPglite() }, () => {});
  undo.push(() => db.close());
  return db;
}
const applied = async (db: Db) =>
  (await db.query<{ id: number }>('select id from migrations order by id')).map((it) => it.id);

test.each(['embedded', ...(postgres ? ['postgres'] : [])])(
  'from nothing, and again, and never backwards (%s)',
  async (mode) => {
    const db = await open(mode === 'postgres' ? await emptyDatabase() : undefined);
    await migrate(db);
    const done = await applied(db);
    expect(done[0]).toBe(1);
    expect(await db.query('select slug from inboxes')).toEqual([{ slug: 'default' }]);
    const [epoch] = await db.query('select stream_epoch from installation');
    await migrate(db);
    expect(await applied(db)).toEqual(done);
    expect((await db.query('select stream_epoch from installation'))[0]).toEqual(epoch);
    await db.query('insert into migrations (id) values (9999)');
    const refused = await failure(migrate(db));
    expect(refused).toMatchObject({ name: 'Misconfigured', message: expect.stringContaining('9999') });
    expect(refused.message).toContain(String(Math.max(...done)));
  },
);

test.runIf(postgres)('several processes that start at once all find it done, once', async () => {
  const url = await emptyDatabase();
  const dbs = [await open(url), await open(url), await open(url)];
  await Promise.all(dbs.map(migrate));
  const done = await applied(dbs[0] as Db);
  expect(new Set(done).size).toBe(done.length);
  expect(await (dbs[1] as Db).query('select 1 from inboxes')).toHaveLength(1);
});

test.runIf(postgres)('a wrong address is a sentence to act on, without the password', async () => {
  const wrong = new URL(postgres?.url ?? '');
  wrong.password = 'hunter2';
  for (const url of [wrong.href, 'postgres://u:hunter2@127.0.0.1:9/x', wrong.href.replace(/\/[^/]*$/, '/nowhere')]) {
    const refused = await failure(openDb({ databaseUrl: url }, () => {}));
    expect(refused).toMatchObject({ name: 'Misconfigured', message: expect.stringContaining('DATABASE_URL') });
    expect(refused.message).not.toContain('hunter2');
  }
});
