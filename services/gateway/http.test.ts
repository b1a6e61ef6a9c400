/** What the wire accepts, refuses and gives away. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Platform } from '../platform/open.js';
import { call, modes, openVisitor, type Reply, type Stack, signIn, startStack } from '../testing/stack.js';

type Anything = Record<string, unknown>;

/** Every route that works without credentials. A new one must be added here by somebody who thought about it. */
const reviewedPublic = [
  'GET /healthz',
  'GET /metrics',
  'GET /readyz',
  // Its address is the secret: see services/gateway/files.ts.
  'GET /v1/files/{id}/{key}/{name}',
  'GET /v1/pictures/{key}',
  'GET /v1/widget-config',
  'POST /v1/agent/session',
  'POST /v1/agent/setup',
  'POST /v1/conversations',
  'POST /v1/identity',
];

describe.each(modes().filter((mode) => mode !== 'redis'))('http (%s)', (mode) => {
  let stack: Stack;
  let platform: Platform;
  let url: string;
  let visitor: Awaited<ReturnType<typeof openVisitor>>;
  let lena: Awaited<ReturnType<typeof signIn>>;
  beforeAll(async () => {
    stack = await startStack(mode, { roles: ['gateway'] });
    ({ platform, url } = stack);
    visitor = await openVisitor(url);
    lena = await signIn(stack, { role: 'admin' });
  });
  afterAll(() => stack?.drop());

  const refused = (reply: Reply<Anything>, status: number, code?: string) => {
    expect(reply.body, JSON.stringify(reply.body)).toEqual({
      error: { code: code ?? expect.any(String), message: expect.any(String), requestId: expect.any(String) },
    });
    expect(reply.status).toBe(status);
    const text = JSON.stringify(reply.body);
    expect(text).not.toMatch(/node_modules|\.[jt]s:\d|\bat [A-Z]\w+\.|select |insert |zod|constraint/i);
    const { requestId } = (reply.body as unknown as { error: { requestId: string } }).error;
    expect(reply.headers.get('x-request-id')).toBe(requestId);
  };

  describe('what a visitor sends wrong is refused and named', () => {
    const clientId = randomUUID();
    const table: [string, string, unknown, RegExp?][] = [
      ['an empty text', 'messages', { clientId, text: '' }, /text: must not be empty/],
      ['4,001 characters', 'messages', { clientId, text: 'x'.repeat(4_001) }, /text: at most 4000/],
      ['a NUL', 'messages', { clientId, text: 'a\u0000b' }, /text: .*NUL/],
      ['white space only', 'messages', { clientId, text: ' \n\t\u00a0 ' }, /text: must not be empty/],
      ['a field we do not know', 'messages', { clientId, text: 'x', role: 'agent' }, /role/],
      ['a number as text', 'messages', { clientId, text: 5 }, /text/],
      ['no clientId', 'messages', { text: 'x' }, /clientId/],
      ['a clientId that is none', 'messages', { clientId: 'x', text: 'x' }, /clientId/],
      ['a list as body', 'messages', [], /body/],
      ['null as body', 'messages', null],
      ['a choice of nothing', 'messages', { clientId, text: 'x', choice: { seq: 1, index: 0 } }, /choice\.seq/],
      ['a choice with more', 'messages', { clientId, text: 'x', choice: { seq: 1, index: 0, x: 1 } }, /choice/],
      ['a score of 6', 'rating', { score: 6 }, /score/],
      ['a score of 2.5', 'rating', { score: 2.5 }, /score/],
      ['a comment with NUL', 'rating', { score: 2, comment: '\u0000' }, /comment/],
      ['thumbs on nothing', 'feedback', { seq: 999, helpful: true }, /seq/],
      ['thumbs on seq 0', 'feedback', { seq: 0, helpful: true }, /seq/],
      ['a wrong e-mail', 'contact', { email: 'nobody' }, /email/],
      ['a handoff by nothing', 'handoff', { proposedBy: 999 }, /proposedBy/],
      ['typing of another kind', 'typing', { typing: 'yes' }, /typing/],
      ['more in an empty body', 'resolve', { now: true }, /now/],
    ];
    test.each(table)('%s', async (_, verb, body, names) => {
      const reply = await visitor.act<Anything>(verb, body);
      refused(reply, 400, 'invalid');
      if (names) expect(reply.body.error?.message).toMatch(names);
    });

    test('and nothing of it is in the log', async () => {
      expect((await visitor.history()).events).toEqual([]);
    });

    test('4,000 characters are fine, emoji and all', async () => {
      expect((await visitor.post('x'.repeat(4_000))).status).toBe(202);
      const owls = '🦉 \u202eabc\u202c <script>alert(1)</script> ١٢٣';
      expect((await visitor.post(owls)).body.event.text).toBe(owls);
    });

    test('half an emoji, as a page cuts it, gets through and shows as a sign for what is missing', async () => {
      expect((await visitor.post('Team 😀'.slice(0, 6))).body.event.text).toBe('Team \ufffd');
      const opened = await call(url, 'POST', '/v1/conversations', {
        body: { context: { plan: 'Team 😀'.slice(0, 6) } },
      });
      expect(opened.status).toBe(201);
    });

    test.each(['/conversations', '/search', '/knowledge/entries', '/audit', '/reports'])(
      'a NUL in what is asked of %s',
      async (path) => {
        refused(await lena.call<Anything>('GET', `${path}?q=%00`), 400, 'invalid');
      },
    );

    test.each([
      ['an inbox that is none', { inbox: 'nowhere' }],
      ['a language with free words', { locale: 'en-aaa-bbb-ccc-ddd' }],
      ['a language of 54,002 signs', { locale: `en-${'a'.repeat(53_999)}` }],
      ['an inbox with signs', { inbox: '../etc' }],
      ['a language that is none', { locale: 'x' }],
      ['a deep context', { context: { a: { b: 1 } } }],
      ['a long context', { context: { a: 'x'.repeat(501) } }],
      ['what we do not know', { state: 'assigned' }],
    ])('opening with %s', async (_, body) => {
      refused(await call<Anything>(url, 'POST', '/v1/conversations', { body }), 400, 'invalid');
    });
  });

  test('a body that is no JSON, of another type, or too large', async () => {
    const send = (body: string, headers: Record<string, string>) =>
      call<Anything>(url, 'POST', `${visitor.path}/messages`, { body, headers: { ...visitor.headers, ...headers } });
    const json = { 'content-type': 'application/json' };
    refused(await send('{"text": ', json), 400);
    refused(await send('"text"', json), 400);
    refused(await send('clientId=1&text=x', { 'content-type': 'application/x-www-form-urlencoded' }), 400);
    refused(await send('{"text":"x"}', { 'content-type': 'text/plain' }), 400);
    refused(await send(JSON.stringify({ text: 'x'.repeat(70_000) }), json), 413, 'too_large');
    refused(await send('{}', { ...json, 'content-encoding': 'nonsense' }), 400);
    refused(await send('{"__proto__": {"text": "x"}, "clientId": 1}', json), 400);
    expect((await call<Anything>(url, 'POST', '/v1/agent/session', { body: '{', headers: json })).status).toBe(400);
  });

  test('every route asks for credentials, except the reviewed ones', async () => {
    const routes = await routesOf(url);
    const open: string[] = [];
    for (const { method, path } of routes) {
      const reply = await fetch(`${url}${path.replace('{id}', visitor.id)}`, {
        method,
        ...(method !== 'GET' && { body: '{}', headers: { 'content-type': 'application/json' } }),
      });
      await reply.body?.cancel();
      // The operator's door is not even there where no lock is held.
      if (reply.status !== 401 && !(path.startsWith('/v1/admin/') && reply.status === 404))
        open.push(`${method} ${path}`);
    }
    // Signing in with nothing is a bad request, not an open door.
    expect(open.sort()).toEqual(reviewedPublic.sort());
    for (const bad of ['Bearer x', `Bearer ${'a'.repeat(43)}`, 'Basic YTpi', 'Bearer'])
      refused(await call<Anything>(url, 'GET', visitor.path, { headers: { authorization: bad } }), 401);
    for (const bad of [
      'frontdesk=',
      'frontdesk=x',
      `frontdesk=${'a'.repeat(43)}`,
      `__Host-frontdesk=${'a'.repeat(43)}`,
    ])
      refused(await call<Anything>(url, 'GET', '/v1/agent/me', { headers: { cookie: bad } }), 401);
    // A visitor's token is no agent's session, and an agent's cookie no visitor's token.
    refused(await call<Anything>(url, 'GET', '/v1/agent/me', { headers: visitor.headers }), 401);
    refused(await call<Anything>(url, 'GET', visitor.path, { headers: { cookie: lena.cookie } }), 401);
  });

  test.each([
    '/V1/AGENT/me',
    '/v1/Agent/me',
    '/V1/agent/me',
    '/v1//agent/me',
    '/v1/agent/ME',
    '/v1/agent%2fme',
    '/v1/agent/../agent/ME',
  ])('%s is no way around the guard', async (path) => {
    expect((await call(url, 'GET', path)).status).not.toBe(200);
    expect((await call(url, 'GET', path, { headers: { cookie: lena.cookie } })).status).not.toBe(200);
  });

  test("a page of another site cannot act with an agent's cookie", async () => {
    const put = (headers: Record<string, string>, body: unknown = { available: true }) =>
      call<Anything>(url, 'PUT', '/v1/agent/availability', { body, headers: { cookie: lena.cookie, ...headers } });
    refused(await put({}), 403, 'origin_missing');
    for (const origin of [
      'https://evil.example',
      'null',
      'http://127.0.0.1:1',
      `${url}.evil.example`,
      'http://localhost',
    ])
      refused(await put({ origin }), 403, 'origin_not_allowed');
    refused(await put({ origin: url, 'content-type': 'text/plain' }), 400);
    expect((await put({ origin: url })).status).toBe(200);
    expect((await put({ origin: url.replace('127.0.0.1', 'localhost') })).status).toBe(200);
    // Reading from elsewhere is refused as well, and no CORS header lets a page read an answer.
    const read = await call<Anything>(url, 'GET', '/v1/agent/me', {
      headers: { cookie: lena.cookie, origin: 'https://evil.example' },
    });
    refused(read, 403);
    expect(read.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('only origins on the list may call for visitors, and only for their inbox', async () => {
    await platform.db.query(
      `insert into inboxes (slug, name, origins) values ('shop', 'Shop', '{https://shop.example}')`,
    );
    const open = (origin: string, inbox?: string) =>
      call<Anything>(url, 'POST', '/v1/conversations', { headers: { origin }, body: inbox ? { inbox } : {} });
    for (const bad of [
      'https://evil.example',
      'http://shop.example',
      'https://shop.example:444',
      'https://shop.example.evil.example',
      'null',
    ]) {
      const reply = await open(bad, 'shop');
      refused(reply, 403, 'origin_not_allowed');
      expect(reply.headers.get('access-control-allow-origin')).toBeNull();
    }
    refused(await open('https://shop.example'), 403, 'origin_not_allowed');
    const fine = await open('https://shop.example', 'shop');
    expect(fine.status).toBe(201);
    expect(fine.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(fine.headers.get('access-control-allow-credentials')).toBeNull();
    expect(fine.headers.get('vary')).toMatch(/origin/i);
    const preflight = (origin: string) => call(url, 'OPTIONS', '/v1/conversations', { headers: { origin } });
    expect((await preflight('https://shop.example')).status).toBe(204);
    expect((await preflight('https://evil.example')).status).toBe(403);
  });

  test('who guesses passwords waits, and an unknown account looks like a wrong password', async () => {
    const target = await signIn(stack, { name: 'Target' });
    const { email } = target;
    const login = (address: string, password: string) =>
      call<Anything>(url, 'POST', '/v1/agent/session', {
        body: { email: address, password },
        headers: { origin: url },
      });
    const [wrong, unknown] = [await login(email, 'wrong'), await login('nobody@team.test', 'wrong')];
    refused(wrong, 401);
    expect(unknown.body.error?.message).toBe(wrong.body.error?.message);
    for (let i = 0; i < 4; i++) refused(await login(email.toUpperCase(), 'wrong'), 401);
    const locked = await login(email, 'correct horse battery');
    refused(locked, 429, 'too_many');
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('content people see no conversations', async () => {
    const carl = await signIn(stack, { name: 'Carl', role: 'content' });
    expect((await carl.call('GET', '/me')).status).toBe(200);
    refused(await carl.call<Anything>('PUT', '/availability', { available: true }), 403);
    const own = (await routesOf(url)).filter((it) =>
      /^\/v1\/agent\/(conversations|events|agents|labels)/.test(it.path),
    );
    expect(own.length).toBeGreaterThan(9);
    for (const { method, path } of own)
      refused(
        await carl.call<Anything>(
          method,
          path.replace('/v1/agent', '').replace('{id}', visitor.id),
          method === 'GET' ? undefined : {},
        ),
        403,
        'forbidden',
      );
  });

  test('reads of a token are limited to twenty a second, writes are not counted as reads', async () => {
    const reader = await openVisitor(url);
    const replies = await Promise.all(
      Array.from({ length: 30 }, () => call<Anything>(url, 'GET', reader.path, { headers: reader.headers })),
    );
    const fine = replies.filter((reply) => reply.status === 200).length;
    // They may fall into two windows of a second.
    expect(fine).toBeGreaterThanOrEqual(20);
    const limited = replies.find((reply) => reply.status === 429);
    if (limited) refused(limited, 429, 'too_many');
    expect((await reader.post('Still heard')).status).toBe(202);
  });

  test('a lost answer to the opening is asked for again with the same secret', async () => {
    const body = { clientId: randomUUID() };
    type Opened = { conversation: { id: string }; token: string };
    const open = () => call<Opened>(url, 'POST', '/v1/conversations', { body });
    const [first, second] = [await open(), await open()];
    expect(second.body.conversation.id).toBe(first.body.conversation.id);
    expect(second.body.token).not.toBe(first.body.token);
    const read = (token: string) =>
      call(url, 'GET', '/v1/conversations', { headers: { authorization: `Bearer ${token}` } });
    expect((await read(first.body.token)).status).toBe(401);
    expect((await read(second.body.token)).status).toBe(200);
    await platform.db.query(`update conversations set created_at = now() - interval '11 minutes' where id = $1`, [
      first.body.conversation.id,
    ]);
    refused((await open()) as never, 409);
    // With a token another conversation, and no new token.
    const more = await call<Opened>(url, 'POST', '/v1/conversations', {
      body: {},
      headers: { authorization: `Bearer ${second.body.token}` },
    });
    expect(more.status).toBe(201);
    expect(more.body.token).toBeUndefined();
    const stored = JSON.stringify(
      await platform.db.query(`select encode(token_hash, 'escape') as hash from visitor_tokens`),
    );
    expect(stored).not.toContain(second.body.token);
  });

  test('a visitor sees nothing that is for agents', async () => {
    const guest = await openVisitor(url);
    await guest.post('Hello');
    const act = (path: string, body: Anything) => lena.call('POST', `/conversations/${guest.id}/${path}`, body);
    expect((await act('messages', { clientId: randomUUID(), text: 'SECRETNOTE', note: true, seenSeq: 1 })).status).toBe(
      202,
    );
    expect((await act('take', {})).status).toBe(200);
    expect((await act('messages', { clientId: randomUUID(), text: 'Hi', seenSeq: 3 })).status).toBe(202);
    const { body } = await call<Anything>(url, 'GET', guest.path, { headers: guest.headers });
    const text = JSON.stringify(body);
    for (const secret of [
      'SECRETNOTE',
      lena.id,
      lena.email,
      'agentId',
      'decisionId',
      '"move":',
      'settledSeq',
      'offer',
      'reason',
    ])
      expect(text, secret).not.toContain(secret);
  });

  test('openapi.json lists every registered route and is a whole document', async () => {
    const { body } = await call<Anything>(url, 'GET', '/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    expect(body.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    const paths = body.paths as Record<string, Record<string, Anything>>;
    expect(Object.keys(paths).length).toBeGreaterThan(60);
    for (const [path, methods] of Object.entries(paths))
      for (const [method, operation] of Object.entries(methods)) {
        const where = `${method} ${path}`;
        expect(['get', 'post', 'put', 'delete'], where).toContain(method);
        expect(operation.summary, where).toEqual(expect.any(String));
        const responses = operation.responses as Record<string, Anything>;
        expect(
          Object.keys(responses).some((status) => /^2\d\d$/.test(status)),
          where,
        ).toBe(true);
        for (const response of Object.values(responses))
          expect(response.description, where).toEqual(expect.any(String));
        const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
        const declared = (operation.parameters as { in: string; name: string; required?: boolean }[]).filter(
          (it) => it.in === 'path' && it.required,
        );
        expect(
          declared.map((it) => it.name),
          where,
        ).toEqual(named);
        for (const scheme of operation.security as Anything[])
          for (const name of Object.keys(scheme))
            expect((body.components as { securitySchemes: Anything }).securitySchemes, where).toHaveProperty(name);
      }
    // The contract of the design is in it.
    for (const contract of [
      'POST /v1/conversations',
      'GET /v1/conversations',
      'GET /v1/conversations/{id}',
      ...['messages', 'handoff', 'feedback', 'rating', 'contact', 'typing', 'resolve'].map(
        (verb) => `POST /v1/conversations/{id}/${verb}`,
      ),
      'GET /v1/conversations/{id}/events',
      'POST /v1/agent/session',
      'DELETE /v1/agent/session',
      'GET /v1/agent/me',
      'PUT /v1/agent/availability',
      'GET /v1/agent/conversations',
      'GET /v1/agent/conversations/{id}',
      'GET /v1/agent/events',
      ...['take', 'release', 'transfer', 'hand-back', 'resolve', 'messages'].map(
        (verb) => `POST /v1/agent/conversations/{id}/${verb}`,
      ),
    ])
      expect((await routesOf(url)).map((it) => `${it.method} ${it.path}`)).toContain(contract);
  });

  test('every answer carries the security headers', async () => {
    for (const path of ['/', '/healthz', '/v1/widget-config', '/nowhere', '/console']) {
      const { headers } = await fetch(`${url}${path}`);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy, path).toContain("default-src 'none'");
      expect(policy, path).not.toMatch(/unsafe-inline|unsafe-eval|\*/);
      expect(policy, path).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('referrer-policy'), path).toBe('no-referrer');
      expect(headers.get('x-powered-by'), path).toBeNull();
      expect(headers.get('x-request-id'), path).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('what is not there is a 404 in our own form; files outside the pages are not served', async () => {
    for (const path of [
      '/nowhere',
      '/v1/nowhere',
      '/v1',
      '/..%2fpackage.json',
      '/%2e%2e/package.json',
      '/.env',
      '/v1/conversations/%00',
    ])
      expect([400, 401, 404], path).toContain((await fetch(`${url}${path}`)).status);
    refused(await call<Anything>(url, 'GET', '/nowhere'), 404, 'not_found');
    refused(await call<Anything>(url, 'DELETE', '/v1/widget-config'), 404, 'not_found');
  });
});

async function routesOf(url: string): Promise<{ method: string; path: string }[]> {
  const { body } = await call<{ paths: Record<string, Record<string, unknown>> }>(url, 'GET', '/openapi.json');
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
}
