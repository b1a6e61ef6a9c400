/** The queue, explained: where a conversation stands and why it waits, what it asks of an agent, and saying no to an offer. */
import { setSkills } from '../../conversation/agent-actions.js';
import { explainAt, explainNow } from '../../conversation/explain.js';
import { decline } from '../../conversation/offers.js';
import { Conflict } from '../../errors.js';
import * as wire from '../../wire/agent.js';
import { emptyBody } from '../../wire/conversation.js';
import { type AgentRoutes, asItStands } from './acts.js';

export function addQueue({ open, platform, me, visible }: AgentRoutes): void {
  const { db, config } = platform;

  open.add(
    {
      method: 'post',
      path: '/conversations/:id/decline',
      summary: 'Say no to an offer: it goes to the next at once, and not to you for two minutes.',
      auth: 'agent',
      body: emptyBody,
      replies: { 200: wire.agentConversationReply },
    },
    async ({ res, id }) => {
      await decline(platform, { agent: me(res), conversationId: id });
      return asItStands(db, id);
    },
  );

  open.add(
    {
      method: 'get',
      path: '/conversations/:id/queue',
      summary:
        'Where it stands, why it waits and who may not have it; with `at`, as it was then. 409 where it did not wait.',
      auth: 'agent',
      query: wire.queueQuery,
      replies: { 200: wire.queueReply },
    },
    async ({ res, query, id }) => {
      const { eta, etaWhy } = await visible(res, id);
      const account = query.at
        ? await explainAt(db, id, query.at)
        : await db.tx((tx) => explainNow(tx, id, config.timing.absent));
      if (!account) throw new Conflict('not_queued', query.at ? 'It did not wait at that time.' : 'It does not wait.');
      if (query.at) return { ...account, etaSeconds: null, etaWhy: 'past' as const };
      return { ...account, etaSeconds: eta, ...(etaWhy && { etaWhy }) };
    },
  );

  open.add(
    {
      method: 'put',
      path: '/conversations/:id/skills',
      summary: 'What an agent must know for this one, besides what its inbox asks; kept as a note.',
      auth: 'agent',
      body: wire.skillsBody,
      replies: { 200: wire.agentConversationReply },
    },
    async ({ res, body, id }) => {
      await setSkills(platform, { agent: me(res), conversationId: id }, body.skills);
      return asItStands(db, id);
    },
  );
}
