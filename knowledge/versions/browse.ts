/** The current version for people: lists and single entries, with how they are used and what became of them. */
import type { Sql } from '../../services/platform/db.js';
import type { Entry } from '../entry.js';
import { BAD_LABELS, GOOD_LABELS, sqlList } from '../fit/learning.js';
import { type EntryRow, entryColumns, entryOf, validNow } from '../rows.js';

/** How far back use counts; what nobody needed in this time may be stale. */
const USE_DAYS = 90;

type Use = {
  /** Answers it was given in, buttons included, in the last 90 days. */
  answers: number;
  lastUsedAt?: string;
  /** What visitors and agents said of those answers; of each person the last word counts. */
  helpful: number;
  notHelpful: number;
  /** How often agents sent it. */
  sent: number;
};

export type ListedEntry = Omit<Entry, 'answer'> & { excerpt: string; updatedAt: string; use: Use };

export type ListProps = {
  q?: string | undefined;
  inbox?: string | undefined;
  locale?: string | undefined;
  tag?: string | undefined;
  /** Only what is older than 90 days and was not used in them. */
  stale?: boolean | undefined;
  /** Only what its dates keep from being used today. */
  invalid?: boolean | undefined;
  /** A draft that waits, or an older version; left out: the current one. */
  version?: number | undefined;
  sort?: 'title' | 'newest' | 'used' | 'unused' | 'unhelpful' | undefined;
  offset?: number | undefined;
  limit?: number | undefined;
};

const orders = {
  title: 'lower(e.title), e.key',
  newest: 'at desc, e.key',
  used: 'answers desc, e.key',
  unused: 'answers, "lastUsedAt" nulls first, e.key',
  unhelpful: '"notHelpful" desc, e.key',
} satisfies Record<NonNullable<ListProps['sort']>, string>;

const withUse = `
  used as (
    select one.key, count(*)::int as answers, max(v.created_at) as last from conversation_events v
    cross join lateral jsonb_array_elements_text(v.body -> 'entries') one (key)
    where v.body ? 'entries' and v.created_at > now() - interval '${USE_DAYS} days' group by 1
  ), said as (
    select d.candidates -> 0 ->> 'key' as key,
      count(*) filter (where l.kind in ${sqlList(GOOD_LABELS)})::int as helpful,
      count(*) filter (where l.kind in ${sqlList(BAD_LABELS)})::int as not_helpful
    from (select distinct on (decision_id, by) decision_id, kind from labels
          where created_at > now() - interval '${USE_DAYS} days' order by decision_id, by, id desc) l
    join decisions d on d.id = l.decision_id and d.verdict = 'answer' group by 1
  )`;

const use = `coalesce(u.answers, 0) as answers, u.last as "lastUsedAt", coalesce(s.helpful, 0) as helpful,
  coalesce(s.not_helpful, 0) as "notHelpful",
  (select count(*)::int from conversation_events c where c.body ? 'canned' and c.body ->> 'canned' = e.key) as sent`;

/** `$1`: a version that people may see, or null for the current one. */
const from = `from installation i
  join versions v on v.id = coalesce($1::int, i.current_version) and (v.state = 'published' or v.ready_at is not null)
  join version_entries m on m.version_id = v.id join entries e on e.id = m.entry_id
  left join used u on u.key = e.key left join said s on s.key = e.key`;

type BrowsedRow = EntryRow & {
  at: Date;
  answers: number;
  lastUsedAt: Date | null;
  helpful: number;
  notHelpful: number;
  sent: number;
};

export async function listEntries(
  sql: Sql,
  { q, inbox, locale, tag, stale, invalid, version, sort = 'title', offset = 0, limit = 50 }: ListProps,
): Promise<{ entries: ListedEntry[]; total: number }> {
  const like = q === undefined ? null : `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await sql.query<BrowsedRow & { total: number }>(
    `with ${withUse}
     select ${entryColumns}, coalesce(e.updated_at, e.created_at) as at, ${use}, count(*) over ()::int as total
     ${from}
     where ($2::text is null or e.key ilike $2 or e.title ilike $2 or e.answer ilike $2
         or exists (select 1 from unnest(e.questions) asked where asked ilike $2))
       and ($3::text is null or e.inboxes = '{}' or $3 = any (e.inboxes)) and ($4::text is null or e.locale = $4)
       and ($5::text is null or $5 = any (e.tags))
       and (not $6 or (u.answers is null and e.created_at < now() - interval '${USE_DAYS} days'))
       and not ($7 and ${validNow})
     order by ${orders[sort]} limit $8 offset $9`,
    [
      version ?? null,
      like,
      inbox ?? null,
      locale ?? null,
      tag ?? null,
      stale ?? false,
      invalid ?? false,
      limit,
      offset,
    ],
  );
  const entries = rows.map((row): ListedEntry => {
    const { answer, ...entry } = entryOf(row);
    return { ...entry, excerpt: answer.slice(0, 200), updatedAt: row.at.toISOString(), use: useOf(row) };
  });
  return { entries, total: rows[0]?.total ?? 0 };
}

export type EntryRead = {
  /** To be sent back with a change, so that nobody writes over what they have not seen. */
  version: number;
  entry: Entry;
  updatedAt: string;
  use: Use;
  history: EntryMove[];
};

/** A version in which the entry became another. */
type EntryMove = {
  version: number;
  change: 'added' | 'changed' | 'removed';
  author?: string;
  note?: string;
  at: string;
};

/** Undefined where the version, or the current one, has no such entry. */
export async function readEntry(sql: Sql, key: string, version?: number): Promise<EntryRead | undefined> {
  const [row] = await sql.query<BrowsedRow & { version: number }>(
    `with ${withUse}
     select v.id as version, ${entryColumns}, coalesce(e.updated_at, e.created_at) as at, ${use}
     ${from} where e.key = $2`,
    [version ?? null, key],
  );
  if (!row) return undefined;
  return {
    version: row.version,
    entry: entryOf(row),
    updatedAt: row.at.toISOString(),
    use: useOf(row),
    history: await movesOf(sql, key),
  };
}

async function movesOf(sql: Sql, key: string): Promise<EntryMove[]> {
  const rows = await sql.query<{
    version: number;
    author: string | null;
    note: string | null;
    at: Date;
    now: number | null;
    before: number | null;
  }>(
    `select * from (
       select v.id as version, v.author, v.note, v.published_at as at, mine.id as now,
         lag(mine.id) over (order by v.published_at, v.id) as before
       from versions v left join lateral (select e.id from entries e join version_entries m on m.entry_id = e.id
         where e.key = $1 and m.version_id = v.id) mine on true
       where v.state = 'published'
     ) each where now is distinct from before order by at desc, version desc limit 50`,
    [key],
  );
  return rows.map(({ version, author, note, at, now, before }) => ({
    version,
    change: now === null ? 'removed' : before === null ? 'added' : 'changed',
    ...(author && { author }),
    ...(note && { note }),
    at: at.toISOString(),
  }));
}

const useOf = ({ answers, lastUsedAt, helpful, notHelpful, sent }: BrowsedRow): Use => ({
  answers,
  ...(lastUsedAt && { lastUsedAt: lastUsedAt.toISOString() }),
  helpful,
  notHelpful,
  sent,
});
