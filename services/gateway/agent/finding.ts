/** Finding conversations again: search, the tags in use, everything of one visitor. */
import { conversationForAgent, eventForAgent, foundForAgent } from '../../conversation/present.js';
import { search, tagsInUse } from '../../conversation/search.js';
import { pastOf } from '../../conversation/views.js';
import * as consoles from '../../wire/console.js';
import { on } from '../endpoints.js';
import { conversations } from '../roles.js';
import { visible } from './conversation.js';

export const findingRoutes = [
  on(
    'GET',
    '/v1/agent/search',
    {
      summary: 'Conversations in any state by the words said in them, by name, e-mail and tag; best first.',
      auth: 'agent',
      role: conversations,
      query: consoles.searchQuery,
      replies: { 200: consoles.searchReply },
    },
    async ({ db, agent, query }) => {
      const { found, more } = await search(db, agent, query);
      return { found: found.map(foundForAgent), more };
    },
  ),
  on(
    'GET',
    '/v1/agent/tags',
    {
      summary: 'Tags in use, most used first.',
      auth: 'agent',
      role: conversations,
      replies: { 200: consoles.tagsReply },
    },
    async ({ db, agent }) => ({ tags: await tagsInUse(db, agent) }),
  ),
  on(
    'GET',
    '/v1/agent/conversations/:id/past',
    {
      summary:
        "All conversations of this one's visitor that the agent may see, and what was said in them, in order of time.",
      auth: 'agent',
      role: conversations,
      replies: { 200: consoles.pastReply },
    },
    async (asked) => {
      const { visitorId } = await visible(asked);
      const { rows, events, more } = await pastOf(asked.db, asked.agent, visitorId);
      asked.looked(asked.by, { kind: 'visitor', id: visitorId });
      return {
        conversations: rows.map(conversationForAgent),
        events: events.map((event) => ({ ...eventForAgent(event), conversationId: event.conversationId })),
        more,
      };
    },
  ),
] as const;
