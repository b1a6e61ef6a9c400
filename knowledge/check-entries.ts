/** Many entries at once: those that can be stored, and what is wrong with each of the others. */
import { inTurns } from './batches.js';
import { checkEntry } from './check.js';
import type { Entry } from './entry.js';
import { contentHash, type Item } from './rows.js';

export const USED_TWICE = 'the id is used twice; give one of them another';

export type Refused = {
  /** As it came in. */
  key: string;
  /** Empty where nothing but the id is wrong. */
  faults: string[];
  /** An entry before it has this id. */
  twice: boolean;
};

/** The entries in their stored form, each id once, and those that cannot be stored; a few milliseconds at a time. */
export async function checkEntries(
  entries: Entry[],
  signal?: AbortSignal,
): Promise<{ items: Item[]; refused: Refused[] }> {
  const items: Item[] = [];
  const refused: Refused[] = [];
  const keys = new Set<string>();
  const check = (given: Entry): void => {
    const result = checkEntry(given);
    const faults = 'faults' in result ? result.faults.map(({ message }) => message) : [];
    const key = 'entry' in result ? result.entry.key : String(given.key);
    const twice = keys.has(key);
    if (twice || !('entry' in result)) {
      refused.push({ key: String(given.key), faults, twice });
      return;
    }
    keys.add(key);
    items.push({ entry: result.entry, hash: contentHash(result.entry) });
  };
  await inTurns(entries, check, signal);
  return { items, refused };
}
