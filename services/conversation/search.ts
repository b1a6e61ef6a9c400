/**
 * Search over everything that was said, written, and put on conversations: by the words'
 * beginnings, over indexes, newest first.
 */
import type { Sql } from '../platform/db.js';
import type { SearchQuery } from '../wire/console.js';
import type { AgentRow } from './agents.js';
import type { EventRow } from './events.js';
import { queryOf, termsOf } from './search-terms.js';
import { type Bind, type ConversationView, fitting, sight, viewSelect, whoWords } from './views.js';

/** So many of the newest that fit are ranked; whoever has more to look through narrows. */
const LOOKED_AT = 200;
const SHOWN = 50;

/** Of the best line, where a line is what fits. */
const line = `case when best.seq is not null then json_build_object('seq', best.seq, 'type', best.type, 'role', best.role,
  'text', best.text, 'createdAt', to_char(best.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as line`;

/** It comes out of the database as JSON, its time as text. */
type Line = Pick<EventRow, 'seq' | 'type' | 'role' | 'text'> & { createdAt: string };
export type Found = ConversationView & { line: Line | null };

/**
 * What fits a search, best first: a name, an e-mail or a tag before a line, and of lines
 * those that hold more of the words.
 */
export async function search(sql: Sql, agent: AgentRow, it: SearchQuery): Promise<{ found: Found[]; more: boolean }> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const where = [sight(agent, values), ...fitting(it.q, bind)];
  if (it.list === 'queue') where.push(`c.state = 'queued'`);
  if (it.list === 'mine') where.push(`c.agent_id = ${bind(agent.id)}`);
  if (it.list === 'resolved') where.push(`c.state = 'resolved'`);
  if (it.inbox) where.push(`c.inbox = ${bind(it.inbox)}`);
  if (it.tag) where.push(`c.tags <> '{}' and c.tags @> array[${bind(it.tag)}]::text[]`);
  if (it.reason) where.push(`c.reason = ${bind(it.reason)}`);
  if (it.agent) {
    const who = bind(it.agent);
    where.push(`(c.agent_id = ${who} or exists (select 1 from conversation_events e
      where e.conversation_id = c.id and e.agent_id = ${who}::uuid and e.type in ('message', 'note')))`);
  }
  const terms = termsOf(it.q ?? '');
  const any = terms.length
    ? `${bind(terms.map((term) => `(${queryOf(term)})`).join(' | '))}::tsquery`
    : 'null::tsquery';
  const rows = await sql.query<Found & { looked: number }>(
    `with fit as materialized (
       select c.id from conversations c where ${where.join(' and ')} order by c.updated_at desc limit ${LOOKED_AT + 1}),
     best as (
       select fit.id, line.seq, line.type, line.role, line.text, line.created_at, line.rank
       from fit left join lateral (
         select e.seq, e.type, e.role, e.text, e.created_at, ts_rank(search_words(e.text), ${any}) as rank
         from conversation_events e
         where e.conversation_id = fit.id and e.type in ('message', 'note') and search_words(e.text) @@ ${any}
         order by rank desc, e.seq desc limit 1) line on true)
     ${viewSelect('(select count(*) from fit) as looked', line)} join best on best.id = c.id
     order by (${whoWords} @@ ${any} or search_words(array_to_string(c.tags, ' ')) @@ ${any}) desc nulls last,
       best.rank desc nulls last, c.updated_at desc, c.id limit ${SHOWN}`,
    values,
  );
  return { found: rows, more: (rows[0]?.looked ?? 0) > Math.min(SHOWN, LOOKED_AT) };
}

/** Tags in use where the agent may see, most used first. */
export async function tagsInUse(sql: Sql, agent: AgentRow): Promise<string[]> {
  const values: unknown[] = [];
  const rows = await sql.query<{ tag: string }>(
    `select tag from conversations c, unnest(c.tags) as tag where c.tags <> '{}' and ${sight(agent, values)}
     group by tag order by count(*) desc, tag limit 200`,
    values,
  );
  return rows.map(({ tag }) => tag);
}
