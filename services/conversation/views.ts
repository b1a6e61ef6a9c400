/** Reads for screens: a conversation with what stands beside it, lists, the place in the queue. No locks. */
import type { Sql } from '../platform/db.js';
import type { State } from '../wire/conversation.js';
import type { Hours } from '../wire/inboxes.js';
import { type AgentRow, isLead, isReal, load } from './agents.js';
import { type ConversationRow, conversationColumns } from './conversations.js';
import { waitRange } from './eta.js';
import { type EventRow, latestOf } from './events.js';
import { levelSql } from './identity.js';
import { openAt } from './opening.js';
import type { Beside } from './present.js';
import { queryOf, termsOf } from './search-terms.js';

export type ConversationView = ConversationRow & Beside;

/**
 * The place in the queue, which is served oldest first within priority: `inQueueOrder` of why.ts, in SQL. Counted in
 * people: whoever waits in several conversations is served once.
 */
const position = `case when c.state = 'queued' then (
  select count(distinct q.visitor_id) + 1 from conversations q
  where q.state = 'queued' and q.inbox = c.inbox and q.visitor_id <> c.visitor_id
    and (q.priority > c.priority or (q.priority = c.priority and (q.queued_at, q.id) < (c.queued_at, c.id)))) end`;

const offer = `case when c.state = 'queued' then (
  select jsonb_build_object('agentIds', jsonb_agg(o.agent_id order by o.id), 'expiresAt', max(o.expires_at)) from offers o
  where o.conversation_id = c.id and o.ended_at is null having count(*) > 0) end`;

const viewColumns = `${conversationColumns()}, a.name as "agentName", a.avatar as "agentAvatar",
    v.name as "visitorName", v.email as "visitorEmail",
    ${levelSql('v')} as "visitorLevel", v.email = v.proven_email as "emailProven", ${position} as position, ${offer} as offer,
    case when v.blocked_at is not null then json_build_object('by', (select b.name from agents b where b.id = v.blocked_by),
      'why', v.blocked_why, 'at', to_char(v.blocked_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as blocked,
    case when c.participants <> '{}' then (select json_agg(json_build_object('id', p.id, 'name', p.name) order by p.name)
      from agents p where p.id = any(c.participants)) end as invited`;

/**
 * SQL: conversations `c` with what stands beside them, and with `more` columns of whoever asks;
 * the conditions come behind it.
 */
export const viewSelect = (...more: string[]): string =>
  `select ${[...more, viewColumns].join(', ')}
  from conversations c join visitors v on v.id = c.visitor_id left join agents a on a.id = c.agent_id`;

export async function viewConversation(sql: Sql, id: string): Promise<ConversationView | undefined> {
  const [row] = await sql.query<ConversationView>(`${viewSelect()} where c.id = $1`, [id]);
  return row && (await withEta(sql, row));
}

const unread = `(select count(*) from conversation_events e where e.conversation_id = c.id and e.seq > c.visitor_seen_seq
  and e.type = 'message' and e.role <> 'visitor')::int as unread`;

/** Those in which something happened, newest first, each with how much of it the visitor has not seen. */
export async function visitorsConversations(
  sql: Sql,
  visitorId: string,
): Promise<(ConversationView & { unread: number })[]> {
  const rows = await sql.query<ConversationView & { unread: number }>(
    `${viewSelect(unread)} where c.visitor_id = $1 order by c.created_at desc limit 50`,
    [visitorId],
  );
  return Promise.all(rows.map((row) => withEta(sql, row)));
}

/** So many lines of a visitor are read at once; the latest. */
const PAST = 2_000;

/**
 * Everything of one visitor that this agent may see: their conversations, and what is in them
 * across all of them in order of time.
 */
export async function pastOf(
  sql: Sql,
  agent: AgentRow,
  visitorId: string,
): Promise<{ rows: ConversationView[]; events: EventRow[]; more: boolean }> {
  const values: unknown[] = [visitorId];
  const rows = await sql.query<ConversationView>(
    `${viewSelect()} where c.visitor_id = $1 and ${sight(agent, values)} order by c.created_at desc limit 100`,
    values,
  );
  const events = await latestOf(
    sql,
    rows.map((row) => row.id),
    PAST + 1,
  );
  return { rows, events: events.slice(-PAST), more: events.length > PAST };
}

/** SQL for what an agent may see of real conversations; adds up to two values. */
export function sight(agent: AgentRow, values: unknown[]): string {
  if (agent.role === 'content') return 'false';
  if (isLead(agent) || agent.inboxes.length === 0) return isReal();
  values.push(agent.inboxes, agent.id);
  return `${isReal()} and (c.inbox = any($${values.length - 1}) or $${values.length}::uuid = any(c.participants))`;
}

/** Everything an agent may see that is in their lists (`isListed`), what they practise included; for the snapshot. */
export function openConversations(sql: Sql, agent: AgentRow): Promise<ConversationView[]> {
  const values: unknown[] = [agent.id];
  return sql.query<ConversationView>(
    `${viewSelect()} where (c.state <> 'resolved' or (c.mentioned <> '{}' and c.mentioned @> array[$1]::uuid[])) and (c.practice_for = $1 or (${sight(agent, values)})) order by c.updated_at desc limit 5000`,
    values,
  );
}

export type Bind = (value: unknown) => string;

/**
 * SQL: each word of the search stands somewhere in conversation `c`: in a line of it, in the
 * visitor's name or e-mail, in a tag.
 */
