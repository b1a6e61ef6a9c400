/** What comes at the same time goes together: one statement, one message, one commit for many. */
import { Unavailable } from '../errors.js';
import type { Db } from './db.js';

/** The longest list that goes into one statement. */
const MOST = 100;
/** How many lists may be on their way: while one is made durable, the next is worked on. */
const LANES = 2;

type Waiting<A, R> = { asked: A; resolve: (result: R) => void; reject: (error: unknown) => void };
type Line<A, R> = { waiting: Waiting<A, R>[]; lanes: number };

/**
 * Whoever asks in one tick, or while all lanes are busy, is asked for together: a busy process makes one round trip, and
 * one commit, of many, and nobody waits for company. `ask` gets what was asked, in order, and gives as many results in
 * the same order. Where it throws, all of that list are told so; where the database is away, so are those who wait, for
 * whom it would only take longer.
 */
export function together<A, R>(ask: (db: Db, all: A[]) => Promise<R[]>): (db: Db, one: A) => Promise<R> {
  const lines = new WeakMap<Db, Line<A, R>>();

  async function serve(db: Db, line: Line<A, R>): Promise<void> {
    while (line.waiting.length) {
      const some = line.waiting.splice(0, MOST);
      const asked = some.map((one) => one.asked);
      try {
        const results = await ask(db, asked);
        for (const [i, { resolve }] of some.entries()) resolve(results[i] as R);
      } catch (error) {
        if (error instanceof Unavailable) some.push(...line.waiting.splice(0));
        for (const { reject } of some) reject(error);
      }
    }
    line.lanes--;
  }

  return (db, asked) =>
    new Promise((resolve, reject) => {
      const line = lines.get(db) ?? { waiting: [], lanes: 0 };
      lines.set(db, line);
      line.waiting.push({ asked, resolve, reject });
      if (line.lanes >= (db.embedded ? 1 : LANES)) return;
      line.lanes++;
      setImmediate(() => void serve(db, line));
    });
}

/** What is handed over in one tick is sent together, in order; the promise is that of all. */
export function inOneTick<T>(send: (all: T[]) => Promise<unknown>): (one: T) => Promise<void> {
  let waiting: T[] = [];
  let sent: Promise<void> | undefined;
  return (one) => {
    waiting.push(one);
    sent ??= new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      const all = waiting;
      [waiting, sent] = [[], undefined];
      await send(all);
    });
    return sent;
  };
}
