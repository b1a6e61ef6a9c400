/**
 * What the team puts on a conversation: tags, a snooze, colleagues, a block on its visitor. Each change is
 * an event of type `mark`, so that who did what stays readable, every console hears of it by the same log,
 * and figures can be recomputed.
 */
import { Conflict, Forbidden, Invalid } from '../errors.js';
import { hint } from '../platform/attempt.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import type { TagBody } from '../wire/console.js';
import type { Mark } from '../wire/conversation.js';
import { TAGS_MAX } from '../wire/limits.js';
import { type AgentRow, accountOf, capacitiesOf, findAgent, sees, seesConversation } from './agents.js';
import { type By, note } from './audit.js';
import type { ConversationRow } from './conversations.js';
import { append, type EventRow, type NewEvent } from './events.js';
import { appendWith } from './files.js';
import { changeVisible, type Of } from './visible.js';

type NewMark = Mark & { by: AgentRow; why?: string | undefined };

const mark = (tx: Sql, row: ConversationRow, { by, why, ...it }: NewMark): Promise<EventRow> =>
  append(tx, row, { type: 'mark', role: 'agent', by, ...(why && { text: why }), body: { mark: it } });

/** The bot's word on a conversation, for the team: once, and only where there is room. */
export async function tagAsBot(tx: Sql, row: ConversationRow, word: string): Promise<void> {
  if (row.tags.includes(word) || row.tags.length >= TAGS_MAX) return;
  row.tags = [...row.tags, word];
  await tx.query('update conversations set tags = $2 where id = $1', [row.id, row.tags]);
  await append(tx, row, { type: 'mark', role: 'bot', body: { mark: { kind: 'tagged', tags: [word] } } });
}

/**
 * Adds and removes tags; those that are there already, or not there, change nothing. Upper and lower case are the
 * same tag, as it was first written.
 */
export async function tag(platform: Platform, of: Of, { add = [], remove = [] }: TagBody): Promise<ConversationRow> {
  return changeVisible(platform, of, async (tx, row) => {
    const same = (tag: string) => (other: string) => other.toLowerCase() === tag.toLowerCase();
    const gone = row.tags.filter((held) => remove.some(same(held)));
    const left = row.tags.filter((held) => !gone.includes(held));
    const fresh = add.filter((tag, i) => !left.some(same(tag)) && add.findIndex(same(tag)) === i);
    if (left.length + fresh.length > TAGS_MAX)
      throw new Invalid(`A conversation holds at most ${TAGS_MAX} tags. Remove one first.`, 'too_many_tags');
    if (!gone.length && !fresh.length) return row;
    row.tags = [...left, ...fresh];
    await tx.query('update conversations set tags = $2 where id = $1', [row.id, row.tags]);
    if (gone.length) await mark(tx, row, { by: of.agent, kind: 'untagged', tags: gone });
    if (fresh.length) await mark(tx, row, { by: of.agent, kind: 'tagged', tags: fresh });
    return row;
  });
}

/** A snooze longer than this is a conversation that somebody forgot. */
const LONGEST_SNOOZE_DAYS = 92;

/** Puts off until then, or (null) no longer. Its owner only: for everybody else it stays as it was. */
export async function snooze(platform: Platform, of: Of, until: string | null): Promise<ConversationRow> {
  return changeVisible(platform, of, async (tx, row) => {
    if (!capacitiesOf(of.agent, row).includes('owner'))
      throw new Conflict('not_owner', 'Only whoever has a conversation can snooze it. Take it first.');
    const at = until === null ? null : new Date(until);
    if (at?.getTime() === row.snoozedUntil?.getTime()) return row;
    const ahead = at ? at.getTime() - Date.now() : 0;
    if (at && (ahead <= 0 || ahead > LONGEST_SNOOZE_DAYS * 86_400_000))
      throw new Invalid(`until: a time from now on, within ${LONGEST_SNOOZE_DAYS} days.`);
    await tx.query('update conversations set snoozed_until = $2 where id = $1', [row.id, at]);
    row.snoozedUntil = at;
    await mark(tx, row, {
      by: of.agent,
      ...(at ? { kind: 'snoozed', until: at.toISOString() } : { kind: 'woken' }),
    });
    return row;
  });
}

/**
 * The visitor of this conversation can no longer write, here or in another one of theirs. Nothing of them is deleted.
 */
