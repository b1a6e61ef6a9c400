import { expect, test } from 'vitest';
import { Unavailable } from '../errors.js';
import type { Db } from './db.js';
import { inOneTick, together } from './together.js';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));
const someDb = (embedded: boolean): Db => ({ embedded }) as Db;

/** What was asked, list by list, each answered when it is let go. */
function held() {
  const lists: { asked: number[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const ask = together<number, string>(
    (_, asked) =>
      new Promise((resolve, reject) => {
        lists.push({ asked, answer: () => resolve(asked.map((n) => `answer ${n}`)), fail: reject });
      }),
  );
  return { lists, ask };
}

test('what is asked in one tick goes together, and each gets their own answer', async () => {
  const { lists, ask } = held();
  const asked = [1, 2, 3].map((n) => ask(someDb(true), n));
  const db = someDb(true);
  const others = [4, 5].map((n) => ask(db, n));
  await tick();
  // Each database has its own list.
  expect(lists.map((list) => list.asked)).toEqual([[1], [2], [3], [4, 5]]);
  for (const { answer } of lists) answer();
  expect(await Promise.all([...asked, ...others])).toEqual([1, 2, 3, 4, 5].map((n) => `answer ${n}`));
});

test.each([
  ['one connection', true, 1],
  ['many', false, 2],
])('with %s what comes while it is busy waits for the next, at most a hundred', async (_, embedded, lanes) => {
  const { lists, ask } = held();
  const db = someDb(embedded);
  for (let lane = 0; lane < lanes; lane++) {
    void ask(db, lane);
    await tick();
  }
  expect(lists.map(({ asked }) => asked)).toEqual(Array.from({ length: lanes }, (_, lane) => [lane]));
  const rest = Array.from({ length: 120 }, (_, n) => ask(db, n));
  await tick();
  expect(lists).toHaveLength(lanes);
  lists[0]?.answer();
  await tick();
  expect(lists.slice(lanes).map(({ asked }) => asked.length)).toEqual([100]);
  lists[lanes]?.answer();
  await tick();
  expect(lists.slice(lanes).map(({ asked }) => asked.length)).toEqual([100, 20]);
  lists[lanes + 1]?.answer();
  expect(await Promise.all(rest)).toEqual(rest.map((_, n) => `answer ${n}`));
  // Nobody waits any more: the next goes at once.
  const next = ask(db, 7);
  await tick();
  lists.at(-1)?.answer();
  expect(await next).toBe('answer 7');
});

test('where it fails all of that list are told, and the next is asked all the same', async () => {
  const { lists, ask } = held();
  const db = someDb(true);
  const failing = [ask(db, 1), ask(db, 2)];
  await tick();
  const next = ask(db, 3);
  lists[0]?.fail(new Error('broken'));
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await tick();
  lists[1]?.answer();
  expect(await next).toBe('answer 3');
});

test('where the database is away, those who wait are told as well', async () => {
  const { lists, ask } = held();
  const db = someDb(true);
  const first = ask(db, 1);
  await tick();
  const waiting = [ask(db, 2), ask(db, 3)];
  lists[0]?.fail(new Unavailable());
  for (const it of [first, ...waiting]) await expect(it).rejects.toThrow(Unavailable);
  expect(lists).toHaveLength(1);
});

test('what is handed over in one tick is sent once, in order, and fails together', async () => {
  const sent: number[][] = [];
  const send = inOneTick<number>(async (all) => {
    sent.push(all);
    if (all.includes(5)) throw new Error('away');
  });
  await Promise.all([send(1), send(2), send(3)]);
  await send(4);
  expect((await Promise.allSettled([send(5), send(6)])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await send(7);
  expect(sent).toEqual([[1, 2, 3], [4], [5, 6], [7]]);
});
