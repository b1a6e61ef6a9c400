/** The visitor's opaque tokens. Only hashes are stored; a token is issued in one inbox. */
import { createHash, randomBytes } from 'node:crypto';
import type { Sql } from '../platform/db.js';

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

/** Whose it is, and whether the team has blocked them; undefined for one that is not or no longer good. */
export async function findVisitorByToken(
  sql: Sql,
  token: string,
): Promise<{ visitorId: string; blocked: boolean } | undefined> {
  const [row] = await sql.query<{ visitorId: string; blocked: boolean }>(
    `select t.visitor_id as "visitorId", v.blocked_at is not null as blocked
     from visitor_tokens t join visitors v on v.id = t.visitor_id where t.token_hash = $1 and t.expires_at > now()`,
    [sha256(token)],
  );
  return row;
}
