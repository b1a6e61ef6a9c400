/** What `npm run knowledge:*` asks of a running embedded server; see admin.ts. */
import { z } from 'zod';
import { currentEntries } from '../../../knowledge/export/current.js';
import { readGaps } from '../../../knowledge/gaps/gaps.js';
import { checkDraft, dryRun, dryRunRequest } from '../../../knowledge/try/dry-run.js';
import { diffVersions } from '../../../knowledge/versions/diff.js';
import { loadKnowledge } from '../../../knowledge/versions/load.js';
import { rollback } from '../../../knowledge/versions/pointer.js';
import { loadRequest } from '../../../knowledge/versions/publish.js';
import { publishDraft } from '../../../knowledge/versions/publish-draft.js';
import { historyOf } from '../../../knowledge/versions/versions.js';
import type { Platform } from '../../platform/open.js';
import { emptyBody } from '../../wire/conversation.js';
import * as wire from '../../wire/knowledge.js';
import { parse, type Routes } from '../endpoints.js';
import { inLines } from '../lines.js';

export function addOperatorKnowledge(open: Routes, platform: Platform): void {
  const { db } = platform;
  const { embedder } = platform.models;

  open.add(
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
      await inLines(platform, res, 'load', (line, signal) =>
        loadKnowledge(platform.db, platform.models.embedder, entries, {
          ...options,
          signal,
          onProgress: (progress) => line({ progress }),
        }),
      );
    },
  );

  open.add(
    {
      method: 'post',
      path: '/dry-run',
      summary: 'What loading entries would do; progress and result come as lines of JSON.',
      auth: 'operator',
      produces: 'application/x-ndjson',
      replies: { 200: wire.knowledgeLine },
    },
    async ({ req, res }) => {
      const request = parse(dryRunRequest, req.body, 'body');
      await inLines(platform, res, 'dry run', (line, signal) =>
        dryRun(db, embedder, request, { signal, onProgress: (progress) => line({ progress }) }),
      );
    },
  );

  open.add(
    {
      method: 'post',
      path: '/entries',
      summary: 'The entries of the current version, for an export.',
      auth: 'operator',
      body: emptyBody,
      replies: { 200: z.object({ entries: z.array(wire.entrySchema) }) },
    },
    async () => ({ entries: await currentEntries(db) }),
  );

  open.add(
    {
      method: 'post',
      path: '/history',
      summary: 'What was published when and by whom, and the drafts that wait.',
      auth: 'operator',
      body: wire.historyBody,
      replies: { 200: wire.knowledgeHistoryReply },
    },
    ({ body }) => historyOf(db, body),
  );

  open.add(
    {
      method: 'post',
      path: '/gaps',
      summary: 'What visitors asked and did not get a good answer to, grouped by meaning, the dearest first.',
      auth: 'operator',
      body: wire.gapsQuery,
      replies: { 200: wire.gapsReply },
    },
    ({ body }) => readGaps(db, embedder, body),
  );

  open.add(
    {
      method: 'post',
      path: '/diff',
      summary: 'What one version has and another has not.',
      auth: 'operator',
      body: wire.diffBody,
      replies: { 200: wire.diffReply },
    },
    ({ body }) => diffVersions(db, body),
  );

  open.add(
    {
      method: 'post',
      path: '/rollback',
      summary: 'Make a version that was current once current again.',
      auth: 'operator',
      body: wire.rollbackBody,
      replies: { 200: wire.rollbackReply },
    },
    ({ body }) => rollback(db, { ...body, model: embedder.model }),
  );

  open.add(
    {
      method: 'post',
      path: '/publish',
      summary: 'Publish a draft; progress and result come as lines of JSON.',
      auth: 'operator',
      produces: 'application/x-ndjson',
      body: wire.publishBody,
      replies: { 200: wire.knowledgeLine },
    },
    ({ res, body: { version, ...who } }) =>
      inLines(platform, res, 'publication', (line, signal) =>
        publishDraft(db, embedder, version, { ...who, signal, onProgress: (progress) => line({ progress }) }),
      ),
  );

  open.add(
    {
      method: 'post',
      path: '/check',
      summary: 'What publishing a draft would do; progress and result come as lines of JSON.',
      auth: 'operator',
      produces: 'application/x-ndjson',
      body: wire.checkBody,
      replies: { 200: wire.knowledgeLine },
    },
    ({ res, body: { version } }) =>
      inLines(platform, res, 'check', (line, signal) =>
        checkDraft(db, embedder, version, { signal, onProgress: (progress) => line({ progress }) }),
      ),
  );
}
