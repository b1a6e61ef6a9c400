/**
 * Who is asking: cookies, sessions, tokens and one-time links, at their boundaries; with guards on a bare server, to
 * send any Host.
 */
import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request, type RequestHandler } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AgentRow } from '../conversation/agents.js';
import { findSession } from '../conversation/sessions.js';
import { issueToken, sha256 } from '../conversation/tokens.js';
import type { BusMessage } from '../platform/bus.js';
import type { Platform } from '../platform/open.js';
import type { Stack } from '../testing/stack.js';
import { failure, someAgent, someVisitor, startBare } from '../testing/verbs.js';
import { isLoopbackHost } from './address.js';
import { checkSetupToken, endSession, equal, sessionHash, sessionToken, setupToken, startSession } from './auth.js';
import { errorHandler } from './errors.js';
import { createGuards } from './guards.js';
import { spend } from './limits.js';
import { checkInboxOrigin, isOwnOrigin, originGuard, RAW, sameOrigin } from './origins.js';
import { admins, anyone } from './roles.js';

let stack: Stack;
let platform: Platform;
let lena: AgentRow;
const drops: (() => void)[] = [];
beforeAll(async () => {
  stack = await startBare('embedded');
  platform = stack.platform;
  await platform.db.query(
    `insert into inboxes (slug, name, origins) values ('shop', 'Shop', '{https://shop.example}')`,
  );
});
afterAll(() => stack?.drop());
beforeEach(async () => {
  lena = await someAgent(platform, { name: 'Lena', role: 'admin' });
});
afterEach(() => {
  for (const drop of drops.splice(0)) drop();
  vi.useRealTimers();
});

const db = (sql: string, ...values: unknown[]) => platform.db.query(sql, values);
const at = (publicUrl: string | undefined): Platform => ({ ...platform, config: { ...platform.config, publicUrl } });

type Said = { status: number; body: Record<string, unknown>; headers: Record<string, string | string[] | undefined> };
type Ask = { method?: string; path?: string; headers?: Record<string, string>; body?: string };

/** Listens with these routes, and asks it with whatever headers: `fetch` would not send another Host. */
async function serve(build: (app: Express) => unknown, proxy = false) {
  const app = express();
  app.set('trust proxy', proxy);
  build(app);
  app.use(errorHandler(platform));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  drops.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const ask = ({ method = 'GET', path = '/', headers = {}, body }: Ask = {}): Promise<Said> =>
    new Promise((resolve, reject) => {
      const req = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, async (res) => {
        const text = (await res.toArray()).join('');
        resolve({ status: res.statusCode ?? 0, body: text ? JSON.parse(text) : {}, headers: res.headers });
      });
      req.on('error', reject);
      req.end(body);
    });
  return { port, ask };
}

/** A guard in front of a route, as the table puts it there; what it found is told back. */
const before =
  (guard: (req: Request) => Promise<object>): RequestHandler =>
  async (req, res, next) => {
    Object.assign(res.locals, await guard(req));
    next();
  };
const agentAuth = (it: Platform, role = anyone) => {
  const guards = createGuards(it, undefined);
  return before((req) => guards.agent(req, role));
};
const visitorAuth = (it: Platform) => before(createGuards(it, undefined).maybe_visitor);
const agentOf = async (token: string | undefined, present = true) =>
  (await findSession(platform.db, token, { present }))?.agent;

const fine: RequestHandler = (_req, res) => void res.json({ ...res.locals });
const codeOf = ({ body }: Said) => (body.error as { code: string } | undefined)?.code;
const messageOf = ({ body }: Said) => (body.error as { message: string } | undefined)?.message;

// ---------------------------------------------------------------- pure

test.each([
  ['127.0.0.1', true],
  ['127.0.0.1:3000', true],
  ['localhost', true],
  ['localhost:80', true],
  ['[::1]', true],
  ['[::1]:8080', true],
  [undefined, false],
  ['', false],
  ['shop.example', false],
  ['localhost.evil.example', false],
  ['localhost:80.evil.example', false],
  ['127.0.0.2', false],
  ['localhost:', false],
  ['localhost:80x', false],
])('a host of %s is this machine: %s', (host, own) => {
  expect(isLoopbackHost(host)).toBe(own);
});

