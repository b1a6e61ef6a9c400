/** Practice: visitors who are played, for whoever wants to learn, and the cards of what was practised. */
import type { Response } from 'express';
import { type AgentRow, isLead } from '../../conversation/agents.js';
import { Forbidden, NotFound } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import { choices } from '../../practice/choose.js';
import { cards, endResolved, inboxOf, type Running, running, startPractice } from '../../practice/practices.js';
import { PRACTICES_MOST } from '../../wire/limits.js';
import * as wire from '../../wire/practice.js';
import type { Routes } from '../endpoints.js';

export function addPractice(open: Routes, platform: Platform, me: (res: Response) => AgentRow): void {
  const { db, config, models } = platform;

  /** What was resolved a moment ago is over, whether or not a round has come by. */
  async function stillOpen(of: { id?: string; agentId?: string }): Promise<Running[]> {
    const all = await running(db, config.timing.absent, of);
    for (const one of all) if (one.resolved) await endResolved(db, one);
    return all.filter(({ resolved }) => !resolved);
  }

  open.add(
    {
      method: 'get',
      path: '/practice',
      summary: 'What there is to practise, what of yours runs, and your cards.',
      auth: 'agent',
      query: wire.practiceQuery,
      replies: { 200: wire.practiceReply },
    },
    async ({ res, query: { language = 'en' } }) => {
      const agent = me(res);
      const { slug } = await inboxOf(db, agent);
      const mine = await stillOpen({ agentId: agent.id });
      return {
        most: PRACTICES_MOST,
        scenarios: await choices(db, language, slug),
        model: models.chat !== undefined,
        running: mine.map(({ id, script, begun }) => ({
          conversationId: id,
          title: script.title,
          startedAt: new Date(begun).toISOString(),
        })),
        cards: await cards(db, { agentId: agent.id }),
      };
    },
  );

  open.add(
    {
      method: 'post',
      path: '/practice',
      summary: 'Begin: visitors who are played come to you, and count nowhere. 409 where there are three already.',
      auth: 'agent',
      body: wire.startPracticeBody,
      replies: { 201: wire.startPracticeReply },
    },
    async ({ res, body }) => ({ conversationIds: await startPractice(platform, me(res), body) }),
  );

  open.add(
    {
      method: 'get',
      path: '/practice/team',
      summary: 'The latest cards of everybody, for managers and admins.',
      auth: 'agent',
      replies: { 200: wire.practiceTeamReply },
    },
    async ({ res }) => {
      if (!isLead(me(res))) throw new Forbidden('Only managers and admins see the cards of the team.');
      return { cards: await cards(db, {}) };
    },
  );

  open.add(
    {
      method: 'get',
      path: '/practice/:id',
      summary: 'The card of one, once it is over: your own, or anybody’s for managers and admins.',
      auth: 'agent',
      replies: { 200: wire.practiceCardReply },
    },
    async ({ res, id }) => {
      await stillOpen({ id });
      const [card] = await cards(db, { id });
      if (!card || (card.agent.id !== me(res).id && !isLead(me(res)))) throw new NotFound();
      return { card };
    },
  );
}
