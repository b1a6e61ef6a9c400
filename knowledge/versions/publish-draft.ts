/** A draft that waits becomes current, or is thrown away. */
import { Conflict } from '../../services/errors.js';
import type { Db } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import { removeDraft } from './draft.js';
import { flip, type Who } from './pointer.js';
import { draftOf, type PrepareOptions, prepareDraft } from './prepare.js';
import type { Loaded } from './publish.js';

export type PublishedDraft = Loaded & {
  /** The number it had before, where something had to be fitted. */
  from?: number;
};

/**
 * At once where it was fitted and what it was laid over is still current; else it is laid over what is, as a load would
 * be. What both changed is then as the draft has it.
 */
export async function publishDraft(
  db: Db,
  embedder: Embedder,
  id: number,
  { author, note, by, ...options }: Who & PrepareOptions = {},
): Promise<PublishedDraft> {
  let [draft, embedded] = [id, 0];
  for (let attempt = 1; attempt <= 10; attempt++) {
    const prepared = await prepareDraft(db, embedder, draft, options);
    embedded += prepared.embedded;
    const done = { version: prepared.id, ...prepared.changes, embedded, ...(prepared.id !== id && { from: id }) };
    if (prepared.same) {
      await removeDraft(db, draft);
      return done;
    }
    draft = prepared.id;
    if (await flip(db, draft, prepared.base, { author, note, by })) return done;
  }
  throw new Conflict('busy', 'Others kept publishing while this draft was being prepared. Publish it again.');
}

/** With what only it holds. */
export async function discardDraft(db: Db, id: number): Promise<void> {
  await draftOf(db, id);
  await removeDraft(db, id);
}
