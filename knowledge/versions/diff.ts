/** What one version has and another has not, entry by entry and line by line. */
import { Invalid, NotFound } from '../../services/errors.js';
import type { Db, Sql } from '../../services/platform/db.js';
import type { Entry } from '../entry.js';
import { membersOf } from './draft.js';
import { type DiffLine, diffLines } from './line-diff.js';
import { entriesOf } from './versions.js';

export type EntryChange = {
  key: string;
  title: string;
  kind: 'added' | 'removed' | 'changed';
  /** Which parts of the entry are others. */
  fields: string[];
  lines: DiffLine[];
};

export type VersionDiff = {
  from: number;
  to: number;
  added: number;
  removed: number;
  changed: number;
  /** By key; at most `limit` of them. */
  entries: EntryChange[];
};

export type DiffProps = {
  /** Left out: what was current before the current version. */
  from?: number | undefined;
  /** Left out: the current version. */
  to?: number | undefined;
  limit?: number | undefined;
};

export async function diffVersions(db: Db, { from, to, limit = 500 }: DiffProps): Promise<VersionDiff> {
  const pair = await versionsOf(db, from, to);
  const [before, after] = [await byKey(db, pair.from), await byKey(db, pair.to)];
  const added = [...after.keys()].filter((key) => !before.has(key));
  const removed = [...before.keys()].filter((key) => !after.has(key));
  const changed = [...after.keys()].filter((key) => before.has(key) && before.get(key) !== after.get(key));
  const keys = [...added, ...removed, ...changed].sort().slice(0, limit);
  const [old, fresh] = [await entries(db, pair.from, keys), await entries(db, pair.to, keys)];
  return {
    ...pair,
    added: added.length,
    removed: removed.length,
    changed: changed.length,
    entries: keys.map((key) => changeOf(key, old.get(key), fresh.get(key))),
  };
}

async function versionsOf(db: Sql, from?: number, to?: number): Promise<{ from: number; to: number }> {
  const [row] = await db.query<{ current: number | null; before: number | null }>(
    `select i.current_version as current,
       (select version_id from publications p where p.version_id <> i.current_version
        order by p.id desc limit 1) as before
     from installation i`,
  );
  const known = await db.query<{ id: number; state: string; base: number | null }>(
    'select id, state, base_id as base from versions where id = any ($1)',
    [[from, to].filter((id) => id !== undefined)],
  );
  for (const id of [from, to])
    if (id !== undefined && !known.some((one) => one.id === id)) throw new NotFound(`There is no version ${id}.`);
  // A draft alone: what publishing it would change.
  const draft = known.find((one) => to === undefined && one.id === from && one.state === 'draft');
  const pair = draft
    ? { from: row?.current, to: draft.id }
    : {
        from: from ?? (to === undefined ? row?.before : known.find((one) => one.id === to)?.base),
        to: to ?? row?.current,
      };
  if (!pair.from || !pair.to) throw new Invalid('There are no two versions to compare yet.');
  return { from: pair.from, to: pair.to };
}

const byKey = async (db: Db, version: number) =>
  new Map((await membersOf(db, version)).map(({ key, hash }) => [key, hash]));

const entries = async (db: Sql, version: number, keys: string[]) =>
  new Map((await entriesOf(db, version, keys)).map((entry) => [entry.key, entry]));

/** How an entry became another, as lines that people read. */
function changeOf(key: string, before: Entry | undefined, after: Entry | undefined): EntryChange {
  const [a, b] = [partsOf(before), partsOf(after)];
  const fields = Object.keys({ ...a, ...b }).filter((name) => a[name] !== b[name]);
  return {
    key,
    title: (after ?? before)?.title ?? key,
    kind: before ? (after ? 'changed' : 'removed') : 'added',
    fields: before && after ? fields : [],
    lines: before && after ? diffLines(textOf(a), textOf(b)) : diffLines(textOf(a), textOf(b)).filter((l) => l.text),
  };
}

function partsOf(entry: Entry | undefined): Record<string, string> {
  if (!entry) return {};
  const { title, questions, answer, locale, inboxes, tags, link } = entry;
  return {
    title: `title: ${title}`,
    questions: questions.map((question) => `question: ${question}`).join('\n'),
    locale: `locale: ${locale}`,
    inboxes: inboxes.length ? `inboxes: ${inboxes.join(', ')}` : '',
    tags: tags.length ? `tags: ${tags.join(', ')}` : '',
    link: link ? `link: ${link}` : '',
    answer,
  };
}

const textOf = (parts: Record<string, string>) =>
  Object.values(parts)
    .filter((part) => part !== '')
    .join('\n');
