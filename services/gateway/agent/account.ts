/** Who is at the console: signing in and out, the first admin, availability. */
import type { Response } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type AgentRow, addAgent, authenticate, setAvailability, setPassword } from '../../conversation/agents.js';
import { note, noteFailure } from '../../conversation/audit.js';
import { attempt, wakeMatcher } from '../../conversation/conversations.js';
import { agentForStaff } from '../../conversation/present.js';
import { Forbidden, Unauthenticated } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import * as wire from '../../wire/agent.js';
import { addressOf, byOf, networkOf } from '../address.js';
import { checkSetupToken, endSession, sessionHash, spend, startSession } from '../auth.js';
import type { Routes } from '../endpoints.js';

/** Wrong passwords for one account, and from one address, before a wait of a minute. */
const TRIES = { account: 5, address: 50 };

/** Open to everybody: it must be added before the guard. */
export function addSignIn(open: Routes, platform: Platform): void {
  const { db } = platform;
  const byAccount = new RateLimiterMemory({ points: TRIES.account, duration: 60 });
  const byAddress = new RateLimiterMemory({ points: TRIES.address, duration: 60 });

  open.add(
    {
      method: 'post',
      path: '/session',
      summary: 'Sign in; sets the session cookie.',
      auth: 'none',
      body: wire.sessionBody,
      replies: { 200: wire.meReply },
    },
    async ({ req, res, body }) => {
      const account = body.email.toLowerCase();
      const wait = 'Too many tries.';
      await spend(byAccount, account, wait);
      await spend(byAddress, addressOf(req), wait);
      const agent = await authenticate(db, body.email, body.password);
      if (!agent) {
        const by = { kind: 'nobody', address: networkOf(req.ip ?? '') } as const;
        await db.tx((tx) => noteFailure(tx, by, body.email));
        throw new Unauthenticated('The e-mail or the password is not right.');
      }
      await byAccount.delete(account);
      await startSession(platform, req, res, agent);
      if (agent.available) wakeMatcher(platform, agent.id);
      return { agent: agentForStaff(agent) };
    },
  );

  open.add(
    {
      method: 'post',
      path: '/setup',
      summary: 'Make the first admin with the one-time link that the first start printed.',
      auth: 'none',
      body: wire.setupBody,
      replies: { 201: wire.meReply },
    },
    async ({ req, res, body }) => {
      await spend(byAddress, addressOf(req), 'Too many tries.');
      if (!checkSetupToken(platform.config.sessionSecret, body.token))
        throw new Forbidden('This link is not valid any more. Start Frontdesk again for a new one.', 'link_spent');
      const agent = await db.tx(async (tx) => {
        // One row everybody locks: two people with the link make one admin, not two.
        await tx.query('select 1 from installation for update');
        const [admin] = await tx.query(
          `select 1 from agents where role = 'admin' and password_hash is not null and deactivated_at is null`,
        );
        if (admin) throw new Forbidden('There is an admin already. Sign in instead.', 'link_spent');
        const made = await addAgent(tx, { email: body.email, name: body.name, role: 'admin', password: body.password });
        const by = { kind: 'nobody', address: networkOf(req.ip ?? '') } as const;
        await note(tx, by, { action: 'set_up', target: { kind: 'account', id: made.id, name: made.name } });
        return made;
      });
      await startSession(platform, req, res, agent);
      return { agent: agentForStaff(agent) };
    },
  );
}

export function addOneself(open: Routes, platform: Platform, me: (res: Response) => AgentRow): void {
  const { db } = platform;
  const byAccount = new RateLimiterMemory({ points: TRIES.account, duration: 60 });

  open.add(
    {
      method: 'put',
      path: '/password',
      summary: 'Change one’s own password; every other session of the account ends.',
      auth: 'agent',
      body: wire.passwordBody,
      replies: { 204: null },
    },
    async ({ req, res, body }) => {
      const { id, email } = me(res);
      await spend(byAccount, id, 'Too many tries.');
      if (!(await authenticate(db, email, body.current)))
        throw new Forbidden('The current password is not right.', 'wrong_password');
      await byAccount.delete(id);
      await db.tx(async (tx) => {
        await setPassword(tx, id, body.password, sessionHash(req));
        await note(tx, byOf(res), { action: 'password_changed' });
      });
      attempt(platform, 'rights', platform.bus.publish({ kind: 'rights', agentId: id }));
    },
  );

  open.add(
    { method: 'delete', path: '/session', summary: 'Sign out.', auth: 'agent', replies: { 204: null } },
    async ({ req, res }) => {
      await setAvailability(db, me(res).id, false).catch(() => {});
      await endSession(platform, req, res);
      wakeMatcher(platform, me(res).id);
    },
  );

  open.add(
    {
      method: 'get',
      path: '/me',
      summary: 'Who is signed in. Also the sign of presence that answers each heartbeat.',
      auth: 'agent',
      replies: { 200: wire.meReply },
    },
    async ({ res }) => ({ agent: agentForStaff(me(res)) }),
  );

  open.add(
    {
      method: 'put',
      path: '/availability',
      summary: 'Whether new conversations may be offered.',
      auth: 'agent',
      body: wire.availabilityBody,
      replies: { 200: wire.meReply },
    },
    async ({ res, body }) => {
      if (me(res).role === 'content') throw new Forbidden('Content accounts do not take conversations.');
      const agent = await setAvailability(db, me(res).id, body.available);
      // Either way: there is somebody for who waits, or what was held out to him is free.
      wakeMatcher(platform, agent.id);
      return { agent: agentForStaff(agent) };
    },
  );
}
