/**
 * The share of visitors' questions that no entry answers, read from the latest decisions: nobody labels anything for
 * it. Those of earlier versions count too, or every publish would begin anew.
 */
import type { Sql } from '../../services/platform/db.js';
import { outsideShareOf } from './confidence.js';

/** Far enough back to be steady, near enough to follow a change. */
const LATEST = 1_000;
const FRESH_MS = 30_000;
/** Read again after so many questions of ours even within that time; at first every few questions count. */
const FRESH_QUESTIONS = 20;

type Kept = { until: number; left: number; share: Promise<number> };
const kept = new WeakMap<Sql, Kept>();

export function outsideShare(sql: Sql): Promise<number> {
  const before = kept.get(sql);
  if (before && before.left-- > 0 && performance.now() < before.until) return before.share;
  const share = readShare(sql);
  kept.set(sql, { until: performance.now() + FRESH_MS, left: FRESH_QUESTIONS, share });
  // Not knowing it is no reason to fail, and the next question tries again.
  return share.catch(() => {
    kept.delete(sql);
    return outsideShareOf([]);
  });
}

/** Small talk is no question, not even where it was left alone (`left` without a reason). */
async function readShare(sql: Sql): Promise<number> {
  const rows = await sql.query<{ inside: number | null }>(
    `select (features ->> 'inside')::float8 as inside from decisions
     where verdict <> 'small_talk' and (verdict <> 'left' or reason is not null) order by id desc limit $1`,
    [LATEST],
  );
  return outsideShareOf(rows.flatMap(({ inside }) => (inside === null ? [] : [inside])));
}
