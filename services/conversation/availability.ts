/**
 * Whether people are there for an inbox: its hours, and agents who are really available and present. Bot, handoff and
 * widget ask here and nowhere else. It changes what we promise, never who may take a conversation.
 */

import type { Sql } from '../platform/db.js';
import { say } from '../texts/texts.js';
import type { Notice } from '../wire/conversation.js';
import type { Hours } from '../wire/inboxes.js';
import { canonicalZone, readableLocale } from '../wire/names.js';
import { isPresent, load, servesInbox } from './agents.js';
import { backAt } from './back.js';
import { openAt } from './opening.js';

export type People = {
  /** `away`: the hours say so, but nobody is there; `closed`: outside of the hours, whoever may be there. */
  people: 'here' | 'away' | 'closed';
  /** Whether one of those who are here has room for another conversation; the others are busy, not gone. */
  free: boolean;
  /** When the schedule opens next; only where it is closed and opens at all. */
  nextOpen?: Date;
  /** The inbox's, where it has hours. */
  timeZone?: string;
};

export async function availability(sql: Sql, inbox: string, now: Date, absentMs: number): Promise<People> {
  const [row] = await sql.query<{ hours: Hours | null; here: boolean; free: boolean }>(
    `select i.hours, coalesce(p.here, false) as here, coalesce(p.free, false) as free
     from inboxes i cross join (
       select count(*) > 0 as here, bool_or(${load('a.id')} < a.capacity) as free
       from agents a where a.available and a.capacity > 0 and ${servesInbox('$1')} and ${isPresent('$2')}) p
     where i.slug = $1`,
    [inbox, absentMs],
  );
  const hours = row?.hours;
  const { open, nextOpen } = openAt(hours, now);
  return {
    people: !open ? 'closed' : row?.here ? 'here' : 'away',
    free: open && row?.free === true,
    ...(nextOpen && { nextOpen }),
    ...(hours && { timeZone: hours.timeZone }),
  };
}

/**
 * What somebody who is handed to the queue is told: that a person comes, that nobody is here, or when we are back, by
 * the visitor's own zone (`theirs`) where it is known, else by the inbox's.
 */
export function promise({ people, nextOpen, timeZone }: People, locale: string, now: Date, theirs?: string): Notice {
  if (people === 'here') return { kind: 'queued' };
  // Hours that open at no time within a year promise none.
  if (people === 'away' || !nextOpen || !timeZone) return { kind: 'nobody_here' };
  return {
    kind: 'closed',
    params: { back: sayBack(nextOpen, zoneOf(theirs) ?? zoneOf(timeZone) ?? 'UTC', locale, now) },
  };
}

/** A time zone that clocks here know; undefined for anything else. */
export function zoneOf(timeZone: unknown): string | undefined {
  return typeof timeZone === 'string' && canonicalZone(timeZone) ? timeZone : undefined;
}

/** "tomorrow at 9:00", on a clock of this zone. */
export function sayBack(nextOpen: Date, timeZone: string, stored: string, now: Date): string {
  const locale = readableLocale(stored);
  const words = { backSoon: say(locale, 'widget', 'backSoon'), backOn: say(locale, 'widget', 'backOn') };
  return backAt({ nextOpen, now, timeZone, locale, words });
}
