/** The audit log over HTTP, for admins; and what is written into it of who read what. */
import { z } from 'zod';
import { type By, note, noteReading, READ_AGAIN_MS } from '../../conversation/audit.js';
import { auditCsv, checkAudit, readAudit } from '../../operations/audit-log.js';
import { attempt } from '../../platform/attempt.js';
import type { Platform } from '../../platform/open.js';
import * as wire from '../../wire/operations.js';
import { on } from '../endpoints.js';
import { inPages } from '../lines.js';
import { admins } from '../roles.js';

const role = admins('The audit log is for admins.');

export const auditRoutes = [
  on(
    'GET',
    '/v1/agent/audit',
    {
      summary: 'Who changed or looked at what, when and from which network; newest first.',
      auth: 'agent',
      role,
      query: wire.auditPageQuery,
      replies: { 200: wire.auditReply },
    },
    ({ db, query }) => readAudit(db, query),
  ),
  on(
    'GET',
    '/v1/agent/audit/check',
    {
      summary: 'Whether every row fits to the one before it; `broken` is the first that does not.',
      auth: 'agent',
      role,
      replies: { 200: wire.auditCheckReply },
    },
    ({ db }) => checkAudit(db),
  ),
  on(
    'GET',
    '/v1/agent/audit.csv',
    {
      summary: 'The same as a file. No cell of it is run by a spreadsheet.',
      auth: 'agent',
      role,
      query: wire.auditQuery,
      produces: 'text/csv',
      replies: { 200: z.string() },
    },
    async ({ db, by, res, query }) => {
      const details = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
      await db.tx((tx) => note(tx, by, { action: 'audit_exported', details }));
      res.status(200).attachment('audit.csv').type('text/csv; charset=utf-8');
      await inPages(res, auditCsv(db, query));
    },
  ),
] as const;

/** How many readings one process remembers to have written down. */
const REMEMBERED = 10_000;

export type Looked = (by: By, target: { kind: 'conversation' | 'visitor'; id: string }) => void;

/**
 * Writes down that somebody read what is not their own. The reply does not wait for it, and a second look within the
 * hour asks nobody.
 */
export function readings(platform: Platform): Looked {
  const known = new Map<string, number>();
  return (by, target) => {
    const key = `${by.id} ${target.id}`;
    const now = Date.now();
    if (now - (known.get(key) ?? 0) < READ_AGAIN_MS) return;
    if (known.size >= REMEMBERED) known.clear();
    known.set(key, now);
    const noted = platform.db.tx((tx) => noteReading(tx, by, target));
    noted.catch((error: Error) => {
      known.delete(key);
      platform.log.warn({ err: error.message }, 'a reading was not written down');
    });
    attempt(platform, 'audit', noted);
  };
}
