/**
 * `npm run bench -- kill PATH`: a load is killed half way and run again. What is there then, and what did a reader see
 * meanwhile?
 */
import { setTimeout } from 'node:timers/promises';
import { readKnowledge } from '../../knowledge/import/read.js';
import { Misconfigured } from '../../services/errors.js';
import { type Db, openDb, type Sql } from '../../services/platform/db.js';
import type { Task } from './part.js';
import { onFresh, run } from './run.js';

export type Killed = {
  /** Entries of the version of before, and of all that is loaded. */
  few: number;
  whole: number;
  /**
   * Entries of the current version after the kill, and after the load was run again, with how many keys are different.
   */
  between: number;
  after: number;
  keys: number;
  /** Texts that the second load embedded, and a third one that had nothing to do. */
  again: number;
  third: number;
  drafts: number;
  /** How large versions were that a reader found, looking all the time. Only a server can have such a reader. */
  seen?: number[];
};

export async function killHalfWay(path: string, url?: string): Promise<Killed> {
  const whole = readKnowledge(path).entries.length;
  const few = Math.ceil(whole / 10);
  return onFresh(url, async (database) => {
    const load = { part: 'load', path, database, questions: 0 } as const;
    await run({ ...load, first: few });
    const reader = 'databaseUrl' in database ? await watch(database) : undefined;
    const cut = await run(load, ({ step, done, total }) => step === 'embedding' && done >= total / 2);
    if (cut) throw new Misconfigured('The load ended before it could be killed; take more entries.');
    const between = await look(database);
    const again = await run(load);
    const third = await run(load);
    const after = await look(database);
    const seen = await reader?.();
    return {
      few,
      whole,
      between: between.entries,
      after: after.entries,
      keys: after.keys,
      again: again?.texts ?? -1,
      third: third?.texts ?? -1,
      drafts: after.drafts,
      ...(seen && { seen }),
    };
  });
}

/** What is wrong with it, in a sentence each. */
export function faultsOf({ few, whole, between, after, keys, third, drafts, seen = [] }: Killed): string[] {
  const mixed = seen.filter((count) => count !== few && count !== whole);
  return [
    between === few ? '' : `after the kill ${between} entries were current, not the ${few} of before`,
    after === whole && keys === whole ? '' : `after the next load ${after} entries with ${keys} keys were current`,
    third === 0 ? '' : `a load that changes nothing embedded ${third} texts`,
    drafts === 0 ? '' : `${drafts} drafts were left over`,
    mixed.length === 0 ? '' : `a reader saw versions of ${mixed.join(', ')} entries`,
  ].filter(Boolean);
}

export const toldKilled = ({ few, whole, between, after, keys, again, third, drafts, seen }: Killed): string =>
  [
    `${whole} entries over ${few}, killed half way through embedding: ${between} current then.`,
    `The next load: ${after} current, ${keys} different, ${again} texts embedded; a third one ${third}. Drafts left: ${drafts}.`,
    seen ? `A reader saw versions of ${seen.join(' and ')} entries.` : 'With --database a reader looks on meanwhile.',
  ].join('\n');

async function onceOpen<T>(database: Task['database'], work: (db: Db) => Promise<T>): Promise<T> {
  const db = await openDb(database, () => {});
  return work(db).finally(() => db.close());
}

const look = (database: Task['database']) =>
  onceOpen(database, async (db) => {
    const [row] = await db.query<{ entries: number; keys: number; drafts: number }>(
      `select count(*) as entries, count(distinct e.key) as keys, (select count(*) from versions where state = 'draft') as drafts
       from installation i join version_entries m on m.version_id = i.current_version join entries e on e.id = m.entry_id`,
    );
    return row as { entries: number; keys: number; drafts: number };
  });

/** Looks until it is called; then tells every size that it saw. */
async function watch(database: Task['database']): Promise<() => Promise<number[]>> {
  const db = await openDb(database, () => {});
  const seen = new Set<number>();
  let over = false;
  const looking = (async () => {
    while (!over) {
      seen.add(await currentSize(db));
      await setTimeout(20);
    }
  })();
  return async () => {
    over = true;
    await looking;
    await db.close();
    return [...seen];
  };
}

async function currentSize(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ size: number }>(
    'select count(*) as size from installation i join version_entries m on m.version_id = i.current_version',
  );
  return row?.size ?? 0;
}
