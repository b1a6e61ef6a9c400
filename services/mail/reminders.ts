/** Conversations that nobody takes, told of by e-mail: one mail an inbox and address, never one a conversation. */

import { servesInbox } from '../conversation/agents.js';
import { openAt } from '../conversation/opening.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import type { Hours } from '../wire/inboxes.js';

/** What comes to wait meanwhile goes into the next one. */
const APART = `interval '5 minutes'`;
const BATCH = 100;

/** When it came to wait: an offer that nobody accepts leaves it in the queue. */
const since = `(select m.created_at from conversation_events m where m.conversation_id = c.id and m.type = 'move' order by m.seq desc limit 1)`;

/**
 * Owes the reminders that became due, and returns how many. Not outside of the inbox's hours: what came to wait at
 * night is told of when it opens. Once for each time a conversation waits, whoever runs this.
 */
export function oweReminders({ db }: Platform, now = new Date()): Promise<number> {
  return db.tx(async (tx) => {
    const inboxes = await tx.query<{ slug: string; locale: string; hours: Hours | null; to: string[] }>(
      `select i.slug, i.locale, i.hours, i.remind_to as "to" from inboxes i
       where i.remind_seconds is not null and not exists (
         select 1 from mails m where m.kind = 'unclaimed' and m.payload->>'inbox' = i.slug and m.created_at > now() - ${APART})
       order by i.slug for no key update of i skip locked`,
    );
    let owed = 0;
    for (const inbox of inboxes) if (openAt(inbox.hours, now).open) owed += await remind(tx, inbox);
    return owed;
  });
}

async function remind(tx: Sql, inbox: { slug: string; locale: string; to: string[] }): Promise<number> {
  const to = inbox.to.length > 0 ? inbox.to : await leads(tx, inbox.slug);
  if (to.length === 0) return 0;
  const due = await tx.query<{ id: string }>(
    `update conversations set reminded_at = now() where id in (
       select c.id from conversations c join inboxes i on i.slug = c.inbox
       where c.state = 'queued' and c.inbox = $1 and ${since} < now() - i.remind_seconds * interval '1 second'
         and coalesce(c.reminded_at, '-infinity') < ${since}
       order by c.queued_at limit ${BATCH} for update of c skip locked)
     returning id`,
    [inbox.slug],
  );
  if (due.length === 0) return 0;
  const payload = JSON.stringify({ inbox: inbox.slug, conversations: due.map(({ id }) => id) });
  const owed = await tx.query(
    `insert into mails (kind, recipient, locale, payload) select 'unclaimed', r, $2, $3 from unnest($1::text[]) r returning 1`,
    [to, inbox.locale, payload],
  );
  return owed.length;
}

/** Who leads this inbox, and may sign in. */
async function leads(tx: Sql, inbox: string): Promise<string[]> {
  const found = await tx.query<{ email: string }>(
    `select a.email from agents a
     where a.role in ('manager', 'admin') and a.deactivated_at is null and ${servesInbox('$1')} order by a.email`,
    [inbox],
  );
  return found.map(({ email }) => email);
}

export type Waiting = { id: string; since: Date };

/** Of these, those that still wait, the longest first. */
export function stillWaiting(sql: Sql, ids: string[]): Promise<Waiting[]> {
  return sql.query<Waiting>(
    `select c.id, ${since} as since from conversations c where c.id = any($1::uuid[]) and c.state = 'queued' order by 2`,
    [ids],
  );
}
