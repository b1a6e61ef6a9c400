/**
 * What a visitor can do, one verb each; what they say is in visitor-messages.ts, thumbs, ratings and addresses are in
 * reactions.ts. `visitorId` is the authenticated visitor; a conversation of somebody else is unknown to them.
 */
import { randomUUID } from 'node:crypto';
import { Conflict, Invalid, NotFound } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import { handedOn } from '../texts/notice.js';
import type { Reason } from '../wire/conversation.js';
import type { OpenConversation } from '../wire/visitor.js';
import { availability, promise, zoneOf } from './availability.js';
import { type ConversationRow, change, conversationColumns, move } from './conversations.js';
import { type EventRow, eventAt, reasonBehind, suggestionsOf } from './events.js';
import { type Bearer, identify, mayOpen, type Person } from './identity.js';
import { keepWhatFits } from './pre-chat.js';
import { issueToken, sha256 } from './tokens.js';

/** Within this time a repeated opening is the same opening whose answer got lost. */
const REOPEN_WINDOW = `interval '10 minutes'`;

/**
 * Opens a conversation. Without a visitor it makes one, with a token; the same secret `clientId` within ten minutes
 * gives the same conversation with a fresh token (the first answer was lost on the way), later 409. A person who is
 * vouched for is that visitor, wherever they open it.
 */
export async function openConversation(
  platform: Platform,
  { bearer, person, body, locale }: { bearer?: Bearer; person?: Person; body: OpenConversation; locale: string },
): Promise<{ row: ConversationRow; token?: string }> {
  const inbox = body.inbox ?? 'default';
  return platform.db.tx(async (tx) => {
    const [known] = await tx.query<{ verifiedOnly: boolean }>(
      'select verified_only as "verifiedOnly" from inboxes where slug = $1',
      [inbox],
    );
    if (!known) throw new Invalid(`There is no inbox "${inbox}". Leave "inbox" out for the default one.`);
    const identified = person && (await identify(tx, person, bearer));
    const visitorId = identified?.visitorId ?? bearer?.visitorId;
    await mayOpen(tx, inbox, known.verifiedOnly, visitorId);
    const token = identified?.token;
    const openKey = body.clientId ? sha256(`${visitorId ?? ''}:${body.clientId}`) : null;
    if (openKey) {
      const again = await openedBefore(tx, openKey);
      if (again) {
        if (visitorId) return { row: again, ...(token && { token }) };
        // Whoever holds the lost answer must not stay signed in beside the one who asked again.
        await tx.query('delete from visitor_tokens where visitor_id = $1', [again.visitorId]);
        return { row: again, token: await issueToken(tx, again.visitorId, inbox) };
      }
    }
    const owner = visitorId ?? randomUUID();
    // Their clock is for telling them when, and no matter of the page's.
    const { timeZone, ...context } = body.context ?? {};
    if (!visitorId) await tx.query('insert into visitors (id) values ($1)', [owner]);
    const [row] = await tx.query<ConversationRow>(
      `insert into conversations as c (id, inbox, visitor_id, open_key, locale, context, time_zone)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (open_key) do nothing returning ${conversationColumns()}`,
      [randomUUID(), inbox, owner, openKey, locale, JSON.stringify(context), zoneOf(timeZone) ?? null],
    );
    if (!row) throw new Conflict('opening', 'This conversation is just being opened by another request; try again.');
    if (body.preChat) await keepWhatFits(tx, row, body.preChat);
    if (visitorId) return { row, ...(token && { token }) };
    return { row, token: await issueToken(tx, owner, inbox) };
  });
}

async function openedBefore(tx: Sql, openKey: Buffer): Promise<ConversationRow | undefined> {
  const [before] = await tx.query<ConversationRow & { fresh: boolean }>(
    `select ${conversationColumns()}, c.created_at > now() - ${REOPEN_WINDOW} as fresh from conversations c where c.open_key = $1`,
    [openKey],
  );
  if (before && !before.fresh)
    throw new Conflict(
      'client_id_spent',
      'This clientId opened a conversation earlier. Make a new one to open another.',
    );
  return before;
}

export type Of = { visitorId: string; conversationId: string };

/** That it is theirs: for what is told many times a minute and needs nothing of it. Throws `NotFound`. */
export async function mustOwn(platform: Platform, of: Of): Promise<void> {
  const [row] = await platform.db.query<{ visitorId: string }>(
    'select visitor_id as "visitorId" from conversations where id = $1',
    [of.conversationId],
    'owner',
  );
  if (!row) throw new NotFound();
  own(platform, of, row);
}

function own({ metrics }: Platform, of: Of, row: { visitorId: string }): void {
  if (row.visitorId === of.visitorId) return;
  metrics.denied.inc();
  throw new NotFound();
}

