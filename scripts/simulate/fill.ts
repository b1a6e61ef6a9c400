/** Fills a database with simulated conversations, many rows a statement. */
import { randomFrom } from '../../knowledge/random.js';
import { Misconfigured } from '../../services/errors.js';
import type { Sql } from '../../services/platform/db.js';
import { simulateOne, uuid, type World } from './course.js';
import type { Person, SimulatedLog } from './log.js';

export type Simulation = {
  conversations: number;
  days: number;
  seed: number;
  /** When it ends; now where left out. */
  now?: Date;
  /** Beside real conversations. */
  beside?: boolean;
  onProgress?: (done: number, total: number) => void;
};

const ROUND = 250;
const names = ['Amira', 'Ben', 'Chiara', 'Dmitri', 'Elif', 'Farah'];

/** Throws `Misconfigured` where real conversations are, unless `beside` is given. Returns how many events it wrote. */
export async function fill(
  sql: Sql,
  { conversations, days, seed, now = new Date(), beside, onProgress }: Simulation,
): Promise<number> {
  const [real] = await sql.query(`select 1 from conversations where not context ? 'simulated' limit 1`);
  if (real && !beside)
    throw new Misconfigured(
      'This database has real conversations, and simulated ones would count in its reports. Name another database, or say --beside-real.',
    );
  const random = randomFrom(seed);
  const keys = await sql.query<{ key: string }>(
    `select distinct e.key from installation i join version_entries v on v.version_id = i.current_version join entries e on e.id = v.entry_id order by 1`,
  );
  const world: World = {
    random,
    now: now.getTime(),
    days,
    people: await people(sql),
    inboxes: await inboxes(sql),
    keys: keys.length ? keys.map(({ key }) => key) : ['returns', 'delivery', 'payment', 'account'],
  };
  let events = 0;
  for (let done = 0; done < conversations; ) {
    const logs = Array.from({ length: Math.min(ROUND, conversations - done) }, () => simulateOne(world));
    await write(sql, logs, random);
    done += logs.length;
    events += logs.reduce((sum, log) => sum + log.events.length, 0);
    onProgress?.(done, conversations);
  }
  return events;
}

async function people(sql: Sql): Promise<Person[]> {
  await sql.query(
    `insert into agents (id, email, name, role) select gen_random_uuid(), lower(name) || '@simulated.example', name, 'agent'
     from unnest($1::text[]) name on conflict (lower(email)) do nothing`,
    [names],
  );
  return sql.query<Person>(`select id, name from agents where email like '%@simulated.example' order by email`);
}

async function inboxes(sql: Sql): Promise<string[]> {
  await sql.query(`insert into inboxes (slug, name) values ('shop', 'Shop') on conflict (slug) do nothing`);
  return ['default', 'default', 'shop'];
}

async function write(sql: Sql, logs: SimulatedLog[], random: () => number): Promise<void> {
  const rows = logs.map((log) => ({ ...rowOf(log), visitor: uuid(random) }));
  const told = JSON.stringify(rows);
  await sql.query(`insert into visitors (id, created_at) select r.visitor, ${moment('r.started')} from ${rowset} `, [
    told,
  ]);
  await sql.query(
    `insert into conversations (id, inbox, visitor_id, locale, context, state, agent_id, seq, owner_epoch, last_visitor_seq, settled_seq,
       last_speaker, last_text, queued_at, owed_since, reason, created_at, updated_at)
     select r.id, r.inbox, r.visitor, 'en', '{"simulated": true}', r.state, r.agent, r.seq, r.epoch, r."lastVisitorSeq", r."settledSeq",
       r."lastSpeaker", r."lastText", ${moment('r.queued')}, ${moment('r.owed')}, r.reason, ${moment('r.started')}, ${moment('r.updated')} from ${rowset}`,
    [told],
  );
  const ids = await decisions(sql, logs);
  const events = logs.flatMap((log, i) =>
    log.events.map((event) => ({
      ...event,
      conversation: log.id,
      decision: event.decision === null ? null : (ids[i]?.[event.decision] ?? null),
    })),
  );
  await sql.query(
    `insert into conversation_events (conversation_id, seq, type, role, agent_id, text, reply_to, decision_id, body, created_at)
     select r.conversation, r.seq, r.type, r.role, r."agentId", r.text, r."replyTo", r.decision, r.body, ${moment('r.at')}
     from jsonb_to_recordset($1::jsonb) as r (conversation uuid, seq int, type text, role text, "agentId" uuid, text text,
       "replyTo" int, decision int, body jsonb, at float8)`,
    [JSON.stringify(events)],
  );
}

const moment = (ms: string): string => `to_timestamp(${ms} / 1000.0)`;
const rowset = `jsonb_to_recordset($1::jsonb) as r (id uuid, visitor uuid, inbox text, state text, agent uuid, seq int, epoch int,
  "lastVisitorSeq" int, "settledSeq" int, "lastSpeaker" text, "lastText" text, queued float8, owed float8, reason text, started float8, updated float8)`;

function rowOf(log: SimulatedLog) {
  const last = log.events.findLast(({ type }) => type === 'message');
  const { id, inbox, state, epoch, lastVisitorSeq, settledSeq, reason } = log;
  return {
    id,
    inbox,
    state,
    epoch,
    lastVisitorSeq,
    settledSeq,
    reason,
    agent: log.owner?.id ?? null,
    seq: log.events.length,
    lastSpeaker: last?.role ?? null,
    lastText: last?.text ?? null,
    queued: log.queuedAt,
    owed: log.owedSince,
    started: log.startedAt,
    updated: log.events.at(-1)?.at ?? log.startedAt,
  };
}

/** Their ids by conversation, in the order of its decisions. */
async function decisions(sql: Sql, logs: SimulatedLog[]): Promise<number[][]> {
  const count = logs.reduce((sum, log) => sum + log.decisions.length, 0);
  const free = await sql.query<{ id: number }>(
    `select nextval(pg_get_serial_sequence('decisions', 'id'))::int as id from generate_series(1, $1::int)`,
    [count],
  );
  let next = 0;
  const ids = logs.map((log) => log.decisions.map(() => free[next++]?.id as number));
  const rows = logs.flatMap((log, i) =>
    log.decisions.map((one, n) => ({
      ...one,
      id: ids[i]?.[n] as number,
      conversation: log.id,
      features: features(one.confidence),
    })),
  );
  await sql.query(
    `insert into decisions (id, conversation_id, question, from_seq, to_seq, candidates, features, confidence, thresholds, verdict, reason, ms, created_at)
     overriding system value
     select r.id, r.conversation, r.question, r.seq, r.seq, jsonb_build_array(jsonb_build_object('key', r.key, 'title', r.key, 'text', '', 'score', r.confidence)),
       r.features, r.confidence, '{"answer": 0.6, "suggest": 0.5}', r.verdict, r.reason, 20, ${moment('r.at')}
     from jsonb_to_recordset($1::jsonb) as r (id int, conversation uuid, question text, seq int, key text, features jsonb, confidence real,
       verdict text, reason text, at float8)`,
    [JSON.stringify(rows)],
  );
  const labels = rows.flatMap(({ id, labels }) => labels.map((label) => ({ ...label, id })));
  await sql.query(
    `insert into labels (decision_id, by, kind, created_at) select r.id, r.by, r.kind, ${moment('r.at')}
     from jsonb_to_recordset($1::jsonb) as r (id int, by text, kind text, at float8) order by r.id, r.at`,
    [JSON.stringify(labels)],
  );
  return ids;
}

const features = (confidence: number) => ({ inside: confidence, right: confidence, outsideShare: 0.2 });