export function fitting(q: string | undefined, bind: Bind): string[] {
  return termsOf(q ?? '').map((term) => {
    const word = `${bind(queryOf(term))}::tsquery`;
    return `(c.id in (select e.conversation_id from conversation_events e
        where e.type in ('message', 'note') and search_words(e.text) @@ ${word})
      or c.visitor_id in (select v.id from visitors v where ${whoWords} @@ ${word})
      or c.id in (select t.id from conversations t where t.tags <> '{}' and search_words(array_to_string(t.tags, ' ')) @@ ${word}))`;
  });
}

export const whoWords = `search_words(coalesce(v.name, '') || ' ' || coalesce(v.email, ''))`;

const PAGE = 50;

/** A page of what an agent may see, newest change first; `q` looks in what was said. */
export async function searchConversations(
  sql: Sql,
  agent: AgentRow,
  { state, q, cursor }: { state?: State | undefined; q?: string | undefined; cursor?: string | undefined },
): Promise<{ rows: ConversationView[]; next?: string }> {
  const values: unknown[] = [];
  const where = [sight(agent, values)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  where.push(state ? `c.state = ${bind(state)}` : `c.state <> 'resolved'`);
  where.push(...fitting(q, bind));
  const from = cursor?.match(/^(\d{13,17})\.([0-9a-f-]{36})$/);
  if (from)
    where.push(`(c.updated_at, c.id) < (to_timestamp(${bind(Number(from[1]))} / 1000000.0), ${bind(from[2])}::uuid)`);
  const rows = await sql.query<ConversationView & { micros: string }>(
    `${viewSelect('(extract(epoch from c.updated_at) * 1000000)::bigint::text as micros')}
     where ${where.join(' and ')} order by c.updated_at desc, c.id desc limit ${PAGE + 1}`,
    values,
  );
  const last = rows[PAGE - 1];
  return { rows: rows.slice(0, PAGE), ...(rows.length > PAGE && last && { next: `${last.micros}.${last.id}` }) };
}

/** Below this many we say nothing rather than guess. */
const ENOUGH = 10;

/**
 * The range that a waiting visitor is told (eta.ts), from how long the last fifty conversations of this inbox stayed in
 * an agent's hands within a week, and from who works for it, as the matcher last wrote down: available, present, of its
 * language and skills. People of other inboxes that the same agents serve count as before them where they came earlier.
 * Where nobody works, or agents pick by hand, there is nothing to reckon with.
 */
async function withEta<V extends ConversationView>(sql: Sql, row: V): Promise<V> {
  if (row.state !== 'queued' || row.position === null) return { ...row, eta: null };
  const [it] = await sql.query<Parameters<typeof waitRange>[0] & { routing: string; hours: Hours | null }>(
    `with mine as (select i.*, i.skills || c.skills as needed from conversations c join inboxes i on i.slug = c.inbox where c.id = $1),
     hands as (
       select a.id, least(l.capacity, (l.inboxes->>mine.slug)::int) as capacity, l.inboxes
       from mine cross join agents a
       join lateral (select * from agent_log l where l.agent_id = a.id order by l.n desc limit 1) l on true
       where l.works and l.available and l.present and (l.inboxes = '{}' or l.inboxes ? mine.slug)
         and (l.languages = '{}' or split_part($2, '-', 1) = any(l.languages)) and (l.skills = '{}' or mine.needed <@ l.skills)),
     held as (
       select extract(epoch from n.created_at - e.created_at) as seconds
       from conversation_events e join mine on e.body->'after'->>'inbox' = mine.slug
       join conversations r on r.id = e.conversation_id and ${isReal('r')}
       join lateral (
         select m.created_at from conversation_events m
         where m.conversation_id = e.conversation_id and m.seq > e.seq and m.type = 'move' order by m.seq limit 1) n on true
       where e.type = 'move' and e.body->'move'->>'from' = 'queued' and e.body->'move'->>'to' = 'assigned'
         and e.created_at > now() - interval '7 days'
       order by e.created_at desc limit 50)
     select mine.routing, mine.hours, case when mine.accept or mine.routing = 'broadcast' then mine.offer_seconds else 0 end as "acceptSeconds",
       (select coalesce(sum(capacity), 0) from hands)::int as slots,
       (select coalesce(sum(least(${load('hands.id')}, hands.capacity)), 0) from hands)::int as busy,
       (select count(*) from held)::int as samples, (select avg(seconds) from held)::float8 as mean,
       (select count(*) from conversations q join inboxes i on i.slug = q.inbox, conversations c
        where c.id = $1 and q.state = 'queued' and i.routing <> 'manual'
          and not exists (select 1 from offers o where o.conversation_id = q.id and o.ended_at is null)
          and (q.priority > c.priority or (q.priority = c.priority and (q.queued_at, q.id) < (c.queued_at, c.id)))
          and (q.inbox = c.inbox or exists (select 1 from hands where inboxes = '{}' or inboxes ? q.inbox)))::int as ahead
     from mine`,
    [row.id, row.locale],
  );
  if (!it) return { ...row, eta: null };
  if (it.routing === 'manual') return { ...row, eta: null, etaWhy: 'manual' };
  // Out of hours nobody waits as long as people usually do.
  if (!openAt(it.hours, new Date()).open) return { ...row, eta: null, etaWhy: 'closed' };
  if (!it.slots) return { ...row, eta: null, etaWhy: 'nobody_available' };
  if (it.samples < ENOUGH) return { ...row, eta: null, etaWhy: 'too_few' };
  return { ...row, eta: waitRange(it) };
}
