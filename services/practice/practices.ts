/** Practice as rows: what runs, what of it was said, how it begins and ends, the cards. */
import { randomUUID } from 'node:crypto';
import { type AgentRow, isPresent } from '../conversation/agents.js';
import { announce, type ConversationRow, conversationColumns, move } from '../conversation/conversations.js';
import { append } from '../conversation/events.js';
import { inboxNames } from '../conversation/inboxes.js';
import { Conflict } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import { PRACTICES_MOST } from '../wire/limits.js';
import type { PracticeCard, StartPractice } from '../wire/practice.js';
import { type Card, cardOf } from './card.js';
import { choose } from './choose.js';
import type { Said, Script } from './script.js';

/** Where an agent practises: an inbox that they serve. */
export async function inboxOf(sql: Sql, { inboxes }: AgentRow): Promise<{ slug: string; name: string }> {
  const all = await inboxNames(sql);
  return all.find(({ slug }) => inboxes.length === 0 || inboxes.includes(slug)) ?? { slug: 'default', name: '' };
}

/**
 * Visitors come, and are in this agent's hands at once. Nobody sees the steps between: one transaction,
 * and marked as practice at its end. Without a language model they have spoken already. Throws
 * `Conflict` (`practice_full`), `Invalid`.
 */
export async function startPractice(platform: Platform, agent: AgentRow, body: StartPractice): Promise<string[]> {
  const rows = await platform.db.tx(async (tx) => {
    await tx.query('select 1 from agents where id = $1 for update', [agent.id]);
    const [running] = await tx.query<{ count: number }>(
      `select count(*)::int as count from conversations c where c.practice_for = $1 and c.state = 'assigned' and c.agent_id = $1`,
      [agent.id],
    );
    if ((running?.count ?? 0) + body.count > PRACTICES_MOST)
      throw new Conflict('practice_full', `At most ${PRACTICES_MOST} visitors at once. Resolve one of them first.`);
    const inbox = await inboxOf(tx, agent);
    const begun: ConversationRow[] = [];
    for (const script of await choose(tx, body, inbox))
      begun.push(await begin(tx, agent, { inbox: inbox.slug, script, speaks: !platform.models.chat }));
    return begun;
  });
  for (const row of rows) announce(platform, row);
  return rows.map(({ id }) => id);
}

async function begin(
  tx: Sql,
  agent: AgentRow,
  { inbox, script, speaks }: { inbox: string; script: Script; speaks: boolean },
): Promise<ConversationRow> {
  const [id, visitorId] = [randomUUID(), randomUUID()];
  await tx.query('insert into visitors (id, name) values ($1, $2)', [visitorId, script.visitor]);
  const [row] = await tx.query<ConversationRow>(
    `insert into conversations as c (id, inbox, visitor_id, locale) values ($1, $2, $3, $4) returning ${conversationColumns()}`,
    [id, inbox, visitorId, script.language],
  );
  if (!row) throw new Error('no conversation was made');
  if (speaks) await speak(tx, row, script.opening, -1);
  await move(tx, row, {
    move: 'escalate',
    as: ['visitor'],
    role: 'visitor',
    reason: 'asked_for_human',
    notice: { kind: 'queued' },
  });
  await move(tx, row, {
    move: 'assign',
    as: ['system'],
    role: 'system',
    by: agent,
    agentId: agent.id,
    notice: { kind: 'joined', params: { agent: agent.name } },
  });
  await tx.query('update conversations set practice_for = $2 where id = $1', [id, agent.id]);
  row.practiceFor = agent.id;
  await tx.query('insert into practices (conversation_id, agent_id, script) values ($1, $2, $3)', [
    id,
    agent.id,
    JSON.stringify(script),
  ]);
  return row;
}

/** The visitor says a line of their script, in whatever words. */
export const speak = (tx: Sql, row: ConversationRow, text: string, line: number) =>
  append(tx, row, { type: 'message', role: 'visitor', text, body: { practice: { line } } });

// ---------------------------------------------------------------- what runs

export type Running = {
  id: string;
  script: Script;
  /** Milliseconds, by database time. */
  begun: number;
  now: number;
  /** Their agent made a request lately; else the visitor waits with what they would say. */
  here: boolean;
  /** Or at least within ten minutes, and may come back. */
  stays: boolean;
  resolved: boolean;
};

