/** Whether the process lives, should get traffic, and how it fares. */
import { z } from 'zod';
import { on } from './endpoints.js';

export const healthRoutes = [
  on(
    'GET',
    '/healthz',
    { summary: 'Whether the process lives.', auth: 'none', replies: { 200: z.object({ ok: z.literal(true) }) } },
    async () => ({ ok: true as const }),
  ),
  on(
    'GET',
    '/readyz',
    {
      summary: 'Whether it should get traffic: migrated, a version published, the roles running.',
      auth: 'none',
      replies: { 200: z.object({ ready: z.boolean(), reasons: z.array(z.string()) }) },
    },
    async ({ readiness, res }) => {
      const reasons = await readiness().catch(() => ['The database does not answer.']);
      if (reasons.length) res.status(503);
      return { ready: reasons.length === 0, reasons };
    },
  ),
  on(
    'GET',
    '/metrics',
    { summary: 'Figures for Prometheus.', auth: 'none', produces: 'text/plain', replies: { 200: z.string() } },
    async ({ platform: { jobs, metrics }, res }) => {
      for (const queue of ['bot', 'handoff'] as const) jobs.canaryAge(queue);
      res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    },
  ),
] as const;
