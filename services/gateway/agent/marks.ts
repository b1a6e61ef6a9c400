/** What agents put on a conversation, and who of them is looking at it. */
import { attempt } from '../../conversation/conversations.js';
import * as marks from '../../conversation/marks.js';
import { agentForStaff, conversationForAgent } from '../../conversation/present.js';
import { viewConversation } from '../../conversation/views.js';
import { NotFound } from '../../errors.js';
import * as wire from '../../wire/agent.js';
import * as consoles from '../../wire/console.js';
import { emptyBody } from '../../wire/conversation.js';
import { byOf } from '../address.js';
import type { AgentRoutes } from './acts.js';

export function addMarks({ open, platform, me, visible }: AgentRoutes): void {
  const { db } = platform;
  const replies = { 200: wire.agentConversationReply };
  const answer = async (verb: Promise<unknown>, id: string) => {
    await verb;
    const view = await viewConversation(db, id);
    if (!view) throw new NotFound();
    return { conversation: conversationForAgent(view) };
  };

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/tags',
      summary: 'Add and remove tags. Those that are there already change nothing.',
      auth: 'agent',
      body: consoles.tagBody,
      replies,
    },
    ({ res, body, id }) => answer(marks.tag(platform, { agent: me(res), conversationId: id }, body), id),
  );

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/snooze',
      summary: 'Put your own conversation off until a time, or (null) no longer. What the visitor writes ends it too.',
      auth: 'agent',
      body: consoles.snoozeBody,
      replies,
    },
    ({ res, body, id }) => answer(marks.snooze(platform, { agent: me(res), conversationId: id }, body.until), id),
  );

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/block',
      summary: 'Block its visitor: he can read and not write, anywhere. Nothing is deleted.',
      auth: 'agent',
      body: consoles.blockBody,
      replies,
    },
    ({ res, body, id }) =>
      answer(marks.block(platform, { agent: me(res), by: byOf(res), conversationId: id }, body.why), id),
  );

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/unblock',
      summary: 'Let its visitor write again.',
      auth: 'agent',
      body: emptyBody,
      replies,
    },
    ({ res, id }) => answer(marks.block(platform, { agent: me(res), by: byOf(res), conversationId: id }, null), id),
  );

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/invite',
      summary: 'Ask a colleague of another team in: he reads and writes notes.',
      auth: 'agent',
      body: consoles.personBody,
      replies,
    },
    ({ res, body, id }) => answer(marks.invite(platform, { agent: me(res), conversationId: id }, body.agentId), id),
  );

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/remove',
      summary: 'Send an invited colleague away again, or leave yourself.',
      auth: 'agent',
      body: consoles.personBody,
      replies,
    },
    ({ res, body, id }) =>
      answer(marks.removeGuest(platform, { agent: me(res), conversationId: id }, body.agentId), id),
  );

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/mention-seen',
      summary: 'The agent has opened a conversation that a note named him in.',
      auth: 'agent',
      body: emptyBody,
      replies: { 204: null },
    },
    async ({ res, id }) => marks.seeMention(platform, { agent: me(res), conversationId: id }),
  );

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/presence',
      summary: 'The agent looks at it, or writes; shown to colleagues for some seconds.',
      auth: 'agent',
      body: consoles.presenceBody,
      replies: { 204: null },
    },
    async ({ res, body, id }) => {
      await visible(res, id);
      const { name, avatar } = agentForStaff(me(res));
      const agent = { id: me(res).id, name, ...(avatar && { avatar }) };
      attempt(platform, 'presence', platform.bus.publish({ kind: 'presence', conversationId: id, agent, ...body }));
    },
  );
}
