/** What a manager aims at, by inbox; one without goals of its own has those of all. */
import { Invalid } from '../errors.js';
import type { Sql } from '../platform/db.js';
import { metricNames, metrics } from '../wire/figures.js';
import type { GoalsBody, GoalsReply } from '../wire/reports.js';

export async function goalsOf(sql: Sql, inbox?: string): Promise<GoalsReply['goals']> {
  const rows = await sql.query<GoalsReply['goals'][number]>(
    `select distinct on (metric) metric, value, inbox is not distinct from $1::text as own from goals
     where inbox is null or inbox = $1::text order by metric, inbox nulls last`,
    [inbox ?? null],
  );
  return rows.filter(({ metric }) => metric in metrics);
}

/** Throws `Invalid` for a share above 1 and an unknown inbox. */
export async function setGoals(sql: Sql, { inbox, goals }: GoalsBody): Promise<void> {
  const [known] = await sql.query('select 1 from inboxes where slug = $1', [inbox ?? 'default']);
  if (inbox && !known) throw new Invalid(`inbox: there is no inbox "${inbox}".`);
  const named = metricNames.flatMap((metric) => {
    const value = goals[metric];
    return value === undefined ? [] : [{ metric, value }];
  });
  for (const { metric, value } of named) {
    if (value !== null && metrics[metric].unit === 'share' && value > 1)
      throw new Invalid(`goals.${metric}: a share from 0 to 1, such as 0.8 for 80 %.`);
  }
  for (const { metric, value } of named) {
    if (value === null)
      await sql.query('delete from goals where inbox is not distinct from $1::text and metric = $2', [
        inbox ?? null,
        metric,
      ]);
    else
      await sql.query(
        `insert into goals (inbox, metric, value) values ($1, $2, $3)
         on conflict (coalesce(inbox, ''), metric) do update set value = excluded.value`,
        [inbox ?? null, metric, value],
      );
  }
}
