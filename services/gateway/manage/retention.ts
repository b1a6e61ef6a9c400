/** For how long things are kept, and erasing one visitor now. For admins. */
import { eraseVisitor, findVisitors } from '../../operations/erase.js';
import { previewRetention, readRetention, setRetention } from '../../operations/retention.js';
import { emptyBody } from '../../wire/conversation.js';
import * as wire from '../../wire/operations.js';
import { on } from '../endpoints.js';
import { admins } from '../roles.js';

const role = admins('Only admins say what is kept, and erase.');

export const retentionRoutes = [
  on(
    'GET',
    '/v1/agent/retention',
    {
      summary: 'For how many days things are kept, and what the last round erased.',
      auth: 'agent',
      role,
      replies: { 200: wire.retentionReply },
    },
    ({ db }) => readRetention(db),
  ),
  on(
    'POST',
    '/v1/agent/retention/preview',
    {
      summary: 'What a policy would erase if it were carried out now; nothing is changed.',
      auth: 'agent',
      role,
      body: wire.policySchema,
      replies: { 200: wire.retentionPreviewReply },
    },
    ({ db, body }) => previewRetention(db, body),
  ),
  on(
    'PUT',
    '/v1/agent/retention',
    {
      summary: 'Set for how many days things are kept; it is carried out within minutes, and then once a day.',
      auth: 'agent',
      role,
      body: wire.policySchema,
      replies: { 200: wire.retentionReply },
    },
    async ({ db, by, body }) => {
      await db.tx((tx) => setRetention(tx, by, body));
      return readRetention(db);
    },
  ),
  on(
    'POST',
    '/v1/agent/visitors/find',
    {
      summary: 'Visitors by an e-mail address: one they left, one that is proven, one that mail was sent to.',
      auth: 'agent',
      role,
      body: wire.findVisitorsBody,
      replies: { 200: wire.findVisitorsReply },
    },
    async ({ db, body }) => ({ visitors: await findVisitors(db, body.email) }),
  ),
  on(
    'POST',
    '/v1/agent/visitors/:id/erase',
    {
      summary:
        'Erase a visitor with everything that they said, sent and left, open conversations too. It cannot be undone.',
      auth: 'agent',
      role,
      body: emptyBody,
      replies: { 200: wire.erasedReply },
    },
    async ({ platform, by, id }) => ({ visitorId: id, erased: await eraseVisitor(platform, by, id) }),
  ),
] as const;
