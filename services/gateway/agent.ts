/** The agents' HTTP, for the console and other clients of the team. */
import express, { type Response, Router } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { z } from 'zod';
import { findCanned, refuseGaps } from '../../knowledge/canned.js';
import type { Decide } from '../../knowledge/try-questions.js';
import * as verbs from '../conversation/agent-actions.js';
import { type AgentRow, addAgent, authenticate, listAgents, sees, setAvailability } from '../conversation/agents.js';
import { attempt } from '../conversation/conversations.js';
import { eventsAfter } from '../conversation/events.js';
import { agentForStaff, conversationForAgent, decisionForAgent, eventForAgent } from '../conversation/present.js';
import { decisionsOf } from '../conversation/turns.js';
import { type ConversationView, searchConversations, viewConversation } from '../conversation/views.js';
import { Forbidden, Invalid, NotFound, Unauthenticated } from '../errors.js';
import type { Platform } from '../platform/open.js';
import * as wire from '../protocol.js';
import {
  agentAuth,
  checkSetupToken,
  endSession,
  findAgentBySession,
  sameOrigin,
  sessionToken,
  spend,
  startSession,
} from './auth.js';
import { type Endpoint, routes } from './endpoints.js';
import { addKnowledge, guardKnowledge, KNOWLEDGE } from './knowledge.js';
import { addVersions } from './knowledge-versions.js';
import { addPromise } from './promise.js';
import { openSse } from './sse.js';
import type { AgentStream, Hub } from './stream.js';
import { addressOf } from './visitor.js';

/** Wrong passwords for one account, and from one address, before a wait of a minute. */
const TRIES = { account: 5, address: 50 };

