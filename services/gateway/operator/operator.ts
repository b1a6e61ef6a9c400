/** What the operator's scripts ask of a running embedded server, which alone may open its database. Guarded by the lock's key, loopback only. */
import express, { Router } from 'express';
import { z } from 'zod';
import { recalibrate } from '../../../knowledge/fit/recalibrate.js';
import type { Variable } from '../../../knowledge/variables.js';
import { script } from '../../conversation/audit.js';
import { wakeMatcher } from '../../conversation/conversations.js';
import { operateInbox } from '../../conversation/inboxes.js';
import { agentForStaff } from '../../conversation/present.js';
import { addMember } from '../../conversation/team.js';
import { NotFound, Unauthenticated } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import { rebuildSummaries } from '../../reports/summaries.js';
import { type AskBody, addAgentBody, agentSchema, askBody } from '../../wire/agent.js';
import { inboxSettingsSchema, operatorInboxBody } from '../../wire/inboxes.js';
import { type ReplayBody, recalibrateBody, replayBody } from '../../wire/knowledge.js';
import { equal } from '../auth.js';
import { type Endpoint, routes } from '../endpoints.js';
import { inLines } from '../lines.js';
import { addOperatorKnowledge } from './knowledge.js';

/** What the bot would do, would have done, and has for an agent who writes; handed in by main.ts, since the gateway does not know the bot. */
export type Bot = {
  ask: (body: AskBody) => Promise<unknown>;
  replay: (
    body: ReplayBody,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ) => Promise<unknown>;
  suggest: (conversationId: string) => Promise<{ key: string; fit: number }[]>;
  draft: (conversationId: string, values: Partial<Record<Variable, string>>, signal: AbortSignal) => Promise<string>;
};

export function adminRouter(
  platform: Platform,
  { key, ask, replay }: { key: string | undefined } & Bot,
  all: Endpoint[],
): Router {
  const router = Router({ caseSensitive: true });
  const open = routes(router, '/v1/admin', all);
  const { add } = open;

  router.use(
    (req, _res, next) => {
      // Where no lock is held there is no key, and so no such door.
      if (!key) throw new NotFound();
      const given = /^Bearer (\S+)$/.exec(req.headers.authorization ?? '')?.[1];
      if (!given || !equal(given, key)) throw new Unauthenticated();
      next();
    },
    express.json({ limit: '100mb' }),
  );

  add(
    {
      method: 'post',
      path: '/agents',
      summary: 'Make an account of the team.',
      auth: 'operator',
      body: addAgentBody,
      replies: { 201: z.object({ agent: agentSchema }) },
    },
    async ({ body }) => ({ agent: agentForStaff(await platform.db.tx((tx) => addMember(tx, script, body))) }),
  );

  add(
    {
      method: 'post',
      path: '/inbox',
      summary: 'The settings of an inbox, changed first where something is to be set.',
      auth: 'operator',
      body: operatorInboxBody,
      replies: { 200: z.object({ inbox: inboxSettingsSchema }) },
    },
    async ({ body }) => {
      const inbox = await operateInbox(platform.db, body);
      wakeMatcher(platform, inbox.slug);
      return { inbox };
    },
  );

  add(
    {
      method: 'post',
      path: '/ask',
      summary: 'What the bot would do with a question, and why; nothing is stored.',
      auth: 'operator',
      body: askBody,
      replies: { 200: z.record(z.string(), z.unknown()) },
    },
    ({ body }) => ask(body),
  );

  add(
    {
      method: 'post',
      path: '/recalibrate',
      summary: 'What labels say about the confidence, what that would change, and, with apply, put it in force.',
      auth: 'operator',
      body: recalibrateBody,
      replies: { 200: z.record(z.string(), z.unknown()) },
    },
    ({ body }) => recalibrate(platform.db, body),
  );

  add(
    {
      method: 'post',
      path: '/replay',
      summary: 'Decide past questions again; nothing is stored. Progress and result come as lines of JSON.',
      auth: 'operator',
      produces: 'application/x-ndjson',
      body: replayBody,
      replies: { 200: z.string() },
    },
    async ({ res, body }) => {
      await inLines(platform, res, 'replay', (line, signal) =>
        replay(
          body,
          (done, total) => (done === total || done % 20 === 0) && line({ progress: { step: 'deciding', done, total } }),
          signal,
        ),
      );
    },
  );

  add(
    {
      method: 'post',
      path: '/reports/rebuild',
      summary: 'Forget what reports read, and fold every log again.',
      auth: 'operator',
      body: z.strictObject({}),
      replies: { 200: z.object({ folded: z.int() }) },
    },
    async () => ({ folded: await rebuildSummaries(platform.db) }),
  );

  addOperatorKnowledge(open, platform);
  return router;
}