/** Runs a verb on the visitor's own conversation; somebody else's answers exactly as an unknown id. */
export function changeOwn<T>(
  platform: Platform,
  of: Of,
  work: (tx: Sql, row: ConversationRow) => Promise<T>,
): Promise<T> {
  return change(platform, of.conversationId, async (tx, row) => {
    own(platform, of, row);
    return work(tx, row);
  });
}

export const reopen = (tx: Sql, row: ConversationRow): Promise<EventRow> =>
  move(tx, row, { move: 'reopen', as: ['visitor'], role: 'visitor', notice: { kind: 'reopened' } });

/**
 * The visitor wants a person. Idempotent: queued or assigned already is fine and makes no event. `proposedBy` is the
 * event that offered it (a thumbs-down, an answer with one, a suggestion), and gives the reason. Where they have said
 * nothing yet nobody could help: it is remembered, and their first message goes to a person.
 */
export async function requestHandoff(platform: Platform, of: Of, proposedBy?: number): Promise<ConversationRow> {
  return changeOwn(platform, of, async (tx, row) => {
    if (row.state === 'queued' || row.state === 'assigned') return row;
    const reason = proposedBy === undefined ? 'asked_for_human' : await reasonOf(tx, row, proposedBy);
    if (row.state === 'resolved') await reopen(tx, row);
    if (!row.lastVisitorSeq) return wantPerson(tx, row, true);
    await escalate(platform, tx, row, { as: ['visitor'], role: 'visitor', reason });
    return row;
  });
}

/** No event: nothing has happened yet. Their own screens look, once this is written. */
async function wantPerson(tx: Sql, row: ConversationRow, wants: boolean): Promise<ConversationRow> {
  if (row.wantsPerson === wants) return row;
  const [changed] = await tx.query<{ updatedAt: Date }>(
    `update conversations set wants_person = $2, updated_at = clock_timestamp() where id = $1 returning updated_at as "updatedAt"`,
    [row.id, wants],
  );
  return Object.assign(row, changed, { wantsPerson: wants });
}

async function reasonOf(tx: Sql, row: ConversationRow, seq: number): Promise<Reason> {
  const event = await eventAt(tx, row.id, seq);
  if (!event) throw new Invalid(`proposedBy: this conversation has no event ${seq}.`);
  if (event.type === 'feedback') return event.body.feedback?.helpful ? 'asked_for_human' : 'negative_feedback';
  if (suggestionsOf(event)) return reasonBehind(event);
  if (event.role === 'bot') {
    const [latest] = await tx.query<{ helpful: boolean }>(
      `select (body->'feedback'->>'helpful')::boolean as helpful from conversation_events
       where conversation_id = $1 and type = 'feedback' and (body->'feedback'->>'seq')::int = $2 order by seq desc limit 1`,
      [row.id, seq],
    );
    if (latest && !latest.helpful) return 'negative_feedback';
  }
  return 'asked_for_human';
}

/**
 * Hands the conversation to the agent queue; says honestly why, when nobody is there, when we are back by the visitor's
 * own clock, and how the team reaches them. Also used by the bot's turn.
 */
export async function escalate(
  platform: Platform,
  tx: Sql,
  row: ConversationRow,
  it: {
    as: readonly ('bot' | 'visitor' | 'system')[];
    role: 'bot' | 'visitor' | 'system';
    reason: Reason;
    decisionId?: number;
  },
): Promise<EventRow> {
  const now = new Date();
  const people = await availability(tx, row.inbox, now, platform.config.timing.absent);
  const [visitor] = await tx.query<{ email: string | null }>('select email from visitors where id = $1', [
    row.visitorId,
  ]);
  const told = promise(people, row.locale, now, row.timeZone ?? undefined);
  return move(tx, row, { ...it, move: 'escalate', notice: handedOn(told, it.reason, !!visitor?.email) });
}

/**
 * The visitor no longer wants to wait, or to have their first message go to a person, and goes on with the bot. Nothing
 * happens where the bot answers already.
 */
export async function handBackToBot(platform: Platform, of: Of): Promise<ConversationRow> {
  return changeOwn(platform, of, async (tx, row) => {
    if (row.wantsPerson) return wantPerson(tx, row, false);
    if (row.state !== 'bot')
      await move(tx, row, { move: 'handBack', as: ['visitor'], role: 'visitor', notice: { kind: 'back_to_bot' } });
    return row;
  });
}

export async function resolveByVisitor(platform: Platform, of: Of): Promise<ConversationRow> {
  return changeOwn(platform, of, async (tx, row) => {
    if (row.state !== 'resolved')
      await move(tx, row, { move: 'resolve', as: ['visitor'], role: 'visitor', notice: { kind: 'resolved' } });
    return row;
  });
}
