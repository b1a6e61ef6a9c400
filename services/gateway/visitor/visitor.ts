/** The visitor's HTTP: each route checks, calls one verb, and presents what it returned. */
import express, { type Response, Router } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { attempt } from '../../conversation/conversations.js';
import { eventsAfter } from '../../conversation/events.js';
import { conversationForVisitor, eventForVisitor, listedForVisitor, visitorSees } from '../../conversation/present.js';
import { type ConversationView, viewConversation, visitorsConversations } from '../../conversation/views.js';
import * as verbs from '../../conversation/visitor-actions.js';
import { NotFound, Unauthenticated } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import { emptyBody, typingBody } from '../../wire/conversation.js';
import * as wire from '../../wire/visitor.js';
import { addressOf, isLoopback } from '../address.js';
import { addPictures } from '../agent/pictures.js';
import { checkInboxOrigin, originGuard, spend, visitorAuth } from '../auth.js';
import { type Endpoint, routes } from '../endpoints.js';
import { addVisitorFiles } from '../files.js';
import { cursor } from '../stream/sse.js';
import type { Hub } from '../stream/stream.js';
import { addVisitorEvents } from './events.js';
import { addIdentity, bearerOf, verifyIdentity } from './identity.js';
import { addReactions } from './reactions.js';
import { addWidgetConfig, pickLocale } from './widget-config.js';

const OPENINGS_PER_MINUTE = 60;

export function visitorRouter(platform: Platform, hub: Hub, all: Endpoint[]): Router {
  const { db, config } = platform;
  const router = Router({ caseSensitive: true, strict: false });
  const open = routes(router, '/v1', all);
  const { add } = open;
  const openings = new RateLimiterMemory({ points: OPENINGS_PER_MINUTE, duration: 60 });
  let epoch: string | undefined;

  router.use(
    ['/conversations', '/identity', '/widget-config'],
    originGuard(platform),
    express.json({ limit: '64kb', strict: true }),
  );
  router.use(['/conversations', '/identity'], visitorAuth(platform));
  // Only opening a conversation works without a token.
  router.use('/conversations', (req, res, next) => {
    if (res.locals.visitorId === undefined && !(req.method === 'POST' && req.path === '/')) throw new Unauthenticated();
    next();
  });

  const of = (res: Response, id: string) => ({ visitorId: res.locals.visitorId as string, conversationId: id });

  /** The visitor's own conversation; anything else does not exist for him. */
  async function own(res: Response, id: string): Promise<ConversationView> {
    const view = await viewConversation(db, id);
    if (!view) throw new NotFound();
    if (view.visitorId !== res.locals.visitorId) {
      platform.metrics.denied.inc();
      throw new NotFound();
    }
    return view;
  }

  async function present(id: string) {
    const view = await viewConversation(db, id);
    if (!view) throw new NotFound();
    return conversationForVisitor(view);
  }

  async function streamEpoch(): Promise<string> {
    // Read each time a stream opens: a restore changes it under a running process.
    const [row] = await db.query<{ epoch: string }>('select stream_epoch as epoch from installation');
    epoch = row?.epoch ?? epoch ?? '0';
    return epoch;
  }

  addPictures(open, platform);
  addWidgetConfig(open, platform);

  add(
    {
      method: 'post',
      path: '/conversations',
      summary: 'Open a conversation. Without a token it also makes the visitor and returns his token.',
      auth: 'none',
      body: wire.openConversationBody,
      replies: { 201: wire.openConversationReply },
    },
    async ({ req, res, body }) => {
      const inbox = body.inbox ?? 'default';
      checkInboxOrigin(res, inbox);
      const address = addressOf(req);
      if (!isLoopback(address)) await spend(openings, address, 'Too many new conversations from here.');
      const [row] = await db.query<{ locale: string }>('select locale from inboxes where slug = $1', [inbox]);
      const locale = pickLocale(body.locale, row?.locale ?? 'en');
      const bearer = bearerOf(res);
      const { identity } = body;
      const opened = await verbs.openConversation(platform, {
        ...(bearer && { bearer }),
        ...(identity !== undefined && { person: await verifyIdentity(config.sessionSecret, inbox, identity) }),
        body,
        locale,
      });
      return { conversation: await present(opened.row.id), ...(opened.token && { token: opened.token }) };
    },
  );

  addIdentity(open, platform, openings);

  add(
    {
      method: 'get',
      path: '/conversations',
      summary: "The visitor's own conversations, newest first.",
      auth: 'visitor',
      replies: { 200: wire.conversationsReply },
    },
    async ({ res }) => ({
      conversations: (await visitorsConversations(db, res.locals.visitorId as string)).map(listedForVisitor),
    }),
  );

  add(
    {
      method: 'get',
      path: '/conversations/:id',
      summary: 'A conversation with its events, and the cursor where a stream goes on.',
      auth: 'visitor',
      replies: { 200: wire.historyReply },
    },
    async ({ res, id }) => {
      const view = await own(res, id);
      // Up to the head that the row had: what came after it comes by the stream.
      const events = (await eventsAfter(db, id, 0, 10_000)).filter((event) => event.seq <= view.seq);
      return {
        conversation: conversationForVisitor(view),
        events: events.filter(visitorSees).map(eventForVisitor),
        cursor: cursor(await streamEpoch(), view.seq),
      };
    },
  );

  add(
    {
      method: 'post',
      path: '/conversations/:id/messages',
      summary: 'Say something. Safe to repeat with the same clientId.',
      auth: 'visitor',
      body: wire.postMessageBody,
      replies: { 202: wire.eventReply },
    },
    async ({ res, body, id }) => ({ event: eventForVisitor(await verbs.postMessage(platform, of(res, id), body)) }),
  );

  add(
    {
      method: 'post',
      path: '/conversations/:id/handoff',
      summary: 'Ask for a person. Queued or assigned already is fine.',
      auth: 'visitor',
      body: wire.handoffBody,
      replies: { 200: wire.conversationReply },
    },
    async ({ res, body, id }) => {
      await verbs.requestHandoff(platform, of(res, id), body.proposedBy);
      return { conversation: await present(id) };
    },
  );

  add(
    {
      method: 'post',
      path: '/conversations/:id/hand-back',
      summary: 'Stop waiting for a person and go on with the assistant.',
      auth: 'visitor',
      body: emptyBody,
      replies: { 200: wire.conversationReply },
    },
    async ({ res, id }) => {
      await verbs.handBackToBot(platform, of(res, id));
      return { conversation: await present(id) };
    },
  );

  add(
    {
      method: 'post',
      path: '/conversations/:id/resolve',
      summary: 'End the conversation; a later message opens it again.',
      auth: 'visitor',
      body: emptyBody,
      replies: { 200: wire.conversationReply },
    },
    async ({ res, id }) => {
      await verbs.resolveByVisitor(platform, of(res, id));
      return { conversation: await present(id) };
    },
  );

  addReactions(open, platform, of, present);
  addVisitorFiles(open, platform, own);

  add(
    {
      method: 'post',
      path: '/conversations/:id/typing',
      summary: 'The visitor is typing; shown to agents for some seconds, kept nowhere.',
      auth: 'visitor',
      body: typingBody,
      replies: { 204: null },
    },
    async ({ res, body, id }) => {
      await own(res, id);
      attempt(
        platform,
        'typing',
        platform.bus.publish({ kind: 'typing', conversationId: id, role: 'visitor', typing: body.typing ?? true }),
      );
    },
  );

  addVisitorEvents({ open, platform, hub, own, present, streamEpoch });
  return router;
}
