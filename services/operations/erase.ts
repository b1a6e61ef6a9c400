/**
 * Erasing: conversations with all that hangs on them, and one visitor with all of theirs. Afterwards
 * nothing of what they said is left.
 */
import { type By, note } from '../conversation/audit.js';
import { lockConversation, wakeMatcher } from '../conversation/conversations.js';
import { NotFound } from '../errors.js';
import { hint } from '../platform/attempt.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import type { Erased, FoundVisitor } from '../wire/operations.js';

const nothing: Erased = { conversations: 0, events: 0, files: 0, bytes: 0, decisions: 0, mails: 0 };

export const sum = (a: Erased, b: Erased): Erased => ({
  conversations: a.conversations + b.conversations,
  events: a.events + b.events,
  files: a.files + b.files,
  bytes: a.bytes + b.bytes,
  decisions: a.decisions + b.decisions,
  mails: a.mails + b.mails,
});

/**
 * Deletes conversations whose rows the caller has locked. Their events go first, since these name decisions; files with
 * their bytes, decisions with their labels and vectors, mails, offers, passes and summaries go with the row itself.
 */
export async function eraseLocked(tx: Sql, ids: string[]): Promise<Erased> {
  if (ids.length === 0) return nothing;
  const [counts] = await tx.query<Omit<Erased, 'conversations' | 'events'>>(
    `select (select count(*)::int from files where conversation_id = any($1)) as files,
       (select coalesce(sum(size), 0)::float8 from files where conversation_id = any($1)) as bytes,
       (select count(*)::int from decisions where conversation_id = any($1)) as decisions,
       (select count(*)::int from mails where conversation_id = any($1)) as mails`,
    [ids],
  );
  const [gone] = await tx.query<{ events: number }>(
    `with gone as (delete from conversation_events where conversation_id = any($1) returning 1)
     select count(*)::int as events from gone`,
    [ids],
  );
  await tx.query('delete from conversations where id = any($1)', [ids]);
  return { ...nothing, ...counts, ...gone, conversations: ids.length };
}

/** Ends whatever streams still watch them: a stream that is told to look finds no conversation. */
export function announceErased(platform: Platform, ids: string[]): void {
  for (const id of ids) hint(platform, { id, seq: 0 });
}

/**
 * Erases a visitor: their tokens first, so that nothing new comes from them; their conversations one by one, open ones
 * too; then the visitor. Broken off in between it can simply be done again. The log keeps their id, which stands for
 * nobody any more. Throws `NotFound`.
 */
export async function eraseVisitor(platform: Platform, by: By, visitorId: string): Promise<Erased> {
  const { db } = platform;
  const [known] = await db.query('select 1 from visitors where id = $1', [visitorId]);
  if (!known) throw new NotFound('There is no such visitor (any more).');
  await db.query('delete from visitor_tokens where visitor_id = $1', [visitorId]);
  let erased = nothing;
  const conversationsOf = (sql: Sql) =>
    sql.query<{ id: string }>('select id from conversations where visitor_id = $1 order by id', [visitorId]);
  for (const { id } of await conversationsOf(db)) erased = sum(erased, await eraseOne(platform, id, visitorId));
  const late = await db.tx(async (tx) => {
    const rows = await tx.query<{ id: string }>(
      'select id from conversations where visitor_id = $1 order by id for update',
      [visitorId],
    );
    // From here on none can be opened for them.
    await tx.query('select 1 from visitors where id = $1 for update', [visitorId]);
    const ids = [...new Set([...rows, ...(await conversationsOf(tx))].map(({ id }) => id))];
    const counts = await eraseLocked(tx, ids);
    const gone = await tx.query('delete from visitors where id = $1 returning 1', [visitorId]);
    // Somebody else was quicker, and has written it down.
    if (gone.length)
      await note(tx, by, {
        action: 'visitor_erased',
        target: { kind: 'visitor', id: visitorId },
        details: { ...sum(erased, counts) },
      });
    return { ids, counts };
  });
  announceErased(platform, late.ids);
  return sum(erased, late.counts);
}

async function eraseOne(platform: Platform, id: string, visitorId: string): Promise<Erased> {
  const done = await platform.db.tx(async (tx) => {
    const row = await lockConversation(tx, id);
    // It became another's meanwhile, who signed in at the same browser.
    if (!row || row.visitorId !== visitorId) return undefined;
    return { row, counts: await eraseLocked(tx, [id]) };
  });
  if (!done) return nothing;
  announceErased(platform, [id]);
  // Whoever had it has a hand free; what waited behind it moves up.
  if (done.row.state === 'assigned' || done.row.state === 'queued') wakeMatcher(platform, id);
  return done.counts;
}

const FOUND = 50;

/** Everybody who left this address, was vouched for with it, or had a mail sent to it. */
export function findVisitors(sql: Sql, email: string): Promise<FoundVisitor[]> {
  return sql.query<FoundVisitor>(
    `select v.id, v.name, v.email, v.proven_email as "provenEmail", count(c.id)::int as conversations,
       count(c.id) filter (where c.state <> 'resolved')::int as open,
       to_char(max(c.updated_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "lastAt"
     from visitors v left join conversations c on c.visitor_id = v.id
     where lower(v.email) = lower($1) or lower(v.proven_email) = lower($1) or v.id in (
       select c.visitor_id from mails m join conversations c on c.id = m.conversation_id where lower(m.recipient) = lower($1))
     group by v.id order by max(c.updated_at) desc nulls last, v.id limit ${FOUND}`,
    [email],
  );
}
