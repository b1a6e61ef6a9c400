/** What a visitor says: the short way (at-once.ts), and the long one with all that can come of it. */
import { Invalid, TooMany } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import type { PostMessage } from '../wire/visitor.js';
import { isCurrent, noneOf, type Said, shortWay } from './at-once.js';
import type { ConversationRow } from './conversations.js';
import { type EventRow, eventAt, findSent, hashOf, sentBefore, suggestionsOf } from './events.js';
import { appendWith } from './files.js';
import { levelOf, levelSql } from './identity.js';
import { changeOwn, escalate, type Of, reopen } from './visitor-actions.js';

/**
 * A visitor says something. Idempotent by `clientId`, before any check of state or rate. A message to a resolved
 * conversation reopens it in the same transaction: the move first, then the message. So does the first message of
 * somebody who has asked for a person already: it hands the conversation over.
 */
export async function postMessage(platform: Platform, of: Of, body: PostMessage): Promise<EventRow> {
  const { clientId, text, choice, files } = body;
  const bodyHash = hashOf([text, choice ?? null, ...(files ? [files] : [])]);
  const said = !choice && !files && (await sayAtOnce(platform, { ...of, clientId, bodyHash, text }));
  return said || sayUnderLock(platform, of, body, bodyHash);
}

const MESSAGES_PER_MINUTE = 10;

/** SQL: the messages `e` of this visitor's within a minute, in all their conversations. */
const saidLately = (visitor: string): string => `
  from conversations r join conversation_events e on e.conversation_id = r.id and e.seq > r.seq - 200
  where r.visitor_id = ${visitor} and r.updated_at > now() - interval '60 s'
    and e.type = 'message' and e.role = 'visitor' and e.created_at > now() - interval '60 s'`;

/** `is not distinct from`: found by its own key, however many conversations this visitor has. */
const sayAtOnce = shortWay<Said & { visitorId: string }>(
  'visitors say',
  `select m.n, c.id as conversation_id, 'message' as type, 'visitor' as role, null::uuid as agent_id, m.client_id,
     m.body_hash, m.text, null::int as reply_to, null::int as decision_id,
     jsonb_build_object('level', ${levelSql('v')}) as body, m.text as preview, null::int as settles
   from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::text[], $5::uuid[])
       with ordinality as m (conversation_id, client_id, body_hash, text, visitor_id, n)
     join conversations c on c.id = m.conversation_id
     join visitors v on v.id = c.visitor_id
   where c.visitor_id is not distinct from m.visitor_id and ${isCurrent}
     and c.state <> 'resolved' and not c.wants_person
     and ${noneOf(sentBefore('c.id', `'visitor'`, 'null', 'm.client_id'))}
     and (select count(*) ${saidLately('c.visitor_id')}) < ${MESSAGES_PER_MINUTE}
   for no key update of c skip locked`,
  (all) => [all.map(({ visitorId }) => visitorId)],
);

function sayUnderLock(platform: Platform, of: Of, body: PostMessage, bodyHash: Buffer): Promise<EventRow> {
  const { clientId, text, choice, files } = body;
  return changeOwn(platform, of, async (tx, row) => {
    const before = await findSent(tx, { conversationId: row.id, role: 'visitor', clientId, bodyHash });
    if (before) return before;
    await limitRate(tx, of.visitorId);
    const chosen = choice && (await checkChoice(tx, row, choice));
    if (row.state === 'resolved') await reopen(tx, row);
    // The visitor's word on which entry was meant; "None of these" is told by the handoff that it leads to.
    if (chosen?.key && chosen.decisionId)
      await tx.query(`insert into labels (decision_id, by, kind, entry) values ($1, 'visitor', 'chosen', $2)`, [
        ...[chosen.decisionId, chosen.key],
      ]);
    if (row.wantsPerson)
      await escalate(platform, tx, row, { as: ['visitor'], role: 'visitor', reason: 'asked_for_human' });
    return appendWith(tx, row, files, {
      ...{ type: 'message', role: 'visitor', text, clientId, bodyHash },
      body: { level: await levelOf(tx, of.visitorId), ...(choice && { choice }) },
    });
  });
}

async function limitRate(tx: Sql, visitorId: string): Promise<void> {
  const [recent] = await tx.query<{ count: number; wait: number }>(
    `select count(*) as count, ceil(extract(epoch from min(e.created_at) + interval '60 s' - now())) as wait ${saidLately('$1')}`,
    [visitorId],
  );
  if (recent && recent.count >= MESSAGES_PER_MINUTE)
    throw new TooMany(
      `At most ${MESSAGES_PER_MINUTE} messages a minute. Please wait a moment and send this again.`,
      Math.max(1, Number(recent.wait)),
    );
}

/** The entry on the button, and the decision that offered it. */
async function checkChoice(
  tx: Sql,
  row: ConversationRow,
  choice: { seq: number; index: number },
): Promise<{ key: string | undefined; decisionId: number | null }> {
  const event = await eventAt(tx, row.id, choice.seq);
  const suggestions = suggestionsOf(event);
  if (!suggestions) throw new Invalid(`choice.seq: event ${choice.seq} offers no choices.`);
  if (choice.index >= suggestions.length)
    throw new Invalid(`choice.index: event ${choice.seq} has choices 0 to ${suggestions.length - 1}.`);
  return { key: suggestions[choice.index]?.key, decisionId: event?.decisionId ?? null };
}
