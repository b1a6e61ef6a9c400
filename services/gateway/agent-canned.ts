/** Canned responses for the console's composer: found by what was typed, filled in for one conversation. */
import { findCanned } from '../../knowledge/canned.js';
import * as wire from '../protocol.js';
import type { AgentRoutes } from './agent-acts.js';

export function addCanned({ open, platform, me, visible }: AgentRoutes): void {
  const { db } = platform;
  open.add(
    {
      method: 'get',
      path: '/conversations/:id/canned',
      summary: 'Canned responses for this conversation by shortcut, title or tag, filled in.',
      auth: 'agent',
      query: wire.cannedQuery,
      replies: { 200: wire.cannedReply },
    },
    async ({ res, query, id }) => {
      const view = await visible(res, id);
      const [inbox] = await db.query<{ name: string }>('select name from inboxes where slug = $1', [view.inbox]);
      const values = {
        'visitor.name': view.visitorName ?? '',
        'visitor.email': view.visitorEmail ?? '',
        'agent.name': me(res).name,
        'inbox.name': inbox?.name ?? '',
      };
      return { canned: await findCanned(db, { inbox: view.inbox, ...(query.q && { q: query.q }), values }) };
    },
  );
}
