/** Groups that somebody closed: which questions they keep off the list, and what became of those questions since. */
import { setImmediate } from 'node:timers/promises';
import { toSql } from 'pgvector';
import type { Sql } from '../../services/platform/db.js';
import { dot } from '../decide/numbers.js';
import { type Asked, blamable, outcomes } from './asked.js';
import { SAME_AS_CLOSED } from './groups.js';
import { fromMiddle, unpacked } from './question-vectors.js';

export type Closed = {
  id: number;
  question: string;
  state: 'draft' | 'published' | 'dismissed';
  key?: string;
  by?: string;
  at: Date;
  publishedAt?: Date;
  /** Where the published entry is used; empty means everywhere. */
  inboxes: string[];
  decisions: Set<number>;
  /** From the middle to the group's mean, of length 1; undefined where another model made it. */
  direction?: Float32Array;
};

type ClosedRow = {
  id: number;
  state: 'answered' | 'dismissed';
  key: string | null;
  by: string | null;
  at: Date;
  decisions: number[];
  question: string | null;
  title: string | null;
  centroid: Buffer | null;
  publishedAt: Date | null;
  inboxes: string[] | null;
  waits: boolean;
};

/** More were closed by nobody in years. */
const MOST_CLOSED = 1_000;

/**
 * Newest first. Where the draft that an answer waited in was thrown away, or its entry taken out of it, nothing is
 * closed any more.
 */
export async function closedGaps(
  sql: Sql,
  model: string,
  { middle, inbox }: { middle: Float32Array | undefined; inbox?: string | undefined },
): Promise<Closed[]> {
  const rows = await sql.query<ClosedRow>(
    `select g.id, g.state, g.key, g.by, g.created_at as at, g.decisions, d.question, e.title,
       case when g.model = $1 then vector_send(g.centroid) end as centroid,
       case when p.published_at is not null then greatest(p.published_at, g.created_at) end as "publishedAt",
       p.inboxes, p.published_at is null and e.id is not null as waits
     from gaps g left join decisions d on d.id = g.question_of
     left join lateral (
       select v.published_at, w.inboxes from entries w
       join version_entries m on m.entry_id = w.id join versions v on v.id = m.version_id
       where w.key = g.key and (w.id = g.entry_id or w.created_at >= g.created_at) and v.state = 'published'
         and (v.published_at >= g.created_at or v.id = g.version_id)
       order by v.published_at limit 1) p on true
     left join lateral (
       select w.id, w.title from entries w where w.key = g.key and (w.id = g.entry_id or w.created_at >= g.created_at)
         and exists (select 1 from version_entries m join versions v on v.id = m.version_id
           where m.entry_id = w.id and (v.state = 'published' or v.ready_at is not null))
       order by w.id desc limit 1) e on true
     where $2::text is null or exists (select 1 from decisions o join conversations c on c.id = o.conversation_id
       where o.id = any (g.decisions) and c.inbox = $2)
     order by g.id desc limit $3`,
    [model, inbox ?? null, MOST_CLOSED],
  );
  return rows
    .filter((row) => row.state === 'dismissed' || row.publishedAt || row.waits)
    .map(({ state, key, by, at, id, publishedAt, ...row }) => ({
      id,
      question: row.question ?? row.title ?? '(no longer kept)',
      state: state === 'dismissed' ? state : publishedAt ? 'published' : 'draft',
      ...(key && { key }),
      ...(by && { by }),
      at,
      ...(state === 'answered' && publishedAt && { publishedAt }),
      inboxes: row.inboxes ?? [],
      decisions: new Set(row.decisions),
      ...(row.centroid && { direction: fromMiddle(unpacked(row.centroid), middle) }),
    }));
}

/**
 * Whether somebody dealt with this question: dismissed for good, answered after it was asked, or its answer waits in a
 * draft. What is asked after the answer was published and still has none comes back, and so does what is asked in an
 * inbox that the answer is not for.
 */
export function isClosed(asked: Asked, direction: Float32Array, closed: Closed[]): boolean {
  return closed.some((gap) => {
    if (gap.state === 'published') {
      if (!gap.publishedAt || asked.at >= gap.publishedAt) return false;
      if (gap.inboxes.length > 0 && !gap.inboxes.includes(asked.inbox)) return false;
    }
    if (gap.decisions.has(asked.id)) return true;
    return gap.direction !== undefined && dot(gap.direction, direction) >= SAME_AS_CLOSED;
  });
}

export type Figures = { days: number; asked: number; handedOff: number; answered: number };

/** Longer ago other things changed as well. */
const MOST_DAYS = 28;
const DAY_MS = 86_400_000;

/** As long before the publication as after it: all that was asked and means the same, whatever became of it. */
export async function changeOf(
  sql: Sql,
  model: string,
  { gap, middle, inbox }: { gap: Closed; middle: Float32Array | undefined; inbox?: string | undefined },
): Promise<{ before: Figures; after: Figures } | undefined> {
  const { publishedAt, direction } = gap;
  if (!publishedAt || !direction) return undefined;
  const span = Math.min(MOST_DAYS * DAY_MS, Math.max(0, Date.now() - publishedAt.getTime()));
  const [from, to] = [publishedAt.getTime() - span, publishedAt.getTime() + span].map((ms) => new Date(ms));
  const rows = await sql.query<Omit<Figures, 'days'> & { after: boolean }>(
    // The model is asked in the same breath as the distance: vectors of two models may have different lengths.
    `with ${outcomes}, near as materialized (
       select d.id, d.verdict, d.created_at from decisions d join conversations c on c.id = d.conversation_id
       join question_vectors v on v.decision_id = d.id
       where d.created_at >= $1 and d.created_at < $4 and d.verdict <> 'small_talk'
         and ($2::text is null or c.inbox = $2)
         and case when v.model = $5 then ((v.embedding - $6::vector) <=> $7::vector) <= $8 else false end
     )
     select n.created_at >= $9 as after, count(*)::int as asked,
       count(*) filter (where n.verdict = 'handoff' or b.id is not null)::int as "handedOff",
       count(*) filter (where n.verdict = 'answer' and b.id is null and not coalesce(j.bad, false))::int as answered
     from near n left join blamed b on b.id = n.id left join judged j on j.id = n.id group by 1`,
    [
      from,
      inbox ?? null,
      blamable,
      to,
      model,
      toSql(Array.from(middle ?? new Float32Array(direction.length))),
      toSql(Array.from(direction)),
      1 - SAME_AS_CLOSED,
      publishedAt,
    ],
  );
  await setImmediate();
  const days = Math.round((span / DAY_MS) * 100) / 100;
  const of = (after: boolean): Figures => {
    const { asked = 0, handedOff = 0, answered = 0 } = rows.find((row) => row.after === after) ?? {};
    return { days, asked, handedOff, answered };
  };
  return { before: of(false), after: of(true) };
}
