/**
 * Canned responses for the console's composer: what fits what was asked first, found by what was typed, filled in for
 * one conversation.
 */
import { findCanned } from '../../../knowledge/canned.js';
import type { AgentRow } from '../../conversation/agents.js';
import { inboxLimits } from '../../conversation/limits.js';
import type { ConversationView } from '../../conversation/views.js';
import * as wire from '../../wire/agent.js';
import { emptyBody } from '../../wire/conversation.js';
import { on } from '../endpoints.js';
import type { Gate } from '../gate.js';
import { conversations } from '../roles.js';
import { visible } from './conversation.js';

export const cannedRoutes = [
  on(
    'GET',
    '/v1/agent/conversations/:id/canned',
    {
      summary:
        'Canned responses for this conversation by shortcut, title or tag, filled in; without `q` what fits what was asked comes first.',
      auth: 'agent',
      role: conversations,
      query: wire.cannedQuery,
      replies: { 200: wire.cannedReply },
    },
    async (asked) => {
      const view = await visible(asked);
      const { db, platform, id, query } = asked;
      const { q } = query;
      const fits = new Map((q ? [] : await suggest(asked, id)).map(({ key, fit }) => [key, fit]));
      const found = await findCanned(db, {
        ...{ inbox: view.inbox, first: [...fits.keys()], values: await valuesOf(asked, view) },
        ...(q && { q }),
      });
      const canned = found.map((one) => ({ ...one, ...(fits.has(one.key) && { fit: fits.get(one.key) }) }));
      return { canned, drafts: platform.models.chat !== undefined };
    },
  ),
  on(
    'POST',
    '/v1/agent/conversations/:id/draft',
    {
      summary:
        'A reply that the language model writes from what fits, for an agent to read and change. Nothing is sent.',
      auth: 'agent',
      role: conversations,
      body: emptyBody,
      replies: { 200: wire.draftReply },
    },
    async (asked) => {
      const view = await visible(asked);
      const gone = new AbortController();
      asked.res.on('close', () => gone.abort());
      return { text: await asked.bot.draft(asked.id, await valuesOf(asked, view), gone.signal) };
    },
  ),
] as const;

async function valuesOf({ db, agent }: Gate & { agent: AgentRow }, view: ConversationView) {
  const inbox = (await inboxLimits(db, view.inbox)).get(view.inbox);
  return {
    'visitor.name': view.visitorName ?? '',
    'visitor.email': view.visitorEmail ?? '',
    'agent.name': agent.name,
    'inbox.name': inbox?.name ?? '',
  };
}

/** The list is of use without it. */
const suggest = ({ bot, platform }: Gate, id: string) =>
  bot.suggest(id).catch((error: Error) => {
    platform.log.warn({ conversationId: id, err: error.message }, 'no suggestions');
    return [];
  });
