/** The agents' session cookie, and the one-time link that makes the first admin. Only hashes are stored. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { AgentRow } from '../conversation/agents.js';
import type { By } from '../conversation/audit.js';
import * as sessions from '../conversation/sessions.js';
import { sha256 } from '../conversation/tokens.js';
import { Forbidden } from '../errors.js';
import type { Platform } from '../platform/open.js';
import { isLoopbackHost, networkOf } from './address.js';

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
  await sessions.startSession(platform.db, agent, { token, address: networkOf(req.ip ?? '') });
  res.cookie(https ? hostCookie : loopbackCookie, token, {
    httpOnly: true,
    sameSite: 'strict',
    secure: https,
    path: '/',
    maxAge: sessions.SESSION_DAYS * 86_400_000,
  });
}

const isHttps = (platform: Platform, req: Request): boolean =>
  req.secure || (platform.config.publicUrl?.startsWith('https:') === true && !isLoopbackHost(req.headers.host));

export async function endSession(platform: Platform, by: By, req: Request, res: Response): Promise<void> {
  const token = sessionToken(req);
  if (token) {
    const ended = await sessions.endSession(platform.db, by, token);
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

// ---------------------------------------------------------------- one-time links

const LINK_HOURS = 24;

/**
 * A signed link for making the first admin. It dies with its use: once an admin with a password exists it is refused.
 */
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
