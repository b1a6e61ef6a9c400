/** What agents put on a conversation, and who of them is looking at it. */

import * as marks from '../../conversation/marks.js';
import { agentForStaff } from '../../conversation/present.js';
import { glimpse } from '../../conversation/visible.js';
import { attempt } from '../../platform/attempt.js';
import { agentConversationReply } from '../../wire/agent.js';
import * as consoles from '../../wire/console.js';
import { emptyBody } from '../../wire/conversation.js';
import { on } from '../endpoints.js';
import { conversations } from '../roles.js';
import { asItStands, of } from './conversation.js';

const staff = { auth: 'agent', role: conversations } as const;
const replies = { 200: agentConversationReply };

export const markRoutes = [
  on(
    'POST',
    '/v1/agent/conversations/:id/tags',
    {
      ...staff,
      summary: 'Add and remove tags. Those that are there already change nothing.',
      body: consoles.tagBody,
      replies,
    },
    async (asked) => {
      await marks.tag(asked.platform, of(asked), asked.body);
      return asItStands(asked, asked.id);
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/snooze',
    {
      ...staff,
      summary: 'Put your own conversation off until a time, or (null) no longer. What the visitor writes ends it too.',
      body: consoles.snoozeBody,
      replies,
    },
    async (asked) => {
      await marks.snooze(asked.platform, of(asked), asked.body.until);
      return asItStands(asked, asked.id);
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/block',
    {
      ...staff,
      summary: 'Block its visitor: they can read and not write, anywhere. Nothing is deleted.',
      body: consoles.blockBody,
      replies,
    },
    async (asked) => {
      await marks.block(asked.platform, { ...of(asked), by: asked.by }, asked.body.why);
      return asItStands(asked, asked.id);
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/unblock',
    { ...staff, summary: 'Let its visitor write again.', body: emptyBody, replies },
    async (asked) => {
      await marks.block(asked.platform, { ...of(asked), by: asked.by }, null);
      return asItStands(asked, asked.id);
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/invite',
    {
      ...staff,
      summary: 'Ask a colleague of another team in: they read and write notes.',
      body: consoles.personBody,
      replies,
    },
    async (asked) => {
      await marks.invite(asked.platform, of(asked), asked.body.agentId);
      return asItStands(asked, asked.id);
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/remove',
    {
      ...staff,
      summary: 'Send an invited colleague away again, or leave yourself.',
      body: consoles.personBody,
      replies,
    },
    async (asked) => {
      await marks.removeGuest(asked.platform, of(asked), asked.body.agentId);
      return asItStands(asked, asked.id);
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/mention-seen',
    {
      ...staff,
      summary: 'The agent has opened a conversation that a note named them in.',
      body: emptyBody,
      replies: { 204: null },
    },
    async (asked) => {
      await marks.seeMention(asked.platform, of(asked));
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/presence',
    {
      ...staff,
      summary: 'The agent looks at it, or writes; shown to colleagues for some seconds.',
      body: consoles.presenceBody,
      replies: { 204: null },
    },
    async (asked) => {
      await glimpse(asked.platform, of(asked));
      const { platform, id, body } = asked;
      const { id: agentId, name, avatar } = agentForStaff(asked.agent);
      const agent = { id: agentId, name, ...(avatar && { avatar }) };
      attempt(platform, 'presence', platform.bus.publish({ kind: 'presence', conversationId: id, agent, ...body }));
    },
  ),
] as const;
