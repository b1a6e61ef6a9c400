/**
 * The short way of a message. Where nothing stands against it and nothing else comes of it, one statement locks, checks,
 * numbers and inserts all the messages that came together. It says yes or nothing: what it does not take (one sent
 * before, one too many, one that reopens or hands over, a row that somebody holds) goes the long way, under the lock,
 * where each rule is told and broken in words. Here stand their conditions.
 */
import { Unavailable } from '../errors.js';
import type { Platform } from '../platform/open.js';
import { together } from '../platform/together.js';
import { announce } from './conversations.js';
import { type Appended, appending, type EventRow, type NewEvent, readAppended, sentBefore } from './events.js';
import { levelSql } from './identity.js';

export const MESSAGES_PER_MINUTE = 10;

/** SQL: the messages `e` of this visitor's within a minute, in all their conversations. */
export const saidLately = (visitor: string): string => `
  from conversations r join conversation_events e on e.conversation_id = r.id and e.seq > r.seq - 200
  where r.visitor_id = ${visitor} and r.updated_at > now() - interval '60 s'
    and e.type = 'message' and e.role = 'visitor' and e.created_at > now() - interval '60 s'`;

/** SQL: event `e` is a colleague's reply after what this agent had on screen. */
export const isNewerReply = (conversation: string, seen: string, agent: string): string =>
  `e.conversation_id = ${conversation} and e.seq > ${seen} and e.type = 'message' and e.role = 'agent' and e.agent_id <> ${agent}`;

/**
 * SQL: the statement saw all that row `c` has behind it. It sees the log as that was when it began, and the row as it is
 * when it has it locked: what was appended in between it could not judge.
 */
const isCurrent = 'c.seq = (select s.seq from conversations s where s.id = c.id)';

/** SQL: no event is like that. With `offset` it is looked up line by line, by the whole key, and never joined. */
const noneOf = (like: string): string => `not exists (select from conversation_events e where ${like} offset 0)`;

/** What is said, and no more than that: no files, no button. */
type Said = { conversationId: string; clientId: string; bodyHash: Buffer; text: string };
export type VisitorSays = Said & { visitorId: string };
export type AgentSays = Said & {
  by: NonNullable<NewEvent['by']>;
  seenSeq: number;
  body: Extract<NewEvent, { type: 'message'; role: 'agent' }>['body'];
  /** Where they may write; undefined: everywhere. */
  inboxes?: string[] | undefined;
};

const said = (all: Said[]): unknown[] => [
  all.map(({ conversationId }) => conversationId),
  all.map(({ clientId }) => clientId),
  all.map(({ bodyHash }) => bodyHash),
  all.map(({ text }) => text),
];

const visitorsSay = appending(`
  select m.n, c.id as conversation_id, 'message' as type, 'visitor' as role, null::uuid as agent_id, m.client_id,
    m.body_hash, m.text, null::int as reply_to, null::int as decision_id,
    jsonb_build_object('level', ${levelSql('v')}) as body, m.text as preview, null::int as settles
  from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::text[], $5::uuid[])
      with ordinality as m (conversation_id, client_id, body_hash, text, visitor_id, n)
    join conversations c on c.id = m.conversation_id
    join visitors v on v.id = c.visitor_id
  -- said so that it is found by its own key, however many conversations this visitor has
  where c.visitor_id is not distinct from m.visitor_id
    and c.state <> 'resolved' and not c.wants_person and ${isCurrent}
    and ${noneOf(sentBefore('c.id', `'visitor'`, 'null', 'm.client_id'))}
    and (select count(*) ${saidLately('c.visitor_id')}) < ${MESSAGES_PER_MINUTE}
  for no key update of c skip locked`);

const visitorsTogether = together<VisitorSays, Appended | undefined>(async (db, all) => {
  const values = [...said(all), all.map(({ visitorId }) => visitorId)];
  return inOrder(all, await db.query<Appended>(visitorsSay, values, 'visitors say'));
});

/** A visitor's message where it goes the short way; undefined where it does not. */
export const sayAtOnce = (platform: Platform, it: VisitorSays): Promise<EventRow | undefined> =>
  atOnce(platform, it, visitorsTogether(platform.db, it));

const agentsSay = appending(`
  select m.n, c.id as conversation_id, 'message' as type, 'agent' as role, m.agent_id, m.client_id,
    m.body_hash, m.text, nullif(least(c.last_visitor_seq, m.seen), 0) as reply_to, null::int as decision_id,
    m.body::jsonb as body, m.text as preview, least(c.last_visitor_seq, m.seen) as settles
  from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::text[], $5::uuid[], $6::int[], $7::text[], $8::text[])
      with ordinality as m (conversation_id, client_id, body_hash, text, agent_id, seen, body, inboxes, n)
    join conversations c on c.id = m.conversation_id and c.agent_id = m.agent_id
  where c.state = 'assigned' and c.practice_for is null and m.seen <= c.seq and ${isCurrent}
    and (m.inboxes is null or m.inboxes::jsonb ? c.inbox)
    and ${noneOf(sentBefore('c.id', `'agent'`, 'm.agent_id', 'm.client_id'))}
    and ${noneOf(isNewerReply('c.id', 'm.seen', 'm.agent_id'))}
  for no key update of c skip locked`);

const agentsTogether = together<AgentSays, Appended | undefined>(async (db, all) => {
  const values = [
    ...said(all),
    all.map(({ by }) => by.id),
    all.map(({ seenSeq }) => seenSeq),
    all.map(({ body }) => JSON.stringify(body)),
    all.map(({ inboxes }) => (inboxes ? JSON.stringify(inboxes) : null)),
  ];
  return inOrder(all, await db.query<Appended>(agentsSay, values, 'agents say'));
});

/** An agent's reply where it goes the short way; undefined where it does not. */
export const replyAtOnce = (platform: Platform, it: AgentSays): Promise<EventRow | undefined> =>
  atOnce(platform, it, agentsTogether(platform.db, it), it.by);

function inOrder(all: Said[], rows: Appended[]): (Appended | undefined)[] {
  const byPlace = new Map(rows.map((row) => [row.n, row]));
  return all.map((_, i) => byPlace.get(i + 1));
}

/** What came of it, told to whom it concerns. One that breaks takes no other down: each goes the long way by itself. */
async function atOnce(
  platform: Platform,
  { conversationId }: Said,
  saying: Promise<Appended | undefined>,
  by?: NewEvent['by'],
): Promise<EventRow | undefined> {
  const appended = await saying.catch((error: Error) => {
    if (error instanceof Unavailable) throw error;
    platform.log.warn({ err: error.message }, 'the short way is closed');
    return undefined;
  });
  if (!appended) return undefined;
  const { event, head } = readAppended(appended, by);
  announce(platform, { id: conversationId, ...head });
  return event;
}
