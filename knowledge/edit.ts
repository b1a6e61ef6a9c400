/** One entry changed by a person: published as a version of its own, and never over what he has not seen. */
import { Conflict, NotFound } from '../services/errors.js';
import type { Db, Sql } from '../services/platform/db.js';
import type { Embedder } from '../services/platform/embedder.js';
import { readEntry } from './browse.js';
import type { Entry } from './entry.js';
import { type LoadedKnowledge, loadKnowledge } from './load.js';
import type { Who } from './pointer.js';
import type { LoadOptions } from './publish.js';

/** The version in which the entry was read; without one it must be new. */
type Seen = Who & { version?: number | undefined };

export async function saveEntry(
  db: Db,
  embedder: Embedder,
  entry: Entry,
  { version, ...who }: Seen,
): Promise<LoadedKnowledge> {
  const guard = guardOf(entry.key, await hashIn(db, version, entry.key), version === undefined);
  return loadKnowledge(db, embedder, [entry], { ...given(who), guard });
}

export async function removeEntry(
  db: Db,
  embedder: Embedder,
  key: string,
  { version, ...who }: Seen & { version: number },
): Promise<LoadedKnowledge> {
  if (!(await readEntry(db, key))) throw new NotFound(`There is no entry "${key}".`);
  const guard = guardOf(key, await hashIn(db, version, key), false);
  return loadKnowledge(db, embedder, [], { ...given(who), remove: [key], guard });
}

/** One more example of how visitors ask for the entry. Adding what is there already changes nothing. */
export async function addQuestion(
  db: Db,
  embedder: Embedder,
  { key, question, ...who }: Who & { key: string; question: string },
): Promise<LoadedKnowledge> {
  for (let attempt = 1; ; attempt++) {
    const read = await readEntry(db, key);
    if (!read) throw new NotFound(`There is no entry "${key}".`);
    const { entry, version } = read;
    try {
      const questions = [...new Set([...entry.questions, question.trim()])];
      return await saveEntry(db, embedder, { ...entry, questions }, { ...who, version });
    } catch (error) {
      // Somebody changed the entry meanwhile: the question goes with what it is now.
      if (!(error instanceof Conflict) || error.code !== 'entry_changed' || attempt === 3) throw error;
    }
  }
}

async function hashIn(sql: Sql, version: number | undefined, key: string): Promise<string | undefined> {
  const [row] = await sql.query<{ hash: string }>(
    `select encode(e.content_hash, 'hex') as hash from version_entries m join entries e on e.id = m.entry_id
     where m.version_id = $1 and e.key = $2`,
    [version ?? null, key],
  );
  return row?.hash;
}

function guardOf(key: string, seen: string | undefined, fresh: boolean): NonNullable<LoadOptions['guard']> {
  return (current) => {
    const now = current.get(key)?.hash;
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

const given = ({ author, note }: Who) => ({ ...(author && { author }), ...(note && { note }) });
