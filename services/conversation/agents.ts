/** The people of the team: accounts, presence, who may see and serve what. */
import { randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Conflict, must, NotFound } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { StaffRole } from '../wire/conversation.js';
import type { Capacity } from './states.js';

export type AgentRow = {
  id: string;
  email: string;
  name: string;
  avatar: string | null;
  role: StaffRole;
  available: boolean;
  capacity: number;
  inboxes: string[];
};

export const agentColumns = `a.id, a.email, a.name, a.avatar, a.role, a.available, a.capacity,
  coalesce((select array_agg(i.inbox order by i.inbox) from agent_inboxes i where i.agent_id = a.id), '{}') as inboxes`;

/** argon2id as OWASP asks for: 19 MiB, two passes, one lane. */
const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export async function findAgent(sql: Sql, id: string): Promise<AgentRow | undefined> {
  const [agent] = await sql.query<AgentRow>(
    `select ${agentColumns} from agents a where a.id = $1 and a.deactivated_at is null`,
    [id],
  );
  return agent;
}

/** The account, also one that was closed since: for what is said of them. */
export async function accountOf(sql: Sql, id: string): Promise<AgentRow> {
  const [agent] = await sql.query<AgentRow>(`select ${agentColumns} from agents a where a.id = $1`, [id]);
  return must(agent, 'there is no such account');
}

/** Locks the agent's row; every verb that adds to their load does so after it locked the conversation. */
export async function lockAgent(tx: Sql, id: string): Promise<AgentRow | undefined> {
  await tx.query('select 1 from agents where id = $1 for update', [id]);
  return findAgent(tx, id);
}

export async function listAgents(sql: Sql): Promise<AgentRow[]> {
  return sql.query<AgentRow>(`select ${agentColumns} from agents a where a.deactivated_at is null order by a.name`);
}

/** Makes an account. Throws `Conflict` where the e-mail is taken. */
export async function addAgent(
  sql: Sql,
  agent: { email: string; name: string; role: StaffRole; password?: string; inboxes?: string[] },
): Promise<AgentRow> {
  const id = randomUUID();
  const [made] = await sql.query<{ id: string }>(
    `insert into agents (id, email, name, role, password_hash) values ($1, $2, $3, $4, $5)
     on conflict (lower(email)) do nothing returning id`,
    [id, agent.email, agent.name, agent.role, agent.password ? await hash(agent.password, argon) : null],
  );
  if (!made) throw new Conflict('email_taken', 'There is an account with this e-mail already.');
  for (const inbox of agent.inboxes ?? [])
    await sql.query('insert into agent_inboxes (agent_id, inbox) values ($1, $2)', [id, inbox]);
  return must(await findAgent(sql, id), 'an account that was just made is gone');
}

/**
 * A new password for an account; whoever is signed in to it is signed out, but for the
 * session `kept`. Throws `NotFound`.
 */
export async function setPassword(tx: Sql, id: string, password: string, kept?: Buffer): Promise<void> {
  const [set] = await tx.query('update agents set password_hash = $2 where id = $1 returning 1', [
    id,
    await hash(password, argon),
  ]);
  if (!set) throw new NotFound('There is no such account.');
  await tx.query('delete from agent_sessions where agent_id = $1 and token_hash is distinct from $2', [
    id,
    kept ?? null,
  ]);
}

/** A hash of nothing, so that an unknown e-mail takes as long as a wrong password. */
let decoy: Promise<string> | undefined;

/** The agent with this e-mail and password; undefined for either being wrong. */
export async function authenticate(sql: Sql, email: string, password: string): Promise<AgentRow | undefined> {
  const [found] = await sql.query<{ id: string; passwordHash: string | null }>(
    `select id, password_hash as "passwordHash" from agents where lower(email) = lower($1) and deactivated_at is null`,
    [email],
  );
  decoy ??= hash('nobody has this password', argon);
  const good = await verify(found?.passwordHash ?? (await decoy), password);
  return good && found?.passwordHash ? findAgent(sql, found.id) : undefined;
}

export async function setAvailability(sql: Sql, agentId: string, available: boolean): Promise<AgentRow> {
  await sql.query('update agents set available = $2 where id = $1', [agentId, available]);
  const agent = await findAgent(sql, agentId);
  if (!agent) throw new NotFound();
  return agent;
}

/** Managers and admins act for others. */
export const isLead = (agent: AgentRow): boolean => agent.role === 'manager' || agent.role === 'admin';

/** Who may read a conversation of this inbox. Content people have no business in conversations. */
export const sees = (agent: AgentRow, inbox: string): boolean =>
  agent.role !== 'content' && (isLead(agent) || serves(agent, inbox));

/**
 * Who may read this very conversation: besides those who serve its inbox, whoever was invited;
 * practice is for one's own eyes.
 */
export const seesConversation = (
  agent: AgentRow,
  row: { inbox: string; participants: string[]; practiceFor: string | null },
): boolean => {
  if (row.practiceFor) return row.practiceFor === agent.id && agent.role !== 'content';
  return sees(agent, row.inbox) || (agent.role !== 'content' && row.participants.includes(agent.id));
};

/** SQL: conversation `alias` is no practice. Whatever counts, matches, searches or is owed to a visitor asks this. */
export const isReal = (alias = 'c'): string => `${alias}.practice_for is null`;

/** Whose work this inbox is: the team's, or everybody's where an agent has no team. */
export const serves = (agent: AgentRow, inbox: string): boolean =>
  agent.inboxes.length === 0 || agent.inboxes.includes(inbox);

/** In what capacities this agent acts on a conversation. */
export function capacitiesOf(agent: AgentRow, row: { agentId: string | null }): Capacity[] {
  return [
    'agent',
    ...(row.agentId === agent.id ? (['owner'] as const) : []),
    ...(isLead(agent) ? (['lead'] as const) : []),
  ];
}

/** SQL: agent `a` has made an authenticated request within the last $n milliseconds, by database time. */
export const isPresent = (milliseconds: string): string =>
  `exists (select 1 from agent_sessions s where s.agent_id = a.id and s.expires_at > now()
     and s.seen_at > now() - ${milliseconds} * interval '1 millisecond')`;

/** SQL: agent `a` works for the inbox `expression`. */
export const servesInbox = (expression: string): string =>
  `a.deactivated_at is null and a.role <> 'content' and (
     not exists (select 1 from agent_inboxes i where i.agent_id = a.id)
     or exists (select 1 from agent_inboxes i where i.agent_id = a.id and i.inbox = ${expression}))`;

/** SQL: what agent `expression` has on their hands: assigned conversations and offers that still run. */
export const load = (agent: string): string =>
  `((select count(*) from conversations l where l.state = 'assigned' and l.agent_id = ${agent} and ${isReal('l')})
   + (select count(*) from offers o where o.agent_id = ${agent} and o.ended_at is null and o.expires_at > now()))`;
