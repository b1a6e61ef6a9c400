/**
 * Entries -> a published version. A load merges into what is current; readers see the old version or the new one,
 * nothing between.
 */

import { z } from 'zod';
import type { By } from '../../services/conversation/audit.js';
import { Conflict, Invalid } from '../../services/errors.js';
import type { Db, Sql } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import type { Progress } from '../batches.js';
import { limits, unchecked } from '../check.js';
import type { Entry } from '../entry.js';
import { fitVersion } from '../fit/calibrate.js';
import {
  beginDraft,
  type Draft,
  finishDraft,
  keepDraft,
  type Member,
  removeAbandoned,
  removeDraft,
  setMembers,
} from './draft.js';
import { analyze, embedMissing } from './embeddings.js';
import { type Base, type Changes, checked, currentBase, type Plan, planOf } from './plan.js';
import { flip } from './pointer.js';
import { writeEntries } from './write-entries.js';

export type { Progress } from '../batches.js';
export { removeAbandoned } from './draft.js';

/** The body of `POST /v1/admin/knowledge`. */
export const loadRequest = z.strictObject({
  entries: z.array(unchecked).min(1).max(limits.entries),
  author: z.string().max(200).optional(),
  note: z.string().max(1_000).optional(),
  prune: z.boolean().optional(),
  draft: z.boolean().optional(),
});

export type LoadOptions = {
  author?: string;
  note?: string;
  /** For the audit log. */
  by?: By | undefined;
  /** Removes what the load does not name. */
  prune?: boolean;
  /** Removes these keys, as far as they are there. */
  remove?: string[];
  /** Leaves a draft that waits for `publishDraft`. */
  draft?: boolean;
  /**
   * Throws where what is current is not what the caller saw; asked again each time that somebody else published first.
   */
  guard?: (current: Map<string, Member>) => void;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
};

export type Loaded = Changes & {
  version: number;
  /** Texts embedded now; what this model embedded before is never embedded again. */
  embedded: number;
  /** It waits to be published. */
  draft?: true;
};

/** The published version that everybody reads, if there is one yet. */
export async function getCurrentVersion(db: Sql): Promise<number | undefined> {
  const [row] = await db.query<{ version: number | null }>('select current_version as version from installation');
  return row?.version ?? undefined;
}

/**
 * Publishes the entries. When another load publishes first, this one is laid over the other's result and nothing of
 * either is lost. A load that changes nothing publishes nothing. One that is cut short leaves the current version as it
 * was, and what it wrote is used by the next.
 */
export async function load(db: Db, embedder: Embedder, entries: Entry[], options: LoadOptions = {}): Promise<Loaded> {
  const items = await checked(entries, options.signal);
  if (items.length === 0 && !options.remove?.length) throw new Invalid('There is nothing to load.');
  let draft: Draft | undefined;
  let embedded = 0;
  try {
    for (let attempt = 1; attempt <= 10; attempt++) {
      const base = await currentBase(db);
      options.guard?.(base.members);
      const plan = planOf(base, items, options);
      if (base.version && plan.same && base.model === embedder.model) {
        if (draft) await removeDraft(db, draft.id);
        return { version: base.version, ...plan.counts, embedded };
      }
      draft ??= await beginDraft(db, options);
      embedded += await fill(db, embedder, { draft: draft.id, base, plan }, options);
      const loaded = { version: draft.id, ...plan.counts, embedded };
      if (options.draft) {
        await keepDraft(db, draft.id);
        return { ...loaded, draft: true };
      }
      if (await flip(db, draft.id, base.version, { by: options.by })) {
        // Only now: a draft left half way has given what could be used. If this fails, the next load does it.
        await removeAbandoned(db).catch(() => {});
        return loaded;
      }
    }
    throw new Conflict('busy', 'Others kept publishing while this load was being prepared. Load it again.');
  } finally {
    draft?.end();
  }
}

/**
 * Makes the draft what the plan says, with everything embedded and fitted; returns how many texts were embedded for it.
 */
export async function fill(
  db: Db,
  embedder: Embedder,
  { draft, base, plan }: { draft: number; base: Base; plan: Plan },
  options: Pick<LoadOptions, 'signal' | 'onProgress'>,
): Promise<number> {
  const ids = await write(db, draft, plan, options);
  if (ids.length === 0) throw new Invalid('Nothing would be left to answer from. Load something else with it.');
  const embedded = await embedMissing(db, embedder, ids, options);
  await analyze(db);
  const fitted = { ...(await fitVersion(db, embedder, draft, options.onProgress)), model: embedder.model };
  options.signal?.throwIfAborted();
  await finishDraft(db, draft, { base: base.version, changes: plan.counts, fitted });
  return embedded;
}

/** The draft holds what the plan says; returns the ids of its entries. */
async function write(
  db: Db,
  draft: number,
  plan: Plan,
  { signal, onProgress }: Pick<LoadOptions, 'signal' | 'onProgress'>,
): Promise<number[]> {
  const step = (step: string, total: number) => ({
    ...(signal && { signal }),
    onDone: (done: number) => onProgress?.({ done, total, step }),
  });
  const written = await writeEntries(db, draft, plan.write, step('writing entries', plan.write.length));
  const ids = [...written.values(), ...plan.keep];
  await setMembers(db, draft, ids, step('keeping entries', plan.keep.length));
  return ids;
}
