/** The people of the team, for managers and admins. Who may do what, and who may sign in, only admins decide. */
import { randomBytes } from 'node:crypto';
import { setPassword } from '../../conversation/agents.js';
import { type By, note } from '../../conversation/audit.js';
import { wakeMatcher } from '../../conversation/conversations.js';
import { inboxNames } from '../../conversation/inboxes.js';
import { addMember, changeMember, listMembers, readMember } from '../../conversation/team.js';
import { Forbidden } from '../../errors.js';
import { attempt } from '../../platform/attempt.js';
import type { Platform } from '../../platform/open.js';
import * as wire from '../../wire/team.js';
import { on } from '../endpoints.js';
import { admins, leads } from '../roles.js';

const lead = leads('Only managers and admins see the team’s settings.');
const admin = admins('Only admins make accounts, give roles and close accounts.');

/** 96 random bits. */
const makePassword = () => randomBytes(12).toString('base64url');

export const teamRoutes = [
  on(
    'GET',
    '/v1/agent/team',
    {
      summary: 'Everybody with an account: what they may do, know, carry, and whether they are there.',
      auth: 'agent',
      role: lead,
      replies: { 200: wire.teamReply },
    },
    async ({ platform, db }) => ({
      members: await listMembers(db, platform.config.timing.absent),
      inboxes: await inboxNames(db),
    }),
  ),
  on(
    'POST',
    '/v1/agent/team',
    {
      summary: 'Make an account; its password is in the reply and nowhere else.',
      auth: 'agent',
      role: admin,
      body: wire.newMemberBody,
      replies: { 201: wire.newMemberReply },
    },
    async ({ platform, db, by, body }) => {
      const password = makePassword();
      const { id } = await db.tx((tx) => addMember(tx, by, { ...body, password }));
      return { member: await readMember(db, platform.config.timing.absent, id), password };
    },
  ),
  on(
    'POST',
    '/v1/agent/team/:id/password',
    {
      summary: 'Make a new password for an account and sign it out everywhere; it is in the reply and nowhere else.',
      auth: 'agent',
      role: admin,
      replies: { 200: wire.newMemberReply },
    },
    ({ platform, by, id }) => renewPassword(platform, by, id),
  ),
  on(
    'PUT',
    '/v1/agent/team/:id',
    {
      summary: 'Change what is named of an account, all of it or nothing.',
      auth: 'agent',
      role: lead,
      body: wire.memberBody,
      replies: { 200: wire.memberReply },
    },
    async ({ platform, db, agent, by, id, body }) => {
      const rights = body.role !== undefined || body.active !== undefined;
      if (rights && !admin.may.includes(agent.role)) throw new Forbidden(admin.otherwise);
      const absentMs = platform.config.timing.absent;
      const member = await db.tx((tx) => changeMember(tx, by, { absentMs, id, change: body }));
      // Whoever waits may be for them now, or not any more.
      wakeMatcher(platform, id);
      tellRights(platform, id);
      return { member };
    },
  ),
] as const;

async function renewPassword(platform: Platform, by: By, id: string) {
  const password = makePassword();
  const member = await platform.db.tx(async (tx) => {
    await setPassword(tx, id, password);
    const made = await readMember(tx, platform.config.timing.absent, id);
    await note(tx, by, { action: 'password_made', target: { kind: 'account', id, name: made.name } });
    return made;
  });
  tellRights(platform, id);
  return { member, password };
}

const tellRights = (platform: Platform, agentId: string): void =>
  attempt(platform, 'rights', platform.bus.publish({ kind: 'rights', agentId }));
