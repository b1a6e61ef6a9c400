/** The agents' HTTP, for the console and other clients of the team. */
import express, { type Response, Router } from 'express';
import { z } from 'zod';
import { type AgentRow, listAgents, seesConversation } from '../../conversation/agents.js';
import { eventsAfter } from '../../conversation/events.js';
import { agentForStaff, conversationForAgent, decisionForAgent, eventForAgent } from '../../conversation/present.js';
import { decisionsOf } from '../../conversation/turns.js';
import { type ConversationView, searchConversations, viewConversation } from '../../conversation/views.js';
import { Forbidden, NotFound } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import * as wire from '../../wire/agent.js';
import { agentAuth, findAgentBySession, sameOrigin, sessionToken } from '../auth.js';
import { type Endpoint, routes } from '../endpoints.js';
import { addAgentFiles } from '../files.js';
import { addGaps } from '../knowledge/gaps.js';
import { addKnowledge, guardKnowledge, KNOWLEDGE } from '../knowledge/knowledge.js';
import { addPromise } from '../knowledge/promise.js';
import { addVersions } from '../knowledge/versions.js';
import { addAudit, readings } from '../manage/audit.js';
import { addInboxes } from '../manage/inboxes.js';
import { addJobs } from '../manage/jobs.js';
import { addReports } from '../manage/reports.js';
import { addRetention } from '../manage/retention.js';
import { addTeam } from '../manage/team.js';
import type { Bot } from '../operator/operator.js';
import { openSse } from '../stream/sse.js';
import type { Hub } from '../stream/stream.js';
import type { AgentStream } from '../stream/write.js';
import { addOneself, addSignIn } from './account.js';
import { addActs } from './acts.js';
import { addCanned } from './canned.js';
import { addFinding } from './finding.js';
import { addMarks } from './marks.js';
import { addOwnPicture } from './pictures.js';
import { addPractice } from './practice.js';
import { addQueue } from './queue.js';

export function agentRouter(platform: Platform, hub: Hub, all: Endpoint[], bot: Bot): Router {
  const { db } = platform;
  const router = Router({ caseSensitive: true });
  const open = routes(router, '/v1/agent', all);

  const small = express.json({ limit: '64kb', strict: true });
  router.use(sameOrigin(platform), (req, res, next) =>
    req.path.startsWith(KNOWLEDGE) ? next() : small(req, res, next),
  );

  addSignIn(open, platform);
  router.use(agentAuth(platform));

  const me = (res: Response) => res.locals.agent as AgentRow;

  addOneself(open, platform, me);
  addOwnPicture(open, platform, me);
  guardKnowledge(router, me);
  addPromise(open, platform, me);
  addInboxes(open, platform, me);
  addTeam(open, platform, me);
  addJobs(open, platform, me);
  addKnowledge({ open, platform, me });
  addVersions({ open, platform, me });
  addGaps({ open, platform, me });
  addReports(open, platform, me);
  addAudit(open, platform, me);
  addRetention(open, platform, me);

  // Everything below is about conversations.
  router.use((_req, res, next) => {
    if (me(res).role === 'content') throw new Forbidden('Content accounts do not see conversations.');
    next();
  });

  // ------------------------------------------------------------ reading

  const looked = readings(platform);

  async function visible(res: Response, id: string): Promise<ConversationView> {
    const view = await viewConversation(db, id);
    if (!view) throw new NotFound();
    if (!seesConversation(me(res), view)) {
      platform.metrics.denied.inc();
      throw new NotFound();
    }
    return view;
  }

  open.add(
    {
      method: 'get',
      path: '/agents',
      summary: 'Colleagues, for a transfer.',
      auth: 'agent',
      replies: { 200: wire.agentsReply },
    },
    async () => ({
      agents: (await listAgents(db))
        .filter((agent) => agent.role !== 'content')
        .map(agentForStaff)
        .map(({ id, name, avatar, available }) => ({ id, name, available, ...(avatar && { avatar }) })),
    }),
  );

  open.add(
    {
      method: 'get',
      path: '/conversations',
      summary: 'What the agent may see, newest change first; without `state` everything that is not resolved.',
      auth: 'agent',
      query: wire.agentListQuery,
      replies: { 200: wire.agentConversationsReply },
    },
    async ({ res, query }) => {
      const { rows, next } = await searchConversations(db, me(res), query);
      return { conversations: rows.map(conversationForAgent), ...(next && { next }) };
    },
  );

  open.add(
    {
      method: 'get',
      path: '/conversations/:id',
      summary: 'A conversation with its events (after `after`) and the decisions behind the answers.',
      auth: 'agent',
      query: z.strictObject({ after: z.coerce.number().int().min(0).optional() }),
      replies: { 200: wire.agentHistoryReply },
    },
    async ({ res, id, query }) => {
      const view = await visible(res, id);
      const [events, decisions] = await Promise.all([
        eventsAfter(db, id, query.after ?? 0, 10_000),
        decisionsOf(db, id),
      ]);
      if (view.agentId !== me(res).id) looked(res, { kind: 'conversation', id });
      return {
        conversation: conversationForAgent(view),
        events: events.filter((event) => event.seq <= view.seq).map(eventForAgent),
        decisions: decisions.map(decisionForAgent),
      };
    },
  );

  open.add(
    {
      method: 'get',
      path: '/events',
      summary: "The console's stream: a snapshot, then every change the agent may see.",
      auth: 'agent',
      produces: 'text/event-stream',
      replies: { 200: z.string() },
    },
    async ({ req, res }) => {
      const token = sessionToken(req);
      const writer = openSse(res, () => platform.metrics.streamsCut.inc());
      const stream: AgentStream = {
        agent: me(res),
        writer,
        // Without touching seen_at: an open stream alone proves nobody's presence.
        refresh: () => findAgentBySession(db, token, { present: false }),
        known: new Map(),
        opening: new Set(),
      };
      let leave: (() => void) | undefined;
      res.on('close', () => leave?.());
      leave = await hub.openAgent(stream);
      if (res.destroyed) leave();
      return undefined;
    },
  );

  addActs({ open, platform, me, visible });
  addQueue({ open, platform, me, visible });
  addCanned({ open, platform, me, visible }, bot);
  addAgentFiles({ open, platform, me, visible });
  addMarks({ open, platform, me, visible });
  addFinding({ open, platform, me, visible }, looked);
  addPractice(open, platform, me);
  return router;
}
