/**
 * The short way of a message. Where nothing stands against it and nothing else comes of it, one statement locks, checks,
 * numbers and inserts all the messages that came together. It says yes or nothing: what it does not take (one sent
 * before, one too many, one that reopens or hands over, a row that somebody holds) goes the long way, under the lock,
 * where each rule is told and broken in words. Visitors' and agents' are in visitor-messages.ts and agent-messages.ts,
 * each beside its long way.
 */
import { Unavailable } from '../errors.js';
import type { Platform } from '../platform/open.js';
import { together } from '../platform/together.js';
import { announce } from './conversations.js';
import { type Appended, appending, type EventRow, type NewEvent, readAppended } from './events.js';

/** What is said, and no more than that: no files, no button. */
export type Said = { conversationId: string; clientId: string; bodyHash: Buffer; text: string };

/**
 * SQL: the statement saw all that row `c` has behind it. It sees the log as that was when it began, and the row as it is
 * when it has it locked: what was appended in between it could not judge.
 */
export const isCurrent = 'c.seq = (select s.seq from conversations s where s.id = c.id)';

/** SQL: no event `e` is like that. With `offset` it is looked up line by line, by the whole key, and never joined. */
export const noneOf = (like: string): string => `not exists (select from conversation_events e where ${like} offset 0)`;

/**
 * A short way, kept as `name`. `taken` is the SQL of those of the messages that it takes, for `appending`: `$1` to `$4`
 * are what `Said` holds of each, in its order, the rest is `more`; `n` is a message's place among them. It passes over
 * rows that somebody holds. What it gives sends one message, and gives its event; undefined where it was not taken.
 */
export function shortWay<S extends Said>(name: string, taken: string, more: (all: S[]) => unknown[]) {
  const statement = appending(taken);
  const send = together<S, Appended | undefined>(async (db, all) => {
    const values = [
      all.map(({ conversationId }) => conversationId),
      all.map(({ clientId }) => clientId),
      all.map(({ bodyHash }) => bodyHash),
      all.map(({ text }) => text),
      ...more(all),
    ];
    const rows = await db.query<Appended>(statement, values, name);
    const byPlace = new Map(rows.map((row) => [row.n, row]));
    return all.map((_, i) => byPlace.get(i + 1));
  });
  return async (platform: Platform, it: S, by?: NewEvent['by']): Promise<EventRow | undefined> => {
    // One that breaks takes no other down: each goes the long way by itself.
    const appended = await send(platform.db, it).catch((error: Error) => {
      if (error instanceof Unavailable) throw error;
      platform.log.warn({ err: error.message, way: name }, 'the short way is closed');
      return undefined;
    });
    if (!appended) return undefined;
    const { event, head } = readAppended(appended, by);
    announce(platform, { id: it.conversationId, ...head });
    return event;
  };
}