test.each([
  ['same', 'same', true],
  ['', '', true],
  ['same', 'samf', false],
  ['same', 'same ', false],
  ['ä', 'a', false],
])('%j and %j are equal: %s', (a, b, same) => {
  expect(equal(a, b)).toBe(same);
});

describe('the one-time link', () => {
  const HOUR = 3_600_000;
  const made = Date.UTC(2026, 0, 12, 10);
  beforeEach(() => vi.useFakeTimers({ now: made, toFake: ['Date'] }));

  test('is good for a day and not a moment longer', () => {
    const token = setupToken('secret');
    expect(token).toMatch(/^\d+\.[\w-]{43}$/);
    expect(token.startsWith(`${made + 24 * HOUR}.`)).toBe(true);
    expect(checkSetupToken('secret', token)).toBe(true);
    vi.setSystemTime(made + 24 * HOUR - 1);
    expect(checkSetupToken('secret', token)).toBe(true);
    vi.setSystemTime(made + 24 * HOUR);
    expect(checkSetupToken('secret', token)).toBe(false);
  });

  test('is made with the secret, for its very time', () => {
    const token = setupToken('secret');
    const [expires, signature] = token.split('.') as [string, string];
    for (const bad of [
      `${Number(expires) + 1}.${signature}`,
      `${expires}.${signature.slice(0, -1)}`,
      `${expires}.${signature}x`,
      `${expires}.`,
      `.${signature}`,
      `x.${signature}`,
      expires,
      '',
      '.',
    ])
      expect([bad, checkSetupToken('secret', bad)]).toEqual([bad, false]);
    expect(checkSetupToken('other', token)).toBe(false);
  });
});

test('who has spent all waits for at least a second, rounded up; another key is another account', async () => {
  const limiter = new RateLimiterMemory({ points: 2, duration: 90 });
  await spend(limiter, 'a', 'Too many.');
  await spend(limiter, 'a', 'Too many.');
  await spend(limiter, 'b', 'Too many.', 2);
  const said = { status: 429, code: 'too_many', message: 'Too many. Please wait a moment.', retryAfterSeconds: 90 };
  expect(await failure(spend(limiter, 'a', 'Too many.'))).toMatchObject(said);
  expect(await failure(spend(limiter, 'b', 'Too many.'))).toMatchObject(said);
  const short = new RateLimiterMemory({ points: 0, duration: 0.2 });
  expect(await failure(spend(short, 'a', 'Too many.'))).toMatchObject({ retryAfterSeconds: 1 });
});

test('a limiter that breaks is no limit that was reached', async () => {
  const limiter = new RateLimiterMemory({ points: 1, duration: 1 });
  limiter.consume = () => Promise.reject(new TypeError('broken'));
  expect(await failure(spend(limiter, 'a', 'Too many.'))).toBeInstanceOf(TypeError);
});

test('what is for admins alone says so to everybody else', async () => {
  const mona = await someAgent(platform, { name: 'Mona', role: 'manager' });
  const { ask } = await serve((app) => app.get('/', agentAuth(platform, admins('Only admins do this.')), fine));
  const as = async (agent: AgentRow) =>
    ask({ headers: { host: 'localhost', cookie: `frontdesk=${await session(agent)}` } });
  const refused = await as(mona);
  expect([refused.status, codeOf(refused), messageOf(refused)]).toEqual([403, 'forbidden', 'Only admins do this.']);
  expect((await as(lena)).status).toBe(200);
});

// ---------------------------------------------------------------- cookies

