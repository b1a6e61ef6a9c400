/** Who is asking: visitors by opaque token, agents by session cookie, the operator's scripts by the lock's key. Only hashes are stored. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';
import { type AgentRow, findAgent } from '../conversation/agents.js';
import { note } from '../conversation/audit.js';
import { wakeMatcher } from '../conversation/conversations.js';
import { findVisitorByToken, sha256 } from '../conversation/tokens.js';
import { Forbidden, Invalid, TooMany, Unauthenticated } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import { byOf, networkOf } from './address.js';

// ---------------------------------------------------------------- origins

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

export const isLoopbackHost = (host: string | undefined): boolean => {
  const name = host?.replace(/:\d+$/, '');
  return name !== undefined && loopback.has(name);
};

/** Our own pages: PUBLIC_URL, and on this machine the port that was asked. */
export function isOwnOrigin(req: Request, publicUrl: string | undefined): boolean {
  const { origin } = req.headers;
  if (!origin || !URL.canParse(origin)) return false;
  if (publicUrl && new URL(publicUrl).origin === origin) return true;
  const { hostname, port, protocol } = new URL(origin);
  return protocol === 'http:' && loopback.has(hostname) && Number(port || 80) === req.socket.localPort;
}

/**
 * The visitor API is called from customers' pages: answers CORS for origins on an inbox's list and refuses the others.
 * No cookies are involved, so an allowed origin gives a page nothing that its visitor's token does not.
 */
export function originGuard(platform: Platform): RequestHandler {
  return async (req, res, next) => {
    res.vary('Origin');
    const { origin } = req.headers;
    if (origin === undefined) return next();
    if (!isOwnOrigin(req, platform.config.publicUrl)) {
      const inboxes = await platform.db.query<{ slug: string }>('select slug from inboxes where $1 = any(origins)', [
        origin,
      ]);
      if (inboxes.length === 0)
        throw new Forbidden(
          `The origin ${printable(origin)} is not allowed. Add it to the inbox's origins, or set PUBLIC_URL if it is this server's own address.`,
          'origin_not_allowed',
        );
      res.locals.originInboxes = inboxes.map((inbox) => inbox.slug);
    }
    res.setHeader('access-control-allow-origin', origin);
    res.setHeader('access-control-expose-headers', 'retry-after, x-request-id');
    if (req.method !== 'OPTIONS') return next();
    res.setHeader('access-control-allow-methods', 'GET, POST');
    res.setHeader('access-control-allow-headers', 'authorization, content-type, last-event-id');
    res.setHeader('access-control-max-age', '600');
    res.status(204).end();
  };
}

const printable = (origin: string): string => origin.replace(/[^\x21-\x7e]/g, '').slice(0, 200);

/** An origin of one inbox may not act in another. */
export function checkInboxOrigin(res: Response, inbox: string): void {
  const allowed = res.locals.originInboxes as string[] | undefined;
  if (allowed && !allowed.includes(inbox))
    throw new Forbidden(`This origin is not allowed for the inbox "${inbox}".`, 'origin_not_allowed');
}

// ---------------------------------------------------------------- visitors

const READS_PER_SECOND = 20;

/** Reads the bearer token and sets `res.locals.visitorId`; a request without any credentials passes without one. */
const BLOCKED = 'The team has blocked messages from here. You can still read this conversation.';

export function visitorAuth(platform: Platform): RequestHandler {
  const reads = new RateLimiterMemory({ points: READS_PER_SECOND, duration: 1 });
  return async (req, res, next) => {
    const token = /^Bearer ([\w-]{20,200})$/.exec(req.headers.authorization ?? '')?.[1];
    if (!token) {
      if (req.headers.authorization) throw new Unauthenticated();
      return next();
    }
    const visitor = await findVisitorByToken(platform.db, token);
    if (!visitor) throw new Unauthenticated();
    // He can go on reading what was said to him.
    if (visitor.blocked && req.method !== 'GET') throw new Forbidden(BLOCKED, 'blocked');
    const { visitorId } = visitor;
    if (req.method === 'GET') await spend(reads, sha256(token).toString('hex'), 'Too many requests a second.');
    res.locals.visitorId = visitorId;
    res.locals.token = token;
    next();
  };
}

/** Takes one point or throws `TooMany`. */
export async function spend(limiter: RateLimiterAbstract, key: string, message: string, points = 1): Promise<void> {
  try {
    await limiter.consume(key, points);
  } catch (rejected) {
    if (rejected instanceof Error) throw rejected;
    const { msBeforeNext } = rejected as { msBeforeNext: number };
    throw new TooMany(`${message} Please wait a moment.`, Math.max(1, Math.ceil(msBeforeNext / 1000)));
  }
}

// ---------------------------------------------------------------- agents

const SESSION_DAYS = 7;
const IDLE_HOURS = 12;
const hostCookie = '__Host-frontdesk';
const loopbackCookie = 'frontdesk';

/** Starts a session and sets its cookie: `__Host-` and Secure over https; plain only on this machine. */
export async function startSession(platform: Platform, req: Request, res: Response, agent: AgentRow): Promise<void> {
  const https = isHttps(platform, req);
  if (!https && !isLoopbackHost(req.headers.host))
    throw new Forbidden(
      'The console signs in over https only. Put a TLS proxy in front and set PUBLIC_URL to its https address.',
      'insecure',
    );
  const token = randomBytes(32).toString('base64url');
  await platform.db.tx(async (tx) => {
    await tx.query(
      `insert into agent_sessions (token_hash, agent_id, expires_at) values ($1, $2, now() + $3 * interval '1 day')`,
      [sha256(token), agent.id, SESSION_DAYS],
    );
    const { id, name } = agent;
    await note(tx, { kind: 'agent', id, name, address: networkOf(req.ip ?? '') }, { action: 'signed_in' });
  });
  res.cookie(https ? hostCookie : loopbackCookie, token, {
    httpOnly: true,
    sameSite: 'strict',
    secure: https,
    path: '/',
    maxAge: SESSION_DAYS * 86_400_000,
  });
}

