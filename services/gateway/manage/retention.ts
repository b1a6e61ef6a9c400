/** For how long things are kept, and erasing one visitor now. For admins. */
import type { Response } from 'express';
import type { AgentRow } from '../../conversation/agents.js';
import { eraseVisitor, findVisitors } from '../../operations/erase.js';
import { previewRetention, readRetention, setRetention } from '../../operations/retention.js';
import type { Platform } from '../../platform/open.js';
import { emptyBody } from '../../wire/conversation.js';
import * as wire from '../../wire/operations.js';
import { byOf } from '../address.js';
import { onlyAdmins } from '../auth.js';
import type { Routes } from '../endpoints.js';

export function addRetention(open: Routes, platform: Platform, me: (res: Response) => AgentRow): void {
  const { db } = platform;
  const admin = onlyAdmins(me, 'Only admins say what is kept, and erase.');

  open.add(
    {
      method: 'get',
      path: '/retention',
      summary: 'For how many days things are kept, and what the last round erased.',
      auth: 'agent',
      replies: { 200: wire.retentionReply },
    },
    ({ res }) => {
      admin(res);
      return readRetention(db);
    },
  );

  open.add(
    {
      method: 'post',
      path: '/retention/preview',
      summary: 'What a policy would erase if it were carried out now; nothing is changed.',
      auth: 'agent',
      body: wire.policySchema,
      replies: { 200: wire.retentionPreviewReply },
    },
    ({ res, body }) => {
      admin(res);
      return previewRetention(db, body);
    },
  );

  open.add(
    {
      method: 'put',
      path: '/retention',
      summary: 'Set for how many days things are kept; it is carried out within minutes, and then once a day.',
      auth: 'agent',
      body: wire.policySchema,
      replies: { 200: wire.retentionReply },
    },
    async ({ res, body }) => {
      admin(res);
      await db.tx((tx) => setRetention(tx, byOf(res), body));
      return readRetention(db);
    },
  );

  open.add(
    {
      method: 'post',
      path: '/visitors/find',
      summary: 'Visitors by an e-mail address: one they left, one that is proven, one that mail was sent to.',
      auth: 'agent',
      body: wire.findVisitorsBody,
      replies: { 200: wire.findVisitorsReply },
    },
    async ({ res, body }) => {
      admin(res);
      return { visitors: await findVisitors(db, body.email) };
    },
  );

  open.add(
    {
      method: 'post',
      path: '/visitors/:id/erase',
      summary:
        'Erase a visitor with everything that he said, sent and left, open conversations too. It cannot be undone.',
      auth: 'agent',
      body: emptyBody,
      replies: { 200: wire.erasedReply },
    },
    async ({ res, id }) => {
      admin(res);
      return { visitorId: id, erased: await eraseVisitor(platform, byOf(res), id) };
    },
  );
}
