/** Practice: visitors who are played, for whoever wants to learn, and the cards of what was practised. */
import { isLead } from '../../conversation/agents.js';
import { NotFound } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import { choices } from '../../practice/choose.js';
import { cards, endResolved, inboxOf, type Running, running, startPractice } from '../../practice/practices.js';
import { PRACTICES_MOST } from '../../wire/limits.js';
import * as wire from '../../wire/practice.js';
import { on } from '../endpoints.js';
import { conversations, leads } from '../roles.js';

export const practiceRoutes = [
  on(
    'GET',
    '/v1/agent/practice',
    {
      summary: 'What there is to practise, what of yours runs, and your cards.',
      auth: 'agent',
      role: conversations,
      query: wire.practiceQuery,
      replies: { 200: wire.practiceReply },
    },
    async ({ platform, db, agent, query: { language = 'en' } }) => {
      const { slug } = await inboxOf(db, agent);
      const mine = await stillOpen(platform, { agentId: agent.id });
      return {
        most: PRACTICES_MOST,
        scenarios: await choices(db, language, slug),
        model: platform.models.chat !== undefined,
        running: mine.map(({ id, script, begun }) => ({
          conversationId: id,
          title: script.title,
          startedAt: new Date(begun).toISOString(),
        })),
        cards: await cards(db, { agentId: agent.id }),
      };
    },
  ),
  on(
    'POST',
    '/v1/agent/practice',
    {
      summary: 'Begin: visitors who are played come to you, and count nowhere. 409 where there are three already.',
      auth: 'agent',
      role: conversations,
      body: wire.startPracticeBody,
      replies: { 201: wire.startPracticeReply },
    },
    async ({ platform, agent, body }) => ({ conversationIds: await startPractice(platform, agent, body) }),
  ),
  on(
    'GET',
    '/v1/agent/practice/team',
    {
      summary: 'The latest cards of everybody, for managers and admins.',
      auth: 'agent',
      role: leads('Only managers and admins see the cards of the team.'),
      replies: { 200: wire.practiceTeamReply },
    },
    async ({ db }) => ({ cards: await cards(db, {}) }),
  ),
  on(
    'GET',
    '/v1/agent/practice/:id',
    {
      summary: 'The card of one, once it is over: your own, or anybody’s for managers and admins.',
      auth: 'agent',
      role: conversations,
      replies: { 200: wire.practiceCardReply },
    },
    async ({ platform, db, agent, id }) => {
      await stillOpen(platform, { id });
      const [card] = await cards(db, { id });
      if (!card || (card.agent.id !== agent.id && !isLead(agent))) throw new NotFound();
      return { card };
    },
  ),
] as const;

/** What was resolved a moment ago is over, whether or not a round has come by. */
async function stillOpen({ db, config }: Platform, of: { id?: string; agentId?: string }): Promise<Running[]> {
  const all = await running(db, config.timing.absent, of);
  for (const one of all) if (one.resolved) await endResolved(db, one);
  return all.filter(({ resolved }) => !resolved);
}
