/** The people of the team, for managers and admins. Who may do what, and who may sign in, only admins decide. */
import { randomBytes } from 'node:crypto';
import type { Response } from 'express';
import { type AgentRow, addAgent, isLead } from '../conversation/agents.js';
import { attempt, wakeMatcher } from '../conversation/conversations.js';
import { listInboxes } from '../conversation/inboxes.js';
import { changeMember, listMembers, readMember } from '../conversation/team.js';
import { Forbidden } from '../errors.js';
import type { Platform } from '../platform/open.js';
import * as wire from '../protocol-team.js';
import type { Routes } from './endpoints.js';

export function addTeam(open: Routes, platform: Platform, me: (res: Response) => AgentRow): void {
  const { db, config } = platform;
  const { absent } = config.timing;
  const lead = (res: Response) => {
    if (!isLead(me(res))) throw new Forbidden('Only managers and admins see the team’s settings.');
  };
  const admin = (res: Response) => {
    if (me(res).role !== 'admin') throw new Forbidden('Only admins make accounts, give roles and close accounts.');
  };

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
      const inboxes = (await listInboxes(db)).map(({ slug, name }) => ({ slug, name }));
      return { members: await listMembers(db, absent), inboxes };
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
      const password = randomBytes(12).toString('base64url');
      const { id } = await db.tx((tx) => addAgent(tx, { ...body, password }));
      return { member: await readMember(db, absent, id), password };
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
      const member = await db.tx((tx) => changeMember(tx, absent, id, body));
      // Whoever waits may be for him now, or not any more.
      wakeMatcher(platform, id);
      attempt(platform, 'rights', platform.bus.publish({ kind: 'rights', agentId: id }));
      return { member };
    },
  );
}