export async function block(platform: Platform, of: Of & { by: By }, why: string | null): Promise<ConversationRow> {
  return changeVisible(platform, of, async (tx, row) => {
    // Lead or owner: a colleague's visitor is not sent away from beside them.
    if (row.state === 'assigned' && !capacitiesOf(of.agent, row).some((as) => as === 'owner' || as === 'lead'))
      throw new Conflict('not_owner', 'Somebody else has this conversation. Ask whoever has it, or a manager.');
    const changed = await tx.query(
      `update visitors set blocked_at = case when $2 then clock_timestamp() end, blocked_by = case when $2 then $3::uuid end,
         blocked_why = $4 where id = $1 and (blocked_at is not null) <> $2 returning 1`,
      [row.visitorId, why !== null, of.agent.id, why],
    );
    if (!changed.length) return row;
    await mark(tx, row, {
      by: of.agent,
      kind: why === null ? 'unblocked' : 'blocked',
      why: why ?? undefined,
    });
    // Not why: whoever wrote that may have named them, and the log outlives what is kept of them.
    await note(tx, of.by, {
      action: why === null ? 'visitor_unblocked' : 'visitor_blocked',
      target: { kind: 'visitor', id: row.visitorId },
    });
    return row;
  });
}

/** Asks a colleague in, who then reads and writes notes although their team does not serve the inbox. */
export async function invite(platform: Platform, of: Of, agentId: string): Promise<ConversationRow> {
  return changeVisible(platform, of, async (tx, row) => {
    const colleague = await findAgent(tx, agentId);
    if (!colleague || colleague.role === 'content') throw new Invalid('agentId: nobody of the team has this id.');
    await letIn(tx, row, of.agent, colleague);
    return row;
  });
}

async function letIn(tx: Sql, row: ConversationRow, by: AgentRow, colleague: AgentRow): Promise<void> {
  // Nobody is asked into practice.
  if (row.practiceFor || seesConversation(colleague, row)) return;
  row.participants = [...row.participants, colleague.id];
  await tx.query('update conversations set participants = $2 where id = $1', [row.id, row.participants]);
  await mark(tx, row, { by, kind: 'invited', agent: { id: colleague.id, name: colleague.name } });
}

/** Sends a guest away again; a guest may leave by themselves. */
export async function removeGuest(platform: Platform, of: Of, agentId: string): Promise<ConversationRow> {
  return changeVisible(
    platform,
    of,
    async (tx, row) => {
      if (!sees(of.agent, row.inbox) && agentId !== of.agent.id)
        throw new Forbidden('You can leave, but not send others away.', 'guest');
      if (!row.participants.includes(agentId)) return row;
      const { name } = await accountOf(tx, agentId);
      row.participants = row.participants.filter((id) => id !== agentId);
      row.mentioned = row.mentioned.filter((id) => id !== agentId);
      await tx.query('update conversations set participants = $2, mentioned = $3 where id = $1', [
        row.id,
        row.participants,
        row.mentioned,
      ]);
      await mark(tx, row, { by: of.agent, kind: 'removed', agent: { id: agentId, name } });
      return row;
    },
    true,
  );
}

/** A note, and those whom it names: each finds a mark in their list until they open the conversation. */
export async function takeNote(
  tx: Sql,
  row: ConversationRow,
  note: Extract<NewEvent, { type: 'note' }>,
  { mentions = [], files }: { mentions?: string[] | undefined; files?: string[] | undefined },
): Promise<EventRow> {
  const { by } = note;
  const ids = [...new Set(mentions)].filter((id) => id !== by?.id);
  for (const id of ids) {
    const colleague = await findAgent(tx, id);
    if (!colleague || colleague.role === 'content') throw new Invalid('mentions: nobody of the team has this id.');
    if (seesConversation(colleague, row)) continue;
    const author = by && (await findAgent(tx, by.id));
    if (!author || !sees(author, row.inbox))
      throw new Forbidden(`${colleague.name} does not see this conversation, and a guest cannot invite.`, 'guest');
    await letIn(tx, row, author, colleague);
  }
  const event = await appendWith(tx, row, files, {
    ...note,
    ...(ids.length && { body: { ...note.body, mentions: ids } }),
  });
  if (ids.length) {
    row.mentioned = [...new Set([...row.mentioned, ...ids])];
    await tx.query('update conversations set mentioned = $2 where id = $1', [row.id, row.mentioned]);
  }
  return event;
}

/** They have opened it: the mark goes. No event, for nobody else need know; a hint, so that their other screens do. */
export async function seeMention(platform: Platform, of: Of): Promise<void> {
  const row = await changeVisible(
    platform,
    of,
    async (tx, row) => {
      if (!row.mentioned.includes(of.agent.id)) return undefined;
      await tx.query(
        `update conversations set mentioned = array_remove(mentioned, $2), updated_at = clock_timestamp() where id = $1`,
        [row.id, of.agent.id],
      );
      return row;
    },
    true,
  );
  if (row) hint(platform, row);
}
