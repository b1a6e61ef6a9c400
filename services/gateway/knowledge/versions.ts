/** Versions and imports in the console. For content teams, managers and admins. */
import type { Response } from 'express';
import type { z } from 'zod';
import { readUpload } from '../../../knowledge/import/upload.js';
import { checkDraft, dryRun } from '../../../knowledge/try/dry-run.js';
import { diffVersions } from '../../../knowledge/versions/diff.js';
import { loadKnowledge } from '../../../knowledge/versions/load.js';
import { rollback } from '../../../knowledge/versions/pointer.js';
import { discardDraft, publishDraft } from '../../../knowledge/versions/publish-draft.js';
import { encoderOf, historyOf } from '../../../knowledge/versions/versions.js';
import { Invalid } from '../../errors.js';
import { emptyBody } from '../../wire/conversation.js';
import * as wire from '../../wire/knowledge.js';
import { on } from '../endpoints.js';
import type { Gate } from '../gate.js';
import type { Found } from '../guards.js';
import { inLines, type Line } from '../lines.js';
import { writers } from '../roles.js';
import { LARGE } from './knowledge.js';

const writer = { auth: 'agent', role: writers } as const;
const lines = { produces: 'application/x-ndjson', maxBody: LARGE, replies: { 200: wire.knowledgeLine } } as const;

/** A version's number in the path; what is none cannot exist. */
const numbered = ({ id }: { id: string }): number => (/^\d{1,9}$/.test(id) ? Number(id) : 0);

export const versionRoutes = [
  on(
    'GET',
    '/v1/agent/knowledge/versions',
    {
      ...writer,
      summary:
        'What was published when and by whom, rollbacks too, and the drafts that wait; newest first. And the encoder that is in use.',
      query: wire.historyQuery,
      replies: { 200: wire.versionsReply },
    },
    async ({ db, platform, query }) => ({
      ...(await historyOf(db, query)),
      encoder: await encoderOf(db, platform.models.embedder),
    }),
  ),
  on(
    'GET',
    '/v1/agent/knowledge/diff',
    {
      ...writer,
      summary: 'What one version has and another has not, line by line; without `from` and `to` the latest change.',
      query: wire.diffQuery,
      replies: { 200: wire.diffReply },
    },
    ({ db, query }) => diffVersions(db, query),
  ),
  on(
    'POST',
    '/v1/agent/knowledge/versions/:id/rollback',
    {
      ...writer,
      summary: 'Make this version current again, at once; 409 moved_on where `current` is not current any more.',
      maxBody: LARGE,
      body: wire.moveBody,
      replies: { 200: wire.rollbackReply },
    },
    ({ db, platform, agent, by, params, body }) =>
      rollback(db, {
        ...body,
        version: numbered(params),
        model: platform.models.embedder.model,
        author: agent.name,
        by,
      }),
  ),
  on(
    'POST',
    '/v1/agent/knowledge/versions/:id/publish',
    {
      ...writer,
      ...lines,
      summary: 'Publish a draft; progress and result come as lines of JSON.',
      body: wire.publishDraftBody,
    },
    ({ db, platform, agent, by, res, params, body }) =>
      inLines(platform, res, 'publication', (line, signal) =>
        publishDraft(db, platform.models.embedder, numbered(params), {
          ...{ ...body, author: agent.name, by, signal },
          onProgress: (progress) => line({ progress }),
        }),
      ),
  ),
  on(
    'POST',
    '/v1/agent/knowledge/versions/:id/check',
    {
      ...writer,
      ...lines,
      summary:
        'What publishing a draft would do; it is fitted for that, may get another number, and can be tried then. Progress and result come as lines of JSON.',
      body: emptyBody,
    },
    ({ db, platform, res, params }) =>
      inLines(platform, res, 'check', (line, signal) =>
        checkDraft(db, platform.models.embedder, numbered(params), {
          signal,
          onProgress: (progress) => line({ progress }),
        }),
      ),
  ),
  on(
    'DELETE',
    '/v1/agent/knowledge/versions/:id',
    { ...writer, summary: 'Throw a draft away.', replies: { 204: null } },
    ({ db, params }) => discardDraft(db, numbered(params)),
  ),
  on(
    'POST',
    '/v1/agent/knowledge/import',
    {
      ...writer,
      ...lines,
      summary:
        'Read files of any kind that we know: a dry run, a draft or published, as `mode` says. Progress and result come as lines of JSON.',
      body: wire.importBody,
    },
    (asked) => inLines(asked.platform, asked.res, 'import', (line, signal) => importFiles(asked, line, signal)),
  ),
] as const;

async function importFiles(
  { db, platform, agent, by, body }: Gate & Found['agent'] & { res: Response; body: z.infer<typeof wire.importBody> },
  line: Line,
  signal: AbortSignal,
) {
  const { files, prune, note, mode } = body;
  const { embedder } = platform.models;
  const { entries, problems, notes, places } = await readUpload(
    files.map((file) => ({
      name: file.name,
      bytes: 'text' in file ? Buffer.from(file.text) : Buffer.from(file.base64, 'base64'),
    })),
  );
  const onProgress = (progress: unknown) => line({ progress });
  if (mode === 'dry_run') {
    const request = { entries, problems, places: Object.fromEntries(places), ...(prune && { prune }) };
    const run = await dryRun(db, embedder, request, {
      signal,
      onProgress,
    });
    return { ...run, notes: notes.slice(0, 200) };
  }
  if (problems.length) throw new Invalid(told(problems));
  const loaded = await loadKnowledge(db, embedder, entries, {
    ...(prune && { prune }),
    ...{ signal, onProgress, author: agent.name, by, draft: mode === 'draft' },
    ...(note && { note }),
  });
  const { promise: _, ...counts } = loaded;
  return { ...counts, notes: notes.slice(0, 200) };
}

/** The first problems, each with its place. */
function told(problems: { file: string; line?: number; message: string }[]): string {
  const lines = problems.slice(0, 20).map(({ file, line, message }) => `${file}${line ? `:${line}` : ''} ${message}`);
  if (problems.length > 20) lines.push(`and ${problems.length - 20} more`);
  return lines.join('\n');
}
