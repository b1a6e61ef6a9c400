/** Entries -> a published version. A load merges into what is current; readers see the old version or the new one, nothing between. */
import { z } from 'zod';
import { Conflict, Invalid } from '../services/errors.js';
import type { Db, Sql } from '../services/platform/db.js';
import type { Embedder } from '../services/platform/embedder.js';
import { inTurns, type Progress } from './batches.js';
import { checkEntry, limits } from './check.js';
import { beginDraft, type Member, membersOf, removeAbandoned, removeDraft, setMembers } from './draft.js';
import { analyze, embedMissing } from './embeddings.js';
import type { Entry } from './entry.js';
import { contentHash, type Item, writeEntries } from './rows.js';

export type { Progress } from './batches.js';
export { removeAbandoned } from './draft.js';

/** The body of `POST /v1/admin/knowledge`. */
export const loadRequest = z.strictObject({
  // Only that they are objects: `load` checks them a few at a time, where all at once would hold up the server for half a second.
  entries: z
    .array(z.looseObject({}) as unknown as z.ZodType<Entry>)
    .min(1)
    .max(limits.entries),
  author: z.string().max(200).optional(),
  note: z.string().max(1_000).optional(),
  prune: z.boolean().optional(),
});

/** Computes what belongs to the version (the confidence curve, word statistics, ...) while it is still a draft. */
export type Fit = (
  db: Db,
  embedder: Embedder,
  version: number,
  onProgress: (progress: Progress) => void,
) => Promise<Record<string, unknown>>;

export type LoadOptions = {
  author?: string;
  note?: string;
  /** Removes what the load does not name. */
  prune?: boolean;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
  fit?: Fit;
};

export type Loaded = {
  version: number;
  created: number;
  updated: number;
  unchanged: number;
  removed: number;
  /** Texts embedded now; what this model embedded before is never embedded again. */
  embedded: number;
};

/** The published version that everybody reads, if there is one yet. */
export async function getCurrentVersion(db: Sql): Promise<number | undefined> {
  const [row] = await db.query<{ version: number | null }>('select current_version as version from installation');
  return row?.version ?? undefined;
}

/**
 * Publishes the entries. When another load publishes first, this one is laid over the other's result and nothing of either
 * is lost. A load that changes nothing publishes nothing. One that is cut short leaves the current version as it was, and
 * what it wrote is used by the next.
 */
export async function load(db: Db, embedder: Embedder, entries: Entry[], options: LoadOptions = {}): Promise<Loaded> {
  const items = await checked(entries, options.signal);
  let draft: { id: number; end: () => void } | undefined;
  let embedded = 0;
  try {
    for (let attempt = 1; attempt <= 10; attempt++) {
      const base = await currentBase(db);
      const plan = compare(base.members, items, options.prune ?? false);
      if (base.version && plan.same && base.model === embedder.model) {
        if (draft) await removeDraft(db, draft.id);
        return { version: base.version, ...plan.counts, embedded };
      }
      draft ??= await beginDraft(db, options);
      const ids = await write(db, draft.id, plan, options);
      embedded += await embedMissing(db, embedder, ids, options);
      await analyze(db);
      const fitted = await fitVersion(db, embedder, draft.id, options);
      options.signal?.throwIfAborted();
      if (await flip(db, draft.id, base.version, fitted)) {
        // Only now: a draft left half way has given what could be used. If this fails, the next load does it.
        await removeAbandoned(db).catch(() => {});
        return { version: draft.id, ...plan.counts, embedded };
      }
    }
    throw new Conflict('busy', 'Others kept publishing while this load was being prepared. Load it again.');
  } finally {
    draft?.end();
  }
}

