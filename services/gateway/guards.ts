/**
 * Who is asking. The guard of its kind stands in front of each endpoint, and what it found is in the handler's context.
 */
import type { Request } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { AgentRow } from '../conversation/agents.js';
import type { By } from '../conversation/audit.js';
import { wakeMatcher } from '../conversation/conversations.js';
import type { Bearer } from '../conversation/identity.js';
import { findSession } from '../conversation/sessions.js';
import { findVisitorByToken, sha256 } from '../conversation/tokens.js';
import { Forbidden, NotFound, Unauthenticated } from '../errors.js';
import type { Platform } from '../platform/open.js';
import { networkOf } from './address.js';
import { equal, sessionToken } from './auth.js';
import { spend } from './limits.js';
import type { Role } from './roles.js';

/** What a handler is told, by who may ask. */
export type Found = {
  none: object;
  /** Whoever comes without a token is new. */
  maybe_visitor: { visitor: Bearer | undefined };
  visitor: { visitor: Bearer };
  /** Who is signed in, and how the audit log names them. */
  agent: { agent: AgentRow; by: Required<By> };
  operator: object;
};
export type Auth = keyof Found;
export type Guards = { [A in Auth]: (req: Request, role?: Role) => Promise<Found[A]> };

/** One set for an app: the limits count for all its endpoints together. */
export function createGuards(platform: Platform, operatorKey: string | undefined): Guards {
  const bearer = visitorGuard(platform);
  return {
    none: async () => ({}),
    maybe_visitor: async (req) => ({ visitor: await bearer(req) }),
    visitor: async (req) => {
      const visitor = await bearer(req);
      if (!visitor) throw new Unauthenticated();
      return { visitor };
    },
    agent: (req, role) => agentGuard(platform, req, role),
    operator: async (req) => operatorGuard(operatorKey, req),
  };
}

const READS_PER_SECOND = 20;
const BLOCKED = 'The team has blocked messages from here. You can still read this conversation.';

/** Reads the bearer token; undefined for a request without any credentials. */
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

async function agentGuard(platform: Platform, req: Request, role: Role | undefined): Promise<Found['agent']> {
  const session = await findSession(platform.db, sessionToken(req), { present: true });
  if (!session) throw new Unauthenticated('Sign in first.');
  const { agent, awayMs } = session;
  // Back from where they were counted as absent: there may be somebody for them.
  if (agent.available && awayMs > platform.config.timing.absent) wakeMatcher(platform, agent.id);
  if (role && !role.may.includes(agent.role)) throw new Forbidden(role.otherwise);
  return { agent, by: { kind: 'agent', id: agent.id, name: agent.name, address: networkOf(req.ip ?? '') } };
}

function operatorGuard(key: string | undefined, req: Request): Found['operator'] {
  // Where no lock is held there is no key, and so no such door.
  if (!key) throw new NotFound();
  const given = /^Bearer (\S+)$/.exec(req.headers.authorization ?? '')?.[1];
  if (!given || !equal(given, key)) throw new Unauthenticated();
  return {};
}
