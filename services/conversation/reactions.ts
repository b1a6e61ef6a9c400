/**
 * What a visitor says about the conversation: thumbs, a rating, their address, the form before it. Each is
 * kept, none changes who speaks.
 */
import { Invalid, TooMany } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import type { Feedback, PreChatAnswers } from '../wire/visitor.js';
import type { ConversationRow } from './conversations.js';
import { append, type EventRow, eventAt } from './events.js';
import { keepAnswers } from './pre-chat.js';
import { changeOwn, type Of } from './visitor-actions.js';

/**
 * Thumbs on one answer. Each is a new event, the latest counts; a thumbs-down proposes a person, it does not call one.
 * As a label of the decision it says more where the visitor did: `not_my_question` is the search's mistake, `wrong`
 * and `unclear` are the entry's.
 */
export async function giveFeedback(platform: Platform, of: Of, feedback: Feedback): Promise<EventRow> {
  if (feedback.helpful && feedback.why) throw new Invalid('why: only for an answer that did not help.');
  return changeOwn(platform, of, async (tx, row) => {
    const about = await eventAt(tx, row.id, feedback.seq);
    if (about?.type !== 'message' || (about.role !== 'bot' && about.role !== 'agent'))
      throw new Invalid(`seq: event ${feedback.seq} is not an answer that can be rated.`);
    await limitReactions(tx, row);
    const event = await append(tx, row, { type: 'feedback', role: 'visitor', body: { feedback } });
    if (about.decisionId)
      await tx.query('insert into labels (decision_id, by, kind) values ($1, $2, $3)', [
        about.decisionId,
        'visitor',
        feedback.helpful ? 'helpful' : (feedback.why ?? 'not_helpful'),
      ]);
    return event;
  });
}

export async function giveRating(
  platform: Platform,
  of: Of,
  rating: { score: number; comment?: string | undefined },
): Promise<EventRow> {
  return changeOwn(platform, of, async (tx, row) => {
    await limitReactions(tx, row);
    return append(tx, row, { type: 'rating', role: 'visitor', body: { rating } });
  });
}

export async function leaveContact(
  platform: Platform,
  of: Of,
  contact: { email: string; name?: string | undefined },
): Promise<EventRow> {
  return changeOwn(platform, of, async (tx, row) => {
    await limitReactions(tx, row);
    // The name of a verified visitor is the one that was signed; what they type here proves nothing.
    await tx.query(
      `update visitors set email = $2, name = case when external_id is null then coalesce($3, name) else name end where id = $1`,
      [row.visitorId, contact.email, contact.name ?? null],
    );
    return append(tx, row, { type: 'contact', role: 'visitor', body: { contact } });
  });
}

const CONTEXT_FIELDS = 50;

/**
 * What an agent should know of the visitor and their page. No event: it is a fact about
 * now, not something that was said.
 */
export async function tellContext(platform: Platform, of: Of, context: Record<string, unknown>): Promise<void> {
  await changeOwn(platform, of, async (tx, row) => {
    const merged = Object.entries({ ...row.context, ...context }).filter(([, value]) => value !== null);
    if (merged.length > CONTEXT_FIELDS)
      throw new Invalid(`context: at most ${CONTEXT_FIELDS} fields; send null for those that are no longer needed.`);
    await tx.query('update conversations set context = $2 where id = $1', [
      row.id,
      JSON.stringify(Object.fromEntries(merged)),
    ]);
  });
}

export async function fillIn(platform: Platform, of: Of, answers: PreChatAnswers): Promise<ConversationRow> {
  return changeOwn(platform, of, async (tx, row) => {
    await keepAnswers(tx, row, answers);
    return row;
  });
}

/** Thumbs, ratings and contacts are kept each; a script must not grow a log with them without end. */
async function limitReactions(tx: Sql, row: ConversationRow): Promise<void> {
  const [recent] = await tx.query<{ count: number }>(
    `select count(*) as count from conversation_events where conversation_id = $1 and seq > $2
       and type in ('feedback', 'rating', 'contact') and created_at > now() - interval '60 s'`,
    [row.id, row.seq - 200],
  );
  if (recent && recent.count >= 30) throw new TooMany('That is a lot at once. Please wait a minute.', 60);
}
