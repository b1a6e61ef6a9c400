/** What a visitor says beside the conversation: of an answer, of the whole, and where to reach him. */
import type { Response } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type conversationForVisitor, eventForVisitor } from '../../conversation/present.js';
import * as reactions from '../../conversation/reactions.js';
import { seenByVisitor } from '../../conversation/receipts.js';
import { oweTranscript } from '../../mail/mails.js';
import type { Platform } from '../../platform/open.js';
import * as wire from '../../wire/visitor.js';
import { addressOf, isLoopback } from '../address.js';
import { spend } from '../auth.js';
import type { Routes } from '../endpoints.js';

type Of = (res: Response, id: string) => { visitorId: string; conversationId: string };

type Present = (id: string) => Promise<ReturnType<typeof conversationForVisitor>>;

const MAILS_PER_HOUR = 20;

export function addReactions({ add }: Routes, platform: Platform, of: Of, present: Present): void {
  const mails = new RateLimiterMemory({ points: MAILS_PER_HOUR, duration: 3_600 });
  add(
    {
      method: 'post',
      path: '/conversations/:id/pre-chat',
      summary: 'What the visitor filled in; kept once for each conversation.',
      auth: 'visitor',
      body: wire.preChatBody,
      replies: { 200: wire.conversationReply },
    },
    async ({ res, body, id }) => {
      await reactions.fillIn(platform, of(res, id), body);
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
      path: '/conversations/:id/context',
      summary: 'What an agent should know of the visitor and his page now; merged, null takes a field away.',
      auth: 'visitor',
      body: wire.contextBody,
      replies: { 204: null },
    },
    async ({ res, body, id }) => {
      await reactions.tellContext(platform, of(res, id), body.context);
    },
  );

  add(
    {
      method: 'post',
      path: '/conversations/:id/transcript',
      summary: 'Mail a copy of the conversation. 404 where the installation sends no mail.',
      auth: 'visitor',
      body: wire.transcriptBody,
      replies: { 202: null },
    },
    async ({ req, res, body, id }) => {
      const address = addressOf(req);
      if (!isLoopback(address)) await spend(mails, address, 'Too many mails from here.');
      await oweTranscript(platform, of(res, id), body.email);
    },
  );

  add(
    {
      method: 'post',
      path: '/conversations/:id/seen',
      summary: 'Everything up to `seq` was on screen; agents are shown it, and nothing of it is mailed.',
      auth: 'visitor',
      body: wire.seenBody,
      replies: { 204: null },
    },
    async ({ res, body, id }) => void (await seenByVisitor(platform, of(res, id), body.seq)),
  );
}
