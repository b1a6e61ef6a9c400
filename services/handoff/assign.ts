/**
 * Matching: the oldest waiting conversation with an agent who may have it, as an offer or,
 * where an inbox says so, at once.
 */
import { type AgentRow, isPresent, lockAgent } from '../conversation/agents.js';
import {
  announce,
  type ConversationRow,
  lockWithOthers,
  move,
  type WithOthers,
  wakeMatcher,
} from '../conversation/conversations.js';
import { factsNow, noteChanges } from '../conversation/facts.js';
import { passOver } from '../conversation/offers.js';
import { parkedConversations, tried } from '../conversation/tries.js';
import { skip } from '../conversation/why.js';
import { hint } from '../platform/attempt.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import { type Plan, plan, type Step } from './plan.js';

/**
 * Matched in one run at most; the rest comes with the next, so that whatever else is to
 * be swept waits for it no longer.
 */
const BATCH = 200;
/** A plan that met something newer is made again this often. */
const PLANS = 50;

/**
 * Ends offers, then matches until nobody or nothing is left. It plans on one picture of the queue and carries out step
 * by step, one transaction each: so it never holds an agent while it waits for another conversation. One matcher at a
 * time over all processes: each step locks the one row of `installation`, then the conversation, then the agent, and
 * looks again at both in statements begun after those locks. A step that meets something newer ends the plan, for
 * whoever comes later in the order must not gain by it.
 */
export async function match(platform: Platform): Promise<string> {
  const { db, config } = platform;
  let ended = 0;
  let matched = 0;
  let whys: Plan['whys'] = [];
  for (let plans = 0; plans < PLANS; plans++) {
    ended += await endOffers(platform);
    const facts = await db.tx(async (tx) => {
      await noteChanges(tx, config.timing.absent);
      return factsNow(tx, config.timing.absent);
    });
    const parked = new Set((await parkedConversations(db, 'match')).map(({ id }) => id));
    const planned = plan({ ...facts, waiting: facts.waiting.filter(({ id }) => !parked.has(id)) });
    whys = planned.whys;
    const steps = planned.steps.slice(0, BATCH - matched);
    const done = await carryOutAll(platform, steps);
    matched += done;
    if (done === steps.length) break;
  }
  if (matched >= BATCH) wakeMatcher(platform, whys[0]?.id ?? '');
  else await tellWhy(platform, whys);
  const left = whys.filter(({ why }) => why !== 'offered').length;
  return `matched ${matched}, ended ${ended}, left ${left}`;
}

/** How many steps were carried out before one met something newer. */
async function carryOutAll(platform: Platform, steps: Step[]): Promise<number> {
  // What throws is passed over, for others wait behind it; what met something newer ends the plan.
  for (const [index, step] of steps.entries())
    if ((await tried(platform, step.conversationId, 'match', () => carryOut(platform, step))) === false) return index;
  return steps.length;
}

/** False where the conversation or the agents are not as planned any more. */
async function carryOut(platform: Platform, { conversationId, agentIds }: Step): Promise<boolean> {
  let changed: ConversationRow[] = [];
  const done = await platform.db.tx(async (tx) => {
    changed = [];
    await tx.query('select 1 from installation for update');
    const locked = await lockWithOthers(tx, conversationId);
    if (locked?.row.state !== 'queued') return false;
    const open = await tx.query<{ agentId: string }>(
      'select agent_id as "agentId" from offers where conversation_id = $1 and ended_at is null',
      [conversationId],
    );
    // In the order of their ids, so that two who lock several never wait for each other.
    for (const agentId of [...agentIds].sort()) {
      const agent = await lockAgent(tx, agentId);
      const facts = await factsNow(tx, platform.config.timing.absent, { conversationId, agentId });
      const [now] = facts.agents;
      const waiting = facts.waiting.find((one) => one.id === conversationId);
      if (!agent || !now || !waiting || waiting.behind || waiting.routing === 'manual' || skip(now, waiting))
        return false;
      const toAll = waiting.routing === 'broadcast';
      // Another matcher was here since the plan, or an offer ran out since and nobody has ended it yet.
      if (open.some((one) => !toAll || one.agentId === agentId)) return false;
      changed = await give(tx, locked, agent, toAll);
    }
    return true;
  });
  for (const row of changed) announceMatch(platform, row);
  return done;
}