describe('the session cookie', () => {
  const readBack = (app: Express) =>
    app.get('/', (req, res) => {
      const hash = sessionHash(req);
      res.json({ token: sessionToken(req) ?? null, hashed: hash?.toString('hex') ?? null });
    });

  test.each([
    ['frontdesk=plain', 'localhost:3000', 'plain'],
    ['frontdesk=plain', '127.0.0.1', 'plain'],
    ['frontdesk=plain', 'chat.example', null],
    ['frontdesk=plain', 'localhost.evil.example', null],
    ['__Host-frontdesk=strong', 'chat.example', 'strong'],
    ['__Host-frontdesk=strong', 'localhost', 'strong'],
    ['frontdesk=plain; __Host-frontdesk=strong', 'localhost', 'strong'],
    ['frontdesk=plain; __Host-frontdesk=strong', 'chat.example', 'strong'],
    ['other=1;frontdesk=a=b;  more=2', 'localhost', 'a=b'],
    ['xfrontdesk=no; frontdeskx=no', 'localhost', null],
    ['frontdesk', 'localhost', null],
    [undefined, 'localhost', null],
  ])('%s at %s is %s', async (cookie, host, token) => {
    const { ask } = await serve(readBack);
    const { body } = await ask({ headers: { host, ...(cookie && { cookie }) } });
    expect(body).toEqual({ token, hashed: token === null ? null : sha256(token).toString('hex') });
  });

  test('the plain one opens nothing on any other host than this machine', async () => {
    const { ask } = await serve((app) => {
      app.post('/', async (req, res) => {
        await startSession(platform, req, res, lena);
        res.json({});
      });
      app.get('/', agentAuth(platform), fine);
    });
    const [set] = (await ask({ method: 'POST', headers: { host: 'localhost' } })).headers['set-cookie'] as string[];
    const cookie = set?.split(';')[0] as string;
    expect(cookie).toMatch(/^frontdesk=[\w-]{43}$/);
    const status = async (host: string) => (await ask({ headers: { host, cookie } })).status;
    expect(await status('localhost')).toBe(200);
    expect(await status('chat.example')).toBe(401);
    expect(await status('localhost.evil.example')).toBe(401);
  });

  test.each([
    { what: 'plain on this machine', host: 'localhost:3000', set: 'frontdesk' },
    { what: 'plain at a name', host: 'chat.example', set: undefined },
    { what: 'without https in front', host: 'chat.example', publicUrl: 'http://chat.example', set: undefined },
    { what: 'behind a proxy of PUBLIC_URL', host: 'chat.example', publicUrl: 'https://chat.example', set: '__Host-' },
    { what: 'past that proxy', host: 'localhost', publicUrl: 'https://chat.example', set: 'frontdesk' },
    { what: 'behind a proxy that says so', host: 'chat.example', proto: 'https', set: '__Host-' },
    { what: 'over https on this machine', host: 'localhost', proto: 'https', set: '__Host-' },
  ])('is set $what: $set', async ({ host, publicUrl, proto, set }) => {
    const { ask } = await serve(
      (app) =>
        app.post('/', async (req, res) => {
          await startSession(at(publicUrl), req, res, lena);
          res.json({});
        }),
      true,
    );
    const reply = await ask({ method: 'POST', headers: { host, ...(proto && { 'x-forwarded-proto': proto }) } });
    const sessions = await db('select 1 from agent_sessions where agent_id = $1', lena.id);
    if (set === undefined) {
      expect([reply.status, codeOf(reply)]).toEqual([403, 'insecure']);
      expect(messageOf(reply)).toContain('https');
      expect(reply.headers['set-cookie']).toBeUndefined();
      return expect(sessions).toEqual([]);
    }
    const [cookie] = reply.headers['set-cookie'] as string[];
    const parts = cookie?.split('; ') ?? [];
    expect(parts[0]?.startsWith(set)).toBe(true);
    expect(parts.includes('Secure')).toBe(set === '__Host-');
    expect(parts).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Strict', 'Path=/', `Max-Age=${7 * 86_400}`]));
    expect(parts.some((part) => part.startsWith('Domain'))).toBe(false);
    expect(sessions).toHaveLength(1);
    const [row] = await db(
      `select round(extract(epoch from expires_at - now()) / 3600)::int as hours, encode(token_hash, 'hex') as hash
       from agent_sessions where agent_id = $1`,
      lena.id,
    );
    expect(row).toEqual({ hours: 7 * 24, hash: sha256(parts[0]?.split('=')[1] as string).toString('hex') });
  });

  test('signing in is written down, with the network and not the device', async () => {
    const { ask } = await serve(
      (app) =>
        app.post('/', async (req, res) => {
          await startSession(platform, req, res, lena);
          res.json({});
        }),
      true,
    );
    await ask({ method: 'POST', headers: { host: 'localhost', 'x-forwarded-for': '203.0.113.77' } });
    const [row] = await db(
      `select by, by_name as name, address, action from audit where by_id = $1 order by at desc limit 1`,
      lena.id,
    );
    expect(row).toEqual({ by: 'agent', name: 'Lena', address: '203.0.113.0/24', action: 'signed_in' });
  });

  test('signing out ends it, takes both cookies away, is written down once, and tells open streams', async () => {
    const told: BusMessage[] = [];
    const stop = platform.bus.subscribe((message) => void told.push(message));
    drops.push(stop);
    const { ask } = await serve((app) => {
      const by = { kind: 'agent', id: lena.id, name: lena.name } as const;
      app.delete('/', agentAuth(platform), async (req, res) => {
        await endSession(platform, by, req, res);
        res.json({});
      });
      app.delete('/again', async (req, res) => {
        await endSession(platform, by, req, res);
        res.json({});
      });
    });
    const token = await session(lena);
    const headers = { host: 'localhost', cookie: `frontdesk=${token}` };
    const { status, headers: got } = await ask({ method: 'DELETE', headers });
    expect(status).toBe(200);
    const cleared = got['set-cookie'] as string[];
    expect(cleared.map((one) => one.split(';')[0]).sort()).toEqual(['__Host-frontdesk=', 'frontdesk=']);
    for (const one of cleared) {
      expect(one).toContain('Expires=Thu, 01 Jan 1970');
      for (const part of ['Path=/', 'HttpOnly', 'SameSite=Strict']) expect(one).toContain(part);
      expect(one.includes('Secure')).toBe(one.startsWith('__Host-'));
    }
    expect(await db('select 1 from agent_sessions where agent_id = $1', lena.id)).toEqual([]);
    const out = () => db(`select 1 from audit where by_id = $1 and action = 'signed_out'`, lena.id);
    expect(await out()).toHaveLength(1);
    await vi.waitFor(() => expect(told).toContainEqual({ kind: 'rights', agentId: lena.id }));
    // Whoever is signed out already is not signed out again.
    expect((await ask({ method: 'DELETE', path: '/again', headers })).status).toBe(200);
    expect((await ask({ method: 'DELETE', path: '/again', headers: { host: 'localhost' } })).status).toBe(200);
    expect(await out()).toHaveLength(1);
    expect(told.filter(({ kind }) => kind === 'rights')).toHaveLength(1);
  });
});

