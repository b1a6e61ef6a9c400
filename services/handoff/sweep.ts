/** Heals what was lost: the queue itself, offers, absent agents, idle conversations, files that were never sent, and turns that no bot is left to take. */
import { findAgent, isPresent } from '../conversation/agents.js';
import { type ConversationRow, change, move } from '../conversation/conversations.js';
import { removeUnsent } from '../conversation/files.js';
import { escalate } from '../conversation/visitor-actions.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import { match } from './assign.js';

const BATCH = 100;

export async function sweep(platform: Platform): Promise<string> {
  const released = await each(platform, absentAgents(platform), 'absent agent', releaseAbsent);
  const resolved = await each(platform, idleConversations(platform), 'idle', resolveIdle);
  const escalated = await each(platform, orphanedTurns(platform), 'orphaned turn', escalateOrphan);
  await removeUnsent(platform.db);
  // Matching needs no ring: it finds nothing quickly, and works with Redis gone.
  const matched = await match(platform);
  return `released ${released}, resolved ${resolved}, escalated ${escalated}, ${matched}`;
}

type Heal = (platform: Platform, tx: Sql, row: ConversationRow) => Promise<boolean>;

/** Applies `heal` to each conversation found, under its lock; `heal` looks again, for much may have happened since. */
async function each(platform: Platform, found: Promise<{ id: string }[]>, kind: string, heal: Heal): Promise<number> {
  let healed = 0;
  for (const { id } of await found) {
    if (await change(platform, id, (tx, row) => heal(platform, tx, row))) {
      healed++;
      platform.metrics.sweepRescued.inc({ kind });
    }
  }
  return healed;
}

function absentAgents({ db, config }: Platform): Promise<{ id: string }[]> {
  return db.query(
    `select c.id from conversations c join agents a on a.id = c.agent_id
     where c.state = 'assigned' and not ${isPresent('$1')} limit ${BATCH}`,
    [config.timing.absent],
  );
}

async function releaseAbsent({ config }: Platform, tx: Sql, row: ConversationRow): Promise<boolean> {
  if (row.state !== 'assigned') return false;
  const [gone] = await tx.query(`select 1 from agents a where a.id = $2 and not ${isPresent('$1')}`, [
    config.timing.absent,
    row.agentId,
  ]);
  if (!gone) return false;
  const agent = row.agentId ? await findAgent(tx, row.agentId) : undefined;
  await move(tx, row, {
    move: 'release',
    as: ['system'],
    role: 'system',
    notice: { kind: 'left', params: { agent: agent?.name ?? '' } },
  });
  return true;
}

/** Nothing owed and nobody wrote for the inbox's idle time: from the bot, or from an agent who had the last word. */
const isIdle = `((c.state = 'bot' and c.last_visitor_seq > 0 and c.last_visitor_seq <= c.settled_seq)
    or (c.state = 'assigned' and c.last_speaker = 'agent'))
  and c.updated_at < now() - i.idle_minutes * interval '1 minute'`;

function idleConversations({ db }: Platform): Promise<{ id: string }[]> {
  return db.query(
    `select c.id from conversations c join inboxes i on i.slug = c.inbox
     where c.state in ('bot', 'assigned') and c.updated_at < now() - interval '1 minute' and ${isIdle} limit ${BATCH}`,
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
  return db.query(`select c.id from conversations c where ${isOrphaned} limit ${BATCH}`);
}

async function escalateOrphan(platform: Platform, tx: Sql, row: ConversationRow): Promise<boolean> {
  const [orphaned] = await tx.query(`select 1 from conversations c where c.id = $1 and ${isOrphaned}`, [row.id]);
  if (!orphaned) return false;
  await escalate(platform, tx, row, { as: ['system'], role: 'system', reason: 'model_failed' });
  return true;
}