/** Returns what changed by it. Whoever is given one has all that its visitor waits in. */
async function give(tx: Sql, { row, others }: WithOthers, agent: AgentRow, toAll: boolean): Promise<ConversationRow[]> {
  await tx.query('update agents set matched_at = clock_timestamp() where id = $1', [agent.id]);
  const [inbox] = await tx.query<{ accept: boolean }>('select accept from inboxes where slug = $1', [row.inbox]);
  if (inbox?.accept || toAll) {
    await offer(tx, row, agent);
    return [row];
  }
  for (const one of [row, ...others])
    await move(tx, one, {
      move: 'assign',
      as: ['system'],
      role: 'system',
      by: agent,
      agentId: agent.id,
      notice: { kind: 'joined', params: { agent: agent.name } },
    });
  return [row, ...others];
}

/** Where it is held out to others already, until the same moment. */
async function offer(tx: Sql, row: ConversationRow, agent: AgentRow): Promise<void> {
  await tx.query(
    `insert into offers (conversation_id, agent_id, expires_at)
     select $1, $2, coalesce(
       (select max(o.expires_at) from offers o where o.conversation_id = $1 and o.ended_at is null),
       clock_timestamp() + i.offer_seconds * interval '1 second') from inboxes i where i.slug = $3`,
    [row.id, agent.id, row.inbox],
  );
  await tx.query(`update conversations set why = 'offered', updated_at = clock_timestamp() where id = $1`, [row.id]);
}

/** An offer is no event and moves no `seq`; screens look all the same. */
function announceMatch(platform: Platform, row: ConversationRow): void {
  if (row.state === 'assigned') announce(platform, row);
  else hint(platform, row);
}

/**
 * Offers that ran out, by database time, or whose agent left: the conversation is free again. Who let one run out is
 * passed over for a while, except where it was held out to all: then it simply is again.
 */
async function endOffers(platform: Platform): Promise<number> {
  const { pass, absent } = platform.config.timing;
  const ended = await platform.db.tx(async (tx) => {
    const over = await tx.query<{
      id: string;
      seq: number;
      offerId: number;
      agentId: string;
      ranOut: boolean;
      toAll: boolean;
    }>(
      `select c.id, c.seq, o.id as "offerId", o.agent_id as "agentId", o.expires_at <= now() as "ranOut", i.routing = 'broadcast' as "toAll"
       from offers o join conversations c on c.id = o.conversation_id join inboxes i on i.slug = c.inbox
       where o.ended_at is null and (o.expires_at <= now()
         or not exists (select 1 from agents a where a.id = o.agent_id and a.available and ${isPresent('$1')}))
       order by c.id for update of c skip locked`,
      [absent],
    );
    for (const { id, offerId, agentId, ranOut, toAll } of over) {
      const [mine] = await tx.query(
        'update offers set ended_at = clock_timestamp(), outcome = $2 where id = $1 and ended_at is null returning 1',
        [offerId, ranOut ? 'expired' : 'withdrawn'],
      );
      if (mine && ranOut && !toAll) await passOver(tx, { conversationId: id, agentId, ms: pass });
      await tx.query('update conversations set updated_at = clock_timestamp() where id = $1', [id]);
    }
    return over;
  });
  for (const one of ended) hint(platform, one);
  return ended.length;
}

/**
 * Leaves on each row that still waits why it does, for the lists; a row that somebody
 * works on is told with the next run.
 */
async function tellWhy(platform: Platform, whys: Plan['whys']): Promise<void> {
  const changed = await platform.db.query<{ id: string; seq: number }>(
    `update conversations c set why = w.why, updated_at = clock_timestamp()
     from (select f.id, n.why from conversations f join unnest($1::uuid[], $2::text[]) n (id, why) on n.id = f.id
       where f.state = 'queued' and f.why is distinct from n.why for update of f skip locked) w
     where c.id = w.id returning c.id, c.seq`,
    [whys.map(({ id }) => id), whys.map(({ why }) => why)],
  );
  for (const one of changed) hint(platform, one);
}
