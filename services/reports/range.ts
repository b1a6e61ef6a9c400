/**
 * Days of the calendar in somebody's time zone -> moments. A day there has 23, 24 or 25
 * hours; the database knows which.
 */
import { Invalid } from '../errors.js';
import type { Sql } from '../platform/db.js';
import { databaseZone } from './zones.js';

export type Asked = { from: string; to: string; zone: string };

export type Range = Asked & {
  days: number;
  start: Date;
  end: Date;
  before: { from: string; to: string; start: Date; end: Date };
};

const MOST_DAYS = 400;

/** `zone` is the database's own name afterwards. Throws `Invalid` for a zone that nobody knows, or days in the wrong order. */
export async function rangeOf(sql: Sql, { from, to, zone: asked }: Asked): Promise<Range> {
  const zone = await databaseZone(sql, asked);
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
  if (days < 1) throw new Invalid('to: must not be before from.');
  if (days > MOST_DAYS) throw new Invalid(`to: at most ${MOST_DAYS} days in one report.`);
  const midnight = (day: string) => `((${day})::timestamp at time zone $3)`;
  // "As much of it as has passed": of a range that goes on, the one before is cut at the same time of the same day.
  const [row] = await sql.query<Range['before'] & { rangeStart: Date; rangeEnd: Date }>(
    `select ${midnight('$1::date')} as "rangeStart", ${midnight('$2::date + 1')} as "rangeEnd",
       ($1::date - $4::int)::text as from, ($1::date - 1)::text as to, ${midnight('$1::date - $4::int')} as start,
       greatest(${midnight('$1::date - $4::int')}, least(${midnight('$1::date')},
         ((now() at time zone $3) - $4::int * interval '1 day') at time zone $3)) as end`,
    [from, to, zone, days],
  );
  if (!row) throw new Error('a row of constants is always there');
  const { rangeStart, rangeEnd, ...before } = row;
  return { from, to, zone, days, start: rangeStart, end: rangeEnd, before };
}
