/**
 * Keeps one summary per conversation, so that a report over 100,000 of them reads rows and not a million events. Only
 * what changed is folded again, whenever somebody asks for a report; nothing writes to the log's own tables.
 */
import { isReal } from '../conversation/agents.js';
import type { Sql } from '../platform/db.js';
import { type Logged, type Summary, summarise } from './summary.js';

/** Conversations a round; with ten events each it holds the one connection of an embedded database for about 50 ms. */
const ROUND = 400;
/**
 * A change shows when its transaction ends, and none lasts this long; what changed shortly before is looked at again.
 */
const LATE = `interval '1 minute'`;

type Changed = { id: string; seq: number; startedAt: number; at: string };

/** Folds whatever changed since the last time. Safe to run twice at once: both write the same. */
export async function refreshSummaries(sql: Sql): Promise<number> {
  const [begun] = await sql.query<{ at: string; since: string }>(
    `select (now() - ${LATE})::text as at, summarised_to::text as since from installation`,
  );
  if (!begun) return 0;
  let folded = 0;
  for (let since: string | undefined = begun.since; since; ) {
    const changed = await changedSince(sql, since);
    if (changed.length) await write(sql, changed, await logsOf(sql, changed));
    folded += changed.length;
    since = changed[ROUND - 1]?.at;
  }
  await sql.query('update installation set summarised_to = greatest(summarised_to, $1::timestamptz)', [begun.at]);
  return folded;
}

/** Forgets every summary and folds all logs again. */
export async function rebuildSummaries(sql: Sql): Promise<number> {
  await sql.query('delete from conversation_summaries');
  await sql.query(`update installation set summarised_to = '-infinity'`);
  return refreshSummaries(sql);
}

const changedSince = (sql: Sql, since: string): Promise<Changed[]> =>
  sql.query<Changed>(
    `select c.id, c.seq, extract(epoch from c.created_at)::float8 as "startedAt", c.updated_at::text as at
     from conversations c left join conversation_summaries s on s.conversation_id = c.id
     where ${isReal()} and c.updated_at >= $1::timestamptz and (s.seq is null or s.seq < c.seq)
     order by c.updated_at limit ${ROUND}`,
    [since],
  );

async function logsOf(sql: Sql, changed: Changed[]): Promise<Map<string, Logged[]>> {
  const rows = await sql.query<Logged & { id: string }>(
    `select e.conversation_id as id, e.type, e.role, e.agent_id as "agentId", extract(epoch from e.created_at)::float8 as at,
       e.body->'entries' as entries, (e.body->'rating'->>'score')::int as score, e.body->'move' as move,
       coalesce(e.body->'after'->>'agentId', case when e.body->'move'->>'name' in ('take', 'assign') then e.agent_id::text end) as owner
     from unnest($1::uuid[], $2::int[]) as c (id, seq) join conversation_events e on e.conversation_id = c.id and e.seq <= c.seq
     where e.type in ('message', 'move', 'rating')
     order by e.conversation_id, e.seq`,
    [changed.map(({ id }) => id), changed.map(({ seq }) => seq)],
  );
  const logs = new Map<string, Logged[]>(changed.map(({ id }) => [id, []]));
  for (const row of rows) logs.get(row.id)?.push(row);
  return logs;
}

/** Column, its type, and where it comes from; moments travel as seconds. */
const columns: [name: string, type: string, key: keyof Summary, moment?: true][] = [
  ['engaged', 'boolean', 'engaged'],
  ['answers', 'int', 'answers'],
  ['entries', 'text[]', 'entries'],
  ['reason', 'text', 'reason'],
  ['handed_off_at', 'float8', 'handedOffAt', true],
  ['queued_at', 'float8', 'queuedAt', true],
  ['first_wait_end', 'text', 'firstWaitEnd'],
  ['waited', 'float8', 'waited'],
  ['to_assignment', 'float8', 'toAssignment'],
  ['first_reply', 'float8', 'firstReply'],
  ['human_reply', 'float8', 'humanReply'],
  ['handled', 'float8', 'handled'],
  ['agents', 'uuid[]', 'agents'],
  ['agent_seconds', 'float8[]', 'agentSeconds'],
  ['assignee', 'uuid', 'assignee'],
  ['replier', 'uuid', 'replier'],
  ['last_agent', 'uuid', 'lastAgent'],
  ['resolved_at', 'float8', 'resolvedAt', true],
  ['resolved_by', 'text', 'resolvedBy'],
  ['reopened_at', 'float8', 'reopenedAt', true],
  ['state', 'text', 'state'],
  ['score', 'int', 'score'],
  ['scored_human', 'boolean', 'scoredHuman'],
];
const names = ['seq', 'inbox', 'started_at', ...columns.map(([name]) => name)];

const upsert = `insert into conversation_summaries (conversation_id, ${names.join(', ')})
  select r.id, r.seq, c.inbox, c.created_at, ${columns.map(([name, , , moment]) => (moment ? `to_timestamp(r.${name})` : `r.${name}`)).join(', ')}
  from jsonb_to_recordset($1::jsonb) as r (id uuid, seq int, ${columns.map(([name, type]) => `${name} ${type}`).join(', ')})
  join conversations c on c.id = r.id
  on conflict (conversation_id) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}
  where conversation_summaries.seq < excluded.seq`;

async function write(sql: Sql, changed: Changed[], logs: Map<string, Logged[]>): Promise<void> {
  const rows = changed.map(({ id, seq, startedAt }) => {
    const summary = summarise(startedAt, logs.get(id) ?? []);
    return { id, seq, ...Object.fromEntries(columns.map(([name, , key]) => [name, summary[key]])) };
  });
  await sql.query(upsert, [JSON.stringify(rows)]);
}