// ---------------------------------------------------------------- sessions

let made = 0;
/** A session begun just now; `is` ages it. */
async function session(agent: AgentRow, is = ''): Promise<string> {
  const token = `session-${made++}-${agent.id}`;
  await db(
    `insert into agent_sessions (token_hash, agent_id, expires_at, seen_at) values ($1, $2, now() + interval '7 days', now())`,
    sha256(token),
    agent.id,
  );
  if (is) await db(`update agent_sessions set ${is} where token_hash = $1`, sha256(token));
  return token;
}
const idle = async (token: string) =>
  (
    await db(
      'select round(extract(epoch from now() - seen_at))::int as s from agent_sessions where token_hash = $1',
      sha256(token),
    )
  )[0]?.s as number;

describe('a session', () => {
  test.each([
    ['a fresh one', '', true],
    ['before its end', `expires_at = now() + interval '5 seconds'`, true],
    ['at its end', 'expires_at = now()', false],
    ['long over', `expires_at = now() - interval '1 day'`, false],
    ['short of twelve idle hours', `seen_at = now() - interval '11 hours 59 minutes'`, true],
    ['after twelve idle hours', `seen_at = now() - interval '12 hours'`, false],
    ['over, though just used', `expires_at = now() - interval '1 second', seen_at = now()`, false],
  ])('%s: %s', async (_, is, good) => {
    const token = await session(lena, is);
    const { ask } = await serve((app) => app.get('/', agentAuth(platform), fine));
    const reply = await ask({ headers: { host: 'localhost', cookie: `frontdesk=${token}` } });
    expect(reply.status).toBe(good ? 200 : 401);
    // Neither is it good to a stream that looks again, and looking revives none.
    expect((await agentOf(token, false))?.id).toBe(good ? lena.id : undefined);
    expect((await agentOf(token))?.id).toBe(good ? lena.id : undefined);
    if (!good) expect(messageOf(reply)).toBe('Sign in first.');
  });

  test('is of one token and one agent; a deactivated one has none', async () => {
    const omar = await someAgent(platform, { name: 'Omar' });
    const [hers, his] = [await session(lena), await session(omar)];
    expect((await agentOf(hers))?.name).toBe('Lena');
    expect((await agentOf(his))?.name).toBe('Omar');
    for (const none of [undefined, '', 'unknown']) expect(await agentOf(none)).toBeUndefined();
    await db('update agents set deactivated_at = now() where id = $1', omar.id);
    expect(await agentOf(his)).toBeUndefined();
    const { ask } = await serve((app) => app.get('/', agentAuth(platform), fine));
    expect((await ask({ headers: { host: 'localhost', cookie: `frontdesk=${his}` } })).status).toBe(401);
    expect((await ask({ headers: { host: 'localhost' } })).status).toBe(401);
  });

  test('a request is presence; a look at the stream is none; of other sessions nothing changes', async () => {
    const ago = `seen_at = now() - interval '40 seconds'`;
    const [token, other] = [await session(lena, ago), await session(lena, ago)];
    await agentOf(token, false);
    expect(await idle(token)).toBeGreaterThanOrEqual(40);
    await agentOf(token);
    expect(await idle(token)).toBeLessThan(20);
    expect(await idle(other)).toBeGreaterThanOrEqual(40);
    const { ask } = await serve((app) => app.get('/', agentAuth(platform), fine));
    const { body } = await ask({ headers: { host: 'localhost', cookie: `frontdesk=${other}` } });
    expect(body.agent).toMatchObject({ id: lena.id });
    expect(await idle(other)).toBeLessThan(20);
  });

  test.each([
    { available: true, away: 46, rings: 1 },
    { available: true, away: 40, rings: 0 },
    { available: false, away: 46, rings: 0 },
  ])(
    'back after $away s, available $available: the queue is looked at $rings times',
    async ({ available, away, rings }) => {
      await db('update agents set available = $2 where id = $1', lena.id, available);
      const rung: string[] = [];
      const heard: Platform = {
        ...platform,
        jobs: { ...platform.jobs, ring: async (queue) => void rung.push(queue) },
        config: { ...platform.config, timing: { ...platform.config.timing, absent: 45_000 } },
      };
      const token = await session(lena, `seen_at = now() - interval '${away} seconds'`);
      const { ask } = await serve((app) => app.get('/', agentAuth(heard), fine));
      await ask({ headers: { host: 'localhost', cookie: `frontdesk=${token}` } });
      expect(rung).toEqual(Array(rings).fill('handoff'));
    },
  );
});

