/** Inboxes and their settings, for managers and admins. */
import { wakeMatcher } from '../../conversation/conversations.js';
import { addInbox, changeInbox, listInboxes, readInbox } from '../../conversation/inboxes.js';
import type { Platform } from '../../platform/open.js';
import * as wire from '../../wire/inboxes.js';
import { on } from '../endpoints.js';
import { leads } from '../roles.js';
import { availabilityOf } from '../visitor/widget-config.js';

const role = leads('Only managers and admins set up inboxes.');

export const inboxRoutes = [
  on(
    'GET',
    '/v1/agent/inboxes',
    {
      summary: 'All inboxes, and whether people are there for each.',
      auth: 'agent',
      role,
      replies: { 200: wire.inboxesReply },
    },
    async ({ platform, db }) => {
      const inboxes = [];
      for (const { slug, name, locale, accent, origins, hours } of await listInboxes(db))
        inboxes.push({
          ...{ slug, name, locale, accent, origins, hasHours: hours !== null },
          availability: await availabilityOf(platform, slug),
        });
      return { inboxes };
    },
  ),
  on(
    'POST',
    '/v1/agent/inboxes',
    { summary: 'Make an inbox.', auth: 'agent', role, body: wire.newInboxBody, replies: { 201: wire.inboxReply } },
    async ({ platform, db, by, body }) => shown(platform, await db.tx((tx) => addInbox(tx, body, by))),
  ),
  on(
    'GET',
    '/v1/agent/inboxes/:slug/settings',
    { summary: 'What is set for an inbox.', auth: 'agent', role, replies: { 200: wire.inboxReply } },
    async ({ platform, db, params }) => shown(platform, await readInbox(db, params.slug)),
  ),
  on(
    'PUT',
    '/v1/agent/inboxes/:slug/settings',
    {
      summary: 'Change what is named, all of it or nothing; null goes back to the default.',
      auth: 'agent',
      role,
      body: wire.inboxSettingsBody,
      replies: { 200: wire.inboxReply },
    },
    async ({ platform, db, by, params, body }) => {
      const inbox = await db.tx((tx) => changeInbox(tx, params.slug, body, by));
      // Whoever waits may be for somebody else now.
      wakeMatcher(platform, inbox.slug);
      return shown(platform, inbox);
    },
  ),
] as const;

const shown = async (platform: Platform, inbox: wire.InboxSettings) => ({
  inbox,
  availability: await availabilityOf(platform, inbox.slug),
  mail: platform.config.mail !== undefined,
});
