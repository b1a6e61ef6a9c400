/** The audit log over HTTP, for admins; and what is written into it of who read what. */
import type { Response } from 'express';
import { z } from 'zod';
import type { AgentRow } from '../../conversation/agents.js';
import { note, noteReading, READ_AGAIN_MS } from '../../conversation/audit.js';
import { attempt } from '../../conversation/conversations.js';
import { auditCsv, checkAudit, readAudit } from '../../operations/audit-log.js';
import type { Platform } from '../../platform/open.js';
import * as wire from '../../wire/operations.js';
import { byOf } from '../address.js';
import { onlyAdmins } from '../auth.js';
import type { Routes } from '../endpoints.js';
import { inPages } from '../lines.js';

export function addAudit(open: Routes, platform: Platform, me: (res: Response) => AgentRow): void {
  const { db } = platform;
  const admin = onlyAdmins(me, 'The audit log is for admins.');

  open.add(
    {
      method: 'get',
      path: '/audit',
      summary: 'Who changed or looked at what, when and from which network; newest first.',
      auth: 'agent',
      query: wire.auditPageQuery,
      replies: { 200: wire.auditReply },
    },
    ({ res, query }) => {
      admin(res);
      return readAudit(db, query);
    },
  );

  open.add(
    {
      method: 'get',
      path: '/audit/check',
      summary: 'Whether every row fits to the one before it; `broken` is the first that does not.',
      auth: 'agent',
      replies: { 200: wire.auditCheckReply },
    },
    ({ res }) => {
      admin(res);
      return checkAudit(db);
    },
  );

  open.add(
    {
      method: 'get',
      path: '/audit.csv',
      summary: 'The same as a file. No cell of it is run by a spreadsheet.',
      auth: 'agent',
      query: wire.auditQuery,
      produces: 'text/csv',
      replies: { 200: z.string() },
    },
    async ({ res, query }) => {
      admin(res);
      const details = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
      await db.tx((tx) => note(tx, byOf(res), { action: 'audit_exported', details }));
      res.status(200).attachment('audit.csv').type('text/csv; charset=utf-8');
      await inPages(res, auditCsv(db, query));
      return undefined;
    },
  );
}

/** How many readings one process remembers to have written down. */
const REMEMBERED = 10_000;

export type Looked = (res: Response, target: { kind: 'conversation' | 'visitor'; id: string }) => void;

/** Writes down that somebody read what is not his own. The reply does not wait for it, and a second look within the hour asks nobody. */
export function readings(platform: Platform): Looked {
  const known = new Map<string, number>();
  return (res, target) => {
    const by = byOf(res);
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
