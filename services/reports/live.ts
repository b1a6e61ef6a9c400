/** The wallboard: what is the case now, read from the conversations themselves, and what became of today's. */
import { isPresent, isReal, servesInbox } from '../conversation/agents.js';
import { Invalid } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { LiveReply } from '../wire/reports.js';
import { refreshSummaries } from './summaries.js';
import { databaseZone } from './zones.js';

type Open = {
  inbox: string;
  name: string;
  waiting: number;
  longestSince: Date | null;
  offered: number;
  assigned: number;
  withBot: number;
};

export async function live(
  sql: Sql,
  { zone: asked, inbox }: { zone: string; inbox?: string | undefined },
  absentMs: number,
): Promise<LiveReply> {
  const zone = await databaseZone(sql, asked);
  await refreshSummaries(sql);
  const inboxes = await openByInbox(sql, inbox);
  if (inbox && !inboxes.length) throw new Invalid(`inbox: there is no inbox "${inbox}".`);
  const sum = (name: 'waiting' | 'offered' | 'assigned' | 'withBot') =>
    inboxes.reduce((all, one) => all + one[name], 0);
  const [longest] = inboxes.flatMap(({ longestSince }) => longestSince ?? []).sort((a, b) => a.getTime() - b.getTime());
  return {
    at: new Date().toISOString(),
    waiting: sum('waiting'),
    ...(longest && { longestSince: longest.toISOString() }),
    offered: sum('offered'),
    assigned: sum('assigned'),
    withBot: sum('withBot'),
    agents: await team(sql, inbox, absentMs),
    today: await today(sql, zone, inbox),
    inboxes: inboxes.map(({ inbox, name, waiting, longestSince, assigned }) => ({
      inbox,
      name,
      waiting,
      ...(longestSince && { longestSince: longestSince.toISOString() }),
      assigned,
    })),
  };
}

const openByInbox = (sql: Sql, inbox: string | undefined): Promise<Open[]> =>
  sql.query<Open>(
    `select i.slug as inbox, i.name, count(*) filter (where c.state = 'queued')::int as waiting,
       min(coalesce(c.owed_since, c.queued_at)) filter (where c.state = 'queued') as "longestSince",
       count(*) filter (where exists (select 1 from offers o where o.conversation_id = c.id and o.ended_at is null))::int as offered,
       count(*) filter (where c.state = 'assigned')::int as assigned, count(*) filter (where c.state = 'bot')::int as "withBot"
     from inboxes i left join conversations c on c.inbox = i.slug and c.state <> 'resolved' and ${isReal()}
     where $1::text is null or i.slug = $1 group by i.slug, i.name order by i.name, i.slug`,
    [inbox ?? null],
  );

/**
 * Here: made a request lately. Available: here, and takes conversations. Busy: has one. Free:
 * available, and has room for one more.
 */
async function team(sql: Sql, inbox: string | undefined, absentMs: number): Promise<LiveReply['agents']> {
  const [row] = await sql.query<LiveReply['agents']>(
    `select count(*)::int as here, count(*) filter (where available)::int as available,
       count(*) filter (where load > 0)::int as busy, count(*) filter (where available and load < capacity)::int as free
     from (select a.available, a.capacity, (select count(*) from conversations c where c.agent_id = a.id and c.state = 'assigned' and ${isReal()}) as load
       from agents a where a.deactivated_at is null and a.role <> 'content' and ${isPresent('$1')}
         and ($2::text is null or (${servesInbox('$2::text')}))) team`,
    [absentMs, inbox ?? null],
  );
  return row ?? { here: 0, available: 0, busy: 0, free: 0 };
}

/** Of the conversations that started today in this time zone. */
async function today(sql: Sql, zone: string, inbox: string | undefined): Promise<LiveReply['today']> {
  const [row] = await sql.query<LiveReply['today']>(
    `select count(*)::int as started, count(*) filter (where answers > 0)::int as answered,
       count(*) filter (where handed_off_at is not null)::int as "handedOff",
       count(*) filter (where resolved_at is not null)::int as resolved,
       count(*) filter (where first_wait_end = 'gave_up')::int as "gaveUp"
     from conversation_summaries
     where started_at >= date_trunc('day', now() at time zone $1) at time zone $1 and ($2::text is null or inbox = $2)`,
    [zone, inbox ?? null],
  );
  return row ?? { started: 0, answered: 0, handedOff: 0, resolved: 0, gaveUp: 0 };
}
