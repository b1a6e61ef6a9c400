/** The one way in for entries, used by the scripts, the server and the tests alike: publish, with everything that is fitted fitted. */
import type { Db } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import type { Entry } from '../entry.js';
import { fit } from '../fit/calibrate.js';
import { type Promised, promised } from '../fit/promise.js';
import { checkDraft, type DryRun, type DryRunOptions, type DryRunRequest, dryRun } from '../try/dry-run.js';
import type { Who } from './pointer.js';
import type { PrepareOptions } from './prepare.js';
import { type Loaded, type LoadOptions, load } from './publish.js';
import { type PublishedDraft, publishDraft } from './publish-draft.js';

export type LoadedKnowledge = Loaded & { promise?: Promised };

export async function loadKnowledge(
  db: Db,
  embedder: Embedder,
  entries: Entry[],
  options: Omit<LoadOptions, 'fit'> = {},
): Promise<LoadedKnowledge> {
  const loaded = await load(db, embedder, entries, { ...options, fit });
  const promise = await promised(db);
  return { ...loaded, ...(promise && { promise }) };
}

/** The same for a draft that waits. */
export const publishDraftFitted = (
  db: Db,
  embedder: Embedder,
  id: number,
  options: Who & Omit<PrepareOptions, 'fit'> = {},
): Promise<PublishedDraft> => publishDraft(db, embedder, id, { ...options, fit });

/** What a load would do; nothing is published. */
export const dryRunKnowledge = (
  db: Db,
  embedder: Embedder,
  request: DryRunRequest,
  options: Omit<DryRunOptions, 'fit'>,
): Promise<DryRun> => dryRun(db, embedder, request, { ...options, fit });

/** What publishing a draft would do. */
export const checkDraftFitted = (
  db: Db,
  embedder: Embedder,
  id: number,
  options: Omit<DryRunOptions, 'fit'>,
): Promise<DryRun> => checkDraft(db, embedder, id, { ...options, fit });
