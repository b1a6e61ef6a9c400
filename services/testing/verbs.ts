/** What tests of the verbs stand on: a platform with no role running, and people who act on it without HTTP. */
import { randomBytes, randomUUID } from 'node:crypto';
import { type AgentRow, addAgent, findAgent } from '../conversation/agents.js';
import { type ConversationRow, conversationColumns } from '../conversation/conversations.js';
import { type EventRow, eventsAfter } from '../conversation/events.js';
import { sha256 } from '../conversation/tokens.js';
import { openConversation } from '../conversation/visitor-actions.js';
import { postMessage } from '../conversation/visitor-messages.js';
import type { Platform } from '../platform/open.js';
import type { Notice, StaffRole } from '../wire/conversation.js';
import type { OpenConversation } from '../wire/visitor.js';
import { type Mode, type Stack, type StackOptions, startStack } from './stack.js';

/** Nobody works on anything and nobody sweeps: what happens is what the test does. */
export const startBare = (mode: Mode, options: StackOptions = {}): Promise<Stack> =>
  startStack(mode, { ...options, roles: [] });

/** The same platform whose rings and hints go nowhere, for tests that make very many of them. */
export const unheard = (platform: Platform): Platform => ({
  ...platform,
  jobs: { ...platform.jobs, ring: async () => {} },
  bus: { ...platform.bus, publish: async () => {} },
});

export async function someVisitor(platform: Platform, body: OpenConversation = {}, visitorId?: string) {
  const { row } = await openConversation(platform, {
    ...(visitorId && { bearer: { visitorId, token: '' } }),
    body,
    locale: 'en',
  });
  const of = { visitorId: row.visitorId, conversationId: row.id };
  return {
    id: row.id,
    visitorId: row.visitorId,
    of,
    post: (text: string, clientId: string = randomUUID()) => postMessage(platform, of, { clientId, text }),
  };
}

export async function someAgent(
  { db }: Platform,
  it: {
    name?: string;
    role?: StaffRole;
    inboxes?: string[];
    capacity?: number;
    /** Has made a request just now and takes conversations. */
    here?: boolean;
  } = {},
): Promise<AgentRow> {
  const { name = 'Lena', role = 'agent', inboxes, capacity, here = false } = it;
  const { id } = await addAgent(db, {
    email: `${randomUUID().slice(0, 13)}@team.test`,
    name,
    role,
    ...(inboxes && { inboxes }),
  });
  await db.query('update agents set available = $2, capacity = coalesce($3, capacity) where id = $1', [
    id,
    here,
    capacity ?? null,
  ]);
  if (here) await seen({ db } as Platform, id);
  return (await findAgent(db, id)) as AgentRow;
}

/** The agent made a request `secondsAgo`: the one thing that counts as being there. */
export async function seen({ db }: Platform, agentId: string, secondsAgo = 0): Promise<void> {
  await db.query('delete from agent_sessions where agent_id = $1', [agentId]);
  await db.query(
    `insert into agent_sessions (token_hash, agent_id, expires_at, seen_at)
     values ($1, $2, now() + interval '1 day', now() - $3 * interval '1 second')`,
    [sha256(randomBytes(16).toString('hex')), agentId, secondsAgo],
  );
}

export async function rowOf(
  { db }: Platform,
  id: string,
): Promise<ConversationRow & { leased: boolean; owed: boolean }> {
  const [row] = await db.query<ConversationRow & { leased: boolean; owed: boolean }>(
    `select ${conversationColumns()}, coalesce(c.turn_lease_until > now(), false) as leased,
       c.last_visitor_seq > c.settled_seq as owed from conversations c where c.id = $1`,
    [id],
  );
  if (!row) throw new Error(`no conversation ${id}`);
  return row;
}

export const logOf = ({ db }: Platform, id: string): Promise<EventRow[]> => eventsAfter(db, id, 0, 10_000);

/** What a move told the people in the conversation; undefined for any other event. */
export const noticeOf = (event: EventRow | undefined): Notice | undefined =>
  event?.type === 'move' ? event.body.notice : undefined;

/** How a promise failed, for `expect(await failure(...)).toMatchObject({ status: 409, code: 'taken' })`. */
export async function failure(work: Promise<unknown>): Promise<{ status?: number; code?: string; message: string }> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}
