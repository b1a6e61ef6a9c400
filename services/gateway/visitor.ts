/** The visitor's HTTP: each route checks, calls one verb, and presents what it returned. */
import express, { type Request, type Response, Router } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { z } from 'zod';
import { attempt } from '../conversation/conversations.js';
import { eventsAfter } from '../conversation/events.js';
import { conversationForVisitor, eventForVisitor, visitorSees } from '../conversation/present.js';
import * as reactions from '../conversation/reactions.js';
import { type ConversationView, viewConversation, visitorsConversations } from '../conversation/views.js';
import * as verbs from '../conversation/visitor-actions.js';
import { Invalid, NotFound, Unauthenticated } from '../errors.js';
import type { Platform } from '../platform/open.js';
import * as wire from '../protocol.js';
import { languages, say } from '../texts.js';
import { checkInboxOrigin, originGuard, spend, visitorAuth } from './auth.js';
import { type Endpoint, routes } from './endpoints.js';
import { cursor, openSse, readCursor } from './sse.js';
import type { Hub, VisitorStream } from './stream.js';

const LONG_POLL_MS = 25_000;
const STREAMS_PER_VISITOR = 5;
const OPENINGS_PER_MINUTE = 60;

export function visitorRouter(platform: Platform, hub: Hub, all: Endpoint[]): Router {
  const { db } = platform;
  const router = Router({ caseSensitive: true, strict: false });
  const { add } = routes(router, '/v1', all);
  const openings = new RateLimiterMemory({ points: OPENINGS_PER_MINUTE, duration: 60 });
  const streams = new Map<string, Set<() => void>>();
  let epoch: string | undefined;

  router.use(
    ['/conversations', '/widget-config'],
    originGuard(platform),
    express.json({ limit: '64kb', strict: true }),
  );
  router.use('/conversations', visitorAuth(platform));
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

  add(
    {
      method: 'get',
      path: '/widget-config',
      summary: 'What a widget shows before anybody wrote: name, greeting, language, accent.',
      auth: 'none',
      query: z.strictObject({
        inbox: wire.openConversationBody.shape.inbox,
        locale: wire.openConversationBody.shape.locale,
      }),
      replies: { 200: wire.widgetConfigReply },
    },
    async ({ res, query }) => {
      const slug = query.inbox ?? 'default';
      checkInboxOrigin(res, slug);
      const [inbox] = await db.query<{ name: string; greeting: string | null; locale: string; accent: string | null }>(
        'select name, greeting, locale, accent from inboxes where slug = $1',
        [slug],
      );
      if (!inbox) throw new NotFound();
      const locale = pickLocale(query.locale, inbox.locale);
      return {
        inbox: slug,
        name: inbox.name,
        greeting: inbox.greeting ?? say(locale, 'bot', 'greeting'),
        locale,
        ...(inbox.accent && { accent: inbox.accent }),
      };
    },
  );

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
      if (body.identity !== undefined)
        throw new Invalid('identity: this installation does not verify identities; leave the field out.');
      const inbox = body.inbox ?? 'default';
      checkInboxOrigin(res, inbox);
      const address = addressOf(req);
      if (!isLoopback(address)) await spend(openings, address, 'Too many new conversations from here.');
      const [row] = await db.query<{ locale: string }>('select locale from inboxes where slug = $1', [inbox]);
      const locale = pickLocale(body.locale, row?.locale ?? 'en');
      const opened = await verbs.openConversation(platform, {
        ...(res.locals.visitorId && { visitorId: res.locals.visitorId as string }),
        body,
        locale,
      });
      return { conversation: await present(opened.row.id), ...(opened.token && { token: opened.token }) };
    },
  );

  add(
    {
      method: 'get',
      path: '/conversations',
      summary: "The visitor's own conversations, newest first.",
      auth: 'visitor',
      replies: { 200: wire.conversationsReply },
    },
    async ({ res }) => ({
      conversations: (await visitorsConversations(db, res.locals.visitorId as string)).map(conversationForVisitor),
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
      body: wire.emptyBody,
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
      body: wire.emptyBody,
      replies: { 200: wire.conversationReply },
    },
    async ({ res, id }) => {
      await verbs.resolveByVisitor(platform, of(res, id));
      return { conversation: await present(id) };
    },
  );

  add(
    {
      method: 'post',
      path: '/conversations/:id/feedback',
      summary: 'Thumbs up or down on an answer, and what was wrong with it; the latest counts.',
      auth: 'visitor',
      body: wire.feedbackBody,
      replies: { 200: wire.eventReply },
    },
    async ({ res, body, id }) => ({
      event: eventForVisitor(await reactions.giveFeedback(platform, of(res, id), body)),
    }),
  );

  add(
    {
      method: 'post',
      path: '/conversations/:id/rating',
      summary: 'Rate the conversation from 1 to 5.',
      auth: 'visitor',
      body: wire.ratingBody,
      replies: { 200: wire.eventReply },
    },
    async ({ res, body, id }) => ({ event: eventForVisitor(await reactions.giveRating(platform, of(res, id), body)) }),
  );

  add(
    {
      method: 'post',
      path: '/conversations/:id/contact',
      summary: 'Leave an e-mail address for the answer.',
      auth: 'visitor',
      body: wire.contactBody,
      replies: { 200: wire.eventReply },
    },
    async ({ res, body, id }) => ({
      event: eventForVisitor(await reactions.leaveContact(platform, of(res, id), body)),
    }),
  );

  add(
    {
      method: 'post',
      path: '/conversations/:id/typing',
      summary: 'The visitor is typing; shown to agents for some seconds, kept nowhere.',
      auth: 'visitor',
      body: wire.typingBody,
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

  add(
    {
      method: 'get',
      path: '/conversations/:id/events',
      summary:
        'The stream of the conversation (server-sent events, resumes by Last-Event-ID); with `after` and `wait` a long poll.',
      auth: 'visitor',
      query: z.strictObject({
        after: z.string().max(100).optional(),
        wait: z.coerce.number().min(0).max(60).optional(),
      }),
      replies: { 200: wire.pollReply },
    },
    async ({ req, res, id, query }) => {
      const view = await own(res, id);
      if (query.after !== undefined || query.wait !== undefined) return longPoll(res, view, query);
      await stream(req, res, view);
      return undefined;
    },
  );

  async function stream(req: Request, res: Response, view: ConversationView): Promise<void> {
    const epoch = await streamEpoch();
    const asked = readCursor(req.headers['last-event-id']?.toString(), epoch);
    const lost = asked === 'lost' || (asked !== undefined && asked > view.seq);
    const writer = openSse(res, () => platform.metrics.streamsCut.inc());
    const stream: VisitorStream = {
      conversationId: view.id,
      writer,
      epoch,
      sent: lost ? view.seq : (asked ?? 0),
      ownerEpoch: view.ownerEpoch,
      openedAt: view.seq,
      highestTurn: 0,
      shown: '',
      queued: false,
      replaying: true,
    };
    if (lost) writer.send('reset', { cursor: cursor(epoch, view.seq) });
    let leave: (() => void) | undefined;
    const free = occupy(res.locals.token as string, () => writer.end());
    res.on('close', () => {
      leave?.();
      free();
    });
    leave = await hub.openVisitor(stream);
    if (res.destroyed) leave();
    writer.send('heartbeat', { cursor: cursor(epoch, stream.sent) });
  }

  /** At most five streams a token; the oldest makes room. */
  function occupy(token: string, end: () => void): () => void {
    const open = streams.get(token) ?? new Set();
    streams.set(token, open.add(end));
    if (open.size > STREAMS_PER_VISITOR) {
      const oldest = open.values().next().value as () => void;
      open.delete(oldest);
      oldest();
    }
    return () => {
      open.delete(end);
      if (open.size === 0) streams.delete(token);
    };
  }

  async function longPoll(
    res: Response,
    view: ConversationView,
    query: { after?: string | undefined; wait?: number | undefined },
  ) {
    const epoch = await streamEpoch();
    const after = readCursor(query.after, epoch);
    if (after === 'lost' || (after ?? 0) > view.seq) return { reset: true as const };
    const until = Date.now() + Math.min(LONG_POLL_MS, (query.wait ?? 0) * 1_000);
    let seq = after ?? 0;
    for (;;) {
      const rows = await eventsAfter(db, view.id, seq, 500);
      const seen = rows.filter(visitorSees);
      seq = rows.at(-1)?.seq ?? seq;
      if (seen.length > 0 || Date.now() >= until || res.destroyed)
        return { events: seen.map(eventForVisitor), cursor: cursor(epoch, seq), conversation: await present(view.id) };
      await changed(view.id, Math.min(1_000, until - Date.now()));
    }
  }

  /** Waits for a hint about this conversation, at most `ms`: a lost hint costs a second. */
  function changed(conversationId: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(done, ms);
      const stop = platform.bus.subscribe(
        (message) => message.kind === 'hint' && message.conversationId === conversationId && done(),
      );
    });
  }

  return router;
}

/** The visitor's language where we have texts or knowledge for it is his wish; else the inbox's. */
function pickLocale(wished: string | undefined, fallback: string): string {
  if (wished && languages.includes(wished.split('-')[0] as string)) return wished;
  return fallback;
}

/** This machine is not limited: it is the operator's own, or a proxy that TRUST_PROXY should name. */
const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';

/** For limits by address: an IPv6 network counts as one, IPv4 in IPv6 as IPv4. */
export function addressOf(req: Request): string {
  const ip = (req.ip ?? '').replace(/^::ffff:(?=\d+\.)/, '');
  return ip.includes(':') && ip !== '::1' ? ip.split(':').slice(0, 4).join(':') : ip;
}
