/** What agents do: one verb each on a conversation, and a word on what the bot decided. */
import { refuseGaps } from '../../../knowledge/canned.js';
import * as verbs from '../../conversation/agent-actions.js';
import { sendMessage } from '../../conversation/agent-messages.js';
import { conversationOfDecision, labelDecision } from '../../conversation/labels.js';
import { eventForAgent } from '../../conversation/present.js';
import { seenByAgent } from '../../conversation/receipts.js';
import { glimpse } from '../../conversation/visible.js';
import { Invalid } from '../../errors.js';
import { attempt } from '../../platform/attempt.js';
import * as wire from '../../wire/agent.js';
import { emptyBody, typingBody } from '../../wire/conversation.js';
import { eventReply, seenBody } from '../../wire/visitor.js';
import { on } from '../endpoints.js';
import { conversations } from '../roles.js';
import { asItStands, of, visible } from './conversation.js';

const staff = { auth: 'agent', role: conversations } as const;
const replies = { 200: wire.agentConversationReply };

export const actRoutes = [
  on(
    'POST',
    '/v1/agent/conversations/:id/take',
    { ...staff, summary: 'Take the conversation; the bot falls silent.', body: emptyBody, replies },
    async (asked) => {
      await verbs.take(asked.platform, of(asked));
      return asItStands(asked, asked.id);
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/release',
    { ...staff, summary: 'Put it back in the queue, at its old place.', body: emptyBody, replies },
    async (asked) => {
      await verbs.release(asked.platform, of(asked));
      return asItStands(asked, asked.id);
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/hand-back',
    { ...staff, summary: 'Let the bot answer again.', body: emptyBody, replies },
    async (asked) => {
      await verbs.handBack(asked.platform, of(asked));
      return asItStands(asked, asked.id);
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/transfer',
    { ...staff, summary: 'Hand over to a colleague or to another inbox.', body: wire.transferBody, replies },
    async (asked) => {
      await verbs.transfer(asked.platform, of(asked), asked.body);
      return asItStands(asked, asked.id);
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/resolve',
    {
      ...staff,
      summary: 'Close it; 409 newer_message where the visitor wrote after seenSeq.',
      body: wire.resolveBody,
      replies,
    },
    async (asked) => {
      await verbs.resolve(asked.platform, of(asked), asked.body.seenSeq);
      return asItStands(asked, asked.id);
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/messages',
    {
      ...staff,
      summary: 'Reply, or write a note. Safe to repeat with the same clientId.',
      body: wire.agentMessageBody,
      replies: { 202: eventReply },
    },
    async (asked) => {
      refuseGaps(asked.body);
      return { event: eventForAgent(await sendMessage(asked.platform, of(asked), asked.body)) };
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/typing',
    {
      ...staff,
      summary: 'The agent is typing; shown to the visitor for some seconds.',
      body: typingBody,
      replies: { 204: null },
    },
    async (asked) => {
      const { agentId } = await glimpse(asked.platform, of(asked));
      const { platform, agent, id, body } = asked;
      const typing = { kind: 'typing', conversationId: id, role: 'agent', typing: body.typing ?? true } as const;
      if (agentId === agent.id) attempt(platform, 'typing', platform.bus.publish(typing));
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/seen',
    {
      ...staff,
      summary: 'The conversation was on screen up to `seq`; the visitor is shown it.',
      body: seenBody,
      replies: { 204: null },
    },
    async (asked) => {
      await glimpse(asked.platform, of(asked));
      await seenByAgent(asked.platform, asked.id, asked.body.seq);
    },
  ),
  on(
    'POST',
    '/v1/agent/labels',
    {
      ...staff,
      summary: 'Say whether a decision was right; becomes a label to learn from.',
      body: wire.labelBody,
      replies: { 204: null },
    },
    async (asked) => {
      const { db, agent, body } = asked;
      const id = await conversationOfDecision(db, body.decisionId);
      if (!id) throw new Invalid('decisionId: there is no such decision.');
      await visible({ ...asked, id });
      await labelDecision(db, agent.id, body);
    },
  ),
] as const;