export function agentRouter(platform: Platform, hub: Hub, all: Endpoint[], decide: Decide): Router {
  const { db } = platform;
  const router = Router({ caseSensitive: true });
  const open = routes(router, '/v1/agent', all);
  const byAccount = new RateLimiterMemory({ points: TRIES.account, duration: 60 });
  const byAddress = new RateLimiterMemory({ points: TRIES.address, duration: 60 });

  const small = express.json({ limit: '64kb', strict: true });
  router.use(sameOrigin(platform), (req, res, next) =>
    req.path.startsWith(KNOWLEDGE) ? next() : small(req, res, next),
  );

  // ------------------------------------------------------------ before signing in

  open.add(
    {
      method: 'post',
      path: '/session',
      summary: 'Sign in; sets the session cookie.',
      auth: 'none',
      body: wire.sessionBody,
      replies: { 200: wire.meReply },
    },
    async ({ req, res, body }) => {
      const account = body.email.toLowerCase();
      const wait = 'Too many tries.';
      await spend(byAccount, account, wait);
      await spend(byAddress, addressOf(req), wait);
      const agent = await authenticate(db, body.email, body.password);
      if (!agent) throw new Unauthenticated('The e-mail or the password is not right.');
      await byAccount.delete(account);
      await startSession(platform, req, res, agent.id);
      return { agent: agentForStaff(agent) };
    },
  );

  open.add(
    {
      method: 'post',
      path: '/setup',
      summary: 'Make the first admin with the one-time link that the first start printed.',
      auth: 'none',
      body: wire.setupBody,
      replies: { 201: wire.meReply },
    },
    async ({ req, res, body }) => {
      await spend(byAddress, addressOf(req), 'Too many tries.');
      if (!checkSetupToken(platform.config.sessionSecret, body.token))
        throw new Forbidden('This link is not valid any more. Start Frontdesk again for a new one.', 'link_spent');
      const agent = await db.tx(async (tx) => {
        // One row everybody locks: two people with the link make one admin, not two.
        await tx.query('select 1 from installation for update');
        const [admin] = await tx.query(
          `select 1 from agents where role = 'admin' and password_hash is not null and deactivated_at is null`,
        );
        if (admin) throw new Forbidden('There is an admin already. Sign in instead.', 'link_spent');
        return addAgent(tx, { email: body.email, name: body.name, role: 'admin', password: body.password });
      });
      await startSession(platform, req, res, agent.id);
      return { agent: agentForStaff(agent) };
    },
  );

  router.use(agentAuth(platform));

  // ------------------------------------------------------------ oneself

  const me = (res: Response) => res.locals.agent as AgentRow;

  open.add(
    { method: 'delete', path: '/session', summary: 'Sign out.', auth: 'agent', replies: { 204: null } },
    async ({ req, res }) => {
      await setAvailability(db, me(res).id, false).catch(() => {});
      await endSession(platform, req, res);
    },
  );

  open.add(
    {
      method: 'get',
      path: '/me',
      summary: 'Who is signed in. Also the sign of presence that answers each heartbeat.',
      auth: 'agent',
      replies: { 200: wire.meReply },
    },
    async ({ res }) => ({ agent: agentForStaff(me(res)) }),
  );

  open.add(
    {
      method: 'put',
      path: '/availability',
      summary: 'Whether new conversations may be offered.',
      auth: 'agent',
      body: wire.availabilityBody,
      replies: { 200: wire.meReply },
    },
    async ({ res, body }) => {
      if (me(res).role === 'content') throw new Forbidden('Content accounts do not take conversations.');
      return { agent: agentForStaff(await setAvailability(db, me(res).id, body.available)) };
    },
  );

  guardKnowledge(router, me);
  addPromise(open, platform, me);
  addKnowledge({ open, platform, me, decide });
  addVersions({ open, platform, me, decide });

  // Everything below is about conversations.
  router.use((_req, res, next) => {
    if (me(res).role === 'content') throw new Forbidden('Content accounts do not see conversations.');
    next();
  });

  // ------------------------------------------------------------ reading

  async function visible(res: Response, id: string): Promise<ConversationView> {
    const view = await viewConversation(db, id);
    if (!view) throw new NotFound();
    if (!sees(me(res), view.inbox)) {
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

  // ------------------------------------------------------------ acting

  const of = (res: Response, id: string) => ({ agent: me(res), conversationId: id });
  /** What the verb made of it. After a transfer to another team's inbox the agent sees it here for the last time. */
  const answer = async (id: string) => {
    const view = await viewConversation(db, id);
    if (!view) throw new NotFound();
    return { conversation: conversationForAgent(view) };
  };

  const simple = (path: string, summary: string, verb: (res: Response, id: string) => Promise<unknown>) =>
    open.add(
      {
        method: 'post',
        path: `/conversations/:id/${path}`,
        summary,
        auth: 'agent',
        body: wire.emptyBody,
        replies: { 200: wire.agentConversationReply },
      },
      async ({ res, id }) => {
        await verb(res, id);
        return answer(id);
      },
    );

  simple('take', 'Take the conversation; the bot falls silent.', (res, id) => verbs.take(platform, of(res, id)));
  simple('release', 'Put it back in the queue, at its old place.', (res, id) => verbs.release(platform, of(res, id)));
  simple('hand-back', 'Let the bot answer again.', (res, id) => verbs.handBack(platform, of(res, id)));

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/transfer',
      summary: 'Hand over to a colleague or to another inbox.',
      auth: 'agent',
      body: wire.transferBody,
      replies: { 200: wire.agentConversationReply },
    },
    async ({ res, body, id }) => {
      await verbs.transfer(platform, of(res, id), body);
      return answer(id);
    },
  );

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/resolve',
      summary: 'Close it; 409 newer_message where the visitor wrote after seenSeq.',
      auth: 'agent',
      body: wire.resolveBody,
      replies: { 200: wire.agentConversationReply },
    },
    async ({ res, body, id }) => {
      await verbs.resolve(platform, of(res, id), body.seenSeq);
      return answer(id);
    },
  );

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/messages',
      summary: 'Reply, or write a note. Safe to repeat with the same clientId.',
      auth: 'agent',
      body: wire.agentMessageBody,
      replies: { 202: wire.eventReply },
    },
    async ({ res, body, id }) => {
      refuseGaps(body);
      return { event: eventForAgent(await verbs.say(platform, of(res, id), body)) };
    },
  );

  open.add(
    {
      method: 'get',
      path: '/conversations/:id/canned',
      summary: 'Canned responses for this conversation by shortcut, title or tag, filled in.',
      auth: 'agent',
      query: wire.cannedQuery,
      replies: { 200: wire.cannedReply },
    },
    async ({ res, query, id }) => {
      const view = await visible(res, id);
      const [inbox] = await db.query<{ name: string }>('select name from inboxes where slug = $1', [view.inbox]);
      const values = {
        'visitor.name': view.visitorName ?? '',
        'visitor.email': view.visitorEmail ?? '',
        'agent.name': me(res).name,
        'inbox.name': inbox?.name ?? '',
      };
      return { canned: await findCanned(db, { inbox: view.inbox, ...(query.q && { q: query.q }), values }) };
    },
  );

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/typing',
      summary: 'The agent is typing; shown to the visitor for some seconds.',
      auth: 'agent',
      body: wire.typingBody,
      replies: { 204: null },
    },
    async ({ res, body, id }) => {
      const view = await visible(res, id);
      if (view.agentId === me(res).id)
        attempt(
          platform,
          'typing',
          platform.bus.publish({ kind: 'typing', conversationId: id, role: 'agent', typing: body.typing ?? true }),
        );
    },
  );

  open.add(
    {
      method: 'post',
      path: '/labels',
      summary: 'Say whether a decision was right; becomes a label to learn from.',
      auth: 'agent',
      body: wire.labelBody,
      replies: { 204: null },
    },
    async ({ res, body }) => {
      const [decision] = await db.query<{ conversationId: string | null }>(
        'select conversation_id as "conversationId" from decisions where id = $1',
        [body.decisionId],
      );
      if (!decision?.conversationId) throw new Invalid('decisionId: there is no such decision.');
      await visible(res, decision.conversationId);
      await db.query('insert into labels (decision_id, by, kind, entry) values ($1, $2, $3, $4)', [
        body.decisionId,
        me(res).id,
        body.kind,
        body.entry ?? null,
      ]);
    },
  );

  return router;
}
