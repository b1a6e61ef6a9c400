/**
 * What the operator's scripts ask of a running embedded server, which alone may open its database. Guarded by the
 * lock's key, loopback only.
 */
import { z } from 'zod';
import { ask } from '../../../knowledge/decide/ask.js';
import { replay } from '../../../knowledge/decide/replay.js';
import { recalibrate } from '../../../knowledge/fit/recalibrate.js';
import { script } from '../../conversation/audit.js';
import { wakeMatcher } from '../../conversation/conversations.js';
import { operateInbox } from '../../conversation/inboxes.js';
import { agentForStaff } from '../../conversation/present.js';
import { addMember } from '../../conversation/team.js';
import { rebuildSummaries } from '../../reports/summaries.js';
import { addAgentBody, agentSchema, askBody } from '../../wire/agent.js';
import { inboxSettingsSchema, operatorInboxBody } from '../../wire/inboxes.js';
import { recalibrateBody, replayBody } from '../../wire/knowledge.js';
import { on } from '../endpoints.js';
import { servicesOf } from '../knowledge/knowledge.js';
import { inLines } from '../lines.js';

export const operatorRoutes = [
  on(
    'POST',
    '/v1/admin/agents',
    {
      summary: 'Make an account of the team.',
      auth: 'operator',
      body: addAgentBody,
      replies: { 201: z.object({ agent: agentSchema }) },
    },
    async ({ db, body }) => ({ agent: agentForStaff(await db.tx((tx) => addMember(tx, script, body))) }),
  ),
  on(
    'POST',
    '/v1/admin/inbox',
    {
      summary: 'The settings of an inbox, changed first where something is to be set.',
      auth: 'operator',
      body: operatorInboxBody,
      replies: { 200: z.object({ inbox: inboxSettingsSchema }) },
    },
    async ({ db, platform, body }) => {
      const inbox = await operateInbox(db, body);
      wakeMatcher(platform, inbox.slug);
      return { inbox };
    },
  ),
  on(
    'POST',
    '/v1/admin/ask',
    {
      summary: 'What the bot would do with a question, and why; nothing is stored.',
      auth: 'operator',
      body: askBody,
      replies: { 200: z.record(z.string(), z.unknown()) },
    },
    ({ platform, body }) => ask(servicesOf(platform), body),
  ),
  on(
    'POST',
    '/v1/admin/recalibrate',
    {
      summary: 'What labels say about the confidence, what that would change, and, with apply, put it in force.',
      auth: 'operator',
      body: recalibrateBody,
      replies: { 200: z.record(z.string(), z.unknown()) },
    },
    ({ db, body }) => recalibrate(db, body),
  ),
  on(
    'POST',
    '/v1/admin/replay',
    {
      summary: 'Decide past questions again; nothing is stored. Progress and result come as lines of JSON.',
      auth: 'operator',
      produces: 'application/x-ndjson',
      body: replayBody,
      replies: { 200: z.string() },
    },
    ({ platform, res, body }) =>
      inLines(platform, res, 'replay', (line, signal) => {
        const onProgress = (done: number, total: number) => {
          if (done === total || done % 20 === 0) line({ progress: { step: 'deciding', done, total } });
        };
        return replay(servicesOf(platform), body, onProgress, signal);
      }),
  ),
  on(
    'POST',
    '/v1/admin/reports/rebuild',
    {
      summary: 'Forget what reports read, and fold every log again.',
      auth: 'operator',
      body: z.strictObject({}),
      replies: { 200: z.object({ folded: z.int() }) },
    },
    async ({ db }) => ({ folded: await rebuildSummaries(db) }),
  ),
] as const;
