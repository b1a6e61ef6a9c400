/**
 * What visitors asked lately, read from the latest decisions: nobody labels anything for it. Those of earlier versions
 * count too, or every publish would begin anew; not those that another encoder read.
 */
import type { Sql } from '../../services/platform/db.js';
import { type Asked, outsideShareOf } from './confidence.js';

/** Far enough back to be steady, near enough to follow a change. */
export const LATEST = 1_000;
const FRESH_MS = 30_000;
/** Read again after so many questions of ours even within that time; at first every few questions count. */
const FRESH_QUESTIONS = 20;

type Kept = { until: number; left: number; asked: Promise<Asked> };
const kept = new WeakMap<Sql, Kept>();

export function askedLately(sql: Sql): Promise<Asked> {
  const before = kept.get(sql);
  if (before && before.left-- > 0 && performance.now() < before.until) return before.asked;
  const asked = readAsked(sql);
  kept.set(sql, { until: performance.now() + FRESH_MS, left: FRESH_QUESTIONS, asked });
  // Not knowing it is no reason to fail, and the next question tries again.
  return asked.catch(() => {
    kept.delete(sql);
    return askedOf([]);
  });
}

/** Small talk is no question, not even where it was left alone (`left` without a reason). */
async function readAsked(sql: Sql): Promise<Asked> {
  const rows = await sql.query<{ inside: number | null; right: number | null }>(
    `with latest as materialized (
       select version_id, features from decisions
       where verdict <> 'small_talk' and (verdict <> 'left' or reason is not null) order by id desc limit $1
     ), foreign_versions as materialized (
       ${otherEncoders('select version_id from latest')}
     )
     select (features ->> 'inside')::float8 as inside, (features ->> 'right')::float8 as right from latest
     where version_id is null or version_id not in (select id from foreign_versions)`,
    [LATEST],
  );
  return askedOf(rows.flatMap(({ inside, right }) => (inside === null || right === null ? [] : [[inside, right]])));
}

/**
 * SQL for those of these versions whose vectors another encoder made than the current version's: what was read off them
 * says nothing about what is read off today's.
 */
export const otherEncoders = (versions: string): string =>
  `select v.id from versions v, installation i join versions now on now.id = i.current_version
   where v.id in (${versions}) and v.fitted ->> 'model' is distinct from now.fitted ->> 'model'`;

/** From the two log-odds of each question. */
export const askedOf = (recent: Asked['recent']): Asked => ({
  outsideShare: outsideShareOf(recent.map(([inside]) => inside)),
  recent,
});
