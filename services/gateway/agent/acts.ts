/** What agents do: one verb each on a conversation, and a word on what the bot decided. */
import type { Response } from 'express';
import { refuseGaps } from '../../../knowledge/canned.js';
import * as verbs from '../../conversation/agent-actions.js';
import type { AgentRow } from '../../conversation/agents.js';
import { attempt } from '../../conversation/conversations.js';
import { conversationForAgent, eventForAgent } from '../../conversation/present.js';
import { seenByAgent } from '../../conversation/receipts.js';
import { type ConversationView, viewConversation } from '../../conversation/views.js';
import { Invalid, NotFound } from '../../errors.js';
import type { Sql } from '../../platform/db.js';
import type { Platform } from '../../platform/open.js';
import * as wire from '../../wire/agent.js';
import { emptyBody, typingBody } from '../../wire/conversation.js';
import { eventReply, seenBody } from '../../wire/visitor.js';
import type { Routes } from '../endpoints.js';

export type AgentRoutes = {
  open: Routes;
  platform: Platform;
  /** Who is signed in. */
  me: (res: Response) => AgentRow;
  /** A conversation that he may see; anything else does not exist for him. */
  visible: (res: Response, id: string) => Promise<ConversationView>;
};

/** What a verb made of it. After a transfer to another team's inbox the agent sees it here for the last time. */
export async function asItStands(sql: Sql, id: string) {
  const view = await viewConversation(sql, id);
  if (!view) throw new NotFound();
  return { conversation: conversationForAgent(view) };
}

export function addActs({ open, platform, me, visible }: AgentRoutes): void {
  const { db } = platform;
  const of = (res: Response, id: string) => ({ agent: me(res), conversationId: id });

  const simple = (path: string, summary: string, verb: (res: Response, id: string) => Promise<unknown>) =>
    open.add(
      {
        method: 'post',
        path: `/conversations/:id/${path}`,
        summary,
        auth: 'agent',
        body: emptyBody,
        replies: { 200: wire.agentConversationReply },
      },
      async ({ res, id }) => {
        await verb(res, id);
        return asItStands(db, id);
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
      return asItStands(db, id);
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
      return asItStands(db, id);
    },
  );

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/messages',
      summary: 'Reply, or write a note. Safe to repeat with the same clientId.',
      auth: 'agent',
      body: wire.agentMessageBody,
      replies: { 202: eventReply },
    },
    async ({ res, body, id }) => {
      refuseGaps(body);
      return { event: eventForAgent(await verbs.sendMessage(platform, of(res, id), body)) };
    },
  );

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/typing',
      summary: 'The agent is typing; shown to the visitor for some seconds.',
      auth: 'agent',
      body: typingBody,
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
      path: '/conversations/:id/seen',
      summary: 'The conversation was on screen up to `seq`; the visitor is shown it.',
      auth: 'agent',
      body: seenBody,
      replies: { 204: null },
    },
    async ({ res, body, id }) => {
      await visible(res, id);
      await seenByAgent(platform, id, body.seq);
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
}
