/** The one way in for entries, used by the scripts, the server and the tests alike: publish, with everything that is fitted fitted. */
import type { Db } from '../services/platform/db.js';
import type { Embedder } from '../services/platform/embedder.js';
import { fit } from './calibrate.js';
import type { Entry } from './entry.js';
import { type Loaded, type LoadOptions, load } from './publish.js';
import { prepareIndex } from './search.js';

export function loadKnowledge(
  db: Db,
  embedder: Embedder,
  entries: Entry[],
  options: Omit<LoadOptions, 'fit' | 'prepareIndex'> = {},
): Promise<Loaded> {
  return load(db, embedder, entries, { ...options, fit, prepareIndex });
}
