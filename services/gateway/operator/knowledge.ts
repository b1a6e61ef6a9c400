/** What `npm run knowledge:*` asks of a running embedded server; see operator.ts. */
import { z } from 'zod';
import { currentEntries } from '../../../knowledge/export/current.js';
import { readGaps } from '../../../knowledge/gaps/gaps.js';
import { checkDraft, type DryRunRequest, dryRun, dryRunRequest } from '../../../knowledge/try/dry-run.js';
import { diffVersions } from '../../../knowledge/versions/diff.js';
import { loadKnowledge } from '../../../knowledge/versions/load.js';
import { rollback } from '../../../knowledge/versions/pointer.js';
import { loadRequest } from '../../../knowledge/versions/publish.js';
import { publishDraft } from '../../../knowledge/versions/publish-draft.js';
import { historyOf } from '../../../knowledge/versions/versions.js';
import { emptyBody } from '../../wire/conversation.js';
import * as wire from '../../wire/knowledge.js';
import { on } from '../endpoints.js';
import { inLines } from '../lines.js';

const lines = { auth: 'operator', produces: 'application/x-ndjson', replies: { 200: wire.knowledgeLine } } as const;

export const operatorKnowledgeRoutes = [
  on(
    'POST',
    '/v1/admin/knowledge',
    {
      summary: 'Load entries and publish them; progress and result come as lines of JSON.',
      auth: 'operator',
      produces: 'application/x-ndjson',
      body: loadRequest,
      replies: { 200: z.string() },
    },
    ({ db, platform, res, body: { entries, ...options } }) =>
      inLines(platform, res, 'load', (line, signal) =>
        loadKnowledge(db, platform.models.embedder, entries, {
          ...options,
          signal,
          onProgress: (progress) => line({ progress }),
        }),
      ),
  ),
  on(
    'POST',
    '/v1/admin/dry-run',
    {
      ...lines,
      summary: 'What loading entries would do; progress and result come as lines of JSON.',
      body: dryRunRequest,
    },
    ({ db, platform, res, body }) =>
      inLines(platform, res, 'dry run', (line, signal) =>
        dryRun(db, platform.models.embedder, body as DryRunRequest, {
          signal,
          onProgress: (progress) => line({ progress }),
        }),
      ),
  ),
  on(
    'POST',
    '/v1/admin/entries',
    {
      summary: 'The entries of the current version, for an export.',
      auth: 'operator',
      body: emptyBody,
      replies: { 200: z.object({ entries: z.array(wire.entrySchema) }) },
    },
    async ({ db }) => ({ entries: await currentEntries(db) }),
  ),
  on(
    'POST',
    '/v1/admin/history',
    {
      summary: 'What was published when and by whom, and the drafts that wait.',
      auth: 'operator',
      body: wire.historyBody,
      replies: { 200: wire.knowledgeHistoryReply },
    },
    ({ db, body }) => historyOf(db, body),
  ),
  on(
    'POST',
    '/v1/admin/gaps',
    {
      summary: 'What visitors asked and did not get a good answer to, grouped by meaning, the dearest first.',
      auth: 'operator',
      body: wire.gapsQuery,
      replies: { 200: wire.gapsReply },
    },
    ({ db, platform, body }) => readGaps(db, platform.models.embedder, body),
  ),
  on(
    'POST',
    '/v1/admin/diff',
    {
      summary: 'What one version has and another has not.',
      auth: 'operator',
      body: wire.diffBody,
      replies: { 200: wire.diffReply },
    },
    ({ db, body }) => diffVersions(db, body),
  ),
  on(
    'POST',
    '/v1/admin/rollback',
    {
      summary: 'Make a version that was current once current again.',
      auth: 'operator',
      body: wire.rollbackBody,
      replies: { 200: wire.rollbackReply },
    },
    ({ db, platform, body }) => rollback(db, { ...body, model: platform.models.embedder.model }),
  ),
  on(
    'POST',
    '/v1/admin/publish',
    { ...lines, summary: 'Publish a draft; progress and result come as lines of JSON.', body: wire.publishBody },
    ({ db, platform, res, body: { version, ...who } }) =>
      inLines(platform, res, 'publication', (line, signal) =>
        publishDraft(db, platform.models.embedder, version, {
          ...who,
          signal,
          onProgress: (progress) => line({ progress }),
        }),
      ),
  ),
  on(
    'POST',
    '/v1/admin/check',
    {
      ...lines,
      summary: 'What publishing a draft would do; progress and result come as lines of JSON.',
      body: wire.checkBody,
    },
    ({ db, platform, res, body: { version } }) =>
      inLines(platform, res, 'check', (line, signal) =>
        checkDraft(db, platform.models.embedder, version, {
          signal,
          onProgress: (progress) => line({ progress }),
        }),
      ),
  ),
] as const;
