/** Finding conversations again: search, the tags in use, everything of one visitor. */
import { conversationForAgent, eventForAgent } from '../../conversation/present.js';
import { search, tagsInUse } from '../../conversation/search.js';
import { pastOf } from '../../conversation/views.js';
import * as consoles from '../../wire/console.js';
import type { Looked } from '../manage/audit.js';
import type { AgentRoutes } from './acts.js';

export function addFinding({ open, platform, me, visible }: AgentRoutes, looked: Looked): void {
  const { db } = platform;

  open.add(
    {
      method: 'get',
      path: '/search',
      summary: 'Conversations in any state by the words said in them, by name, e-mail and tag; best first.',
      auth: 'agent',
      query: consoles.searchQuery,
      replies: { 200: consoles.searchReply },
    },
    async ({ res, query }) => {
      const { found, more } = await search(db, me(res), query);
      return {
        found: found.map(({ line, ...row }) => ({ conversation: conversationForAgent(row), ...(line && { line }) })),
        more,
      };
    },
  );

  open.add(
    {
      method: 'get',
      path: '/tags',
      summary: 'Tags in use, most used first.',
      auth: 'agent',
      replies: { 200: consoles.tagsReply },
    },
    async ({ res }) => ({ tags: await tagsInUse(db, me(res)) }),
  );

  open.add(
    {
      method: 'get',
      path: '/conversations/:id/past',
      summary:
        "All conversations of this one's visitor that the agent may see, and what was said in them, in order of time.",
      auth: 'agent',
      replies: { 200: consoles.pastReply },
    },
    async ({ res, id }) => {
      const { visitorId } = await visible(res, id);
      const { rows, events, more } = await pastOf(db, me(res), visitorId);
      looked(res, { kind: 'visitor', id: visitorId });
      return {
        conversations: rows.map(conversationForAgent),
        events: events.map((event) => ({ ...eventForAgent(event), conversationId: event.conversationId })),
        more,
      };
    },
  );
}
