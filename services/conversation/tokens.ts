/** The visitor's opaque tokens. Only hashes are stored; a token is issued in one inbox. */
import { createHash, randomBytes } from 'node:crypto';
import type { Sql } from '../platform/db.js';
import { together } from '../platform/together.js';

const TOKEN_DAYS = 90;

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

export async function issueToken(tx: Sql, visitorId: string, inbox: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await tx.query(
    `insert into visitor_tokens (token_hash, visitor_id, inbox, expires_at) values ($1, $2, $3, now() + $4 * interval '1 day')`,
    [sha256(token), visitorId, inbox, TOKEN_DAYS],
  );
  return token;
}

/** Whose token it is, and whether the team has blocked them. */
type Holder = { visitorId: string; blocked: boolean };

/**
 * Whose it is; undefined for one that is not or no longer good. Nothing of it is remembered, so that a token that was
 * taken back is refused from then on; those that come together are looked up together.
 */
export const findVisitorByToken = together<string, Holder | undefined>(async (db, tokens) => {
  const hashes = tokens.map(sha256);
  const rows = await db.query<Holder & { hash: Buffer }>(
    `select t.token_hash as hash, t.visitor_id as "visitorId", v.blocked_at is not null as blocked
     from visitor_tokens t join visitors v on v.id = t.visitor_id where t.token_hash = any($1) and t.expires_at > now()`,
    [hashes],
    'visitors of tokens',
  );
  const holders = new Map(rows.map(({ hash, ...holder }) => [hash.toString('hex'), holder]));
  return hashes.map((hash) => holders.get(hash.toString('hex')));
});
