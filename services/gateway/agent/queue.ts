/**
 * The queue, explained: where a conversation stands and why it waits, what it asks of an agent, and saying no to an
 * offer.
 */
import { setSkills } from '../../conversation/agent-actions.js';
import { explainAt, explainNow } from '../../conversation/explain.js';
import { decline } from '../../conversation/offers.js';
import { Conflict } from '../../errors.js';
import * as wire from '../../wire/agent.js';
import { emptyBody } from '../../wire/conversation.js';
import { on } from '../endpoints.js';
import { conversations } from '../roles.js';
import { asItStands, of, visible } from './conversation.js';

export const queueRoutes = [
  on(
    'POST',
    '/v1/agent/conversations/:id/decline',
    {
      summary: 'Say no to an offer: it goes to the next at once, and not to you for two minutes.',
      auth: 'agent',
      role: conversations,
      body: emptyBody,
      replies: { 200: wire.agentConversationReply },
    },
    async (asked) => {
      await decline(asked.platform, of(asked));
      return asItStands(asked, asked.id);
    },
  ),
  on(
    'GET',
    '/v1/agent/conversations/:id/queue',
    {
      summary:
        'Where it stands, why it waits and who may not have it; with `at`, as it was then. 409 where it did not wait.',
      auth: 'agent',
      role: conversations,
      query: wire.queueQuery,
      replies: { 200: wire.queueReply },
    },
    async (asked) => {
      const { eta, etaWhy } = await visible(asked);
      const { db, platform, id, query } = asked;
      const account = query.at
        ? await explainAt(db, id, query.at)
        : await db.tx((tx) => explainNow(tx, id, platform.config.timing.absent));
      if (!account) throw new Conflict('not_queued', query.at ? 'It did not wait at that time.' : 'It does not wait.');
      if (query.at) return { ...account, etaSeconds: null, etaWhy: 'past' as const };
      return { ...account, etaSeconds: eta, ...(etaWhy && { etaWhy }) };
    },
  ),
  on(
    'PUT',
    '/v1/agent/conversations/:id/skills',
    {
      summary: 'What an agent must know for this one, besides what its inbox asks; kept as a note.',
      auth: 'agent',
      role: conversations,
      body: wire.skillsBody,
      replies: { 200: wire.agentConversationReply },
    },
    async (asked) => {
      await setSkills(asked.platform, of(asked), asked.body.skills);
      return asItStands(asked, asked.id);
    },
  ),
] as const;
