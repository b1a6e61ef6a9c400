/** Canned responses for the console's composer: what fits what was asked first, found by what was typed, filled in for one conversation. */
import type { Response } from 'express';
import { findCanned } from '../../../knowledge/canned.js';
import type { ConversationView } from '../../conversation/views.js';
import * as wire from '../../wire/agent.js';
import { emptyBody } from '../../wire/conversation.js';
import type { Bot } from '../operator/operator.js';
import type { AgentRoutes } from './acts.js';

export function addCanned({ open, platform, me, visible }: AgentRoutes, bot: Pick<Bot, 'suggest' | 'draft'>): void {
  const { db, log, models } = platform;
  const valuesOf = async (res: Response, view: ConversationView) => {
    const [inbox] = await db.query<{ name: string }>('select name from inboxes where slug = $1', [view.inbox]);
    return {
      'visitor.name': view.visitorName ?? '',
      'visitor.email': view.visitorEmail ?? '',
      'agent.name': me(res).name,
      'inbox.name': inbox?.name ?? '',
    };
  };
  /** The list is of use without it. */
  const suggest = (id: string) =>
    bot.suggest(id).catch((error: Error) => {
      log.warn({ conversationId: id, err: error.message }, 'no suggestions');
      return [];
    });

  open.add(
    {
      method: 'get',
      path: '/conversations/:id/canned',
      summary:
        'Canned responses for this conversation by shortcut, title or tag, filled in; without `q` what fits what was asked comes first.',
      auth: 'agent',
      query: wire.cannedQuery,
      replies: { 200: wire.cannedReply },
    },
    async ({ res, query: { q }, id }) => {
      const view = await visible(res, id);
      const fits = new Map((q ? [] : await suggest(id)).map(({ key, fit }) => [key, fit]));
      const found = await findCanned(db, {
        ...{ inbox: view.inbox, first: [...fits.keys()], values: await valuesOf(res, view) },
        ...(q && { q }),
      });
      const canned = found.map((one) => ({ ...one, ...(fits.has(one.key) && { fit: fits.get(one.key) }) }));
      return { canned, drafts: models.chat !== undefined };
    },
  );

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/draft',
      summary:
        'A reply that the language model writes from what fits, for an agent to read and change. Nothing is sent.',
      auth: 'agent',
      body: emptyBody,
      replies: { 200: wire.draftReply },
    },
    async ({ res, id }) => {
      const view = await visible(res, id);
      const gone = new AbortController();
      res.on('close', () => gone.abort());
      return { text: await bot.draft(id, await valuesOf(res, view), gone.signal) };
    },
  );
}
