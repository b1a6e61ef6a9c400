/** Who is at the console: signing in and out, the first admin, availability. */
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { authenticate, setAvailability, setPassword } from '../../conversation/agents.js';
import { note, noteFailure } from '../../conversation/audit.js';
import { wakeMatcher } from '../../conversation/conversations.js';
import { agentForStaff } from '../../conversation/present.js';
import { setUp } from '../../conversation/team.js';
import { Forbidden, Unauthenticated } from '../../errors.js';
import { attempt } from '../../platform/attempt.js';
import * as wire from '../../wire/agent.js';
import { addressOf, networkOf } from '../address.js';
import { checkSetupToken, endSession, sessionHash, startSession } from '../auth.js';
import { on } from '../endpoints.js';
import type { Gate } from '../gate.js';
import type { Found } from '../guards.js';
import { spend } from '../limits.js';
import { answering, anyone } from '../roles.js';

type Asked<B extends z.ZodType> = Gate & { req: Request; res: Response; body: z.infer<B> };

const nobody = (req: Request) => ({ kind: 'nobody', address: networkOf(req.ip ?? '') }) as const;

export const accountRoutes = [
  on(
    'POST',
    '/v1/agent/session',
    {
      summary: 'Sign in; sets the session cookie.',
      auth: 'none',
      body: wire.sessionBody,
      replies: { 200: wire.meReply },
    },
    signIn,
  ),
  on(
    'POST',
    '/v1/agent/setup',
    {
      summary: 'Make the first admin with the one-time link that the first start printed.',
      auth: 'none',
      body: wire.setupBody,
      replies: { 201: wire.meReply },
    },
    makeFirstAdmin,
  ),
  on(
    'PUT',
    '/v1/agent/password',
    {
      summary: 'Change one’s own password; every other session of the account ends.',
      auth: 'agent',
      role: anyone,
      body: wire.passwordBody,
      replies: { 204: null },
    },
    changePassword,
  ),
  on(
    'DELETE',
    '/v1/agent/session',
    { summary: 'Sign out.', auth: 'agent', role: anyone, replies: { 204: null } },
    async ({ platform, db, agent, by, req, res }) => {
      await setAvailability(db, agent.id, false).catch(() => {});
      await endSession(platform, by, req, res);
      wakeMatcher(platform, agent.id);
    },
  ),
  on(
    'GET',
    '/v1/agent/me',
    {
      summary: 'Who is signed in. Also the sign of presence that answers each heartbeat.',
      auth: 'agent',
      role: anyone,
      replies: { 200: wire.meReply },
    },
    async ({ agent }) => ({ agent: agentForStaff(agent) }),
  ),
  on(
    'PUT',
    '/v1/agent/availability',
    {
      summary: 'Whether new conversations may be offered.',
      auth: 'agent',
      role: answering('Content accounts do not take conversations.'),
      body: wire.availabilityBody,
      replies: { 200: wire.meReply },
    },
    async ({ platform, db, agent, body }) => {
      const changed = await setAvailability(db, agent.id, body.available);
      // Either way: there is somebody for who waits, or what was held out to them is free.
      wakeMatcher(platform, agent.id);
      return { agent: agentForStaff(changed) };
    },
  ),
] as const;

async function signIn({ platform, db, limits, req, res, body }: Asked<typeof wire.sessionBody>) {
  const account = body.email.toLowerCase();
  const wait = 'Too many tries.';
  await spend(limits.signInByAccount, account, wait);
  await spend(limits.signInByAddress, addressOf(req), wait);
  const agent = await authenticate(db, body.email, body.password);
  if (!agent) {
    await db.tx((tx) => noteFailure(tx, nobody(req), body.email));
    throw new Unauthenticated('The e-mail or the password is not right.');
  }
  await limits.signInByAccount.delete(account);
  await startSession(platform, req, res, agent);
  if (agent.available) wakeMatcher(platform, agent.id);
  return { agent: agentForStaff(agent) };
}

async function makeFirstAdmin({ platform, db, limits, req, res, body }: Asked<typeof wire.setupBody>) {
  await spend(limits.signInByAddress, addressOf(req), 'Too many tries.');
  const { token, ...account } = body;
  if (!checkSetupToken(platform.config.sessionSecret, token))
    throw new Forbidden('This link is not valid any more. Start Frontdesk again for a new one.', 'link_spent');
  const agent = await db.tx((tx) => setUp(tx, nobody(req), account));
  await startSession(platform, req, res, agent);
  return { agent: agentForStaff(agent) };
}

async function changePassword({
  platform,
  db,
  limits,
  agent,
  by,
  req,
  body,
}: Asked<typeof wire.passwordBody> & Found['agent']) {
  const { id, email } = agent;
  await spend(limits.passwords, id, 'Too many tries.');
  if (!(await authenticate(db, email, body.current)))
    throw new Forbidden('The current password is not right.', 'wrong_password');
  await limits.passwords.delete(id);
  await db.tx(async (tx) => {
    await setPassword(tx, id, body.password, sessionHash(req));
    await note(tx, by, { action: 'password_changed' });
  });
  attempt(platform, 'rights', platform.bus.publish({ kind: 'rights', agentId: id }));
}
