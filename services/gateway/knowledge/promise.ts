/** What the knowledge base promises, and the owner's say in it: for content teams, managers and admins. */
import { promised } from '../../../knowledge/fit/promise.js';
import { changeLimits } from '../../conversation/limits.js';
import { NotFound } from '../../errors.js';
import type { Db } from '../../platform/db.js';
import * as wire from '../../wire/knowledge.js';
import { on } from '../endpoints.js';
import { leads, writers } from '../roles.js';

export const promiseRoutes = [
  on(
    'GET',
    '/v1/agent/knowledge/promise',
    {
      summary:
        "How sure answers are: the curve of the current version, each inbox's threshold, and how the promise was kept.",
      auth: 'agent',
      role: writers,
      replies: { 200: wire.promiseReply },
    },
    ({ db }) => promise(db),
  ),
  on(
    'PUT',
    '/v1/agent/inboxes/:slug/confidence',
    {
      summary: "Set an inbox's error budget, or a threshold by hand; null goes back to the derived one.",
      auth: 'agent',
      role: leads('Only managers and admins may change this.'),
      body: wire.confidenceBody,
      replies: { 200: wire.promiseReply },
    },
    async ({ db, by, params, body }) => {
      await db.tx((tx) => changeLimits(tx, params.slug, body, by));
      return promise(db);
    },
  ),
] as const;

async function promise(db: Db) {
  const made = await promised(db);
  if (!made) throw new NotFound('Nothing is published yet.');
  return made;
}