// ---------------------------------------------------------------- visitors

describe("a visitor's token", () => {
  const token = async (is = '') => {
    const visitor = await someVisitor(platform);
    const it = await issueToken(platform.db, visitor.visitorId, 'default');
    if (is) await db(`update visitor_tokens set ${is} where token_hash = $1`, sha256(it));
    return { ...visitor, authorization: `Bearer ${it}`, token: it };
  };
  const guarded = () =>
    serve((app) => {
      app.use(visitorAuth(platform));
      app.all('/', fine);
    });

  test.each([
    ['', true],
    [`expires_at = now() + interval '5 seconds'`, true],
    ['expires_at = now()', false],
    [`expires_at = now() - interval '1 day'`, false],
  ])('%s: %s', async (is, good) => {
    const { authorization, visitorId, token: own } = await token(is);
    const { ask } = await guarded();
    const { status, body } = await ask({ headers: { authorization } });
    expect(status).toBe(good ? 200 : 401);
    if (good) expect(body).toEqual({ visitor: { visitorId, token: own } });
  });

  test('is good for ninety days', async () => {
    const { token: it } = await token();
    const [row] = await db(
      `select round(extract(epoch from expires_at - now()) / 86400)::int as days from visitor_tokens where token_hash = $1`,
      sha256(it),
    );
    expect(row).toEqual({ days: 90 });
  });

  test('none at all passes as nobody; anything else that is no token is refused', async () => {
    const { ask } = await guarded();
    expect(await ask()).toMatchObject({ status: 200, body: {} });
    const long = 'a'.repeat(43);
    for (const authorization of [
      'Bearer',
      'Bearer ',
      `Bearer ${long}`,
      `Bearer ${'a'.repeat(19)}`,
      `Bearer ${'a'.repeat(201)}`,
      `Bearer ${long} x`,
      `xBearer ${long}`,
      `Basic ${long}`,
      'Bearer a.b!c',
    ])
      expect([authorization, (await ask({ headers: { authorization } })).status]).toEqual([authorization, 401]);
  });

  test('of a blocked visitor reads and does nothing else', async () => {
    const { authorization, visitorId } = await token();
    await db('update visitors set blocked_at = now(), blocked_by = $2 where id = $1', visitorId, lena.id);
    const { ask } = await guarded();
    expect((await ask({ headers: { authorization } })).status).toBe(200);
    const refused = await ask({ method: 'POST', headers: { authorization } });
    expect([refused.status, codeOf(refused)]).toEqual([403, 'blocked']);
    expect(messageOf(refused)).toContain('still read');
  });

  test('reads twenty times a second, each token for itself; writing is not counted', async () => {
    const [one, other] = [await token(), await token()];
    // The limiter forgets by a timer, which no slow machine may outrun.
    vi.useFakeTimers({ now: Date.now(), toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    const { ask } = await guarded();
    const read = async (authorization: string) => (await ask({ headers: { authorization } })).status;
    for (let i = 0; i < 30; i++)
      expect((await ask({ method: 'POST', headers: { authorization: one.authorization } })).status).toBe(200);
    const statuses: number[] = [];
    for (let i = 0; i < 21; i++) statuses.push(await read(one.authorization));
    expect(statuses).toEqual([...Array(20).fill(200), 429]);
    expect(await read(other.authorization)).toBe(200);
    const limited = await ask({ headers: { authorization: one.authorization } });
    expect(messageOf(limited)).toBe('Too many requests a second. Please wait a moment.');
    expect(limited.headers['retry-after']).toBe('1');
  });
});

// ---------------------------------------------------------------- origins

describe('origins', () => {
  test.each([
    ['https://chat.example', 'https://chat.example', true],
    ['https://chat.example', 'https://chat.example/console', true],
    ['https://chat.example', undefined, false],
    ['http://chat.example', 'https://chat.example', false],
    ['https://chat.example:444', 'https://chat.example', false],
    ['https://chat.example.evil.example', 'https://chat.example', false],
    ['http://localhost:PORT', undefined, true],
    ['http://127.0.0.1:PORT', 'https://chat.example', true],
    ['http://[::1]:PORT', undefined, true],
    ['https://localhost:PORT', undefined, false],
    ['http://localhost:1', undefined, false],
    ['http://localhost', undefined, false],
    ['http://evil.example:PORT', undefined, false],
    ['null', 'https://chat.example', false],
    ['nonsense', undefined, false],
    [undefined, 'https://chat.example', false],
  ])('%s with PUBLIC_URL %s is our own: %s', async (origin, publicUrl, own) => {
    const { ask, port } = await serve((app) =>
      app.get('/', (req, res) => void res.json({ own: isOwnOrigin(req, publicUrl) })),
    );
    const headers: Record<string, string> = origin ? { origin: origin.replace('PORT', String(port)) } : {};
    expect((await ask({ headers })).body).toEqual({ own });
  });

  const guarded = (publicUrl?: string) =>
    serve((app) => {
      app.use(originGuard(at(publicUrl)));
      app.all('/:inbox', async (req, res) => {
        await checkInboxOrigin(at(publicUrl), req, req.params.inbox);
        res.json({});
      });
    });

  test('an origin on a list may act in its inbox; our own, and none, in every one', async () => {
    const { ask, port } = await guarded('https://chat.example');
    const from = (origin: string | undefined, path = '/shop', method = 'GET') =>
      ask({ method, path, headers: origin ? { origin } : {} });
    const listed = await from('https://shop.example');
    expect([listed.status, listed.body]).toEqual([200, {}]);
    expect(listed.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-expose-headers': 'retry-after, x-request-id',
      vary: 'Origin',
    });
    expect(listed.headers['access-control-allow-methods']).toBeUndefined();
    const other = await from('https://shop.example', '/default');
    expect([other.status, codeOf(other)]).toEqual([403, 'origin_not_allowed']);
    expect(messageOf(other)).toContain('"default"');
    for (const own of ['https://chat.example', `http://localhost:${port}`]) {
      const reply = await from(own, '/default');
      expect([reply.status, reply.body]).toEqual([200, {}]);
      expect(reply.headers['access-control-allow-origin']).toBe(own);
    }
    const none = await from(undefined, '/default');
    expect(none.status).toBe(200);
    expect(none.headers['access-control-allow-origin']).toBeUndefined();
    expect(none.headers.vary).toBe('Origin');
  });

  test('an unknown origin is refused by a name that nobody can write into', async () => {
    const { ask } = await guarded();
    const refused = await ask({ path: '/shop', headers: { origin: `https://evil.example/a b${'x'.repeat(300)}` } });
    expect([refused.status, codeOf(refused)]).toEqual([403, 'origin_not_allowed']);
    const named = /^The origin (.*) is not allowed\. Add it/.exec(messageOf(refused) ?? '')?.[1] ?? '';
    expect(named.startsWith('https://evil.example/abx')).toBe(true);
    expect(named).toHaveLength(200);
    expect(refused.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('a preflight is answered and goes no further', async () => {
    const { ask } = await guarded();
    const preflight = await ask({ method: 'OPTIONS', path: '/shop', headers: { origin: 'https://shop.example' } });
    expect([preflight.status, preflight.body]).toEqual([204, {}]);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type, last-event-id',
      'access-control-max-age': '600',
    });
  });

  const json = 'application/json';
  test.each([
    ['GET', '/me', {}, 200],
    ['HEAD', '/me', { cookie: 'a=b' }, 200],
    ['GET', '/me', { cookie: 'a=b' }, 200],
    ['GET', '/me', { origin: 'https://evil.example' }, 'origin_not_allowed'],
    ['GET', '/me', { origin: 'https://chat.example', cookie: 'a=b' }, 200],
    ['POST', '/me', { cookie: 'a=b' }, 'origin_missing'],
    ['DELETE', '/me', { cookie: 'a=b' }, 'origin_missing'],
    ['POST', '/me', {}, 200],
    ['POST', '/me', { origin: 'https://evil.example' }, 'origin_not_allowed'],
    ['POST', '/me', { origin: 'https://chat.example', cookie: 'a=b' }, 200],
    ['POST', '/me', { origin: 'https://chat.example', 'content-type': json }, 200],
    ['POST', '/me', { origin: 'https://chat.example', 'content-type': 'text/plain' }, 'invalid'],
    ['POST', '/me', { 'content-type': 'multipart/form-data' }, 'invalid'],
    ['GET', '/me', { 'content-type': 'text/plain' }, 200],
    ['POST', '/conversations/x/files', { 'content-type': RAW }, 200],
    ['PUT', '/conversations/x/files', { 'content-type': RAW }, 'invalid'],
    ['POST', '/conversations/x/y/files', { 'content-type': RAW }, 'invalid'],
    ['POST', '/conversations//files', { 'content-type': RAW }, 'invalid'],
    ['POST', '/x/conversations/x/files', { 'content-type': RAW }, 'invalid'],
    ['POST', '/conversations/x/files/x', { 'content-type': RAW }, 'invalid'],
    ['POST', '/conversations/x/files', { 'content-type': 'text/plain' }, 'invalid'],
    ['PUT', '/picture', { 'content-type': RAW }, 200],
    ['PUT', '/picture', { 'content-type': 'image/png' }, 'invalid'],
    ['POST', '/picture', { 'content-type': RAW }, 'invalid'],
    ['PUT', '/me', { 'content-type': RAW }, 'invalid'],
  ])('%s %s with %o: %s', async (method, path, headers: Record<string, string>, result) => {
    const { ask } = await serve((app) => {
      app.use(sameOrigin(at('https://chat.example')));
      app.use(fine);
    });
    const body = headers['content-type'] === undefined ? undefined : '{}';
    const length: Record<string, string> = body ? { 'content-length': '2' } : {};
    const reply = await ask({ method, path, headers: { ...headers, ...length }, ...(body && { body }) });
    expect(codeOf(reply) ?? reply.status).toBe(result);
    if (result === 'origin_not_allowed') expect(messageOf(reply)).toBe('This is for our own pages only.');
    if (result === 'origin_missing') expect(messageOf(reply)).toContain('Origin header');
    if (result === 'invalid') expect(messageOf(reply)).toContain('application/json');
  });
});
