/**
 * One row per conversation, as CSV: the same summaries that the figures are counted from, so that
 * each of them can be counted again.
 */

import { csvRow, harmless } from '../../knowledge/csv-text.js';
import { BAD_LABELS, GOOD_LABELS, sqlList } from '../../knowledge/fit/learning.js';
import type { Sql } from '../platform/db.js';
import type { ReportQuery } from '../wire/reports.js';
import { cohortIds } from './measure.js';
import { rangeOf } from './range.js';
import { refreshSummaries } from './summaries.js';

const PAGE = 1_000;

/** In the order of the columns. Moments are local times with their offset, spans are seconds. */
const names = [
  'conversation',
  'inbox',
  'started_at',
  'state',
  'engaged',
  'bot_answers',
  'entries',
  'answers_judged_right',
  'answers_judged_wrong',
  'handed_off_at',
  'handoff_reason',
  'queued_at',
  'first_wait_end',
  'wait_seconds',
  'assignment_seconds',
  'first_reply_seconds',
  'human_reply_seconds',
  'handle_seconds',
  'agents',
  'resolved_at',
  'resolved_by',
  'reopened_at',
  'rating',
  'rated_a_person',
] as const;

type CsvLine = Record<(typeof names)[number], string | null> & { after: string };

const moment = (column: string) => `case when ${column} is not null then
  to_char(${column} at time zone $5, 'YYYY-MM-DD"T"HH24:MI:SS') || (
    select (case when m < 0 then '-' else '+' end) || to_char(abs(m) / 60, 'FM00') || ':' || to_char(abs(m) % 60, 'FM00')
    from (select (extract(epoch from (${column} at time zone $5) - (${column} at time zone 'UTC')) / 60)::int as m) zone) end`;
const seconds = (column: string) => `round(${column}::numeric, 3)::text`;
const judged = (kinds: string[]) =>
  `(select count(*) from judged j where j.conversation_id = s.conversation_id and j.kind in ${sqlList(kinds)})::text`;

/** Page after page, so that neither the database nor this process holds more than a thousand rows. */
export async function* conversationsCsv(sql: Sql, query: ReportQuery): AsyncGenerator<string> {
  const { zone, inbox, agent } = query;
  const { start, end } = await rangeOf(sql, query);
  await refreshSummaries(sql);
  const { ids, values } = cohortIds({ start, end, zone, inbox, agent });
  // A spreadsheet reads the file as UTF-8 by this mark alone.
  yield `\ufeff${csvRow([...names])}`;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await sql.query<CsvLine>(
      `with page as (
         select * from conversation_summaries where conversation_id in ${ids} and conversation_id > $6 order by conversation_id limit ${PAGE}),
       judged as (
         select distinct on (d.id) d.conversation_id, l.kind from page p join decisions d on d.conversation_id = p.conversation_id
           join labels l on l.decision_id = d.id
         where d.verdict = 'answer' order by d.id, (l.by <> 'visitor') desc, l.id desc)
       select s.conversation_id as after, s.conversation_id::text as conversation, s.inbox, ${moment('s.started_at')} as started_at, s.state,
         s.engaged::text as engaged, s.answers::text as bot_answers, array_to_string(s.entries, ' | ') as entries,
         ${judged(GOOD_LABELS)} as answers_judged_right, ${judged(BAD_LABELS)} as answers_judged_wrong,
         ${moment('s.handed_off_at')} as handed_off_at, s.reason as handoff_reason, ${moment('s.queued_at')} as queued_at, s.first_wait_end,
         ${seconds('s.waited')} as wait_seconds, ${seconds('s.to_assignment')} as assignment_seconds,
         ${seconds('s.first_reply')} as first_reply_seconds, ${seconds('s.human_reply')} as human_reply_seconds,
         ${seconds('s.handled')} as handle_seconds,
         (select string_agg(a.name, ' | ' order by h.n) from unnest(s.agents) with ordinality h (id, n) join agents a on a.id = h.id) as agents,
         ${moment('s.resolved_at')} as resolved_at, s.resolved_by, ${moment('s.reopened_at')} as reopened_at,
         s.score::text as rating, s.scored_human::text as rated_a_person
       from page s order by s.conversation_id`,
      [...values, after],
    );
    yield rows.map((row) => csvRow(names.map((name) => harmless(row[name] ?? '')))).join('');
    after = rows[PAGE - 1]?.after ?? '';
    if (!after) return;
  }
}
