/** What an agent can do, one verb each; what they say is in agent-messages.ts. Locks the conversation first, then (where load is added) the agent. */
import { Conflict, Invalid, must } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import { type AgentRow, accountOf, capacitiesOf, lockAgent, sees } from './agents.js';
import { type ConversationRow, move } from './conversations.js';
import { append } from './events.js';
import { changeVisible, changeVisibleWithOthers, type Of } from './visible.js';

/**
 * Takes over: from the bot, the queue, a resolved conversation, or (managers and admins) from a colleague.
 * The bot falls silent with this transaction. What else its visitor has waiting in the inbox comes along: one person,
 * one colleague. Again by the owner: fine, no event. Throws `Conflict` `taken` with the winner's name.
 */
export async function take(platform: Platform, of: Of): Promise<ConversationRow> {
  const { agent } = of;
  return changeVisibleWithOthers(platform, of, async (tx, { row, others }) => {
    if (row.agentId === agent.id) return row;
    const as = capacitiesOf(agent, row);
    if (row.state === 'assigned' && !as.includes('lead')) throw await takenBy(tx, row);
    await lockAgent(tx, agent.id);
    for (const one of [row, ...others])
      await move(tx, one, {
        move: 'take',
        as,
        role: 'agent',
        by: agent,
        agentId: agent.id,
        notice: { kind: 'joined', params: { agent: agent.name } },
      });
    return row;
  });
}

async function takenBy(tx: Sql, row: ConversationRow): Promise<Conflict> {
  const { name } = await accountOf(tx, must(row.agentId, 'assigned to nobody'));
  return new Conflict('taken', `${name} already has this conversation.`);
}

/** Puts the conversation back in the queue, at its old place. */
export async function release(platform: Platform, of: Of): Promise<ConversationRow> {
  return changeVisible(platform, of, async (tx, row) => {
    const as = await asOwner(tx, of.agent, row, false);
    await move(tx, row, {
      move: 'release',
      as,
      role: 'agent',
      by: of.agent,
      notice: { kind: 'left', params: { agent: of.agent.name } },
    });
    return row;
  });
}

/** Hands over to a colleague (stays assigned) or to another inbox (queued there, its wait kept). */
export async function transfer(
  platform: Platform,
  of: Of,
  to: { agentId: string } | { inbox: string },
): Promise<ConversationRow> {
  return changeVisible(platform, of, async (tx, row) => {
    const as = await asOwner(tx, of.agent, row, true);
    if ('inbox' in to) {
      const [inbox] = await tx.query('select 1 from inboxes where slug = $1', [to.inbox]);
      if (!inbox) throw new Invalid(`There is no inbox "${to.inbox}".`);
      await move(tx, row, {
        move: 'transfer',
        as,
        role: 'agent',
        by: of.agent,
        inbox: to.inbox,
        notice: { kind: 'moved' },
      });
      return row;
    }
    if (to.agentId === row.agentId) return row;
    const colleague = await lockAgent(tx, to.agentId);
    if (!colleague || !sees(colleague, row.inbox))
      throw new Invalid('agentId: nobody of this team with this id can take conversations of this inbox.');
    await move(tx, row, {
      move: 'transfer',
      as,
      role: 'agent',
      by: of.agent,
      agentId: colleague.id,
      notice: { kind: 'transferred', params: { agent: colleague.name } },
    });
    return row;
  });
}

/** Lets the bot answer again; what nobody answered is owed by the bot from now on. */
export async function handBack(platform: Platform, of: Of): Promise<ConversationRow> {
  return changeVisible(platform, of, async (tx, row) => {
    if (row.state === 'bot') return row;
    const as = await asOwner(tx, of.agent, row, true);
    await move(tx, row, { move: 'handBack', as, role: 'agent', by: of.agent, notice: { kind: 'back_to_bot' } });
    return row;
  });
}

/** Closes. With `seenSeq`: 409 `newer_message` where the visitor wrote after what the agent had on screen. */
export async function resolve(platform: Platform, of: Of, seenSeq?: number): Promise<ConversationRow> {
  return changeVisible(platform, of, async (tx, row) => {
    if (row.state === 'resolved') return row;
    const as = await asOwner(tx, of.agent, row, true);
    if (seenSeq !== undefined && row.lastVisitorSeq > seenSeq)
      throw new Conflict('newer_message', 'The visitor wrote again. Read it before you close the conversation.');
    await move(tx, row, { move: 'resolve', as, role: 'agent', by: of.agent, notice: { kind: 'resolved' } });
    return row;
  });
}

/**
 * The agent's capacities; in an assigned conversation they must own it, or (where `leadMay`) lead.
 * Throws `Conflict` `not_owner`.
 */
async function asOwner(tx: Sql, agent: AgentRow, row: ConversationRow, leadMay: boolean) {
  const as = capacitiesOf(agent, row);
  if (row.state === 'assigned' && !as.includes('owner') && !(leadMay && as.includes('lead')))
    throw await notOwner(tx, row);
  return as;
}

/** Why they may not: `not_owner`. */
export async function notOwner(tx: Sql, row: ConversationRow): Promise<Conflict> {
  return new Conflict(
    'not_owner',
    row.agentId
      ? `${(await accountOf(tx, row.agentId)).name} has this conversation. Ask for it, or write a note.`
      : 'Take this conversation before you reply.',
  );
}

/** What an agent must know for this conversation, besides what its inbox asks. A note in the log says it, and when. */
export async function setSkills(platform: Platform, of: Of, skills: string[]): Promise<ConversationRow> {
  return changeVisible(platform, of, async (tx, row) => {
    const wanted = [...new Set(skills)].sort();
    if (wanted.join() === row.skills.join()) return row;
    await tx.query('update conversations set skills = $2 where id = $1', [row.id, wanted]);
    row.skills = wanted;
    const text = wanted.length ? wanted.map((skill) => `#${skill}`).join(' ') : '-';
    await append(tx, row, { type: 'note', role: 'agent', by: of.agent, text, body: { skills: wanted } });
    return row;
  });
}
