import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modes, type Stack } from '../testing/stack.js';
import { failure, startBare } from '../testing/verbs.js';
import type { Db } from './db.js';

describe.each(modes().filter((mode) => mode !== 'redis'))('the database (%s)', (mode) => {
  let stack: Stack;
  let db: Db;
  beforeAll(async () => {
    stack = await startBare(mode);
    db = stack.platform.db;
    await db.query('create table pairs (id int primary key check (id < 1000), word text not null)');
  });
  afterAll(() => stack?.drop());
  const add = (id: number, word: string | null) => db.query('insert into pairs values ($1, $2)', [id, word]);
  const echo = async (n: number) => (await db.query<{ n: number }>('select $1::int as n', [n]))[0]?.n;

  test('a query that fails harms no other: each gets its own answer, in a row and at once', async () => {
    await add(1, 'one');
    for (let i = 0; i < 5; i++) {
      expect(await failure(add(1, 'again'))).toMatchObject({ code: '23505' });
      expect(await echo(i)).toBe(i);
      expect(await failure(add(5_000, 'large'))).toMatchObject({ code: '23514' });
      expect(await failure(add(2, null))).toMatchObject({ code: '23502' });
      expect(await failure(db.query('select nonsense'))).toMatchObject({ code: '42703' });
      expect(await failure(db.query(`select $1::int`, ['x']))).toMatchObject({ code: '22P02' });
      expect(await echo(100 + i)).toBe(100 + i);
    }
    const mixed = await Promise.allSettled(
      Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? add(1, 'again') : echo(i))),
    );
    for (const [i, result] of mixed.entries())
      if (i % 3 === 0) expect(result).toMatchObject({ status: 'rejected', reason: { code: '23505' } });
      else expect(result).toEqual({ status: 'fulfilled', value: i });
    expect(await db.query('select id, word from pairs')).toEqual([{ id: 1, word: 'one' }]);
  });

  test('a statement that is kept ready works again after it failed, and on the connection after this one', async () => {
    const twice = async (n: unknown) =>
      (await db.query<{ n: number }>('select $1::int * 2 as n from pairs limit 1', [n], 'twice'))[0]?.n;
    await db.query('alter table pairs rename to hidden');
    expect(await failure(twice(1))).toMatchObject({ code: '42P01' });
    await db.query('alter table hidden rename to pairs');
    await db.query(`insert into pairs values (900, 'kept') on conflict do nothing`);
    expect(await twice(1)).toBe(2);
    expect(await failure(twice('x'))).toMatchObject({ code: '22P02' });
    expect(await twice(2)).toBe(4);
    (await db.pool.connect()).release(true);
    expect(await twice(3)).toBe(6);
    await db.query('delete from pairs where id = 900');
  });

  test('a transaction is all or nothing, and a failed one leaves the connection clean', async () => {
    const failed = db.tx(async (tx) => {
      await tx.query('insert into pairs values (10, $1)', ['ten']);
      await tx.query('insert into pairs values (10, $1)', ['ten again']);
    });
    expect(await failure(failed)).toMatchObject({ code: '23505' });
    expect(
      await failure(
        db.tx(async (tx) => {
          await tx.query('insert into pairs values (11, $1)', ['eleven']);
          throw new Error('changed my mind');
        }),
      ),
    ).toMatchObject({ message: 'changed my mind' });
    expect(await db.query('select 1 from pairs where id in (10, 11)')).toEqual([]);
    expect(await db.tx(async (tx) => (await tx.query('insert into pairs values (12, $1)', ['twelve'])).length)).toBe(0);
    expect(await echo(7)).toBe(7);
  });

  if (mode !== 'embedded')
    test('a deadlock is tried again, and both get through', async () => {
      await db.query(`insert into pairs values (20, 'a'), (21, 'b')`);
      let runs = 0;
      let arrived = 0;
      const crossing = (first: number, second: number) =>
        db.tx(async (tx) => {
          runs++;
          await tx.query('select 1 from pairs where id = $1 for update', [first]);
          arrived++;
          const until = Date.now() + 1_000;
          while (arrived < 2 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
          await tx.query(`update pairs set word = word || '!' where id = $1`, [second]);
        });
      await Promise.all([crossing(20, 21), crossing(21, 20)]);
      expect(runs).toBe(3);
      expect(await db.query('select word from pairs where id in (20, 21) order by id')).toEqual([
        { word: 'a!' },
        { word: 'b!' },
      ]);
    });

  if (mode !== 'embedded')
    test('a row that is held too long is "try again", not a crash', async () => {
      await db.query(`insert into pairs values (30, 'held')`);
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const holder = db.tx(async (tx) => {
        await tx.query('select 1 from pairs where id = 30 for update');
        await held;
      });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await failure(db.query(`update pairs set word = 'mine' where id = 30`))).toMatchObject({
        status: 503,
        code: 'unavailable',
      });
      release();
      await holder;
    });
});
