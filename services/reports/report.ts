/**
 * The report: its figures with goals and the period before, over time, and by group. Every number is of the
 * summaries, and those of the log.
 */
import { judgedWhere } from '../../knowledge/fit/learning.js';
import { Invalid } from '../errors.js';
import type { Sql } from '../platform/db.js';
import { type Reason, reasonSchema } from '../wire/conversation.js';
import { type Metric, metricNames, metrics } from '../wire/figures.js';
import type { BreakdownReply, By, Figure, ReportQuery, ReportReply, SeriesReply } from '../wire/reports.js';
import { goalsOf } from './goals.js';
import { type Cohort, cohortIds, type Measured, measure } from './measure.js';
import { type Range, rangeOf } from './range.js';
import { refreshSummaries } from './summaries.js';

const none: Measured = { key: 'all', started: 0, engaged: 0, figures: {} };
const noFigure: Figure = { value: null, of: 0 };

/** Everything that is asked for begins here: the summaries brought up to date, the days turned into moments. */
async function begin(sql: Sql, query: ReportQuery): Promise<{ range: Range; cohort: Cohort }> {
  const { inbox, agent } = query;
  const range = await rangeOf(sql, query);
  const [known] = await sql.query('select 1 from inboxes where slug = $1', [inbox ?? 'default']);
  if (inbox && !known) throw new Invalid(`inbox: there is no inbox "${inbox}".`);
  await refreshSummaries(sql);
  return { range, cohort: { start: range.start, end: range.end, zone: range.zone, inbox, agent } };
}

export async function report(sql: Sql, query: ReportQuery): Promise<ReportReply> {
  const { range, cohort } = await begin(sql, query);
  const { before } = range;
  const [now = none] = await measure(sql, cohort);
  const [then = none] = await measure(sql, { ...cohort, start: before.start, end: before.end });
  const goals = new Map((await goalsOf(sql, query.inbox)).map(({ metric, value }) => [metric, value]));
  const reasons = await measure(sql, cohort, 'reason');
  const moments = ({ start, end }: { start: Date; end: Date }) => ({
    start: start.toISOString(),
    end: end.toISOString(),
  });
  return {
    range: { from: range.from, to: range.to, zone: range.zone, ...moments(range) },
    before: { from: before.from, to: before.to, ...moments(before) },
    started: now.started,
    engaged: now.engaged,
    startedBefore: then.started,
    figures: Object.fromEntries(
      metricNames.map((metric) => {
        const figure = now.figures[metric] ?? noFigure;
        return [
          metric,
          { now: figure, before: then.figures[metric] ?? noFigure, ...aim(metric, figure, goals.get(metric)) },
        ];
      }),
    ),
    reasons: reasons
      .flatMap(({ key, started }) => (isReason(key) ? [{ reason: key, count: started }] : []))
      .sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason)),
    confidence: await keptPromise(sql, cohort),
  };
}

const isReason = (key: string): key is Reason => reasonSchema.options.some((reason) => reason === key);

function aim(metric: Metric, { value }: Figure, goal: number | undefined): { goal?: number; met?: boolean } {
  if (goal === undefined) return {};
  if (value === null) return { goal };
  return { goal, met: metrics[metric].better === 'higher' ? value >= goal : value <= goal };
}

const BINS = 5;

/**
 * Judged answers by what was promised of them. "Right" is as the confidence means it: the entry that answers was found.
 */
async function keptPromise(sql: Sql, cohort: Cohort): Promise<ReportReply['confidence']> {
  const { ids, values } = cohortIds(cohort);
  const judged = await judgedWhere(sql, `d.verdict = 'answer' and d.conversation_id in ${ids}`, values);
  const mean = (some: number[]) => (some.length ? some.reduce((sum, one) => sum + one, 0) / some.length : null);
  const bins = Array.from({ length: BINS }, (_, i) => {
    // The last one holds 1 as well.
    const inside = judged.filter(({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === i);
    const right = inside.filter((one) => one.right).length;
    return {
      from: i / BINS,
      to: (i + 1) / BINS,
      answers: inside.length,
      promised: mean(inside.map((one) => one.confidence)) ?? 0,
      right,
    };
  });
  return {
    answers: judged.length,
    promised: mean(judged.map(({ confidence }) => confidence)),
    observed: mean(judged.map(({ right }) => Number(right))),
    bins: bins.filter(({ answers }) => answers > 0),
  };
}

const MOST_HOURS_IN_DAYS = 2;
const MOST_DAYS = 92;

/** The same figures hour by hour, day by day or in weeks from the first day on; each conversation where it started. */
export async function series(sql: Sql, query: ReportQuery): Promise<SeriesReply> {
  const { range, cohort } = await begin(sql, query);
  const unit = range.days <= MOST_HOURS_IN_DAYS ? 'hour' : range.days <= MOST_DAYS ? 'day' : 'week';
  const measured = await measure(sql, cohort, unit === 'hour' ? 'hourOf' : unit);
  const found = new Map(measured.map((one) => [Number(one.key), one]));
  const points = await sql.query<{ at: Date }>(
    // Hours are the same in every zone; `$3` is named there because a value whose type nothing tells is refused.
    unit === 'hour'
      ? `select at from generate_series($1::timestamptz, $2::timestamptz - interval '1 microsecond', interval '1 hour') at where $3::text is not null`
      : `select (day at time zone $3) as at from generate_series($1::timestamptz at time zone $3,
           ($2::timestamptz at time zone $3) - interval '1 microsecond', interval '${unit === 'day' ? 1 : 7} days') day`,
    [range.start, range.end, range.zone],
  );
  return {
    unit,
    points: points.map(({ at }, i) => {
      const { started, engaged, figures } = found.get(i) ?? none;
      return { at: at.toISOString(), started, engaged, figures };
    }),
  };
}

const MOST_ROWS = 100;

export async function breakdown(sql: Sql, { by, ...query }: ReportQuery & { by: By }): Promise<BreakdownReply> {
  const { cohort } = await begin(sql, query);
  const measured = await measure(sql, cohort, by);
  const names = await namesOf(sql, by);
  const rows = measured.map((one) => {
    const name = names.get(one.key);
    return { ...one, ...(name !== undefined && { name }) };
  });
  if (by === 'hour') {
    const found = new Map(rows.map((row) => [Number(row.key), row]));
    return {
      by,
      rows: Array.from({ length: 24 }, (_, hour) => found.get(hour) ?? { ...none, key: String(hour) }),
      more: 0,
    };
  }
  rows.sort((a, b) => b.started - a.started || a.key.localeCompare(b.key));
  return { by, rows: rows.slice(0, MOST_ROWS), more: Math.max(0, rows.length - MOST_ROWS) };
}

async function namesOf(sql: Sql, by: By): Promise<Map<string, string>> {
  const of: Partial<Record<By, string>> = {
    inbox: 'select slug as key, name from inboxes',
    agent: 'select id::text as key, name from agents',
    entry: `select distinct on (e.key) e.key, e.title as name from entries e order by e.key, e.id desc`,
  };
  const rows = of[by] ? await sql.query<{ key: string; name: string }>(of[by]) : [];
  return new Map(rows.map(({ key, name }) => [key, name]));
}
