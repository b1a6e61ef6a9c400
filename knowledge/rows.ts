/** Entries as rows. An entry row never changes: other content is another row. */
import { createHash } from 'node:crypto';
import type { Entry } from './entry.js';
import { passageRules } from './passages.js';

export type Item = { entry: Entry; hash: string };

/** Entries are equal when everything that visitors or searches see is equal; where the file lies is not part of it. */
export function contentHash(entry: Entry): string {
  const { title, questions, answer, locale, inboxes, tags, link, audience, validFrom, validUntil } = entry;
  const parts = [passageRules, title, questions, answer, locale, inboxes, tags, link ?? ''];
  // Only where there are any, so that the hashes of before they existed still hold.
  const limits = [audience ?? '', validFrom ?? '', validUntil ?? ''];
  return createHash('sha256')
    .update(JSON.stringify(limits.some(Boolean) ? [...parts, ...limits] : parts))
    .digest('hex');
}

const columns = ['key', 'title', 'questions', 'answer', 'locale', 'inboxes', 'tags', 'link', 'source', 'audience'];

/** What `entryOf` reads of the table `entries e`. */
export const entryColumns = `${columns.map((name) => `e.${name}`).join(', ')},
  e.valid_from::text as "validFrom", e.valid_until::text as "validUntil",
  to_char(e.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "updatedAt"`;

type Optional = 'link' | 'source' | 'audience' | 'validFrom' | 'validUntil' | 'updatedAt';
export type EntryRow = Omit<Entry, Optional> & { [K in Optional]: NonNullable<Entry[K]> | null };

export function entryOf(row: EntryRow): Entry {
  const { updatedAt } = row;
  const { key, title, questions, answer, locale, inboxes, tags, link, source, audience, validFrom, validUntil } = row;
  return {
    key,
    title,
    questions,
    answer,
    locale,
    inboxes,
    tags,
    ...(link && { link }),
    ...(source && { source }),
    ...(audience && { audience }),
    ...(validFrom && { validFrom }),
    ...(validUntil && { validUntil }),
    ...(updatedAt && { updatedAt }),
  };
}

const today = `(now() at time zone 'UTC')::date`;
/** SQL: the dates of the entry `e` let it be used today. */
export const validNow = `(e.valid_from is null or e.valid_from <= ${today})
  and (e.valid_until is null or e.valid_until >= ${today})`;
/** SQL: the bot may use the entry `e` today. */
export const forBot = `e.audience is null and ${validNow}`;
