/** The work behind the scenes, for admins: what lives, what waits, what failed and may be tried again. */
import type { Response } from 'express';
import type { AgentRow } from '../../conversation/agents.js';
import { note } from '../../conversation/audit.js';
import { NotFound } from '../../errors.js';
import { readHealth, settleJob, settleMail } from '../../operations/health.js';
import { queueNames } from '../../platform/jobs.js';
import type { Platform } from '../../platform/open.js';
import { emptyBody } from '../../wire/conversation.js';
import * as wire from '../../wire/jobs.js';
import { byOf } from '../address.js';
import { onlyAdmins } from '../auth.js';
import type { Routes } from '../endpoints.js';

export function addJobs(open: Routes, platform: Platform, me: (res: Response) => AgentRow): void {
  const admin = onlyAdmins(me, 'Only admins look after the installation.');

  /** Afterwards, for queues know no transactions of ours. */
  const written = (res: Response, what: 'retry' | 'remove', job: string) =>
    platform.db.tx((tx) =>
      note(tx, byOf(res), { action: what === 'retry' ? 'job_retried' : 'job_forgotten', details: { job } }),
    );

  open.add(
    {
      method: 'get',
      path: '/jobs',
      summary: 'Processes, queues, what is owed, and what failed.',
      auth: 'agent',
      replies: { 200: wire.healthReply },
    },
    async ({ res }) => {
      admin(res);
      return readHealth(platform);
    },
  );

  for (const [method, path, what, summary] of [
    [
      'post',
      '/jobs/:queue/:job/retry',
      'retry',
      'Ring again for a failed job. Twice does no harm: a ring only says "look".',
    ],
    ['delete', '/jobs/:queue/:job', 'remove', 'Forget a failed job; what is owed stays owed.'],
  ] as const)
    open.add(
      { method, path, summary, auth: 'agent', body: emptyBody, replies: { 204: null } },
      async ({ req, res }) => {
        admin(res);
        const queue = queueNames.find((name) => name === req.params.queue);
        if (!queue) throw new NotFound();
        const id = String(req.params.job);
        await settleJob(platform, { queue, id, what });
        await written(res, what, `${queue}/${id}`);
      },
    );

  for (const [method, path, what, summary] of [
    ['post', '/mails/:id/retry', 'retry', 'Owe a mail again that was given up.'],
    ['delete', '/mails/:id', 'remove', 'Forget a mail that was given up.'],
  ] as const)
    open.add({ method, path, summary, auth: 'agent', body: emptyBody, replies: { 204: null } }, async ({ res, id }) => {
      admin(res);
      await settleMail(platform, { id, what });
      await written(res, what, `mail/${id}`);
    });
}
