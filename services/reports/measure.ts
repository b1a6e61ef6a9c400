/**
 * The figures of a cohort, of all of it or by group, in one statement each: over the
 * summaries, and over what was judged.
 */
import { BAD_LABELS, GOOD_LABELS, sqlList } from '../../knowledge/fit/learning.js';
import type { Sql } from '../platform/db.js';
import { type Metric, metricNames } from '../wire/figures.js';
import type { By, Figure, Figures } from '../wire/reports.js';
import { ofAll, ofOneAgent, type Parts, shares, times } from './metrics.js';

/** Which conversations count: by when they started. `zone` is only for groups. */
export type Cohort = {
  start: Date;
  end: Date;
  zone: string;
  inbox?: string | undefined;
  /** Only conversations that they had, and of their times their share. */
  agent?: string | undefined;
};

/**
 * The one place that says which conversations count; whatever must not (practice, tests) is to be kept out here. `$5`,
 * the zone, is asked for nothing: every statement gets the same five values, also one that groups by no hour, and
 * PostgreSQL must know the type of each.
 */
const inCohort = `s.started_at >= $1 and s.started_at < $2 and ($3::text is null or s.inbox = $3)
  and ($4::uuid is null or $4 = any(s.agents)) and $5::text is not null`;
const valuesOf = ({ start, end, inbox, agent, zone }: Cohort) => [start, end, inbox ?? null, agent ?? null, zone];

/** For SQL elsewhere: `conversation_id`s of the cohort, with its values. */
export const cohortIds = (cohort: Cohort) => ({
  ids: `(select s.conversation_id from conversation_summaries s where ${inCohort})`,
  values: valuesOf(cohort),
});

export type Group = By | 'all' | 'hourOf' | 'day' | 'week';
export type Measured = { key: string; started: number; engaged: number; figures: Figures };

const local = '(s.started_at at time zone $5)';
const dayIndex = `(${local}::date - ($1 at time zone $5)::date)`;
const held = 'cross join lateral unnest(s.agents, s.agent_seconds) as h (agent, seconds)';

/** By what; `judged` where a judged answer belongs to another key than its conversation does. */
const groups: Record<Group, { key: string; also?: string; judged?: string }> = {
  all: { key: `'all'` },
  inbox: { key: 's.inbox' },
  agent: { key: 'h.agent' },
  entry: {
    key: 'e.key',
    also: 'cross join lateral unnest(s.entries) as e (key)',
    judged: `case when d.verdict = 'answer' then d.candidates->0->>'key' end`,
  },
  hour: { key: `extract(hour from ${local})::int` },
  reason: { key: 's.reason' },
  hourOf: { key: 'floor(extract(epoch from s.started_at - $1) / 3600)::int' },
  day: { key: dayIndex },
  week: { key: `(${dayIndex} / 7)` },
};

export async function measure(sql: Sql, cohort: Cohort, group: Group = 'all'): Promise<Measured[]> {
  const { key, also = '', judged } = groups[group];
  const byAgent = group === 'agent' || cohort.agent !== undefined;
  const parts = byAgent ? ofOneAgent : ofAll;
  const hold = byAgent ? held : '';
  const theirs = byAgent ? 'and ($4::uuid is null or h.agent = $4)' : '';
  const values = valuesOf(cohort);
  const rows = await sql.query<Counted>(
    `select (${key})::text as key, count(*) as started, count(*) filter (where s.engaged) as engaged, ${selected(parts).join(',\n')}
     from conversation_summaries s ${hold} ${also} where ${inCohort} ${theirs} and (${key}) is not null group by 1`,
    values,
  );
  const verdicts = await sql.query<Judged & { key: string }>(
    `select key, ${judgedColumns} from (
       select distinct on (1, d.id) (${judged ?? key})::text as key, d.verdict, l.kind
       from conversation_summaries s ${hold} join decisions d on d.conversation_id = s.conversation_id join labels l on l.decision_id = d.id
       where ${inCohort} ${theirs} and d.verdict <> 'small_talk'
       order by 1, d.id, (l.by <> 'visitor') desc, l.id desc) judged
     where key is not null group by key`,
    values,
  );
  const judgedBy = new Map(verdicts.map((row) => [row.key, row]));
  return rows.map((row) => ({
    key: row.key,
    started: row.started,
    engaged: row.engaged,
    figures: { ...figuresOf(row, parts), ...judgedFigures(judgedBy.get(row.key)) },
  }));
}

type Counted = { key: string; started: number; engaged: number } & Record<string, number | number[] | null>;

function selected(parts: Parts): string[] {
  const number = (what: string, where: string) => `count(*) filter (where ${where})::int as "${what}"`;
  return [
    ...entriesOf(shares(parts)).flatMap(([name, { of, count, pending, mean }]) => [
      number(`${name}.of`, of),
      number(`${name}.count`, `${of} and ${count}`),
      ...(pending ? [number(`${name}.pending`, pending)] : []),
      ...(mean ? [`avg(${mean}) filter (where ${of})::float8 as "${name}.mean"`] : []),
    ]),
    ...entriesOf(times(parts)).flatMap(([name, seconds]) => [
      `count(${seconds})::int as "${name}.of"`,
      `avg(${seconds})::float8 as "${name}.mean"`,
      `percentile_cont(array[0.5, 0.9]) within group (order by ${seconds}) as "${name}.quantiles"`,
    ]),
  ];
}

function figuresOf(row: Counted, parts: Parts): Figures {
  const figures: Figures = {};
  const count = (name: string): number => Number(row[name] ?? 0);
  const meanOf = (name: Metric): number | null => (row[`${name}.mean`] == null ? null : Number(row[`${name}.mean`]));
  for (const [name, { pending, mean }] of entriesOf(shares(parts))) {
    figures[name] = share(count(`${name}.of`), count(`${name}.count`), {
      ...(pending && { pending: count(`${name}.pending`) }),
      ...(mean && { mean: meanOf(name) }),
    });
  }
  for (const [name] of entriesOf(times(parts))) {
    const quantiles = row[`${name}.quantiles`];
    const [median = null, p90 = null] = Array.isArray(quantiles) ? quantiles : [];
    figures[name] = { value: median, of: count(`${name}.of`), mean: meanOf(name), p90 };
  }
  return figures;
}

/** Of a table by figure, what is in it, in the order of the figures. */
const entriesOf = <T>(table: Partial<Record<Metric, T>>): [Metric, T][] =>
  metricNames.flatMap((name): [Metric, T][] => {
    const it = table[name];
    return it === undefined ? [] : [[name, it]];
  });

const share = (of: number, count: number, more: Partial<Figure> = {}): Figure => ({
  value: of > 0 ? count / of : null,
  of,
  count,
  ...more,
});

/**
 * What people said of answers and of handoffs; of one decision the last word counts, and a
 * colleague's outranks the visitor's.
 */
type Judged = { good: number; bad: number; needed: number; avoidable: number };
const judgedColumns = `
  count(*) filter (where verdict = 'answer' and kind in ${sqlList(GOOD_LABELS)})::int as good,
  count(*) filter (where verdict = 'answer' and kind in ${sqlList(BAD_LABELS)})::int as bad,
  count(*) filter (where verdict = 'handoff' and kind = 'good_handoff')::int as needed,
  count(*) filter (where verdict = 'handoff' and kind = 'avoidable_handoff')::int as avoidable`;

const judgedFigures = (
  { good, bad, needed, avoidable }: Judged = { good: 0, bad: 0, needed: 0, avoidable: 0 },
): Figures => ({
  answersRight: share(good + bad, good),
  handoffsRight: share(needed + avoidable, needed),
});
