/** What agents read: their lists, a conversation, and the stream of all that changes. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { type AgentRow, listAgents } from '../../conversation/agents.js';
import { eventsAfter } from '../../conversation/events.js';
import { agentForStaff, conversationForAgent, decisionForAgent, eventForAgent } from '../../conversation/present.js';
import { findSession } from '../../conversation/sessions.js';
import { decisionsOf } from '../../conversation/turns.js';
import { searchConversations } from '../../conversation/views.js';
import * as wire from '../../wire/agent.js';
import { INT_MAX } from '../../wire/limits.js';
import { sessionToken } from '../auth.js';
import { on } from '../endpoints.js';
import type { Gate } from '../gate.js';
import { conversations } from '../roles.js';
import { openSse } from '../stream/sse.js';
import type { AgentStream } from '../stream/write.js';
import { visible } from './conversation.js';

export const readingRoutes = [
  on(
    'GET',
    '/v1/agent/agents',
    {
      summary: 'Colleagues, for a transfer.',
      auth: 'agent',
      role: conversations,
      replies: { 200: wire.agentsReply },
    },
    async ({ db }) => ({
      agents: (await listAgents(db))
        .filter((agent) => agent.role !== 'content')
        .map(agentForStaff)
        .map(({ id, name, avatar, available }) => ({ id, name, available, ...(avatar && { avatar }) })),
    }),
  ),
  on(
    'GET',
    '/v1/agent/conversations',
    {
      summary: 'What the agent may see, newest change first; without `state` everything that is not resolved.',
      auth: 'agent',
      role: conversations,
      query: wire.agentListQuery,
      replies: { 200: wire.agentConversationsReply },
    },
    async ({ db, agent, query }) => {
      const { rows, next } = await searchConversations(db, agent, query);
      return { conversations: rows.map(conversationForAgent), ...(next && { next }) };
    },
  ),
  on(
    'GET',
    '/v1/agent/conversations/:id',
    {
      summary: 'A conversation with its events (after `after`) and the decisions behind the answers.',
      auth: 'agent',
      role: conversations,
      query: z.strictObject({ after: z.coerce.number().int().min(0).max(INT_MAX).optional() }),
      replies: { 200: wire.agentHistoryReply },
    },
    async (asked) => {
      const view = await visible(asked);
      const { db, id, agent, by, looked, query } = asked;
      const [events, decisions] = await Promise.all([
        eventsAfter(db, id, query.after ?? 0, 10_000),
        decisionsOf(db, id),
      ]);
      if (view.agentId !== agent.id) looked(by, { kind: 'conversation', id });
      return {
        conversation: conversationForAgent(view),
        events: events.filter((event) => event.seq <= view.seq).map(eventForAgent),
        decisions: decisions.map(decisionForAgent),
      };
    },
  ),
  on(
    'GET',
    '/v1/agent/events',
    {
      summary: "The console's stream: a snapshot, then every change the agent may see.",
      auth: 'agent',
      role: conversations,
      produces: 'text/event-stream',
      replies: { 200: z.string() },
    },
    stream,
  ),
] as const;

async function stream({ platform, hub, agent, req, res }: Gate & { agent: AgentRow; req: Request; res: Response }) {
  const token = sessionToken(req);
  const stream: AgentStream = {
    agent,
    writer: openSse(res, () => platform.metrics.streamsCut.inc()),
    // Without touching seen_at: an open stream alone proves nobody's presence.
    refresh: async () => (await findSession(platform.db, token, { present: false }))?.agent,
    known: new Map(),
    opening: new Set(),
  };
  let leave: (() => void) | undefined;
  res.on('close', () => leave?.());
  leave = await hub.openAgent(stream);
  if (res.destroyed) leave();
}
