/** Agents' sessions: who is signed in, and since when nothing was heard of them. Only the token's hash is stored. */
import type { Db } from '../platform/db.js';
import { together } from '../platform/together.js';
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

type Session = {
  agent: AgentRow;
  /** How long they had not been heard of. */
  awayMs: number;
};

/**
 * The agent of this session; undefined where there is none. They are hereby present, unless `present` is false: an open
 * stream alone proves nothing.
 */
export const findSession = async (
  db: Db,
  token: string | undefined,
  { present }: { present: boolean },
): Promise<Session | undefined> => (token ? lookUp(db, { token, present }) : undefined);

/** Those that come together are looked up together; a row that somebody else marks just now is left to them. */
const lookUp = together<{ token: string; present: boolean }, Session | undefined>(async (db, asked) => {
  const rows = await db.query<AgentRow & { n: number; awayMs: number }>(
    `with session as (
       select a.n, a.present, s.token_hash, s.agent_id, s.seen_at
       from unnest($1::bytea[], $2::boolean[]) with ordinality as a (token_hash, present, n)
         join agent_sessions s on s.token_hash = a.token_hash
       where s.expires_at > now() and s.seen_at > now() - interval '${IDLE_HOURS} hours'),
     free as (
       select s.token_hash from agent_sessions s where s.token_hash in (select token_hash from session where present)
       for no key update skip locked),
     heard as (update agent_sessions s set seen_at = now() from free where s.token_hash = free.token_hash)
     select session.n, extract(epoch from now() - session.seen_at)::float8 * 1000 as "awayMs", ${agentColumns}
     from session join agents a on a.id = session.agent_id where a.deactivated_at is null`,
    [asked.map(({ token }) => sha256(token)), asked.map(({ present }) => present)],
    'sessions',
  );
  const found = new Map(rows.map(({ n, awayMs, ...agent }) => [n, { agent, awayMs }]));
  return asked.map((_, i) => found.get(i + 1));
});