const isHttps = (platform: Platform, req: Request): boolean =>
  req.secure || (platform.config.publicUrl?.startsWith('https:') === true && !isLoopbackHost(req.headers.host));

export async function endSession(platform: Platform, req: Request, res: Response): Promise<void> {
  const token = sessionToken(req);
  if (token) {
    const ended = await platform.db.tx(async (tx) => {
      const [session] = await tx.query<{ agentId: string }>(
        'delete from agent_sessions where token_hash = $1 returning agent_id as "agentId"',
        [sha256(token)],
      );
      if (session) await note(tx, byOf(res), { action: 'signed_out' });
      return session;
    });
    if (ended) platform.bus.publish({ kind: 'rights', agentId: ended.agentId }).catch(() => {});
  }
  for (const name of [hostCookie, loopbackCookie])
    res.clearCookie(name, { httpOnly: true, sameSite: 'strict', path: '/', secure: name === hostCookie });
}

/** As it stands in `agent_sessions`. */
export function sessionHash(req: Request): Buffer | undefined {
  const token = sessionToken(req);
  return token === undefined ? undefined : sha256(token);
}

export function sessionToken(req: Request): string | undefined {
  const cookies = new Map(
    (req.headers.cookie ?? '').split(/; */).map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    }),
  );
  // Over plain http only the loopback cookie exists, over https only the other; the stronger goes first.
  return cookies.get(hostCookie) ?? (isLoopbackHost(req.headers.host) ? cookies.get(loopbackCookie) : undefined);
}

/**
 * The agent of this session, who is hereby present, unless `present` is false (an open stream alone proves nothing).
 * Sessions end after seven days, or twelve idle hours.
 */
export async function findAgentBySession(
  sql: Sql,
  token: string | undefined,
  { present } = { present: true },
): Promise<AgentRow | undefined> {
  const session = await touch(sql, token, present);
  return session && findAgent(sql, session.agentId);
}

/** Whose session this is, and how long he had not been heard of. */
async function touch(sql: Sql, token: string | undefined, present: boolean) {
  if (!token) return undefined;
  const [session] = await sql.query<{ agentId: string; awayMs: number }>(
    `update agent_sessions s set seen_at = ${present ? 'now()' : 's.seen_at'} from agent_sessions before
     where s.token_hash = $1 and before.token_hash = $1 and s.expires_at > now() and s.seen_at > now() - interval '${IDLE_HOURS} hours'
     returning s.agent_id as "agentId", extract(epoch from now() - before.seen_at)::float8 * 1000 as "awayMs"`,
    [sha256(token)],
  );
  return session;
}

/** Guards the agents' router: a session, and for what changes something our own Origin and JSON. Sets `res.locals.agent`. */
export function agentAuth(platform: Platform): RequestHandler {
  return async (req, res, next) => {
    const session = await touch(platform.db, sessionToken(req), true);
    const agent = session && (await findAgent(platform.db, session.agentId));
    if (!agent) throw new Unauthenticated('Sign in first.');
    // Back from where he was counted as absent: there may be somebody for him.
    if (agent.available && session.awayMs > platform.config.timing.absent) wakeMatcher(platform, agent.id);
    res.locals.agent = agent;
    next();
  };
}

/** For routes that are for admins alone; `words` say so to everybody else. */
export const onlyAdmins =
  (me: (res: Response) => AgentRow, words: string) =>
  (res: Response): void => {
    if (me(res).role !== 'admin') throw new Forbidden(words);
  };

/** The type of an upload, which like JSON no form of another site can send. */
export const RAW = 'application/octet-stream';
const isUpload = (req: Request): boolean =>
  ((req.method === 'POST' && /^\/conversations\/[^/]+\/files$/.test(req.path)) ||
    (req.method === 'PUT' && req.path === '/picture')) &&
  Boolean(req.is(RAW));

/** A page of another site must not act with an agent's cookie: no CSRF token, the browser's own Origin says where a request comes from. */
export function sameOrigin(platform: Platform): RequestHandler {
  return (req, _res, next) => {
    const unsafe = req.method !== 'GET' && req.method !== 'HEAD';
    const foreign = req.headers.origin !== undefined && !isOwnOrigin(req, platform.config.publicUrl);
    if (foreign) throw new Forbidden('This is for our own pages only.', 'origin_not_allowed');
    if (unsafe && req.headers.cookie && req.headers.origin === undefined)
      throw new Forbidden('A request with a session cookie needs an Origin header.', 'origin_missing');
    if (unsafe && req.headers['content-type'] !== undefined && !req.is('application/json') && !isUpload(req))
      throw new Invalid('Send the body as JSON with "Content-Type: application/json".');
    next();
  };
}

// ---------------------------------------------------------------- one-time links

const LINK_HOURS = 24;

/** A signed link for making the first admin. It dies with its use: once an admin with a password exists it is refused. */
export function setupToken(secret: string): string {
  const expires = Date.now() + LINK_HOURS * 3_600_000;
  return `${expires}.${sign(secret, `setup.${expires}`)}`;
}

export function checkSetupToken(secret: string, token: string): boolean {
  const [expires, signature] = token.split('.');
  if (!expires || !signature || !(Number(expires) > Date.now())) return false;
  return equal(signature, sign(secret, `setup.${expires}`));
}

const sign = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('base64url');

export function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
