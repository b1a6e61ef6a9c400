/** What an agent says: a reply the short way (at-once.ts), or the long one; a note for the team. */
import { Conflict, Invalid } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import type { AgentMessage } from '../wire/agent.js';
import { notOwner } from './agent-actions.js';
import { type AgentRow, capacitiesOf, isLead, sees } from './agents.js';
import { isCurrent, noneOf, type Said, shortWay } from './at-once.js';
import type { ConversationRow } from './conversations.js';
import { type EventRow, findSent, hashOf, sentBefore } from './events.js';
import { appendWith } from './files.js';
import { takeNote } from './marks.js';
import { maySpeak } from './states.js';
import { changeVisible, guest, type Of } from './visible.js';

/**
 * A reply to the visitor, or a note for the team. Idempotent by `clientId`. A reply needs ownership, and settles what
 * the agent had seen; 409 `newer_reply` where a colleague wrote after `seenSeq`, so that nobody answers blind.
 */
export async function sendMessage(platform: Platform, of: Of, body: AgentMessage): Promise<EventRow> {
  const { agent } = of;
  const { clientId, text, note = false, files, mentions, seenSeq, canned } = body;
  if (mentions && !note) throw new Invalid('mentions: only a note names colleagues.');
  const bodyHash = hashOf([text, note, ...(files ? [files] : []), ...(mentions?.length ? [{ mentions }] : [])]);
  const plain = !note && !files && agent.role !== 'content';
  const said = plain && (await replyAtOnce(platform, { ...of, clientId, bodyHash, text, seenSeq, canned }, agent));
  return said || sendUnderLock(platform, of, body, bodyHash);
}

/** SQL: event `e` is a colleague's reply after what this agent had on screen. */
const isNewerReply = (conversation: string, seen: string, agent: string): string =>
  `e.conversation_id = ${conversation} and e.seq > ${seen} and e.type = 'message' and e.role = 'agent' and e.agent_id <> ${agent}`;

const replyAtOnce = shortWay<Said & { agent: AgentRow; seenSeq: number; canned: string | undefined }>(
  'agents say',
  `select m.n, c.id as conversation_id, 'message' as type, 'agent' as role, m.agent_id, m.client_id,
     m.body_hash, m.text, nullif(least(c.last_visitor_seq, m.seen), 0) as reply_to, null::int as decision_id,
     jsonb_strip_nulls(jsonb_build_object('canned', m.canned)) as body,
     m.text as preview, least(c.last_visitor_seq, m.seen) as settles
   from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::text[], $5::uuid[], $6::jsonb[], $7::int[], $8::text[])
       with ordinality as m (conversation_id, client_id, body_hash, text, agent_id, inboxes, seen, canned, n)
     join conversations c on c.id = m.conversation_id
   where c.state = 'assigned' and c.agent_id is not distinct from m.agent_id and ${isCurrent}
     and (m.inboxes = '[]' or m.inboxes ? c.inbox) and c.practice_for is null and m.seen <= c.seq
     and ${noneOf(sentBefore('c.id', `'agent'`, 'm.agent_id', 'm.client_id'))}
     and ${noneOf(isNewerReply('c.id', 'm.seen', 'm.agent_id'))}
   for no key update of c skip locked`,
  (all) => [
    all.map(({ agent }) => agent.id),
    // None: everywhere.
    all.map(({ agent }) => JSON.stringify(isLead(agent) ? [] : agent.inboxes)),
    all.map(({ seenSeq }) => seenSeq),
    all.map(({ canned }) => canned ?? null),
  ],
);

function sendUnderLock(platform: Platform, of: Of, body: AgentMessage, bodyHash: Buffer): Promise<EventRow> {
  const { agent } = of;
  const { clientId, text, files, seenSeq, canned } = body;
  const work = async (tx: Sql, row: ConversationRow): Promise<EventRow> => {
    const sent = { conversationId: row.id, role: 'agent', agentId: agent.id, clientId, bodyHash } as const;
    const before = await findSent(tx, sent);
    if (before) return before;
    if (seenSeq > row.seq) throw new Invalid(`seenSeq: the conversation is at ${row.seq}.`);
    const event = { role: 'agent', by: agent, text, clientId, bodyHash } as const;
    if (body.note) return takeNote(tx, row, { ...event, type: 'note', body: {} }, body);
    if (!sees(agent, row.inbox)) throw guest();
    if (!maySpeak(row.state, capacitiesOf(agent, row))) throw await notOwner(tx, row);
    await refuseBlindReply(tx, row, agent, seenSeq);
    const settles = Math.min(row.lastVisitorSeq, seenSeq);
    return appendWith(tx, row, files, {
      ...{ ...event, type: 'message', settles },
      ...(settles > 0 && { replyTo: settles }),
      // Under another name in practice, where it counts as no use of the entry.
      body: canned ? (row.practiceFor ? { practised: canned } : { canned }) : {},
    });
  };
  return changeVisible(platform, of, work, true);
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
