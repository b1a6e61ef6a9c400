/** What is owed by mail, as rows; worker.ts sends them. Nobody's message ever waits for one. */

import { isReal } from '../conversation/agents.js';
import { changeOwn, type Of } from '../conversation/visitor-actions.js';
import { NotFound, TooMany } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';

const A_DAY = { limit: 3, seconds: 86_400, said: 'This conversation was mailed three times today.' };
const AN_HOUR = { limit: 5, seconds: 3_600, said: 'We wrote to this address several times just now.' };
/** Who closed the page a moment ago may be back in another. */
const GONE_SECONDS = 60;
/** A reply that is older than this is no news: mail may have been set up today, or been away for long. */
const NEWS = `interval '1 day'`;
const KEPT = `interval '7 days'`;

export type MailRow = {
  id: string;
  recipient: string;
  locale: string;
  attempts: number;
} & About;
type About =
  | { kind: 'transcript' | 'missed'; conversationId: string; payload: { from?: number; upTo: number } }
  | { kind: 'unclaimed'; conversationId: null; payload: { inbox: string; conversations: string[] } };

/**
 * A copy of the conversation for whatever address the visitor names: limited, or anybody could have us write to
 * anybody. Throws `TooMany` where this conversation or this address had its share.
 */
export async function oweTranscript(platform: Platform, of: Of, email: string): Promise<void> {
  if (!platform.config.mail)
    throw new NotFound('This installation sends no e-mail. Set SMTP_URL and MAIL_FROM to change that.');
  await changeOwn(platform, of, async (tx, row) => {
    // Two conversations that name the same address wait for one another here; the row's lock does
    // the same for one conversation.
    await tx.query('select pg_advisory_xact_lock(hashtext(lower($1)))', [email]);
    const [conversation, address] = ['conversation_id = $2', 'lower(recipient) = lower($2)'];
    await refuseMore(tx, { ...A_DAY, where: conversation, value: row.id });
    await refuseMore(tx, { ...AN_HOUR, where: address, value: email });
    await tx.query(
      `insert into mails (kind, conversation_id, recipient, locale, payload) values ('transcript', $1, $2, $3, $4)`,
      [row.id, email, row.locale, JSON.stringify({ upTo: row.seq })],
    );
  });
}

async function refuseMore(tx: Sql, it: typeof A_DAY & { where: string; value: string }): Promise<void> {
  const { limit, seconds, said, where, value } = it;
  const [recent] = await tx.query<{ count: number; wait: number }>(
    `select count(*)::int as count, ceil(extract(epoch from min(created_at) - now()) + $1)::int as wait
     from mails where kind = 'transcript' and created_at > now() - $1 * interval '1 second' and ${where}`,
    [seconds, value],
  );
  if (recent && recent.count >= limit) throw new TooMany(`${said} Please try again later.`, Math.max(1, recent.wait));
}

/**
 * Replies that wait unseen for long enough while the visitor is not there become one mail a conversation, where they
 * left an address. One statement: whoever runs it, nothing is owed twice. What they do not see then waits no longer.
 */
export async function oweMissed({ db, config }: Platform): Promise<number> {
  const owed = await db.query(
    `with due as (
       select c.id, c.locale, c.visitor_seen_seq, c.last_agent_seq, c.unread_since, v.email
       from conversations c join visitors v on v.id = c.visitor_id
       where ${isReal()} and c.unread_since < now() - $1 * interval '1 millisecond'
         and coalesce(c.visitor_here_at, '-infinity') < now() - interval '${GONE_SECONDS} s'
         and (v.email is not null or c.unread_since < now() - ${NEWS})
       limit 100 for update of c skip locked),
     over as (update conversations c set unread_since = null from due where c.id = due.id)
     insert into mails (kind, conversation_id, recipient, locale, payload)
     select 'missed', due.id, due.email, due.locale, jsonb_build_object('upTo', due.last_agent_seq, 'from', greatest(
       due.visitor_seen_seq, (select coalesce(max(e.seq), 0) from conversation_events e
         where e.conversation_id = due.id and e.created_at < due.unread_since)))
     from due where due.email is not null and due.unread_since > now() - ${NEWS} returning 1`,
    [config.timing.missed],
  );
  return owed.length;
}

/**
 * The next one to send, for `leaseMs`. A crash in between costs the lease's time, and one that fell between the
 * server's yes and our note of it is sent twice.
 */
export async function claimMail({ db }: Platform, leaseMs: number): Promise<MailRow | undefined> {
  const [mail] = await db.query<MailRow>(
    `update mails set attempts = attempts + 1, lease_until = now() + $1 * interval '1 millisecond'
     where id = (
       select id from mails where sent_at is null and failed_at is null and next_at <= now()
         and coalesce(lease_until, '-infinity') < now()
       order by next_at limit 1 for update skip locked)
     returning id, kind, conversation_id as "conversationId", recipient, locale, payload, attempts`,
    [leaseMs],
  );
  return mail;
}

/** How a try ended. Without effect where the lease was lost meanwhile and another try began. */
export async function endMail(
  { db }: Platform,
  mail: MailRow,
  end: { sent: true } | { error: string; retryMs: number | undefined },
): Promise<void> {
  const ours = [mail.id, mail.attempts];
  if ('sent' in end)
    await db.query(
      'update mails set sent_at = now(), lease_until = null, error = null where id = $1 and attempts = $2',
      ours,
    );
  else
    await db.query(
      `update mails set lease_until = null, error = $3, failed_at = case when $4::int is null then now() end,
         next_at = now() + coalesce($4::int, 0) * interval '1 millisecond' where id = $1 and attempts = $2`,
      [...ours, end.error, end.retryMs ?? null],
    );
}

/** Nothing is left to say: they saw it meanwhile. */
export async function dropMail({ db }: Platform, { id }: MailRow): Promise<void> {
  await db.query('delete from mails where id = $1', [id]);
}

/** Addresses are personal: they stay as long as the limits need them, and a failure can be looked up. */
export async function forgetMails({ db }: Platform): Promise<void> {
  await db.query(`delete from mails where coalesce(sent_at, failed_at) < now() - ${KEPT}`);
}
