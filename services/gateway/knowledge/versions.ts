/** Versions and imports in the console. For content teams, managers and admins; see knowledge.ts. */

import { readUpload } from '../../../knowledge/import/upload.js';
import { checkDraft, dryRun } from '../../../knowledge/try/dry-run.js';
import { diffVersions } from '../../../knowledge/versions/diff.js';
import { loadKnowledge } from '../../../knowledge/versions/load.js';
import { rollback } from '../../../knowledge/versions/pointer.js';
import { discardDraft, publishDraft } from '../../../knowledge/versions/publish-draft.js';
import { historyOf } from '../../../knowledge/versions/versions.js';
import { Invalid } from '../../errors.js';
import { emptyBody } from '../../wire/conversation.js';
import * as wire from '../../wire/knowledge.js';
import { byOf } from '../address.js';
import { inLines } from '../lines.js';
import type { KnowledgeRoutes } from './knowledge.js';

export function addVersions({ open, platform, me }: KnowledgeRoutes): void {
  const { db } = platform;
  const { embedder } = platform.models;
  /** A version's number in the path; what is none cannot exist. */
  const numbered = (id: unknown): number => (/^\d{1,9}$/.test(String(id)) ? Number(id) : 0);

  open.add(
    {
      method: 'get',
      path: '/knowledge/versions',
      summary: 'What was published when and by whom, rollbacks too, and the drafts that wait; newest first.',
      auth: 'agent',
      query: wire.historyQuery,
      replies: { 200: wire.knowledgeHistoryReply },
    },
    ({ query }) => historyOf(db, query),
  );

  open.add(
    {
      method: 'get',
      path: '/knowledge/diff',
      summary: 'What one version has and another has not, line by line; without `from` and `to` the latest change.',
      auth: 'agent',
      query: wire.diffQuery,
      replies: { 200: wire.diffReply },
    },
    ({ query }) => diffVersions(db, query),
  );

  open.add(
    {
      method: 'post',
      path: '/knowledge/versions/:id/rollback',
      summary: 'Make this version current again, at once; 409 moved_on where `current` is not current any more.',
      auth: 'agent',
      body: wire.moveBody,
      replies: { 200: wire.rollbackReply },
    },
    ({ req, res, body }) =>
      rollback(db, {
        ...body,
        version: numbered(req.params.id),
        model: embedder.model,
        author: me(res).name,
        by: byOf(res),
      }),
  );

  open.add(
    {
      method: 'post',
      path: '/knowledge/versions/:id/publish',
      summary: 'Publish a draft; progress and result come as lines of JSON.',
      auth: 'agent',
      produces: 'application/x-ndjson',
      body: wire.publishDraftBody,
      replies: { 200: wire.knowledgeLine },
    },
    ({ req, res, body }) =>
      inLines(platform, res, 'publication', (line, signal) =>
        publishDraft(db, embedder, numbered(req.params.id), {
          ...body,
          author: me(res).name,
          by: byOf(res),
          signal,
          onProgress: (progress) => line({ progress }),
        }),
      ),
  );

  open.add(
    {
      method: 'post',
      path: '/knowledge/versions/:id/check',
      summary:
        'What publishing a draft would do; it is fitted for that, may get another number, and can be tried then. Progress and result come as lines of JSON.',
      auth: 'agent',
      produces: 'application/x-ndjson',
      body: emptyBody,
      replies: { 200: wire.knowledgeLine },
    },
    ({ req, res }) =>
      inLines(platform, res, 'check', (line, signal) =>
        checkDraft(db, embedder, numbered(req.params.id), { signal, onProgress: (progress) => line({ progress }) }),
      ),
  );

  open.add(
    {
      method: 'delete',
      path: '/knowledge/versions/:id',
      summary: 'Throw a draft away.',
      auth: 'agent',
      replies: { 204: null },
    },
    ({ req }) => discardDraft(db, numbered(req.params.id)),
  );

  open.add(
    {
      method: 'post',
      path: '/knowledge/import',
      summary:
        'Read files of any kind that we know: a dry run, a draft or published, as `mode` says. Progress and result come as lines of JSON.',
      auth: 'agent',
      produces: 'application/x-ndjson',
      body: wire.importBody,
      replies: { 200: wire.knowledgeLine },
    },
    async ({ res, body }) => {
      const { files, prune, note, mode } = body;
      await inLines(platform, res, 'import', async (line, signal) => {
        const { entries, problems, notes, places } = await readUpload(
          files.map((file) => ({
            name: file.name,
            bytes: 'text' in file ? Buffer.from(file.text) : Buffer.from(file.base64, 'base64'),
          })),
        );
        const onProgress = (progress: unknown) => line({ progress });
        const shared = { ...(prune && { prune }), signal, onProgress };
        if (mode === 'dry_run') {
          const request = { entries, problems, places: Object.fromEntries(places), ...(prune && { prune }) };
          const run = await dryRun(db, embedder, request, { signal, onProgress });
          return { ...run, notes: notes.slice(0, 200) };
        }
        if (problems.length) throw new Invalid(told(problems));
        const loaded = await loadKnowledge(db, embedder, entries, {
          ...shared,
          ...(note && { note }),
          author: me(res).name,
          by: byOf(res),
          draft: mode === 'draft',
        });
        const { promise: _, ...counts } = loaded;
        return { ...counts, notes: notes.slice(0, 200) };
      });
    },
  );
}

/** The first problems, each with its place. */
function told(problems: { file: string; line?: number; message: string }[]): string {
  const lines = problems.slice(0, 20).map(({ file, line, message }) => `${file}${line ? `:${line}` : ''} ${message}`);
  if (problems.length > 20) lines.push(`and ${problems.length - 20} more`);
  return lines.join('\n');
}