/** The entries in their stored form, or `Invalid` with everything that is wrong. */
async function checked(entries: Entry[], signal?: AbortSignal): Promise<Item[]> {
  const problems: string[] = [];
  const keys = new Set<string>();
  const items = await inTurns(
    entries,
    (given): Item[] => {
      const result = checkEntry(given);
      const name = String(given?.key).slice(0, 100);
      if ('faults' in result) {
        problems.push(...result.faults.map(({ message }) => `${name}: ${message}`));
        return [];
      }
      if (keys.has(result.entry.key)) problems.push(`${name}: the id is used twice; give one of them another`);
      keys.add(result.entry.key);
      return [{ entry: result.entry, hash: contentHash(result.entry) }];
    },
    signal,
  );
  if (entries.length === 0) problems.push('There is nothing to load.');
  if (problems.length > 20) problems.splice(20, Infinity, `and ${problems.length - 20} more`);
  if (problems.length) throw new Invalid(problems.join('\n'));
  return items.flat();
}

async function currentBase(db: Db): Promise<{ version?: number; model?: string; members: Map<string, Member> }> {
  const [row] = await db.query<{ version: number; model?: string }>(
    `select v.id as version, v.fitted ->> 'model' as model
     from installation i join versions v on v.id = i.current_version`,
  );
  const members = row ? await membersOf(db, row.version) : [];
  return { ...row, members: new Map(members.map((member) => [member.key, member])) };
}

type Plan = {
  counts: Pick<Loaded, 'created' | 'updated' | 'unchanged' | 'removed'>;
  same: boolean;
  write: Item[];
  /** Entries of the current version that stay. */
  keep: number[];
};

function compare(members: Map<string, Member>, items: Item[], prune: boolean): Plan {
  const write = items.filter(({ entry, hash }) => members.get(entry.key)?.hash !== hash);
  const created = write.filter(({ entry }) => !members.has(entry.key)).length;
  const loaded = new Set(items.map(({ entry }) => entry.key));
  const written = new Set(write.map(({ entry }) => entry.key));
  const removed = prune ? [...members.keys()].filter((key) => !loaded.has(key)) : [];
  const gone = new Set([...written, ...removed]);
  return {
    counts: {
      created,
      updated: write.length - created,
      unchanged: items.length - write.length,
      removed: removed.length,
    },
    same: write.length === 0 && removed.length === 0,
    write,
    keep: [...members].filter(([key]) => !gone.has(key)).map(([, { id }]) => id),
  };
}

/** The draft holds what the plan says; returns the ids of its entries. */
async function write(db: Db, draft: number, plan: Plan, { signal, onProgress }: LoadOptions): Promise<number[]> {
  const step = (step: string, total: number) => ({
    ...(signal && { signal }),
    onDone: (done: number) => onProgress?.({ done, total, step }),
  });
  const written = await writeEntries(db, draft, plan.write, step('writing entries', plan.write.length));
  const ids = [...written.values(), ...plan.keep];
  await setMembers(db, draft, ids, step('keeping entries', plan.keep.length));
  return ids;
}

async function fitVersion(db: Db, embedder: Embedder, draft: number, options: LoadOptions): Promise<object> {
  const report = (progress: Progress) => options.onProgress?.(progress);
  return { ...(await options.fit?.(db, embedder, draft, report)), model: embedder.model };
}

/** Points everybody to the draft, unless another version was published since it was based on `base`. */
function flip(db: Db, draft: number, base: number | undefined, fitted: object): Promise<boolean> {
  return db.tx(async (tx) => {
    // Minutes of work should not be lost to somebody who holds the row for some seconds.
    await tx.query(`set local lock_timeout = '20s'`);
    await tx.query(`set local statement_timeout = '30s'`);
    const [row] = await tx.query<{ current: number | null }>(
      'select current_version as current from installation for update',
    );
    if ((row?.current ?? undefined) !== base) return false;
    const published = await tx.query(
      // What labels taught is about visitors more than about entries: it holds until it is fitted anew, for vectors of the same model.
      `update versions set state = 'published', published_at = now(), fitted = $2::jsonb,
         learned = (select learned from versions where id = $3 and fitted ->> 'model' = $2::jsonb ->> 'model')
       where id = $1 and state = 'draft' returning id`,
      [draft, JSON.stringify(fitted), base ?? null],
    );
    if (published.length === 0)
      throw new Conflict('draft_gone', 'The draft of this load was removed while it was being written. Load it again.');
    await tx.query('update installation set current_version = $1', [draft]);
    return true;
  });
}
