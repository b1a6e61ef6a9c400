/**
 * After a change of the encoder: the current version is embedded and fitted anew with the same answers, and published in
 * its own place. Until then it serves, read by the encoder of before where that one is still at hand.
 */
import type { Db } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import { currentBase } from './plan.js';
import { type Loaded, type LoadOptions, load } from './publish.js';
import { entriesOf } from './versions.js';

/** The current version where another encoder made it, or where it was fitted for other signals than are read today. */
export async function outdated(db: Db, { model }: Embedder): Promise<number | undefined> {
  const base = await currentBase(db);
  return base.model === model ? undefined : base.version;
}

/** Of several processes that come here at once. */
const LOCK = 0x72656e77;

/** Undefined where there is nothing to do, or another process is at it. */
export async function renew(db: Db, embedder: Embedder, options: LoadOptions = {}): Promise<Loaded | undefined> {
  const work = async () => {
    const version = await outdated(db, embedder);
    return version === undefined ? undefined : load(db, embedder, await entriesOf(db, version), options);
  };
  // The embedded database belongs to this process alone.
  if (db.embedded) return work();
  // The lock lives as long as this connection: when the process dies, another one can begin.
  const client = await db.pool.connect();
  try {
    const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_lock($1, 0) as free', [LOCK]);
    return rows[0]?.free ? await work() : undefined;
  } finally {
    client.release(true);
  }
}
