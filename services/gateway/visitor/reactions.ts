/** What a visitor says beside the conversation: of an answer, of the whole, and where to reach them. */
import { eventForVisitor } from '../../conversation/present.js';
import * as reactions from '../../conversation/reactions.js';
import { seenByVisitor } from '../../conversation/receipts.js';
import { oweTranscript } from '../../mail/mails.js';
import * as wire from '../../wire/visitor.js';
import { on } from '../endpoints.js';
import { spendFrom } from '../limits.js';
import { of, shown } from './conversation.js';

export const reactionRoutes = [
  on(
    'POST',
    '/v1/conversations/:id/pre-chat',
    {
      summary: 'What the visitor filled in; kept once for each conversation.',
      auth: 'visitor',
      body: wire.preChatBody,
      replies: { 200: wire.conversationReply },
    },
    async (asked) => {
      await reactions.fillIn(asked.platform, of(asked), asked.body);
      return { conversation: await shown(asked, asked.id) };
    },
  ),
  on(
    'POST',
    '/v1/conversations/:id/feedback',
    {
      summary: 'Thumbs up or down on an answer, and what was wrong with it; the latest counts.',
      auth: 'visitor',
      body: wire.feedbackBody,
      replies: { 200: wire.eventReply },
    },
    async (asked) => ({ event: eventForVisitor(await reactions.giveFeedback(asked.platform, of(asked), asked.body)) }),
  ),
  on(
    'POST',
    '/v1/conversations/:id/rating',
    {
      summary: 'Rate the conversation from 1 to 5.',
      auth: 'visitor',
      body: wire.ratingBody,
      replies: { 200: wire.eventReply },
    },
    async (asked) => ({ event: eventForVisitor(await reactions.giveRating(asked.platform, of(asked), asked.body)) }),
  ),
  on(
    'POST',
    '/v1/conversations/:id/contact',
    {
      summary: 'Leave an e-mail address for the answer.',
      auth: 'visitor',
      body: wire.contactBody,
      replies: { 200: wire.eventReply },
    },
    async (asked) => ({ event: eventForVisitor(await reactions.leaveContact(asked.platform, of(asked), asked.body)) }),
  ),
  on(
    'POST',
    '/v1/conversations/:id/context',
    {
      summary: 'What an agent should know of the visitor and their page now; merged, null takes a field away.',
      auth: 'visitor',
      body: wire.contextBody,
      replies: { 204: null },
    },
    async (asked) => {
      await reactions.tellContext(asked.platform, of(asked), asked.body.context);
    },
  ),
  on(
    'POST',
    '/v1/conversations/:id/transcript',
    {
      summary: 'Mail a copy of the conversation. 404 where the installation sends no mail.',
      auth: 'visitor',
      body: wire.transcriptBody,
      replies: { 202: null },
    },
    async (asked) => {
      await spendFrom(asked.req, asked.limits.mails, 'Too many mails from here.');
      await oweTranscript(asked.platform, of(asked), asked.body.email);
    },
  ),
  on(
    'POST',
    '/v1/conversations/:id/seen',
    {
      summary: 'Everything up to `seq` was on screen; agents are shown it, and nothing of it is mailed.',
      auth: 'visitor',
      body: wire.seenBody,
      replies: { 204: null },
    },
    async (asked) => seenByVisitor(asked.platform, of(asked), asked.body.seq),
  ),
] as const;
