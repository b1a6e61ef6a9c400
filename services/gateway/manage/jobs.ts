/** The work behind the scenes, for admins: what lives, what waits, what failed and may be tried again. */
import { type By, note } from '../../conversation/audit.js';
import { NotFound } from '../../errors.js';
import { readHealth, settleJob, settleMail } from '../../operations/health.js';
import { queueNames } from '../../platform/jobs.js';
import type { Platform } from '../../platform/open.js';
import { emptyBody } from '../../wire/conversation.js';
import * as wire from '../../wire/jobs.js';
import { on } from '../endpoints.js';
import { admins } from '../roles.js';

const admin = { auth: 'agent', role: admins('Only admins look after the installation.') } as const;
const settles = { ...admin, body: emptyBody, replies: { 204: null } } as const;

export const jobRoutes = [
  on(
    'GET',
    '/v1/agent/jobs',
    { ...admin, summary: 'Processes, queues, what is owed, and what failed.', replies: { 200: wire.healthReply } },
    ({ platform }) => readHealth(platform),
  ),
  on(
    'POST',
    '/v1/agent/jobs/:queue/:job/retry',
    { ...settles, summary: 'Ring again for a failed job. Twice does no harm: a ring only says "look".' },
    ({ platform, by, params }) => settle(platform, by, { ...params, what: 'retry' }),
  ),
  on(
    'DELETE',
    '/v1/agent/jobs/:queue/:job',
    { ...settles, summary: 'Forget a failed job; what is owed stays owed.' },
    ({ platform, by, params }) => settle(platform, by, { ...params, what: 'remove' }),
  ),
  on(
    'POST',
    '/v1/agent/mails/:id/retry',
    { ...settles, summary: 'Owe a mail again that was given up.' },
    async ({ platform, by, id }) => {
      await settleMail(platform, { id, what: 'retry' });
      await written(platform, by, { what: 'retry', job: `mail/${id}` });
    },
  ),
  on(
    'DELETE',
    '/v1/agent/mails/:id',
    { ...settles, summary: 'Forget a mail that was given up.' },
    async ({ platform, by, id }) => {
      await settleMail(platform, { id, what: 'remove' });
      await written(platform, by, { what: 'remove', job: `mail/${id}` });
    },
  ),
] as const;

type What = 'retry' | 'remove';

async function settle(platform: Platform, by: By, given: { queue: string; job: string; what: What }): Promise<void> {
  const { job, what } = given;
  const queue = queueNames.find((name) => name === given.queue);
  if (!queue) throw new NotFound();
  await settleJob(platform, { queue, id: job, what });
  await written(platform, by, { what, job: `${queue}/${job}` });
}

/** Afterwards, for queues know no transactions of ours. */
const written = ({ db }: Platform, by: By, { what, job }: { what: What; job: string }) =>
  db.tx((tx) => note(tx, by, { action: what === 'retry' ? 'job_retried' : 'job_forgotten', details: { job } }));
