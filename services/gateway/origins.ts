/** Which pages may ask: customers' pages for visitors, our own for the team. */
import type { Request, RequestHandler } from 'express';
import { inboxesOfOrigin } from '../conversation/inboxes.js';
import { Forbidden, Invalid } from '../errors.js';
import type { Platform } from '../platform/open.js';
import { isLoopbackHost } from './address.js';

/** Our own pages: PUBLIC_URL, and on this machine the port that was asked. */
export function isOwnOrigin(req: Request, publicUrl: string | undefined): boolean {
  const { origin } = req.headers;
  if (!origin || !URL.canParse(origin)) return false;
  if (publicUrl && new URL(publicUrl).origin === origin) return true;
  const { hostname, port, protocol } = new URL(origin);
  return protocol === 'http:' && isLoopbackHost(hostname) && Number(port || 80) === req.socket.localPort;
}

/** For how long an origin that was on a list needs no second look; browsers remember theirs for `MAX_AGE_S`. */
const REMEMBERED_MS = 1_000;
const MAX_AGE_S = 600;

/**
 * The visitor API is called from customers' pages: answers CORS for origins on an inbox's list and refuses the others.
 * No cookies are involved, so an allowed origin gives a page nothing that its visitor's token does not.
 */
export function originGuard(platform: Platform): RequestHandler {
  /** Until when, by origin: no more of them than the lists hold. */
  const allowed = new Map<string, number>();
  const isAllowed = async (origin: string): Promise<boolean> => {
    if (Date.now() < (allowed.get(origin) ?? 0)) return true;
    if ((await inboxesOfOrigin(platform.db, origin)).length === 0) return false;
    allowed.set(origin, Date.now() + REMEMBERED_MS);
    return true;
  };
  return async (req, res, next) => {
    res.vary('Origin');
    const { origin } = req.headers;
    if (origin === undefined) return next();
    const foreign = !isOwnOrigin(req, platform.config.publicUrl);
    if (foreign && !(await isAllowed(origin)))
      throw new Forbidden(
        `The origin ${printable(origin)} is not allowed. Add it to the inbox's origins, or set PUBLIC_URL if it is this server's own address.`,
        'origin_not_allowed',
      );
    res.setHeader('access-control-allow-origin', origin);
    res.setHeader('access-control-expose-headers', 'retry-after, x-request-id');
    if (req.method !== 'OPTIONS') return next();
    res.setHeader('access-control-allow-methods', 'GET, POST');
    res.setHeader('access-control-allow-headers', 'authorization, content-type, last-event-id');
    res.setHeader('access-control-max-age', String(MAX_AGE_S));
    res.status(204).end();
  };
}

const printable = (origin: string): string => origin.replace(/[^\x21-\x7e]/g, '').slice(0, 200);

/** An origin of one inbox may not act in another. */
export async function checkInboxOrigin({ db, config }: Platform, req: Request, inbox: string): Promise<void> {
  const { origin } = req.headers;
  if (origin === undefined || isOwnOrigin(req, config.publicUrl)) return;
  if (!(await inboxesOfOrigin(db, origin)).includes(inbox))
    throw new Forbidden(`This origin is not allowed for the inbox "${inbox}".`, 'origin_not_allowed');
}

/** The type of an upload, which like JSON no form of another site can send. */
export const RAW = 'application/octet-stream';
const isUpload = (req: Request): boolean =>
  ((req.method === 'POST' && /^\/conversations\/[^/]+\/files$/.test(req.path)) ||
    (req.method === 'PUT' && req.path === '/picture')) &&
  Boolean(req.is(RAW));

/**
 * A page of another site must not act with an agent's cookie: no CSRF token, the browser's own Origin says where a
 * request comes from.
 */
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
