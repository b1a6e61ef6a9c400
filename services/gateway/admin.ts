/** What the operator's scripts ask of a running embedded server, which alone may open its database. Guarded by the lock's key, loopback only. */
import express, { type Response, Router } from 'express';
import { z } from 'zod';
import { diffVersions } from '../../knowledge/diff.js';
import { currentEntries } from '../../knowledge/export/current.js';
import { loadKnowledge, publishDraftFitted } from '../../knowledge/load.js';
import { rollback } from '../../knowledge/pointer.js';
import { promised } from '../../knowledge/promise.js';
import { loadRequest, type Progress } from '../../knowledge/publish.js';
import { recalibrate } from '../../knowledge/recalibrate.js';
import { historyOf } from '../../knowledge/versions.js';
import { addAgent } from '../conversation/agents.js';
import { agentForStaff } from '../conversation/present.js';
import { FrontdeskError, NotFound, Unauthenticated } from '../errors.js';
import type { Platform } from '../platform/open.js';
import {
  type AskBody,
  addAgentBody,
  agentSchema,
  askBody,
  diffBody,
  historyBody,
  publishBody,
  type ReplayBody,
  recalibrateBody,
  replayBody,
  rollbackBody,
} from '../protocol.js';
import { equal } from './auth.js';
import { type Endpoint, parse, routes } from './endpoints.js';

/** What the bot would do, or would have done; handed in by main.ts, since the gateway does not know the bot. */
export type Ask = (body: AskBody) => Promise<unknown>;
export type Replay = (
  body: ReplayBody,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
) => Promise<unknown>;

export function adminRouter(
  platform: Platform,
  { key, ask, replay }: { key: string | undefined; ask: Ask; replay: Replay },
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
      await inLines(res, 'load', (line, signal) =>
        loadKnowledge(platform.db, platform.models.embedder, entries, {
          ...options,
          signal,
          onProgress: (progress) => line({ progress }),
        }),
      );
    },
  );

  add(
    {
      method: 'post',
      path: '/entries',
      summary: 'Every entry of the current version, as an export needs it.',
      auth: 'operator',
      replies: { 200: z.object({ entries: z.array(z.record(z.string(), z.unknown())) }) },
    },
    async () => ({ entries: await currentEntries(platform.db) }),
  );

  add(
    {
      method: 'post',
      path: '/history',
      summary: 'Versions, drafts that wait, and every move of the pointer, newest first.',
      auth: 'operator',
      body: historyBody,
      replies: { 200: z.record(z.string(), z.unknown()) },
    },
    ({ body }) => historyOf(platform.db, body),
  );

  add(
    {
      method: 'post',
      path: '/diff',
      summary: 'What one version has and another has not.',
      auth: 'operator',
      body: diffBody,
      replies: { 200: z.record(z.string(), z.unknown()) },
    },
    ({ body }) => diffVersions(platform.db, body),
  );

  add(
    {
      method: 'post',
      path: '/rollback',
      summary: 'Make a version current again, at once; nothing is embedded or fitted anew.',
      auth: 'operator',
      body: rollbackBody,
      replies: { 200: z.record(z.string(), z.unknown()) },
    },
    ({ body }) => rollback(platform.db, { ...body, model: platform.models.embedder.model }),
  );

  add(
    {
      method: 'post',
      path: '/publish',
      summary: 'Publish a draft that waits; progress and result come as lines of JSON.',
      auth: 'operator',
      produces: 'application/x-ndjson',
      body: publishBody,
      replies: { 200: z.string() },
    },
    async ({ res, body: { version, ...who } }) => {
      await inLines(res, 'publish', (line, signal) =>
        publishDraftFitted(platform.db, platform.models.embedder, version, {
          ...who,
          signal,
          onProgress: (progress: Progress) => line({ progress }),
        }),
      );
    },
  );

  add(
    {
      method: 'post',
      path: '/promise',
      summary: 'What the current version promises: thresholds, curve, drift.',
      auth: 'operator',
      replies: { 200: z.record(z.string(), z.unknown()) },
    },
    async () => (await promised(platform.db)) ?? {},
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
      await inLines(res, 'replay', (line, signal) =>
        replay(
          body,
          (done, total) => (done === total || done % 20 === 0) && line({ progress: { step: 'deciding', done, total } }),
          signal,
        ),
      );
    },
  );

  /** Long work, told line by line, given up when the script goes away. */
  async function inLines(
    res: Response,
    name: string,
    work: (line: (value: unknown) => void, signal: AbortSignal) => Promise<unknown>,
  ): Promise<void> {
    const line = lines(res);
    const gone = new AbortController();
    res.on('close', () => gone.abort(new Error('the script went away')));
    try {
      line({ result: await work(line, gone.signal) });
    } catch (error) {
      const known = error instanceof FrontdeskError;
      if (!known) platform.log.error({ err: (error as Error).message }, `${name} failed`);
      line({ error: { message: known ? error.message : `The ${name} failed; the server log says why.` } });
    }
    res.end();
  }

  return router;
}

function lines(res: Response): (value: unknown) => void {
  res.status(200).setHeader('content-type', 'application/x-ndjson');
  return (value) => void (res.writableEnded || res.write(`${JSON.stringify(value)}\n`));
}
