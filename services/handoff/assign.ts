/** Matching: the oldest queued conversation with the least-loaded free agent, as an offer or, where an inbox says so, at once. */
import { type AgentRow, isPresent, load, lockAgent, servesInbox } from '../conversation/agents.js';
import { announce, type ConversationRow, lockConversation, move } from '../conversation/conversations.js';
import { queueOrder } from '../conversation/views.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';

/** Matched in one run at most; the rest comes with the next, so that nobody else waits long for the lock. */
const BATCH = 50;

/**
 * Expires offers, then matches until nobody or nothing is left. One matcher at a time over all processes: it locks the one
 * row of `installation`, then the conversation, then the agent, and counts his load in a statement begun after that lock.
 * One transaction a match, so that it never holds an agent while it waits for another conversation.
 */
export async function match(platform: Platform): Promise<string> {
  const expired = await expireOffers(platform);
  const hopeless = new Set<string>();
  let matched = 0;
  while (matched < BATCH) {
    const next = await matchOne(platform, [...hopeless]);
    if (!next) break;
    if (next.matched) matched++;
    else hopeless.add(next.id);
  }
  return `matched ${matched}, expired ${expired}, left ${hopeless.size}`;
}

async function matchOne(platform: Platform, skip: string[]): Promise<{ id: string; matched: boolean } | undefined> {
  let changed: ConversationRow | undefined;
  const result = await platform.db.tx(async (tx) => {
    await tx.query('select 1 from installation for update');
    const [next] = await tx.query<{ id: string; routing: 'offer' | 'assign'; offerSeconds: number }>(
      `select c.id, i.routing, i.offer_seconds as "offerSeconds"
       from conversations c join inboxes i on i.slug = c.inbox
       where c.state = 'queued' and c.offered_to is null and i.routing <> 'manual' and c.id <> all($1)
       order by ${queueOrder('c')} limit 1`,
      [skip],
    );
    if (!next) return undefined;
    const row = await lockConversation(tx, next.id);
    // Somebody took it, or an offer was made, while we waited for its lock.
    if (row?.state !== 'queued' || row.offeredTo) return { id: next.id, matched: false };
    for (const candidate of await freeAgents(tx, row, platform.config.timing.absent)) {
      const agent = await lockAgent(tx, candidate.id);
      if (!agent?.available || (await loadOf(tx, agent.id)) >= agent.capacity) continue;
      changed = row;
      await tx.query('update agents set matched_at = now() where id = $1', [agent.id]);
      if (next.routing === 'assign') await assign(tx, row, agent);
      else await offer(tx, row, agent, next.offerSeconds);
      return { id: next.id, matched: true };
    }
    return { id: next.id, matched: false };
  });
  if (changed) announceMatch(platform, changed);
  return result;
}

/** Agents who could have it: there, available, of this inbox and language, below capacity, not passed over; least load first, then who waited longest for one. */
function freeAgents(tx: Sql, row: ConversationRow, absentMs: number): Promise<{ id: string }[]> {
  return tx.query<{ id: string }>(
    `select id from (
       select a.id, a.capacity, a.matched_at, ${load('a.id')} as load
       from agents a
       where a.available and ${servesInbox('$1')} and ${isPresent('$2')}
         and (a.locales = '{}' or split_part($3, '-', 1) = any(a.locales))
         and not exists (select 1 from passes p where p.conversation_id = $4 and p.agent_id = a.id and p.until > now())) free
     where load < capacity order by load, matched_at nulls first, id limit 5`,
    [row.inbox, absentMs, row.locale, row.id],
  );
}

async function loadOf(tx: Sql, agentId: string): Promise<number> {
  const [row] = await tx.query<{ load: number }>(`select ${load('$1')} as load`, [agentId]);
  return row?.load ?? 0;
}

async function offer(tx: Sql, row: ConversationRow, agent: AgentRow, seconds: number): Promise<void> {
  await tx.query(
    `update conversations set offered_to = $2, offer_expires_at = now() + $3 * interval '1 second',
       updated_at = clock_timestamp() where id = $1`,
    [row.id, agent.id, seconds],
  );
}

const assign = (tx: Sql, row: ConversationRow, agent: AgentRow) =>
  move(tx, row, {
    move: 'assign',
    as: ['system'],
    role: 'system',
    by: agent,
    agentId: agent.id,
    notice: { kind: 'joined', params: { agent: agent.name } },
  });

/** An offer is no event and moves no `seq`; screens look all the same. Its end is looked at when it comes. */
function announceMatch(platform: Platform, row: ConversationRow): void {
  if (row.state === 'assigned') announce(platform, row);
  else platform.bus.publish({ kind: 'hint', conversationId: row.id, seq: row.seq }).catch(() => {});
}

/** Offers that ran out, by database time, or whose agent left: the conversation is free again, and that agent is passed over for a while. */
async function expireOffers(platform: Platform): Promise<number> {
  const { pass, absent } = platform.config.timing;
  const expired = await platform.db.tx(async (tx) => {
    const over = await tx.query<{ id: string; seq: number; agentId: string }>(
      `select c.id, c.seq, c.offered_to as "agentId" from conversations c
       where c.offered_to is not null and (c.offer_expires_at <= now()
         or not exists (select 1 from agents a where a.id = c.offered_to and a.available and ${isPresent('$1')}))
       for update of c skip locked`,
      [absent],
    );
    for (const { id, agentId } of over) {
      await tx.query(
        `insert into passes (conversation_id, agent_id, until) values ($1, $2, now() + $3 * interval '1 millisecond')
         on conflict (conversation_id, agent_id) do update set until = excluded.until`,
        [id, agentId, pass],
      );
      await tx.query(
        `update conversations set offered_to = null, offer_expires_at = null, updated_at = clock_timestamp() where id = $1`,
        [id],
      );
    }
    return over;
  });
  for (const { id, seq } of expired) platform.bus.publish({ kind: 'hint', conversationId: id, seq }).catch(() => {});
  return expired.length;
}
