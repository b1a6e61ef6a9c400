/** Inboxes and their settings, for managers and admins. */
import type { Response } from 'express';
import { type AgentRow, isLead } from '../../conversation/agents.js';
import { wakeMatcher } from '../../conversation/conversations.js';
import { addInbox, changeInbox, listInboxes, readInbox } from '../../conversation/inboxes.js';
import { Forbidden } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import * as wire from '../../wire/inboxes.js';
import { byOf } from '../address.js';
import type { Routes } from '../endpoints.js';
import { availabilityOf } from '../visitor/widget-config.js';

export function addInboxes(open: Routes, platform: Platform, me: (res: Response) => AgentRow): void {
  const { db } = platform;
  const lead = (res: Response) => {
    if (!isLead(me(res))) throw new Forbidden('Only managers and admins set up inboxes.');
  };
  const reply = async (inbox: wire.InboxSettings) => ({
    inbox,
    availability: await availabilityOf(platform, inbox.slug),
    mail: platform.config.mail !== undefined,
  });

  open.add(
    {
      method: 'get',
      path: '/inboxes',
      summary: 'All inboxes, and whether people are there for each.',
      auth: 'agent',
      replies: { 200: wire.inboxesReply },
    },
    async ({ res }) => {
      lead(res);
      const inboxes = [];
      for (const { slug, name, locale, accent, origins, hours } of await listInboxes(db))
        inboxes.push({
          ...{ slug, name, locale, accent, origins, hasHours: hours !== null },
          availability: await availabilityOf(platform, slug),
        });
      return { inboxes };
    },
  );

  open.add(
    {
      method: 'post',
      path: '/inboxes',
      summary: 'Make an inbox.',
      auth: 'agent',
      body: wire.newInboxBody,
      replies: { 201: wire.inboxReply },
    },
    async ({ res, body }) => {
      lead(res);
      return reply(await db.tx((tx) => addInbox(tx, body, byOf(res))));
    },
  );

  open.add(
    {
      method: 'get',
      path: '/inboxes/:slug/settings',
      summary: 'What is set for an inbox.',
      auth: 'agent',
      replies: { 200: wire.inboxReply },
    },
    async ({ req, res }) => {
      lead(res);
      return reply(await readInbox(db, String(req.params.slug)));
    },
  );

  open.add(
    {
      method: 'put',
      path: '/inboxes/:slug/settings',
      summary: 'Change what is named, all of it or nothing; null goes back to the default.',
      auth: 'agent',
      body: wire.inboxSettingsBody,
      replies: { 200: wire.inboxReply },
    },
    async ({ req, res, body }) => {
      lead(res);
      const inbox = await db.tx((tx) => changeInbox(tx, String(req.params.slug), body, byOf(res)));
      // Whoever waits may be for somebody else now.
      wakeMatcher(platform, inbox.slug);
      return reply(inbox);
    },
  );
}
