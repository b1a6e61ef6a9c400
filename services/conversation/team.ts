/** The people of the team as those who lead it see and change them. */
import { Conflict, Forbidden, Invalid, NotFound } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { Member, MemberChange } from '../wire/team.js';
import { type AgentRow, addAgent, isPresent, load } from './agents.js';
import { type By, changesOf, note } from './audit.js';

const members = `select a.id, a.email, a.name, a.role, a.capacity, a.languages, a.skills, a.deactivated_at is null as active,
    a.available, ${isPresent('$1')} as present, ${load('a.id')}::int as load,
    coalesce((select jsonb_agg(jsonb_build_object('inbox', i.inbox, 'capacity', i.capacity) order by i.inbox)
      from agent_inboxes i where i.agent_id = a.id), '[]') as inboxes
  from agents a`;

/** Those who may sign in first. `absentMs`: after how long without a request somebody is not there. */
export function listMembers(sql: Sql, absentMs: number): Promise<Member[]> {
  return sql.query<Member>(`${members} order by a.deactivated_at is not null, lower(a.name), a.id`, [absentMs]);
}

/** Throws `NotFound`. */
export async function readMember(sql: Sql, absentMs: number, id: string): Promise<Member> {
  const [member] = await sql.query<Member>(`${members} where a.id = $2`, [absentMs, id]);
  if (!member) throw new NotFound('There is no such account.');
  return member;
}

/** Makes an account, and writes down who did. Throws `Conflict` where the e-mail is taken. */
export async function addMember(tx: Sql, by: By, account: Parameters<typeof addAgent>[1]): Promise<AgentRow> {
  const made = await addAgent(tx, account);
  const { email, role, inboxes } = made;
  await note(tx, by, { action: 'account_made', target: targetOf(made), details: { email, role, inboxes } });
  return made;
}

/** There is somebody who runs the installation, and can sign in. */
export async function hasAdmin(sql: Sql): Promise<boolean> {
  const [admin] = await sql.query(
    `select 1 from agents where role = 'admin' and password_hash is not null and deactivated_at is null`,
  );
  return admin !== undefined;
}

/** The first admin, by the link that was printed. Throws `Forbidden` where there is one already. */
export async function setUp(tx: Sql, by: By, account: Omit<Parameters<typeof addAgent>[1], 'role'>): Promise<AgentRow> {
  // One row everybody locks: two people with the link make one admin, not two.
  await tx.query('select 1 from installation for update');
  if (await hasAdmin(tx)) throw new Forbidden('There is an admin already. Sign in instead.', 'link_spent');
  const made = await addAgent(tx, { ...account, role: 'admin' });
  await note(tx, by, { action: 'set_up', target: targetOf(made) });
  return made;
}

const targetOf = ({ id, name }: { id: string; name: string }) => ({ kind: 'account', id, name }) as const;

/**
 * Changes what is named. Whoever may not sign in any more loses every session, and the sweep puts what they had
 * back to its place in the queue. Throws `NotFound`, `Invalid` (an inbox that is not there), `Conflict`
 * (`last_admin`, `has_conversations`).
 */
export async function changeMember(
  tx: Sql,
  by: By,
  { absentMs, id, change }: { absentMs: number; id: string; change: MemberChange },
): Promise<Member> {
  // One at a time, so that two admins who put each other out do not leave nobody.
  await tx.query(`select 1 from agents where role = 'admin' or id = $1 order by id for update`, [id]);
  const before = await readMember(tx, absentMs, id);
  if (change.role === 'content' && before.load > 0)
    throw new Conflict(
      'has_conversations',
      `${before.name} still has conversations. Transfer or resolve them first: content accounts have none.`,
    );
  const { inboxes, active, ...columns } = change;
  const named = Object.entries(columns).filter(([, value]) => value !== undefined);
  if (named.length)
    await tx.query(`update agents set ${named.map(([name], i) => `${name} = $${i + 2}`).join(', ')} where id = $1`, [
      id,
      ...named.map(([, value]) => value),
    ]);
  if (change.role === 'content') await tx.query('update agents set available = false where id = $1', [id]);
  if (active === true) await tx.query('update agents set deactivated_at = null where id = $1', [id]);
  if (active === false) {
    await tx.query(
      'update agents set deactivated_at = coalesce(deactivated_at, now()), available = false where id = $1',
      [id],
    );
    await tx.query('delete from agent_sessions where agent_id = $1', [id]);
  }
  if (inboxes) await serveOnly(tx, id, inboxes);
  const [admin] = await tx.query(`select 1 from agents where role = 'admin' and deactivated_at is null limit 1`);
  if (!admin && before.role === 'admin')
    throw new Conflict('last_admin', `${before.name} is the last admin. Make somebody else an admin first.`);
  const after = await readMember(tx, absentMs, id);
  await noteChange(tx, by, before, after);
  return after;
}

/** A row for what the account became, one more where it was closed or opened. */
async function noteChange(tx: Sql, by: By, before: Member, after: Member): Promise<void> {
  // What changes by itself is no setting.
  const settings = ({ active: _, available: __, present: ___, load: ____, ...rest }: Member) => rest;
  const changes = changesOf(settings(before), settings(after));
  const target = targetOf(before);
  if (Object.keys(changes).length) await note(tx, by, { action: 'account_changed', target, details: { changes } });
  if (before.active !== after.active)
    await note(tx, by, { action: after.active ? 'account_opened' : 'account_closed', target });
}

async function serveOnly(tx: Sql, id: string, inboxes: Member['inboxes']): Promise<void> {
  const slugs = inboxes.map(({ inbox }) => inbox);
  await tx.query('delete from agent_inboxes where agent_id = $1', [id]);
  const made = await tx.query<{ inbox: string }>(
    `insert into agent_inboxes (agent_id, inbox, capacity)
     select $1, i.slug, w.capacity from unnest($2::text[], $3::int[]) as w (inbox, capacity) join inboxes i on i.slug = w.inbox
     returning inbox`,
    [id, slugs, inboxes.map(({ capacity }) => capacity)],
  );
  const unknown = slugs.find((slug) => !made.some(({ inbox }) => inbox === slug));
  if (unknown) throw new Invalid(`inboxes: there is no inbox "${unknown}".`);
}
