/** One entry changed by a person: into a draft, or live at once; and never over what they have not seen. */
import { Conflict, NotFound } from '../../services/errors.js';
import type { Db, Sql } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import type { Entry } from '../entry.js';
import type { Member } from './draft.js';
import type { Who } from './pointer.js';
import { getCurrentVersion, load } from './publish.js';
import { entriesOf } from './versions.js';
import { type Change, writeIntoDraft } from './write-draft.js';

/** Where a change goes: into a draft of its own, into one that waits, or live at once. */
export type Into = { draft?: number | 'new' | undefined };

/** The version in which the entry was read; without one it must be new. */
type Seen = Who & Into & { version?: number | undefined };

export type Saved = {
  /** The one that holds it now. */
  version: number;
  /** False where it had all of it already. */
  changed: boolean;
  /** It waits to be published. */
  draft?: true;
};

export async function saveEntry(db: Db, embedder: Embedder, entry: Entry, { version, ...into }: Seen): Promise<Saved> {
  const seen = await seenIn(db, version, entry.key);
  const guard = guardOf(entry.key, seen?.hash, version === undefined);
  // Where it came from stays, whoever changed it since.
  const source = entry.source ?? seen?.source;
  return save(db, embedder, { entries: [{ ...entry, ...(source && { source }) }], guard }, into);
}

export async function removeEntry(
  db: Db,
  embedder: Embedder,
  key: string,
  { version, ...into }: Seen & { version: number },
): Promise<Saved> {
  const seen = await seenIn(db, version, key);
  if (!seen) throw new NotFound(`There is no entry "${key}" in version ${version}.`);
  const unchanged = guardOf(key, seen.hash, false);
  const guard = (now: Map<string, Member>): void => {
    if (!now.has(key)) throw new NotFound(`"${key}" is removed already.`);
    unchanged(now);
  };
  return save(db, embedder, { remove: [key], guard }, into);
}

/** More examples of how visitors ask for the entry. Adding what is there already changes nothing. */
export async function addQuestions(
  db: Db,
  embedder: Embedder,
  { key, questions: added, ...into }: Who & Into & { key: string; questions: string[] },
): Promise<Saved> {
  for (let attempt = 1; ; attempt++) {
    const version = typeof into.draft === 'number' ? into.draft : await getCurrentVersion(db);
    const [entry] = version === undefined ? [] : await entriesOf(db, version, [key]);
    if (!entry) throw new NotFound(`There is no entry "${key}".`);
    const questions = [...new Set([...entry.questions, ...added.map((question) => question.trim())])];
    try {
      return await saveEntry(db, embedder, { ...entry, questions }, { ...into, version });
    } catch (error) {
      // Somebody changed the entry meanwhile: the questions go with what it is now.
      if (!(error instanceof Conflict) || error.code !== 'entry_changed' || attempt === 3) throw error;
    }
  }
}

async function save(
  db: Db,
  embedder: Embedder,
  change: Change,
  { draft, author, note, by }: Who & Into,
): Promise<Saved> {
  const who = { ...(author && { author }), ...(note && { note }) };
  if (draft !== undefined) {
    const { draft: version, changed } = await writeIntoDraft(db, draft, change, who);
    return { version, changed, draft: true };
  }
  const { entries = [], ...rest } = change;
  const loaded = await load(db, embedder, entries, { ...who, ...rest, by });
  return { version: loaded.version, changed: loaded.created + loaded.updated + loaded.removed > 0 };
}

async function seenIn(sql: Sql, version: number | undefined, key: string) {
  const [row] = await sql.query<{ hash: string; source: string | null }>(
    `select encode(e.content_hash, 'hex') as hash, e.source from version_entries m join entries e on e.id = m.entry_id
     where m.version_id = $1 and e.key = $2`,
    [version ?? null, key],
  );
  return row;
}

function guardOf(key: string, seen: string | undefined, fresh: boolean): (now: Map<string, Member>) => void {
  return (members) => {
    const now = members.get(key)?.hash;
    if (now === seen) return;
    if (fresh) throw new Conflict('entry_exists', `There is an entry "${key}" already. Open it, or choose another id.`);
    throw new Conflict(
      'entry_changed',
      now
        ? `Somebody changed "${key}" since you opened it. Open it again and make your change there.`
        : `Somebody removed "${key}" since you opened it.`,
    );
  };
}
