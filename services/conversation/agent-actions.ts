/** What an agent can do, one verb each. Locks the conversation first, then (where load is added) the agent. */
import { Conflict, Invalid, must } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import type { AgentMessage } from '../wire/agent.js';
import { type AgentRow, accountOf, capacitiesOf, isLead, lockAgent, sees } from './agents.js';
import { isNewerReply, replyAtOnce } from './at-once.js';
import { type ConversationRow, move } from './conversations.js';
import { append, type EventRow, findSent, hashOf } from './events.js';
import { appendWith } from './files.js';
import { takeNote } from './marks.js';
import { maySpeak } from './states.js';
import { changeVisible, changeVisibleWithOthers, guest, type Of } from './visible.js';

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

async function notOwner(tx: Sql, row: ConversationRow): Promise<Conflict> {
  return new Conflict(
    'not_owner',
    row.agentId
      ? `${(await accountOf(tx, row.agentId)).name} has this conversation. Ask for it, or write a note.`
      : 'Take this conversation before you reply.',
  );
}

/**
 * A reply to the visitor, or a note for the team: a reply the short way where it is no more than that (at-once.ts), else
 * the long one. Idempotent by `clientId`. A reply needs ownership, and settles what the agent had seen; 409
 * `newer_reply` where a colleague wrote after `seenSeq`, so that nobody answers blind.
 */
export async function sendMessage(platform: Platform, of: Of, body: AgentMessage): Promise<EventRow> {
  const { agent, conversationId } = of;
  const { clientId, text, note = false, files, mentions, seenSeq, canned } = body;
  if (mentions && !note) throw new Invalid('mentions: only a note names colleagues.');
  const bodyHash = hashOf([...[text, note, ...(files ? [files] : [])], ...(mentions?.length ? [{ mentions }] : [])]);
  const plain = !note && !files && agent.role !== 'content';
  const inboxes = isLead(agent) || agent.inboxes.length === 0 ? undefined : agent.inboxes;
  const reply = {
    conversationId,
    clientId,
    bodyHash,
    text,
    by: agent,
    seenSeq,
    inboxes,
    body: canned ? { canned } : {},
  };
  return (plain && (await replyAtOnce(platform, reply))) || sendUnderLock(platform, of, { ...body, bodyHash });
}

function sendUnderLock(platform: Platform, of: Of, body: AgentMessage & { bodyHash: Buffer }): Promise<EventRow> {
  const { agent } = of;
  const { clientId, bodyHash, text, files, seenSeq, canned } = body;
  return changeVisible(
    platform,
    of,
    async (tx, row) => {
      const sent = { conversationId: row.id, role: 'agent', agentId: agent.id, clientId, bodyHash } as const;
      const before = await findSent(tx, sent);
      if (before) return before;
      if (seenSeq > row.seq) throw new Invalid(`seenSeq: the conversation is at ${row.seq}.`);
      const event = { role: 'agent' as const, by: agent, text, clientId, bodyHash };
      if (body.note) return takeNote(tx, row, { ...event, type: 'note', body: {} }, body);
      if (!sees(agent, row.inbox)) throw guest();
      if (!maySpeak(row.state, capacitiesOf(agent, row))) throw await notOwner(tx, row);
      await refuseBlindReply(tx, row, agent, seenSeq);
      const settles = Math.min(row.lastVisitorSeq, seenSeq);
      return appendWith(tx, row, files, {
        ...event,
        type: 'message',
        settles,
        ...(settles > 0 && { replyTo: settles }),
        // Under another name in practice, where it counts as no use of the entry.
        body: canned ? (row.practiceFor ? { practised: canned } : { canned }) : {},
      });
    },
    true,
  );
}

async function refuseBlindReply(tx: Sql, row: ConversationRow, agent: AgentRow, seenSeq: number): Promise<void> {
  const [colleague] = await tx.query<{ name: string }>(
    `select a.name from conversation_events e join agents a on a.id = e.agent_id
     where ${isNewerReply('$1', '$2', '$3')} order by e.seq desc limit 1`,
    [row.id, seenSeq, agent.id],
  );
  if (colleague)
    throw new Conflict('newer_reply', `${colleague.name} replied meanwhile. Read it before you send yours.`);
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
