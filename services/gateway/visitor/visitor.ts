/** The visitor's HTTP: each handler calls one verb, and presents what it returned. */

import type { Request } from 'express';
import { streamEpoch } from '../../conversation/changes.js';
import { eventsAfter } from '../../conversation/events.js';
import type { Bearer } from '../../conversation/identity.js';
import { inboxLimits } from '../../conversation/limits.js';
import { conversationForVisitor, eventForVisitor, listedForVisitor, visitorSees } from '../../conversation/present.js';
import { type ConversationView, visitorsConversations } from '../../conversation/views.js';
import * as verbs from '../../conversation/visitor-actions.js';
import { postMessage } from '../../conversation/visitor-messages.js';
import { attempt } from '../../platform/attempt.js';
import type { Db } from '../../platform/db.js';
import { emptyBody, typingBody } from '../../wire/conversation.js';
import * as wire from '../../wire/visitor.js';
import { on } from '../endpoints.js';
import type { Gate } from '../gate.js';
import { spendFrom } from '../limits.js';
import { checkInboxOrigin } from '../origins.js';
import { cursor } from '../stream/sse.js';
import { of, own, shown } from './conversation.js';
import { verifyIdentity } from './identity.js';
import { pickLocale } from './widget-config.js';

export const visitorRoutes = [
  on(
    'POST',
    '/v1/conversations',
    {
      summary: 'Open a conversation. Without a token it also makes the visitor and returns their token.',
      auth: 'maybe_visitor',
      body: wire.openConversationBody,
      replies: { 201: wire.openConversationReply },
    },
    open,
  ),
  on(
    'GET',
    '/v1/conversations',
    {
      summary: "The visitor's own conversations, newest first.",
      auth: 'visitor',
      replies: { 200: wire.conversationsReply },
    },
    async ({ db, visitor }) => ({
      conversations: (await visitorsConversations(db, visitor.visitorId)).map(listedForVisitor),
    }),
  ),
  on(
    'GET',
    '/v1/conversations/:id',
    {
      summary: 'A conversation with its events, and the cursor where a stream goes on.',
      auth: 'visitor',
      replies: { 200: wire.historyReply },
    },
    async (asked) => history(asked.db, await own(asked)),
  ),
  on(
    'POST',
    '/v1/conversations/:id/messages',
    {
      summary: 'Say something. Safe to repeat with the same clientId.',
      auth: 'visitor',
      body: wire.postMessageBody,
      replies: { 202: wire.eventReply },
    },
    async (asked) => ({ event: eventForVisitor(await postMessage(asked.platform, of(asked), asked.body)) }),
  ),
  on(
    'POST',
    '/v1/conversations/:id/handoff',
    {
      summary: 'Ask for a person. Queued or assigned already is fine.',
      auth: 'visitor',
      body: wire.handoffBody,
      replies: { 200: wire.conversationReply },
    },
    async (asked) => {
      await verbs.requestHandoff(asked.platform, of(asked), asked.body.proposedBy);
      return { conversation: await shown(asked, asked.id) };
    },
  ),
  on(
    'POST',
    '/v1/conversations/:id/hand-back',
    {
      summary: 'Stop waiting for a person and go on with the assistant.',
      auth: 'visitor',
      body: emptyBody,
      replies: { 200: wire.conversationReply },
    },
    async (asked) => {
      await verbs.handBackToBot(asked.platform, of(asked));
      return { conversation: await shown(asked, asked.id) };
    },
  ),
  on(
    'POST',
    '/v1/conversations/:id/resolve',
    {
      summary: 'End the conversation; a later message opens it again.',
      auth: 'visitor',
      body: emptyBody,
      replies: { 200: wire.conversationReply },
    },
    async (asked) => {
      await verbs.resolveByVisitor(asked.platform, of(asked));
      return { conversation: await shown(asked, asked.id) };
    },
  ),
  on(
    'POST',
    '/v1/conversations/:id/typing',
    {
      summary: 'The visitor is typing; shown to agents for some seconds, kept nowhere.',
      auth: 'visitor',
      body: typingBody,
      replies: { 204: null },
    },
    async (asked) => {
      await verbs.mustOwn(asked.platform, of(asked));
      const { platform, id, body } = asked;
      const typing = { kind: 'typing', conversationId: id, role: 'visitor', typing: body.typing ?? true } as const;
      attempt(platform, 'typing', platform.bus.publish(typing));
    },
  ),
] as const;

async function open({
  platform,
  limits,
  req,
  visitor,
  body,
}: Gate & { req: Request; visitor: Bearer | undefined; body: wire.OpenConversation }) {
  const inbox = body.inbox ?? 'default';
  await checkInboxOrigin(platform, req, inbox);
  await spendFrom(req, limits.openings, 'Too many new conversations from here.');
  const known = (await inboxLimits(platform.db, inbox)).get(inbox);
  const { identity } = body;
  const opened = await verbs.openConversation(platform, {
    ...(visitor && { bearer: visitor }),
    ...(identity !== undefined && { person: await verifyIdentity(platform.config.sessionSecret, inbox, identity) }),
    body,
    locale: pickLocale(body.locale, known?.locale ?? 'en'),
  });
  return { conversation: await shown(platform, opened.row.id), ...(opened.token && { token: opened.token }) };
}

async function history(db: Db, view: ConversationView) {
  // Up to the head that the row had: what came after it comes by the stream.
  const events = (await eventsAfter(db, view.id, 0, 10_000)).filter((event) => event.seq <= view.seq);
  return {
    conversation: conversationForVisitor(view),
    events: events.filter(visitorSees).map(eventForVisitor),
    cursor: cursor(await streamEpoch(db), view.seq),
  };
}
