/** The door to every verb of an agent: the conversation's lock, and whether they may see it. */
import { Forbidden, NotFound } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import { type AgentRow, sees, seesConversation } from './agents.js';
import { type ConversationRow, change, changeWithOthers, type WithOthers } from './conversations.js';

export type Of = { agent: AgentRow; conversationId: string };

/**
 * Runs a verb on a conversation the agent may see; another inbox's answers exactly as an unknown id.
 * A guest reads and writes notes.
 */
export function changeVisible<T>(
  platform: Platform,
  of: Of,
  work: (tx: Sql, row: ConversationRow) => Promise<T>,
  guests = false,
): Promise<T> {
  return change(platform, of.conversationId, async (tx, row) => {
    admit(platform, of.agent, row, guests);
    return work(tx, row);
  });
}

/** The same with all that its visitor has waiting in the inbox beside it. */
export const changeVisibleWithOthers = <T>(
  platform: Platform,
  of: Of,
  work: (tx: Sql, locked: WithOthers) => Promise<T>,
): Promise<T> =>
  changeWithOthers(platform, of.conversationId, async (tx, locked) => {
    admit(platform, of.agent, locked.row, false);
    return work(tx, locked);
  });

type Seen = Pick<ConversationRow, 'inbox' | 'participants' | 'practiceFor' | 'agentId'>;

/**
 * That this agent may see it, and whose it is: for what is told many times a minute and needs nothing of what stands
 * beside it. Throws `NotFound`.
 */
export async function glimpse(platform: Platform, { agent, conversationId }: Of): Promise<Seen> {
  const [row] = await platform.db.query<Seen>(
    `select inbox, participants, practice_for as "practiceFor", agent_id as "agentId" from conversations where id = $1`,
    [conversationId],
    'glimpse',
  );
  if (!row) throw new NotFound();
  mustSee(platform, agent, row);
  return row;
}

function admit(platform: Platform, agent: AgentRow, row: ConversationRow, guests: boolean): void {
  mustSee(platform, agent, row);
  if (!guests && !sees(agent, row.inbox)) throw guest();
}

function mustSee(platform: Platform, agent: AgentRow, row: Seen): void {
  if (seesConversation(agent, row)) return;
  platform.metrics.denied.inc();
  throw new NotFound();
}

/** What somebody is told who was asked in and tries more than that. */
export const guest = () =>
  new Forbidden('You are invited to this conversation: you can read it and write notes.', 'guest');
