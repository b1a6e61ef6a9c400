/** The guard of each kind of endpoint: lets through, and says whom it found, or throws. */
import type { Request, RequestHandler } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { findAgent } from '../conversation/agents.js';
import { wakeMatcher } from '../conversation/conversations.js';
import type { Bearer } from '../conversation/identity.js';
import { touchSession } from '../conversation/sessions.js';
import { findVisitorByToken, sha256 } from '../conversation/tokens.js';
import { Forbidden, NotFound, Unauthenticated } from '../errors.js';
import type { Platform } from '../platform/open.js';
import { byOf } from './address.js';
import { equal, sessionToken, spend } from './auth.js';
import type { Auth, Found, Role } from './endpoints.js';

export type Guards = { [A in Auth]: (req: Request, role?: Role | 'any') => Promise<Found[A]> };

export function createGuards(platform: Platform, operatorKey: string | undefined): Guards {
  const newcomer = visitorGuard(platform);
  return {
    none: async () => ({}),
    newcomer: async (req) => ({ visitor: await newcomer(req) }),
    async visitor(req) {
      const visitor = await newcomer(req);
      if (!visitor) throw new Unauthenticated();
      return { visitor };
    },
    agent: agentGuard(platform),
    async operator(req) {
      // Where no lock is held there is no key, and so no such door.
      if (!operatorKey) throw new NotFound();
      const given = /^Bearer (\S+)$/.exec(req.headers.authorization ?? '')?.[1];
      if (!given || !equal(given, operatorKey)) throw new Unauthenticated();
      return {};
    },
  };
}

/** For what is no route at all, at the end of a router: strangers are not told so. */
export const nothingHere =
  (guard: (req: Request) => Promise<unknown>): RequestHandler =>
  async (req, _res, next) => {
    await guard(req);
    next();
  };

const READS_PER_SECOND = 20;
const BLOCKED = 'The team has blocked messages from here. You can still read this conversation.';

/** The visitor of the bearer token; undefined for a request without any credentials. */
function visitorGuard({ db }: Platform): (req: Request) => Promise<Bearer | undefined> {
  const reads = new RateLimiterMemory({ points: READS_PER_SECOND, duration: 1 });
  return async (req) => {
    const token = /^Bearer ([\w-]{20,200})$/.exec(req.headers.authorization ?? '')?.[1];
    if (!token) {
      if (req.headers.authorization) throw new Unauthenticated();
      return undefined;
    }
    const visitor = await findVisitorByToken(db, token);
    if (!visitor) throw new Unauthenticated();
    // They can go on reading what was said to them.
    if (visitor.blocked && req.method !== 'GET') throw new Forbidden(BLOCKED, 'blocked');
    if (req.method === 'GET') await spend(reads, sha256(token).toString('hex'), 'Too many requests a second.');
    return { visitorId: visitor.visitorId, token };
  };
}

/** The agent of the session, who is hereby present, where their role is one of those that may. */
function agentGuard(platform: Platform): Guards['agent'] {
  const { db, config } = platform;
  return async (req, role = 'any') => {
    const session = await touchSession(db, sessionToken(req), true);
    const agent = session && (await findAgent(db, session.agentId));
    if (!agent) throw new Unauthenticated('Sign in first.');
    // Back from where they were counted as absent: there may be somebody for them.
    if (agent.available && session.awayMs > config.timing.absent) wakeMatcher(platform, agent.id);
    if (role !== 'any' && !role.only.includes(agent.role)) throw new Forbidden(role.otherwise);
    return { agent, by: byOf(agent, req) };
  };
}
