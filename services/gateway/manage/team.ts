/** The people of the team, for managers and admins. Who may do what, and who may sign in, only admins decide. */
import { randomBytes } from 'node:crypto';
import type { Response } from 'express';
import { type AgentRow, isLead, setPassword } from '../../conversation/agents.js';
import { note } from '../../conversation/audit.js';
import { attempt, wakeMatcher } from '../../conversation/conversations.js';
import { inboxNames } from '../../conversation/inboxes.js';
import { addMember, changeMember, listMembers, readMember } from '../../conversation/team.js';
import { Forbidden } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import * as wire from '../../wire/team.js';
import { byOf } from '../address.js';
import { onlyAdmins } from '../auth.js';
import type { Routes } from '../endpoints.js';

/** 96 random bits. */
const makePassword = () => randomBytes(12).toString('base64url');

export function addTeam(open: Routes, platform: Platform, me: (res: Response) => AgentRow): void {
  const { db, config } = platform;
  const { absent } = config.timing;
  const lead = (res: Response) => {
    if (!isLead(me(res))) throw new Forbidden('Only managers and admins see the team’s settings.');
  };
  const admin = onlyAdmins(me, 'Only admins make accounts, give roles and close accounts.');

  open.add(
    {
      method: 'get',
      path: '/team',
      summary: 'Everybody with an account: what they may do, know, carry, and whether they are there.',
      auth: 'agent',
      replies: { 200: wire.teamReply },
    },
    async ({ res }) => {
      lead(res);
      return { members: await listMembers(db, absent), inboxes: await inboxNames(db) };
    },
  );

  open.add(
    {
      method: 'post',
      path: '/team',
      summary: 'Make an account; its password is in the reply and nowhere else.',
      auth: 'agent',
      body: wire.newMemberBody,
      replies: { 201: wire.newMemberReply },
    },
    async ({ res, body }) => {
      admin(res);
      const password = makePassword();
      const { id } = await db.tx((tx) => addMember(tx, byOf(res), { ...body, password }));
      return { member: await readMember(db, absent, id), password };
    },
  );

  open.add(
    {
      method: 'post',
      path: '/team/:id/password',
      summary: 'Make a new password for an account and sign it out everywhere; it is in the reply and nowhere else.',
      auth: 'agent',
      replies: { 200: wire.newMemberReply },
    },
    async ({ id, res }) => {
      admin(res);
      const password = makePassword();
      const member = await db.tx(async (tx) => {
        await setPassword(tx, id, password);
        const made = await readMember(tx, absent, id);
        await note(tx, byOf(res), { action: 'password_made', target: { kind: 'account', id, name: made.name } });
        return made;
      });
      attempt(platform, 'rights', platform.bus.publish({ kind: 'rights', agentId: id }));
      return { member, password };
    },
  );

  open.add(
    {
      method: 'put',
      path: '/team/:id',
      summary: 'Change what is named of an account, all of it or nothing.',
      auth: 'agent',
      body: wire.memberBody,
      replies: { 200: wire.memberReply },
    },
    async ({ id, res, body }) => {
      lead(res);
      if (body.role !== undefined || body.active !== undefined) admin(res);
      const member = await db.tx((tx) => changeMember(tx, byOf(res), { absentMs: absent, id, change: body }));
      // Whoever waits may be for him now, or not any more.
      wakeMatcher(platform, id);
      attempt(platform, 'rights', platform.bus.publish({ kind: 'rights', agentId: id }));
      return { member };
    },
  );
}
