/** What a load would do to the version that is current now: what it writes, keeps and takes away. */

import { Invalid } from '../../services/errors.js';
import type { Db } from '../../services/platform/db.js';
import { checkEntries, USED_TWICE } from '../check-entries.js';
import type { Entry } from '../entry.js';
import { WEIGHTS } from '../fit/weights.js';
import type { Item } from '../rows.js';
import { type Member, membersOf } from './draft.js';

export type Changes = { created: number; updated: number; unchanged: number; removed: number };

export type Plan = {
  counts: Changes;
  same: boolean;
  write: Item[];
  /** Entries of the current version that stay. */
  keep: number[];
  /** Keys that go. */
  removed: string[];
};

/** The entries in their stored form, or `Invalid` with everything that is wrong. */
export async function checked(entries: Entry[], signal?: AbortSignal): Promise<Item[]> {
  const { items, refused } = await checkEntries(entries, signal);
  const problems = refused.flatMap(({ key, faults }) =>
    (faults.length ? faults : [USED_TWICE]).map((why) => `${key.slice(0, 100)}: ${why}`),
  );
  if (problems.length > 20) problems.splice(20, Infinity, `and ${problems.length - 20} more`);
  if (problems.length) throw new Invalid(problems.join('\n'));
  return items;
}

export type Base = { version?: number; model?: string; members: Map<string, Member> };

/**
 * The current version, by key. One that was fitted for other signals than are read today has no model: it is fitted anew
 * by the next load, as for another embedding model.
 */
export async function currentBase(db: Db): Promise<Base> {
  const [row] = await db.query<{ version: number; model?: string }>(
    `select v.id as version,
       case when coalesce(jsonb_array_length(v.fitted -> 'weights' -> 'inside'), $1) = $1 then v.fitted ->> 'model' end as model
     from installation i join versions v on v.id = i.current_version`,
    [WEIGHTS],
  );
  const members = row ? await membersOf(db, row.version) : [];
  return { ...row, members: new Map(members.map((member) => [member.key, member])) };
}

/** `remove` names what goes; with `prune` everything goes that is not among the items. */
export function planOf(
  { members }: Pick<Base, 'members'>,
  items: Item[],
  { prune, remove = [] }: { prune?: boolean; remove?: string[] },
): Plan {
  const write = items.filter(({ entry, hash }) => members.get(entry.key)?.hash !== hash);
  const created = write.filter(({ entry }) => !members.has(entry.key)).length;
  const loaded = new Set(items.map(({ entry }) => entry.key));
  const removed = (prune ? [...members.keys()] : [...new Set(remove)]).filter(
    (key) => members.has(key) && !loaded.has(key),
  );
  const gone = new Set([...write.map(({ entry }) => entry.key), ...removed]);
  return {
    counts: {
      created,
      updated: write.length - created,
      unchanged: items.length - write.length,
      removed: removed.length,
    },
    same: write.length === 0 && removed.length === 0,
    write,
    removed,
    keep: [...members].filter(([key]) => !gone.has(key)).map(([, { id }]) => id),
  };
}
