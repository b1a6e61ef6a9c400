/**
 * Heals what was lost: the queue itself, offers, absent and silent agents, idle conversations, files that were never
 * sent, and turns that no bot is left to take.
 */
import { accountOf, isPresent, isReal } from '../conversation/agents.js';
import { type ConversationRow, change, move } from '../conversation/conversations.js';
import { removeUnsent } from '../conversation/files.js';
import { passOver } from '../conversation/offers.js';
import { isParked, tried } from '../conversation/tries.js';
import { escalate } from '../conversation/visitor-actions.js';
import { must } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import type { MoveCause } from '../wire/conversation.js';
import { match } from './assign.js';

const BATCH = 100;

export async function sweep(platform: Platform): Promise<string> {
  const released = await each(platform, absentAgents(platform), 'absent', releaseAbsent);
  const silent = await each(platform, silentAgents(platform), 'silent', releaseSilent);
  const resolved = await each(platform, idleConversations(platform), 'idle', resolveIdle);
  const escalated = await each(platform, orphanedTurns(platform), 'orphan', escalateOrphan);
  await removeUnsent(platform.db);
  // Matching needs no ring: it finds nothing quickly, and works with Redis gone.
  const matched = await match(platform);
  return `released ${released + silent}, resolved ${resolved}, escalated ${escalated}, ${matched}`;
}

type Work = keyof typeof named;
/** As the metrics have it. */
const named = { absent: 'absent agent', silent: 'silent agent', idle: 'idle', orphan: 'orphaned turn' } as const;

type Heal = (platform: Platform, tx: Sql, row: ConversationRow) => Promise<boolean>;

/** Applies `heal` to each conversation found, under its lock; `heal` looks again, for much may have happened since. */
async function each(platform: Platform, found: Promise<{ id: string }[]>, kind: Work, heal: Heal): Promise<number> {
  let healed = 0;
  for (const { id } of await found) {
    if (await tried(platform, id, kind, () => change(platform, id, (tx, row) => heal(platform, tx, row)))) {
      healed++;
      platform.metrics.sweepRescued.inc({ kind: named[kind] });
    }
  }
  return healed;
}

/** Who put a conversation off may go home meanwhile: it comes back to the queue only when its time has come. */
const isAwake = `coalesce(c.snoozed_until, '-infinity') <= now()`;
/** Nobody waits in practice: practice/worker.ts ends what is left alone. */
const isOwed = `c.state = 'assigned' and ${isReal()}`;

/** Conversation `c` is in the hands of agent `a`, who is not there. */
const isLeft = `${isOwed} and ${isAwake} and not ${isPresent('$1')}`;

function absentAgents({ db, config }: Platform): Promise<{ id: string }[]> {
  return db.query(
    `select c.id from conversations c join agents a on a.id = c.agent_id where ${isLeft} and not ${isParked('absent')} limit ${BATCH}`,
    [config.timing.absent],
  );
}

async function releaseAbsent({ config }: Platform, tx: Sql, row: ConversationRow): Promise<boolean> {
  const [left] = await tx.query(
    `select 1 from conversations c join agents a on a.id = c.agent_id where c.id = $2 and ${isLeft}`,
    [config.timing.absent, row.id],
  );
  if (!left) return false;
  await takeBack(tx, row, 'absent');
  return true;
}

/** Back to its old place, and the visitor is told once. */
async function takeBack(tx: Sql, row: ConversationRow, cause: MoveCause): Promise<void> {
  const agent = await accountOf(tx, must(row.agentId, 'assigned to nobody'));
  await move(tx, row, {
    move: 'release',
    as: ['system'],
    role: 'system',
    cause,
    by: agent,
    notice: { kind: 'left', params: { agent: agent.name } },
  });
}

/**
 * A word is owed, and the owner has had something of the visitor's before them for longer than the inbox allows, without
 * an answer or a note since. The time begins with the first message they left alone, or with their taking over where
 * that was later. A reply answers what its writer had seen; the bot's answers while they waited are none of a person.
 */
