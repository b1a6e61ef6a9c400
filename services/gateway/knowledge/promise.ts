/** What the knowledge base promises, and the owner's say in it: for content teams, managers and admins. */
import type { Response } from 'express';
import { promised } from '../../../knowledge/fit/promise.js';
import type { AgentRow } from '../../conversation/agents.js';
import { changesOf, note } from '../../conversation/audit.js';
import { Forbidden, NotFound } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import * as wire from '../../wire/knowledge.js';
import { byOf } from '../address.js';
import type { Routes } from '../endpoints.js';

export function addPromise(open: Routes, { db }: Platform, me: (res: Response) => AgentRow): void {
  open.add(
    {
      method: 'get',
      path: '/knowledge/promise',
      summary:
        "How sure answers are: the curve of the current version, each inbox's threshold, and how the promise was kept.",
      auth: 'agent',
      replies: { 200: wire.promiseReply },
    },
    // Below /knowledge, and so behind its guard.
    async () => {
      const promise = await promised(db);
      if (!promise) throw new NotFound('Nothing is published yet.');
      return promise;
    },
  );

  open.add(
    {
      method: 'put',
      path: '/inboxes/:slug/confidence',
      summary: "Set an inbox's error budget, or a threshold by hand; null goes back to the derived one.",
      auth: 'agent',
      body: wire.confidenceBody,
      replies: { 200: wire.promiseReply },
    },
    async ({ req, res, body }) => {
      if (!['manager', 'admin'].includes(me(res).role))
        throw new Forbidden('Only managers and admins may change this.');
      await db.tx(async (tx) => {
        const columns = `name, max_wrong_answers as "maxWrongAnswers", answer_threshold as "answerThreshold"`;
        const [before] = await tx.query<{ name: string }>(`select ${columns} from inboxes where slug = $1 for update`, [
          req.params.slug,
        ]);
        const [after] = await tx.query<{ name: string }>(
          `update inboxes set max_wrong_answers = coalesce($2::real, max_wrong_answers),
           answer_threshold = case when $3 then $4::real else answer_threshold end where slug = $1 returning ${columns}`,
          [
            req.params.slug,
            body.maxWrongAnswers ?? null,
            body.answerThreshold !== undefined,
            body.answerThreshold ?? null,
          ],
        );
        if (!before || !after) throw new NotFound();
        const changes = changesOf(before, after);
        const target = { kind: 'inbox', id: String(req.params.slug), name: before.name } as const;
        if (Object.keys(changes).length)
          await note(tx, byOf(res), { action: 'inbox_changed', target, details: { changes } });
      });
      const promise = await promised(db);
      if (!promise) throw new NotFound('Nothing is published yet.');
      return promise;
    },
  );
}
