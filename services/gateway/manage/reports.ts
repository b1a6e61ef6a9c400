/** Reports over HTTP. For managers and admins; an agent is told of his own conversations only. */
import type { Response } from 'express';
import { z } from 'zod';
import { type AgentRow, isLead } from '../../conversation/agents.js';
import { note } from '../../conversation/audit.js';
import { Forbidden } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import { conversationsCsv } from '../../reports/export.js';
import { goalsOf, setGoals } from '../../reports/goals.js';
import { live } from '../../reports/live.js';
import { breakdown, report, series } from '../../reports/report.js';
import * as wire from '../../wire/reports.js';
import { byOf } from '../address.js';
import type { Routes } from '../endpoints.js';
import { inPages } from '../lines.js';

export function addReports(open: Routes, { db, config }: Platform, me: (res: Response) => AgentRow): void {
  function leads(res: Response): void {
    if (!isLead(me(res))) throw new Forbidden('Reports on the whole team are for managers and admins.');
  }
  /** What somebody may ask: a lead anything, an agent about himself. */
  function own<Q extends { agent?: string | undefined }>(res: Response, query: Q): Q {
    const { id, role } = me(res);
    if (isLead(me(res))) return query;
    if (role === 'content' || (query.agent !== undefined && query.agent !== id))
      throw new Forbidden('Reports on others are for managers and admins.');
    return { ...query, agent: id };
  }

  open.add(
    {
      method: 'get',
      path: '/reports',
      summary:
        'Every figure of the conversations that started on these days, beside the period before and the goals. Agents: of their own.',
      auth: 'agent',
      query: wire.reportQuery,
      replies: { 200: wire.reportReply },
    },
    ({ res, query }) => report(db, own(res, query)),
  );

  open.add(
    {
      method: 'get',
      path: '/reports/series',
      summary: 'The same figures by hour (up to 2 days), by day (up to 92), or by week.',
      auth: 'agent',
      query: wire.reportQuery,
      replies: { 200: wire.seriesReply },
    },
    ({ res, query }) => series(db, own(res, query)),
  );

  open.add(
    {
      method: 'get',
      path: '/reports/breakdown',
      summary: 'The same figures by inbox, agent, entry, hour of the day, or reason of the handoff.',
      auth: 'agent',
      query: wire.breakdownQuery,
      replies: { 200: wire.breakdownReply },
    },
    ({ res, query }) => breakdown(db, own(res, query)),
  );

  open.add(
    {
      method: 'get',
      path: '/reports/conversations.csv',
      summary: 'One row per conversation. No cell of it is run by a spreadsheet.',
      auth: 'agent',
      query: wire.reportQuery,
      produces: 'text/csv',
      replies: { 200: z.string() },
    },
    async ({ res, query }) => {
      leads(res);
      const pages = conversationsCsv(db, query);
      // What is wrong with the question shows before the first byte.
      const first = await pages.next();
      const details = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
      await db.tx((tx) =>
        note(tx, byOf(res), {
          action: 'report_exported',
          target: { kind: 'report', name: 'conversations.csv' },
          details,
        }),
      );
      res.status(200).attachment(`conversations-${query.from}-${query.to}.csv`).type('text/csv; charset=utf-8');
      res.write(first.value ?? '');
      await inPages(res, pages);
      return undefined;
    },
  );

  open.add(
    {
      method: 'get',
      path: '/reports/goals',
      summary: "What is aimed at: an inbox's own goals and those of all.",
      auth: 'agent',
      query: wire.goalsQuery,
      replies: { 200: wire.goalsReply },
    },
    async ({ res, query }) => {
      leads(res);
      return { goals: await goalsOf(db, query.inbox) };
    },
  );

  open.add(
    {
      method: 'put',
      path: '/reports/goals',
      summary: 'Set goals; null takes one away. What is not named stays.',
      auth: 'agent',
      body: wire.goalsBody,
      replies: { 200: wire.goalsReply },
    },
    async ({ res, body }) => {
      leads(res);
      await db.tx((tx) => setGoals(tx, body));
      return { goals: await goalsOf(db, body.inbox) };
    },
  );

  open.add(
    {
      method: 'get',
      path: '/reports/live',
      summary: 'The wallboard: who waits, who works, what became of today.',
      auth: 'agent',
      query: wire.liveQuery,
      replies: { 200: wire.liveReply },
    },
    ({ res, query }) => {
      leads(res);
      return live(db, query, config.timing.absent);
    },
  );
}