const isSilent = `${isOwed} and c.owed_since < now() - i.reply_seconds * interval '1 second' and exists (
  select 1 from conversation_events m
  where m.conversation_id = c.id and m.type = 'message' and m.role = 'visitor' and m.created_at < now() - i.reply_seconds * interval '1 second'
    and m.seq > coalesce((select max(case w.type when 'note' then w.seq else w.reply_to end) from conversation_events w
      where w.conversation_id = c.id and w.role = 'agent' and w.agent_id = c.agent_id and w.type in ('message', 'note')), 0))
  and (select t.created_at from conversation_events t where t.conversation_id = c.id and t.type = 'move' order by t.seq desc limit 1)
    < now() - i.reply_seconds * interval '1 second'`;

function silentAgents({ db }: Platform): Promise<{ id: string }[]> {
  return db.query(
    `select c.id from conversations c join inboxes i on i.slug = c.inbox where ${isSilent} and not ${isParked('silent')} order by c.queued_at limit ${BATCH}`,
  );
}

async function releaseSilent({ config }: Platform, tx: Sql, row: ConversationRow): Promise<boolean> {
  const [silent] = await tx.query(
    `select 1 from conversations c join inboxes i on i.slug = c.inbox where c.id = $1 and ${isSilent}`,
    [row.id],
  );
  if (!silent) return false;
  const agentId = must(row.agentId, 'assigned to nobody');
  await passOver(tx, { conversationId: row.id, agentId, ms: config.timing.pass });
  await takeBack(tx, row, 'silent');
  return true;
}

/**
 * Nothing owed and nobody wrote for the inbox's idle time, where it lets things end by themselves: from the bot, or from
 * an agent who had the last word.
 */
const isIdle = `i.auto_resolve and ((c.state = 'bot' and c.last_visitor_seq > 0 and c.last_visitor_seq <= c.settled_seq)
    or (${isOwed} and c.last_speaker = 'agent' and c.owed_since is null and ${isAwake}))
  and c.updated_at < now() - i.idle_minutes * interval '1 minute'`;

function idleConversations({ db }: Platform): Promise<{ id: string }[]> {
  return db.query(
    `select c.id from conversations c join inboxes i on i.slug = c.inbox
     where c.state in ('bot', 'assigned') and c.updated_at < now() - interval '1 minute' and ${isIdle} and not ${isParked('idle')} limit ${BATCH}`,
  );
}

async function resolveIdle(_: Platform, tx: Sql, row: ConversationRow): Promise<boolean> {
  const [idle] = await tx.query(
    `select 1 from conversations c join inboxes i on i.slug = c.inbox where c.id = $1 and ${isIdle}`,
    [row.id],
  );
  if (!idle) return false;
  await move(tx, row, { move: 'resolve', as: ['system'], role: 'system', notice: { kind: 'resolved' } });
  return true;
}

/** Owed for five minutes while no bot process has reported for one: nobody is left to answer, so a person must. */
const isOrphaned = `c.state = 'bot' and c.last_visitor_seq > c.settled_seq and c.updated_at < now() - interval '5 minutes'
  and not exists (select 1 from processes p where p.role = 'bot' and p.seen_at > now() - interval '60 seconds')`;

function orphanedTurns({ db }: Platform): Promise<{ id: string }[]> {
  return db.query(`select c.id from conversations c where ${isOrphaned} and not ${isParked('orphan')} limit ${BATCH}`);
}

async function escalateOrphan(platform: Platform, tx: Sql, row: ConversationRow): Promise<boolean> {
  const [orphaned] = await tx.query(`select 1 from conversations c where c.id = $1 and ${isOrphaned}`, [row.id]);
  if (!orphaned) return false;
  await escalate(platform, tx, row, { as: ['system'], role: 'system', reason: 'model_failed' });
  return true;
}
