/** What a turn has in front of it: the messages that are owed an answer, and the conversation before them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Variable } from '../../knowledge/variables.js';
import {
  type EventRow,
  eventsAfter,
  type FeedbackRow,
  isFeedback,
  isFromBot,
  isFromVisitor,
  isMessage,
  type MessageRow,
  type VisitorMessage,
} from '../conversation/events.js';
import { inboxLimits } from '../conversation/limits.js';
import type { Claim } from '../conversation/turns.js';
import type { Platform } from '../platform/open.js';
import { readableLocale } from '../wire/names.js';

export type Reading = {
  conversationId: string;
  inbox: { slug: string; maxWrongAnswers: number; answerThreshold: number | null; sensitive: string[] };
  locale: string;
  /** What the bot knows to fill into a canned response; the rest reads as its fallback. */
  values: Partial<Record<Variable, string>>;
  /** The visitor's messages that are owed an answer, oldest first; none where all were answered while they waited. */
  owed: VisitorMessage[];
  /** Messages before them, oldest first. */
  history: MessageRow[];
  /** Thumbs, oldest first. */
  feedback: FeedbackRow[];
  /** The last change of hands before what is owed; 0 where there was none. */
  movedSeq: number;
};

/** How far back a turn reads: follow-ups and repeats refer to what is still on the visitor's screen. */
const BACK = 60;

/**
 * Waits until the visitor has been silent for a moment, so that a burst of messages becomes one
 * turn. Returns their last message.
 */
export async function untilQuiet({ db, config }: Platform, claim: Claim, signal: AbortSignal): Promise<number> {
  const { quiet } = config.timing;
  for (let waited = 0; ; ) {
    const [last] = await db.query<{ seq: number; silent: number }>(
      `select e.seq, extract(epoch from clock_timestamp() - e.created_at) * 1000 as silent
       from conversations c join conversation_events e on e.conversation_id = c.id and e.seq = c.last_visitor_seq
       where c.id = $1`,
      [claim.conversationId],
    );
    const wait = quiet - Number(last?.silent ?? quiet);
    if (!last || wait <= 0 || waited >= 4 * quiet) return last?.seq ?? claim.lastVisitorSeq;
    await sleep(wait, undefined, { signal });
    waited += wait;
  }
}

/** Whoever waits has the conversation before it still on their screen: it goes on, and no hands have changed. */
const isChangeOfHands = (event: EventRow, claim: Claim): boolean =>
  event.type === 'move' && !(claim.state === 'queued' && event.body.move?.name === 'escalate');

export async function read({ db }: Platform, claim: Claim, replyTo: number): Promise<Reading> {
  const [row] = await db.query<{ slug: string; locale: string; visitor: string; email: string }>(
    `select c.inbox as slug, c.locale, coalesce(v.name, '') as visitor, coalesce(v.email, '') as email
     from conversations c join visitors v on v.id = c.visitor_id where c.id = $1`,
    [claim.conversationId],
  );
  const inbox = row && (await inboxLimits(db, row.slug)).get(row.slug);
  if (!inbox) throw new Error('the conversation is gone');
  const { visitor, email } = row;
  const locale = readableLocale(row.locale);
  const events = await eventsAfter(db, claim.conversationId, Math.max(0, claim.fromSeq - BACK));
  const messages = events.filter(isMessage).filter((event) => event.seq <= replyTo);
  // Said behind the messages that they answer, and so among all events and not only those up to `replyTo`.
  const answered = events.filter(isFromBot).flatMap(({ body }) => body.answers ?? []);
  const isOwed = (event: MessageRow): event is VisitorMessage =>
    isFromVisitor(event) &&
    event.seq > claim.fromSeq &&
    !answered.some(({ from, to }) => from <= event.seq && event.seq <= to);
  const owed = messages.filter(isOwed);
  return {
    conversationId: claim.conversationId,
    inbox,
    locale,
    values: { 'visitor.name': visitor, 'visitor.email': email, 'inbox.name': inbox.name },
    owed,
    history: messages.filter((event) => !isOwed(event)),
    feedback: events.filter(isFeedback),
    movedSeq: events.findLast((event) => isChangeOfHands(event, claim))?.seq ?? 0,
  };
}
