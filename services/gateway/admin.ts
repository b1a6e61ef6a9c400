/** What the operator's scripts ask of a running embedded server, which alone may open its database. Guarded by the lock's key, loopback only. */
import express, { type Response, Router } from 'express';
import { z } from 'zod';
import { loadKnowledge } from '../../knowledge/load.js';
import { loadRequest } from '../../knowledge/publish.js';
import { addAgent } from '../conversation/agents.js';
import { agentForStaff } from '../conversation/present.js';
import { FrontdeskError, NotFound, Unauthenticated } from '../errors.js';
import type { Platform } from '../platform/open.js';
import { type AskBody, addAgentBody, agentSchema, askBody } from '../protocol.js';
import { equal } from './auth.js';
import { type Endpoint, parse, routes } from './endpoints.js';

/** What the bot would do with a question; handed in by main.ts, since the gateway does not know the bot. */
export type Ask = (body: AskBody) => Promise<unknown>;

export function adminRouter(
  platform: Platform,
  { key, ask }: { key: string | undefined; ask: Ask },
  all: Endpoint[],
): Router {
  const router = Router({ caseSensitive: true });
  const { add } = routes(router, '/v1/admin', all);

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
    async ({ body }) => ({ agent: agentForStaff(await addAgent(platform.db, body)) }),
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
      path: '/knowledge',
      summary: 'Load entries and publish them; progress and result come as lines of JSON.',
      auth: 'operator',
      produces: 'application/x-ndjson',
      replies: { 200: z.string() },
    },
    async ({ req, res }) => {
      const { entries, ...options } = parse(loadRequest, req.body, 'body');
      const line = lines(res);
      const gone = new AbortController();
      res.on('close', () => gone.abort(new Error('the script went away')));
      try {
        const result = await loadKnowledge(platform.db, platform.models.embedder, entries, {
          ...options,
          signal: gone.signal,
          onProgress: (progress) => line({ progress }),
        });
        line({ result });
      } catch (error) {
        const known = error instanceof FrontdeskError;
        if (!known) platform.log.error({ err: (error as Error).message }, 'load failed');
        line({ error: { message: known ? error.message : 'The load failed; the server log says why.' } });
      }
      res.end();
      return undefined;
    },
  );

  return router;
}

function lines(res: Response): (value: unknown) => void {
  res.status(200).setHeader('content-type', 'application/x-ndjson');
  return (value) => void (res.writableEnded || res.write(`${JSON.stringify(value)}\n`));
}
