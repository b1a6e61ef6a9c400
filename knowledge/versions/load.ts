/** A load with what it promises, for whoever shows that: the scripts, the console and the demo's first start. */
import type { Db } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import type { Entry } from '../entry.js';
import { type Promised, promised } from '../fit/promise.js';
import { type Loaded, type LoadOptions, load } from './publish.js';

export type LoadedKnowledge = Loaded & { promise?: Promised };

/** Loads the entries, and tells what the version that is current then promises. */
export async function loadKnowledge(
  db: Db,
  embedder: Embedder,
  entries: Entry[],
  options: LoadOptions = {},
): Promise<LoadedKnowledge> {
  const loaded = await load(db, embedder, entries, options);
  const promise = await promised(db);
  return { ...loaded, ...(promise && { promise }) };
}
