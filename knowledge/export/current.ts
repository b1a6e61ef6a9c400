/** What is published now, as it came in. */
import type { Sql } from '../../services/platform/db.js';
import type { Entry } from '../entry.js';
import { getCurrentVersion } from '../versions/publish.js';
import { entriesOf } from '../versions/versions.js';

/** The entries of the current version in the order of their keys; none where nothing was published yet. */
export async function currentEntries(sql: Sql): Promise<Entry[]> {
  const version = await getCurrentVersion(sql);
  return version === undefined ? [] : entriesOf(sql, version);
}
