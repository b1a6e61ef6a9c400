/** Reports over HTTP. For managers and admins; an agent is told of their own conversations only. */
import type { Response } from 'express';
import { z } from 'zod';
import { type AgentRow, isLead } from '../../conversation/agents.js';
import { note } from '../../conversation/audit.js';
import { Forbidden } from '../../errors.js';
import { conversationsCsv } from '../../reports/export.js';
import { goalsOf, setGoals } from '../../reports/goals.js';
import { live } from '../../reports/live.js';
import { breakdown, report, series } from '../../reports/report.js';
import * as wire from '../../wire/reports.js';
import { on } from '../endpoints.js';
import type { Gate } from '../gate.js';
import type { Found } from '../guards.js';
import { inPages } from '../lines.js';
import { answering, leads } from '../roles.js';

const OTHERS = 'Reports on others are for managers and admins.';
const team = leads('Reports on the whole team are for managers and admins.');
const oneself = answering(OTHERS);

export const reportRoutes = [
  on(
    'GET',
    '/v1/agent/reports',
    {
      summary:
        'Every figure of the conversations that started on these days, beside the period before and the goals. Agents: of their own.',
      auth: 'agent',
      role: oneself,
      query: wire.reportQuery,
      replies: { 200: wire.reportReply },
    },
    async ({ db, agent, query }) => report(db, own(agent, query)),
  ),
  on(
    'GET',
    '/v1/agent/reports/series',
    {
      summary: 'The same figures by hour (up to 2 days), by day (up to 92), or by week.',
      auth: 'agent',
      role: oneself,
      query: wire.reportQuery,
      replies: { 200: wire.seriesReply },
    },
    async ({ db, agent, query }) => series(db, own(agent, query)),
  ),
  on(
    'GET',
    '/v1/agent/reports/breakdown',
    {
      summary: 'The same figures by inbox, agent, entry, hour of the day, or reason of the handoff.',
      auth: 'agent',
      role: oneself,
      query: wire.breakdownQuery,
      replies: { 200: wire.breakdownReply },
    },
    async ({ db, agent, query }) => breakdown(db, own(agent, query)),
  ),
  on(
    'GET',
    '/v1/agent/reports/conversations.csv',
    {
      summary: 'One row per conversation. No cell of it is run by a spreadsheet.',
      auth: 'agent',
      role: team,
      query: wire.reportQuery,
      produces: 'text/csv',
      replies: { 200: z.string() },
    },
    exportConversations,
  ),
  on(
    'GET',
    '/v1/agent/reports/goals',
    {
      summary: "What is aimed at: an inbox's own goals and those of all.",
      auth: 'agent',
      role: team,
      query: wire.goalsQuery,
      replies: { 200: wire.goalsReply },
    },
    async ({ db, query }) => ({ goals: await goalsOf(db, query.inbox) }),
  ),
  on(
    'PUT',
    '/v1/agent/reports/goals',
    {
      summary: 'Set goals; null takes one away. What is not named stays.',
      auth: 'agent',
      role: team,
      body: wire.goalsBody,
      replies: { 200: wire.goalsReply },
    },
    async ({ db, body }) => {
      await db.tx((tx) => setGoals(tx, body));
      return { goals: await goalsOf(db, body.inbox) };
    },
  ),
  on(
    'GET',
    '/v1/agent/reports/live',
    {
      summary: 'The wallboard: who waits, who works, what became of today.',
      auth: 'agent',
      role: team,
      query: wire.liveQuery,
      replies: { 200: wire.liveReply },
    },
    ({ platform, db, query }) => live(db, query, platform.config.timing.absent),
  ),
] as const;

/** What somebody may ask: a lead anything, an agent about themselves. */
function own<Q extends { agent?: string | undefined }>(agent: AgentRow, query: Q): Q {
  if (isLead(agent)) return query;
  if (query.agent !== undefined && query.agent !== agent.id) throw new Forbidden(OTHERS);
  return { ...query, agent: agent.id };
}

async function exportConversations({
  db,
  by,
  res,
  query,
}: Gate & Found['agent'] & { res: Response; query: z.infer<typeof wire.reportQuery> }): Promise<void> {
  const pages = conversationsCsv(db, query);
  // What is wrong with the question shows before the first byte.
  const first = await pages.next();
  const details = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
  const target = { kind: 'report', name: 'conversations.csv' } as const;
  await db.tx((tx) => note(tx, by, { action: 'report_exported', target, details }));
  res.status(200).attachment(`conversations-${query.from}-${query.to}.csv`).type('text/csv; charset=utf-8');
  res.write(first.value ?? '');
  await inPages(res, pages);
}
