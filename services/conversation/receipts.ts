/**
 * How far each side has read. No events: a glance is no utterance, and a log that grew with reading would
 * wake every screen for nothing. Each mark only rises, and moves neither `owner_epoch` nor `updated_at`;
 * streams look at `receipts_at`.
 */
import { hint } from '../platform/attempt.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import { mustOwn, type Of } from './visitor-actions.js';

/** The visitor's panel showed everything up to `seq`. What of the agent's they have seen needs no mail. */
export async function seenByVisitor(platform: Platform, of: Of, seq: number): Promise<void> {
  // `last_agent_seq` is the row's own and so is read anew where this waits for a reply's transaction; a
  // look into the log would miss it.
  const [theirs] = await platform.db.query<{ raised: number | null }>(
    `with theirs as (select id from conversations where id = $1 and visitor_id = $2),
     raised as (
       update conversations c set visitor_seen_seq = least($3, c.seq), receipts_at = clock_timestamp(),
         unread_since = case when c.last_agent_seq > $3 then c.unread_since end
       from theirs where c.id = theirs.id and c.visitor_seen_seq < least($3, c.seq) returning c.seq)
     select (select seq from raised) as raised from theirs`,
    [of.conversationId, of.visitorId, seq],
    'seen by visitor',
  );
  if (!theirs) return mustOwn(platform, of);
  if (theirs.raised) hint(platform, { id: of.conversationId, seq: theirs.raised });
}

/** Somebody of the team had it open up to `seq`. Whether they may is the caller's to ask. */
export async function seenByAgent(platform: Platform, conversationId: string, seq: number): Promise<void> {
  const [raised] = await platform.db.query<{ seq: number }>(
    `update conversations set agent_seen_seq = least($2, seq), receipts_at = clock_timestamp(),
       delivered_seq = greatest(delivered_seq, least($2, last_visitor_seq))
     where id = $1 and agent_seen_seq < least($2, seq) returning seq`,
    [conversationId, seq],
    'seen by agent',
  );
  if (raised) hint(platform, { id: conversationId, seq: raised.seq });
}

/** Consoles have these, up to the visitor's last message. Rows that somebody works on are left for the next look. */
export async function delivered(platform: Platform, written: { id: string; upTo: number }[]): Promise<void> {
  if (written.length === 0) return;
  const raised = await platform.db.query<{ id: string; seq: number }>(
    `with written as (select * from unnest($1::uuid[], $2::int[]) as w(id, up_to)),
       free as (select c.id, w.up_to from conversations c join written w on w.id = c.id
         where c.delivered_seq < w.up_to for update of c skip locked)
     update conversations c set delivered_seq = free.up_to, receipts_at = clock_timestamp()
     from free where c.id = free.id returning c.id, c.seq`,
    [written.map((it) => it.id), written.map((it) => it.upTo)],
  );
  for (const one of raised) hint(platform, one);
}

/** These visitors have a stream open. Written down only where a reply waits to be seen: nobody else needs to know. */
export async function visitorsAreHere({ db }: Platform, conversationIds: string[]): Promise<void> {
  if (conversationIds.length === 0) return;
  await db.query(
    `update conversations set visitor_here_at = now() where id in (
       select id from conversations where id = any($1) and unread_since is not null for update skip locked)`,
    [conversationIds],
  );
}

/** When anybody's mark rose last. */
export async function receiptsAt(sql: Sql, conversationId: string): Promise<Date | null> {
  const [row] = await sql.query<{ at: Date | null }>('select receipts_at as at from conversations where id = $1', [
    conversationId,
  ]);
  return row?.at ?? null;
}
