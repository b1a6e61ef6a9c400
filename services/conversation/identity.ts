/**
 * Who a visitor is. `anonymous` said nothing of themselves, `claimed` left a name or an address, `verified` is vouched
 * for by their site's server. Only the last joins anything: an address that somebody typed is no proof that the other
 * conversations of that address are theirs.
 */
import { randomUUID } from 'node:crypto';
import { Forbidden, must, Unauthenticated } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import type { Level } from '../wire/conversation.js';
import { issueToken, sha256 } from './tokens.js';

/** What a signed identity says, after its signature was checked. */
export type Person = { inbox: string; sub: string; name?: string | undefined; email?: string | undefined };

/** As one SQL expression, so that lists and single rows cannot disagree. */
export const levelSql = (v: string): string =>
  `case when ${v}.external_id is not null then 'verified' when ${v}.email is not null or ${v}.name is not null then 'claimed' else 'anonymous' end`;

export async function levelOf(sql: Sql, visitorId: string): Promise<Level> {
  const [row] = await sql.query<{ level: Level }>(`select ${levelSql('v')} as level from visitors v where v.id = $1`, [
    visitorId,
  ]);
  return must(row, 'no such visitor').level;
}

/** The visitor that a request comes from, by its token. */
export type Bearer = { visitorId: string; token: string };

/**
 * The visitor of this person, made where there is none, and a token where the request has not theirs already. What
 * somebody unverified wrote with the token that they show becomes theirs. A token of another verified person is ended
 * and nothing of that person's joins: this is a new person at the same browser.
 */
export async function identify(
  tx: Sql,
  person: Person,
  bearer?: Bearer,
): Promise<{ visitorId: string; token?: string; joined: boolean }> {
  const visitorId = await upsert(tx, person);
  if (bearer?.visitorId === visitorId) return { visitorId, joined: true };
  const joined = bearer !== undefined && (await join(tx, bearer.visitorId, visitorId));
  if (bearer && !joined) await tx.query('delete from visitor_tokens where token_hash = $1', [sha256(bearer.token)]);
  return { visitorId, token: await issueToken(tx, visitorId, person.inbox), joined };
}

/**
 * Two requests at once make one visitor: the index decides. An address that they left to be written to stays
 * until the signed one changes it.
 */
async function upsert(tx: Sql, { inbox, sub, name, email }: Person): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `insert into visitors as v (id, external_inbox, external_id, name, email, proven_email) values ($1, $2, $3, $4, $5, $5)
     on conflict (external_inbox, external_id) where external_id is not null do update set
       name = coalesce(excluded.name, v.name),
       email = case when v.email is not distinct from v.proven_email then coalesce(excluded.email, v.email) else v.email end,
       proven_email = coalesce(excluded.proven_email, v.proven_email)
     returning v.id`,
    [randomUUID(), inbox, sub, name ?? null, email ?? null],
  );
  return must(row, 'no visitor was made').id;
}

/**
 * False where the other one is somebody verified, which nobody becomes later. Conversations are locked
 * before their visitor, as everywhere.
 */
async function join(tx: Sql, from: string, to: string): Promise<boolean> {
  const [stranger] = await tx.query('select 1 from visitors where id = $1 and external_id is null', [from]);
  if (!stranger) return false;
  // The secret that opened a conversation hands out its owner's token for ten minutes: not the token of this person.
  await tx.query('update conversations set visitor_id = $2, open_key = null where visitor_id = $1', [from, to]);
  await tx.query(
    'update visitors v set email = coalesce(v.email, s.email) from visitors s where v.id = $2 and s.id = $1',
    [from, to],
  );
  await tx.query('delete from visitor_tokens where visitor_id = $1', [from]);
  // Nobody would find them to erase what they left.
  await tx.query('update visitors set name = null, email = null where id = $1', [from]);
  return true;
}

/**
 * `identify` of a widget that was told later who its visitor is. `current` is where they go on: their newest
 * conversation that is not over.
 */
export function identifyVisitor(
  { db }: Platform,
  person: Person,
  bearer?: Bearer,
): Promise<{ token?: string; joined: boolean; current?: string }> {
  return db.tx(async (tx) => {
    const { visitorId, ...result } = await identify(tx, person, bearer);
    const [current] = await tx.query<{ id: string }>(
      `select id from conversations where visitor_id = $1 and inbox = $2 and state <> 'resolved' order by updated_at desc limit 1`,
      [visitorId, person.inbox],
    );
    return { ...result, ...(current && { current: current.id }) };
  });
}

/**
 * Whether this visitor may open a conversation here; throws where not. Who is verified in
 * one inbox is nobody in another.
 */
export async function mayOpen(tx: Sql, inbox: string, verifiedOnly: boolean, visitorId?: string): Promise<void> {
  const [row] = visitorId
    ? await tx.query<{ inbox: string | null }>('select external_inbox as inbox from visitors where id = $1', [
        visitorId,
      ])
    : [];
  if (row?.inbox && row.inbox !== inbox)
    throw new Forbidden(
      `This visitor is identified in the inbox "${row.inbox}". Open a conversation in "${inbox}" without their token.`,
      'other_inbox',
    );
  if (verifiedOnly && !row?.inbox)
    throw new Unauthenticated(
      `The inbox "${inbox}" is for people who are signed in: send "identity", a token that your site's server signs for its user.`,
      'identity_required',
    );
}
