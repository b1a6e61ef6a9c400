/** Agents' sessions: who is signed in, and since when nothing was heard of them. Only the token's hash is stored. */
import type { Db, Sql } from '../platform/db.js';
import { type AgentRow, agentColumns } from './agents.js';
import { type By, note } from './audit.js';
import { sha256 } from './tokens.js';

/** Sessions end after seven days, or twelve idle hours. */
export const SESSION_DAYS = 7;
const IDLE_HOURS = 12;

export async function startSession(
  db: Db,
  { id, name }: AgentRow,
  { token, address }: { token: string; address: string },
): Promise<void> {
  await db.tx(async (tx) => {
    await tx.query(
      `insert into agent_sessions (token_hash, agent_id, expires_at) values ($1, $2, now() + $3 * interval '1 day')`,
      [sha256(token), id, SESSION_DAYS],
    );
    await note(tx, { kind: 'agent', id, name, address }, { action: 'signed_in' });
  });
}

/** Whose it was; undefined where there was none. */
export async function endSession(db: Db, by: By, token: string): Promise<{ agentId: string } | undefined> {
  return db.tx(async (tx) => {
    const [session] = await tx.query<{ agentId: string }>(
      'delete from agent_sessions where token_hash = $1 returning agent_id as "agentId"',
      [sha256(token)],
    );
    if (session) await note(tx, by, { action: 'signed_out' });
    return session;
  });
}

/**
 * The agent of this session and how long they had not been heard of. They are hereby present, unless `present` is
 * false: an open stream alone proves nothing.
 */
export async function findSession(
  sql: Sql,
  token: string | undefined,
  { present }: { present: boolean },
): Promise<{ agent: AgentRow; awayMs: number } | undefined> {
  if (!token) return undefined;
  const [found] = await sql.query<AgentRow & { awayMs: number }>(
    `with session as (
       select s.token_hash, s.agent_id, s.seen_at from agent_sessions s
       where s.token_hash = $1 and s.expires_at > now() and s.seen_at > now() - interval '${IDLE_HOURS} hours'),
     heard as (
       update agent_sessions s set seen_at = now() from session where $2 and s.token_hash = session.token_hash)
     select ${agentColumns}, extract(epoch from now() - session.seen_at)::float8 * 1000 as "awayMs"
     from session join agents a on a.id = session.agent_id where a.deactivated_at is null`,
    [sha256(token), present],
    'session',
  );
  if (!found) return undefined;
  const { awayMs, ...agent } = found;
  return { agent, awayMs };
}
