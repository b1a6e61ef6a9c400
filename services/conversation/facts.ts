/**
 * What stands about agents and waiting conversations, now or at a past moment, in one shape for why.ts. Now is read
 * from the tables, the past from what was written down of them; before anything is told or matched, what differs is
 * written down, so that both agree.
 */
import { must } from '../errors.js';
import type { Sql } from '../platform/db.js';
import { isPresent, isReal } from './agents.js';
import { type AgentFacts, inQueueOrder, type WaitingFacts } from './why.js';

export type Facts = {
  /** The moment, to the microsecond. */
  at: string;
  /** With when each was last given something, for taking turns. */
  agents: (AgentFacts & { matchedAt: string })[];
  /** In the order of nothing in particular. */
  waiting: WaitingFacts[];
};

/** SQL: a moment as text that loses nothing. */
const exact = (moment: string): string => `to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const micros = (moment: string): string => `(extract(epoch from ${moment}) * 1000000)::bigint`;

/** SQL: agent `a` as agent_log writes them; $1 is how long without a request counts as absent. */
const agentNow = `a.id, a.deactivated_at is null and a.role <> 'content' as works, a.available, ${isPresent('$1')} as present, a.capacity,
  coalesce((select jsonb_object_agg(i.inbox, i.capacity) from agent_inboxes i where i.agent_id = a.id), '{}') as inboxes,
  a.languages, a.skills`;

/** Writes down what differs from what was last written down: a row for each agent and each inbox that changed. */
export async function noteChanges(sql: Sql, absentMs: number): Promise<void> {
  await sql.query(
    `insert into agent_log (agent_id, n, works, available, present, capacity, inboxes, languages, skills)
     select f.id, coalesce(l.n, 0) + 1, f.works, f.available, f.present, f.capacity, f.inboxes, f.languages, f.skills
     from (select ${agentNow} from agents a) f
     left join lateral (select * from agent_log l where l.agent_id = f.id order by l.n desc limit 1) l on true
     where l.n is null or (l.works, l.available, l.present, l.capacity, l.inboxes, l.languages, l.skills)
       is distinct from (f.works, f.available, f.present, f.capacity, f.inboxes, f.languages, f.skills)
     on conflict do nothing`,
    [absentMs],
  );
  await sql.query(
    `insert into inbox_log (inbox, n, routing, skills)
     select i.slug, coalesce(l.n, 0) + 1, i.routing, i.skills from inboxes i
     left join lateral (select * from inbox_log l where l.inbox = i.slug order by l.n desc limit 1) l on true
     where l.n is null or (l.routing, l.skills) is distinct from (i.routing, i.skills)
     on conflict do nothing`,
  );
}

type LoggedAgent = Omit<AgentFacts, 'has' | 'offers'> & { matchedAt: string };
type Standing = Omit<WaitingFacts, 'passed' | 'behind'> & { state: 'queued' | 'assigned'; agentId: string | null };

/**
 * Everything as it stands; or only what is needed to look once more at one conversation
 * and one agent, under their locks; and what else its visitor waits in.
 */
export async function factsNow(
  sql: Sql,
  absentMs: number,
  only?: { conversationId: string; agentId: string },
): Promise<Facts> {
  const at = await momentOf(sql);
  const agents = await sql.query<LoggedAgent>(
    `select f.*, a.name, coalesce(${exact('a.matched_at')}, '') as "matchedAt"
     from (select ${agentNow} from agents a where $2::uuid is null or a.id = $2) f join agents a on a.id = f.id where f.works order by f.id`,
    [absentMs, only?.agentId ?? null],
  );
  const standing = await sql.query<Standing>(
    `select c.id, c.state, c.agent_id as "agentId", c.inbox, c.visitor_id as "visitorId", i.routing, c.locale, i.skills || c.skills as skills, c.priority,
       ${micros('c.queued_at')} as "queuedAt"
     from conversations c join inboxes i on i.slug = c.inbox
     where c.state in ('queued', 'assigned') and ${isReal()} and ($1::uuid is null or c.id = $1 or c.agent_id = $2
         or (c.state = 'queued' and c.visitor_id = (select m.visitor_id from conversations m where m.id = $1)))`,
    [only?.conversationId ?? null, only?.agentId ?? null],
  );
  return together(sql, { at, agents, standing });
}

/**
 * Everything as it stood at a past moment: agents and inboxes from their logs, conversations
 * from their last move until then.
 */
export async function factsAt(sql: Sql, moment: string): Promise<Facts> {
  const agents = await sql.query<LoggedAgent>(
    `select a.id, a.name, l.available, l.present, l.capacity, l.inboxes, l.languages, l.skills, '' as "matchedAt"
     from agents a cross join lateral (
       select * from agent_log l where l.agent_id = a.id and l.at <= $1 order by l.n desc limit 1) l
     where l.works order by a.id`,
    [moment],
  );
  // What was resolved by then and not touched since cannot have been waiting or in anybody's hands.
  const standing = await sql.query<Standing>(
    `select c.id, m.body->'move'->>'to' as state, coalesce(m.body->'after'->>'agentId', m.agent_id::text) as "agentId", i.inbox, i.routing,
       c.visitor_id as "visitorId", c.locale, c.priority, (m.body->'after'->>'queuedAt')::bigint as "queuedAt",
       i.skills || coalesce(array(select jsonb_array_elements_text(s.body->'skills')), '{}') as skills
     from conversations c
     cross join lateral (
       select e.body, e.agent_id from conversation_events e
       where e.conversation_id = c.id and e.type = 'move' and e.created_at <= $1 order by e.seq desc limit 1) m
     cross join lateral (
       select * from inbox_log l where l.inbox = m.body->'after'->>'inbox' and l.at <= $1 order by l.n desc limit 1) i
     left join lateral (
       select e.body from conversation_events e
       where e.conversation_id = c.id and e.body ? 'skills' and e.created_at <= $1 order by e.seq desc limit 1) s on true
     where ${isReal()} and c.created_at <= $1 and not (c.state = 'resolved' and c.updated_at <= $1)
       and m.body->'move'->>'to' in ('queued', 'assigned')`,
    [moment],
  );
  return together(sql, { at: moment, agents, standing });
}

async function momentOf(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ at: string }>(`select ${exact('clock_timestamp()')} as at`);
  return must(row, 'no time').at;
}

/** Adds what is history anyway: offers that ran and passes in force. */
async function together(sql: Sql, of: { at: string; agents: LoggedAgent[]; standing: Standing[] }): Promise<Facts> {
  const { at, agents, standing } = of;
  const by = new Map(
    agents.map((agent): [string, Facts['agents'][number]] => [agent.id, { ...agent, has: {}, offers: [] }]),
  );
  const where = new Map(standing.map((one) => [one.id, one]));
  const queued = standing.filter((one) => one.state === 'queued');
  const first = new Map<string, string>();
  const place = ({ visitorId, inbox }: Standing) => `${visitorId} ${inbox}`;
  for (const one of queued.toSorted(inQueueOrder)) if (!first.has(place(one))) first.set(place(one), one.id);
  const waiting = new Map(
    queued.map((one): [string, WaitingFacts] => [
      one.id,
      { ...one, behind: first.get(place(one)) !== one.id, passed: {} },
    ]),
  );
  for (const { state, agentId, inbox } of standing) {
    const agent = state === 'assigned' && agentId ? by.get(agentId) : undefined;
    if (agent) agent.has[inbox] = (agent.has[inbox] ?? 0) + 1;
  }
  const offers = await sql.query<{ conversationId: string; agentId: string; inbox: string; until: string }>(
    `select o.conversation_id as "conversationId", o.agent_id as "agentId", c.inbox, ${exact('o.expires_at')} as until
     from offers o join conversations c on c.id = o.conversation_id
     where o.offered_at <= $1 and (o.ended_at is null or o.ended_at > $1) and o.expires_at > $1 and o.agent_id = any($2)
     order by o.id`,
    [at, [...by.keys()]],
  );
  for (const { agentId, conversationId, inbox, until } of offers)
    by.get(agentId)?.offers.push({ conversationId, inbox: where.get(conversationId)?.inbox ?? inbox, until });
  const passes = await sql.query<{ conversationId: string; agentId: string; until: string }>(
    `select conversation_id as "conversationId", agent_id as "agentId", ${exact('max(until)')} as until
     from passes where since <= $1 and until > $1 and conversation_id = any($2) group by 1, 2`,
    [at, [...waiting.keys()]],
  );
  for (const { conversationId, agentId, until } of passes) {
    const one = waiting.get(conversationId);
    if (one) one.passed[agentId] = until;
  }
  return { at, agents: [...by.values()], waiting: [...waiting.values()] };
}