const LEFT_MS = 600_000;
const ms = (moment: string): string => `(extract(epoch from ${moment}) * 1000)::float8`;

/** Everything that is not over; or only this one, or this agent's. */
export const running = (sql: Sql, absentMs: number, of: { id?: string; agentId?: string } = {}): Promise<Running[]> =>
  sql.query<Running>(
    `select c.id, p.script, ${ms('p.created_at')} as begun, ${ms('clock_timestamp()')} as now,
       ${isPresent('$1')} as here, a.deactivated_at is null and a.role <> 'content' and ${isPresent('$2')} as stays,
       c.state = 'resolved' as resolved
     from practices p join conversations c on c.id = p.conversation_id join agents a on a.id = p.agent_id
     where p.ended_at is null and ($3::uuid is null or c.id = $3) and ($4::uuid is null or p.agent_id = $4)
     order by p.created_at, c.id`,
    [absentMs, LEFT_MS, of.id ?? null, of.agentId ?? null],
  );

/** What was said in each, in order. */
export async function saidIn(sql: Sql, ids: string[]): Promise<Map<string, Said[]>> {
  const rows = await sql.query<{
    id: string;
    role: Said['role'];
    text: string | null;
    at: number;
    line: number | null;
    canned: string | null;
  }>(
    `select conversation_id as id, role, text, ${ms('created_at')} as at, (body->'practice'->>'line')::int as line, body->>'practised' as canned
     from conversation_events where conversation_id = any($1::uuid[]) and type = 'message' and role in ('visitor', 'agent')
     order by conversation_id, seq`,
    [ids],
  );
  const said = new Map<string, Said[]>(ids.map((id) => [id, []]));
  for (const { id, role, text, at, line, canned } of rows)
    said.get(id)?.push({ role, text: text ?? '', at, ...(line !== null && { line }), ...(canned && { canned }) });
  return said;
}

/** Has the next words written by one process only, for so long; what is said is decided again under the lock. */
export async function lease(sql: Sql, id: string, leaseMs: number): Promise<boolean> {
  const [mine] = await sql.query(
    `update practices set lease_until = now() + $2 * interval '1 millisecond'
     where conversation_id = $1 and ended_at is null and coalesce(lease_until, '-infinity') < now() returning 1`,
    [id, leaseMs],
  );
  return mine !== undefined;
}

export const endLease = (sql: Sql, id: string) =>
  sql.query('update practices set lease_until = null where conversation_id = $1', [id]);

/** Writes that it is over, once; with a card, unless the agent left. */
export async function end(sql: Sql, id: string, card?: Card): Promise<void> {
  await sql.query(
    'update practices set ended_at = clock_timestamp(), lease_until = null, card = $2 where conversation_id = $1 and ended_at is null',
    [id, card ? JSON.stringify(card) : null],
  );
}

/** The visitor leaves. */
export const leave = (tx: Sql, row: ConversationRow) =>
  move(tx, row, { move: 'resolve', as: ['system'], role: 'system', notice: { kind: 'resolved' } });

/** Writes the card of one that its agent resolved; of use wherever the card is wanted before the next round. */
export async function endResolved(sql: Sql, { id, script }: Pick<Running, 'id' | 'script'>): Promise<void> {
  const said = (await saidIn(sql, [id])).get(id) ?? [];
  await end(sql, id, cardOf(script, said, 'resolved'));
}

// ---------------------------------------------------------------- cards

const CARDS = 50;

export async function cards(sql: Sql, of: { agentId?: string; id?: string }): Promise<PracticeCard[]> {
  const rows = await sql.query<{
    conversationId: string;
    title: string;
    agent: PracticeCard['agent'];
    card: Card;
    begun: Date;
    ended: Date;
  }>(
    `select p.conversation_id as "conversationId", p.script->>'title' as title, json_build_object('id', a.id, 'name', a.name) as agent,
       p.card, p.created_at as begun, p.ended_at as ended
     from practices p join agents a on a.id = p.agent_id
     where p.card is not null and ($1::uuid is null or p.agent_id = $1) and ($2::uuid is null or p.conversation_id = $2)
     order by p.ended_at desc limit ${CARDS}`,
    [of.agentId ?? null, of.id ?? null],
  );
  return rows.map(({ card, begun, ended, ...row }) => ({
    ...row,
    ...card,
    startedAt: begun.toISOString(),
    endedAt: ended.toISOString(),
  }));
}
