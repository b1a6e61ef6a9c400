/** Who may ask what: the table against a list that was read by people, and every route against the table. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVisitor, type Stack, signIn, startStack } from '../testing/stack.js';
import { staffRoleSchema } from '../wire/conversation.js';
import { buildGateway, type Gateway } from './app.js';
import type { AnyRoute } from './endpoints.js';
import { table } from './table.js';

const routes: readonly AnyRoute[] = table;

/** By who may ask. Whoever moves a line here has thought about it. */
const reviewed: Record<string, string[]> = {
  none: [
    'GET /healthz',
    'GET /readyz',
    'GET /metrics',
    'POST /v1/agent/session',
    'POST /v1/agent/setup',
    'GET /v1/pictures/:key',
    'GET /v1/files/:id/:key/:name',
    'GET /v1/widget-config',
  ],
  anyone: [
    'PUT /v1/agent/password',
    'DELETE /v1/agent/session',
    'GET /v1/agent/me',
    'PUT /v1/agent/picture',
    'DELETE /v1/agent/picture',
  ],
  conversations: [
    'PUT /v1/agent/availability',
    'GET /v1/agent/agents',
    'GET /v1/agent/conversations',
    'GET /v1/agent/conversations/:id',
    'GET /v1/agent/events',
    'POST /v1/agent/conversations/:id/take',
    'POST /v1/agent/conversations/:id/release',
    'POST /v1/agent/conversations/:id/hand-back',
    'POST /v1/agent/conversations/:id/transfer',
    'POST /v1/agent/conversations/:id/resolve',
    'POST /v1/agent/conversations/:id/messages',
    'POST /v1/agent/conversations/:id/typing',
    'POST /v1/agent/conversations/:id/seen',
    'POST /v1/agent/labels',
    'POST /v1/agent/conversations/:id/decline',
    'GET /v1/agent/conversations/:id/queue',
    'PUT /v1/agent/conversations/:id/skills',
    'GET /v1/agent/conversations/:id/canned',
    'POST /v1/agent/conversations/:id/draft',
    'POST /v1/agent/conversations/:id/files',
    'POST /v1/agent/conversations/:id/tags',
    'POST /v1/agent/conversations/:id/snooze',
    'POST /v1/agent/conversations/:id/block',
    'POST /v1/agent/conversations/:id/unblock',
    'POST /v1/agent/conversations/:id/invite',
    'POST /v1/agent/conversations/:id/remove',
    'POST /v1/agent/conversations/:id/mention-seen',
    'POST /v1/agent/conversations/:id/presence',
    'GET /v1/agent/search',
    'GET /v1/agent/tags',
    'GET /v1/agent/conversations/:id/past',
    'GET /v1/agent/practice',
    'POST /v1/agent/practice',
    'GET /v1/agent/practice/:id',
    'GET /v1/agent/reports',
    'GET /v1/agent/reports/series',
    'GET /v1/agent/reports/breakdown',
  ],
  leads: [
    'GET /v1/agent/practice/team',
    'GET /v1/agent/inboxes',
    'POST /v1/agent/inboxes',
    'GET /v1/agent/inboxes/:slug/settings',
    'PUT /v1/agent/inboxes/:slug/settings',
    'GET /v1/agent/team',
    'PUT /v1/agent/team/:id',
    'GET /v1/agent/reports/conversations.csv',
    'GET /v1/agent/reports/goals',
    'PUT /v1/agent/reports/goals',
    'GET /v1/agent/reports/live',
    'PUT /v1/agent/inboxes/:slug/confidence',
  ],
  admins: [
    'POST /v1/agent/team',
    'POST /v1/agent/team/:id/password',
    'GET /v1/agent/jobs',
    'POST /v1/agent/jobs/:queue/:job/retry',
    'DELETE /v1/agent/jobs/:queue/:job',
    'POST /v1/agent/mails/:id/retry',
    'DELETE /v1/agent/mails/:id',
    'GET /v1/agent/audit',
    'GET /v1/agent/audit/check',
    'GET /v1/agent/audit.csv',
    'GET /v1/agent/retention',
    'POST /v1/agent/retention/preview',
    'PUT /v1/agent/retention',
    'POST /v1/agent/visitors/find',
    'POST /v1/agent/visitors/:id/erase',
  ],
  writers: [
    'GET /v1/agent/knowledge/promise',
    'GET /v1/agent/knowledge/entries',
    'GET /v1/agent/knowledge/entries/:key',
    'PUT /v1/agent/knowledge/entries/:key',
    'DELETE /v1/agent/knowledge/entries/:key',
    'POST /v1/agent/knowledge/entries/:key/questions',
    'POST /v1/agent/knowledge/try',
    'GET /v1/agent/knowledge/versions',
    'GET /v1/agent/knowledge/diff',
    'POST /v1/agent/knowledge/versions/:id/rollback',
    'POST /v1/agent/knowledge/versions/:id/publish',
    'POST /v1/agent/knowledge/versions/:id/check',
    'DELETE /v1/agent/knowledge/versions/:id',
    'POST /v1/agent/knowledge/import',
    'GET /v1/agent/knowledge/gaps',
    'POST /v1/agent/knowledge/gaps',
  ],
  operator: [
    'POST /v1/admin/agents',
    'POST /v1/admin/inbox',
    'POST /v1/admin/ask',
    'POST /v1/admin/recalibrate',
    'POST /v1/admin/replay',
    'POST /v1/admin/reports/rebuild',
    'POST /v1/admin/knowledge',
    'POST /v1/admin/dry-run',
    'POST /v1/admin/entries',
    'POST /v1/admin/history',
    'POST /v1/admin/gaps',
    'POST /v1/admin/diff',
    'POST /v1/admin/rollback',
    'POST /v1/admin/publish',
    'POST /v1/admin/check',
  ],
  maybe_visitor: ['POST /v1/conversations', 'POST /v1/identity'],
  visitor: [
    'GET /v1/conversations',
    'GET /v1/conversations/:id',
    'POST /v1/conversations/:id/messages',
    'POST /v1/conversations/:id/handoff',
    'POST /v1/conversations/:id/hand-back',
    'POST /v1/conversations/:id/resolve',
    'POST /v1/conversations/:id/typing',
    'POST /v1/conversations/:id/pre-chat',
    'POST /v1/conversations/:id/feedback',
    'POST /v1/conversations/:id/rating',
    'POST /v1/conversations/:id/contact',
    'POST /v1/conversations/:id/context',
    'POST /v1/conversations/:id/transcript',
    'POST /v1/conversations/:id/seen',
    'POST /v1/conversations/:id/files',
    'GET /v1/conversations/:id/events',
  ],
};

const roles: Record<string, string[]> = {
  anyone: ['content', 'agent', 'manager', 'admin'],
  conversations: ['agent', 'manager', 'admin'],
  writers: ['content', 'manager', 'admin'],
  leads: ['manager', 'admin'],
  admins: ['admin'],
};

/** Right enough to come past the schema, where an answer must be about the conversation and not about the body. */
const bodies: Record<string, unknown> = {
  '/messages': { clientId: randomUUID(), text: 'x' },
  '/feedback': { seq: 1, helpful: true },
  '/rating': { score: 1 },
  '/contact': { email: 'a@example.test' },
  '/pre-chat': { answers: {} },
  '/context': { context: { page: 'x' } },
  '/transcript': { email: 'a@example.test' },
  '/seen': { seq: 1 },
  '/transfer': { inbox: 'default' },
  '/skills': { skills: ['x'] },
  '/snooze': { until: null },
  '/block': { why: 'x' },
  '/invite': { agentId: randomUUID() },
  '/remove': { agentId: randomUUID() },
  '/presence': { here: true },
  'agent/messages': { clientId: randomUUID(), text: 'x', seenSeq: 0 },
};
const bodyFor = ({ path }: AnyRoute): unknown => {
  const verb = path.slice(path.lastIndexOf('/'));
  return (path.startsWith('/v1/agent/') && bodies[`agent${verb}`]) || (bodies[verb] ?? {});
};

const KEY = 'k'.repeat(43);
let stack: Stack;
let gateway: Gateway;
let server: Server;
let url: string;

beforeAll(async () => {
  stack = await startStack('embedded');
  gateway = buildGateway(stack.platform, {
    operatorKey: KEY,
    readiness: async () => [],
    suggest: async () => [],
    draft: async () => 'x',
  });
  server = createServer(gateway.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  gateway?.hub.close();
  server?.closeAllConnections();
  server?.close();
  await stack?.drop();
});

const nameOf = ({ method, path }: AnyRoute) => `${method} ${path}`;

/** What Express itself has, whoever put it there. */
const registered = (app: Express): string[] =>
  app.router.stack.flatMap(({ route }) =>
    route ? route.stack.map(({ method }) => `${method.toUpperCase()} ${route.path}`) : [],
  );

type Asked = { id?: string; body?: unknown; query?: string; headers: Record<string, string> };

/** The answer's beginning: a stream has no end. */
async function ask({ method, path }: AnyRoute, { id = randomUUID(), body, query = '', headers }: Asked) {
  const abort = new AbortController();
  const to = path.replace(':id', id).replace(/:\w+/g, 'x');
  const reply = await fetch(`${url}${to}${query}`, {
    method,
    signal: abort.signal,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const json = reply.headers.get('content-type')?.startsWith('application/json');
  const text = json ? await reply.text() : '';
  abort.abort();
  const kept = [...reply.headers].filter(([name]) => !['date', 'x-request-id', 'etag'].includes(name));
  return { status: reply.status, text: text.replace(/[0-9a-f-]{36}/, ''), headers: kept };
}

/** What no schema takes: past the guard it is refused, and nothing is carried out. */
const nonsense = (route: AnyRoute) => ({
  ...(route.definition.body && { body: { nonsense: true } }),
  ...(route.definition.query && { query: '?nonsense=1' }),
});

test('the table says who may ask as it was reviewed', () => {
  const said: Record<string, string[]> = {};
  for (const route of routes) {
    const { auth, role } = route.definition;
    const who = role ? (Object.keys(roles).find((name) => `${roles[name]}` === `${role.may}`) ?? `${role.may}`) : auth;
    said[who] = [...(said[who] ?? []), nameOf(route)];
  }
  const sorted = (of: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(of).map(([who, routes]) => [who, routes.toSorted()]));
  expect(sorted(said)).toEqual(sorted(reviewed));
  expect(new Set(routes.map(nameOf)).size).toBe(routes.length);
});

test('what Express has is what the table has, and the document', () => {
  const pages = ['GET /openapi.json', 'GET /console'];
  expect(registered(gateway.app).toSorted()).toEqual([...routes.map(nameOf), ...pages].toSorted());
});

test('every route answers nobody, visitors and operators as the table says', async () => {
  const visitor = await openVisitor(stack.url);
  const lena = await signIn(stack, { role: 'admin' });
  const wrong = { authorization: `Bearer ${'w'.repeat(43)}` };
  const people = {
    nobody: {},
    visitor: visitor.headers,
    agent: lena.headers,
    operator: { authorization: `Bearer ${KEY}` },
    'a wrong key': wrong,
  };
  for (const route of routes) {
    const { auth } = route.definition;
    for (const [who, headers] of Object.entries(people)) {
      if (auth === 'agent' && who === 'agent') continue;
      const mayAsk =
        auth === 'none' || auth === who || (auth === 'maybe_visitor' && !['operator', 'a wrong key'].includes(who));
      const origin: Record<string, string> = who === 'agent' ? { origin: url } : {};
      const { status } = await ask(route, { ...nonsense(route), headers: { ...headers, ...origin } });
      const where = `${who} asks ${nameOf(route)}`;
      if (mayAsk) expect([401, 403], where).not.toContain(status);
      else expect(status, where).toBe(401);
    }
    // The visitor's reads are limited.
    if (auth === 'visitor' || auth === 'maybe_visitor') await new Promise((resolve) => setTimeout(resolve, 60));
  }
});

test.each(staffRoleSchema.options)(
  'every route answers an account with the role %s as the table says',
  async (role) => {
    let person = await signIn(stack, { role });
    for (const route of routes) {
      if (!route.definition.role) continue;
      const headers = { ...person.headers, origin: url };
      const { status, text } = await ask(route, { ...nonsense(route), headers });
      const where = `${role} asks ${nameOf(route)}`;
      expect(status, where).not.toBe(401);
      if (route.definition.role.may.includes(role)) expect(status, where).not.toBe(403);
      else {
        expect(status, where).toBe(403);
        expect(JSON.parse(text).error, where).toMatchObject({
          code: 'forbidden',
          message: route.definition.role.otherwise,
        });
        expect(route.definition.role.otherwise, where).not.toBe('');
      }
      if (nameOf(route) === 'DELETE /v1/agent/session') person = await signIn(stack, { role });
    }
  },
);

test("another's conversation answers as one that is unknown, on every route that names one", async () => {
  const [visitor, other] = [await openVisitor(stack.url), await openVisitor(stack.url)];
  await stack.platform.db.query(`insert into inboxes (slug, name) values ('sales', 'Sales') on conflict do nothing`);
  const sam = await signIn(stack, { name: 'Sam', inboxes: ['sales'] });
  const naming = routes.filter(({ path }) => /\/conversations\/:id/.test(path));
  expect(naming.length).toBeGreaterThan(30);
  for (const route of naming) {
    const staff = route.definition.auth === 'agent';
    const headers: Record<string, string> = staff ? { ...sam.headers, origin: url } : other.headers;
    const { definition } = route;
    const upload = definition.consumes && { query: `?name=a.txt&clientId=${randomUUID()}` };
    const asked = { headers, ...upload, ...(definition.body && { body: bodyFor(route) }) };
    const answers = [];
    for (const id of [visitor.id, randomUUID(), 'nonsense']) answers.push(await ask(route, { ...asked, id }));
    const [foreign, unknown, none] = answers;
    expect(foreign, nameOf(route)).toEqual(unknown);
    expect(foreign, nameOf(route)).toEqual(none);
    expect(foreign?.status, nameOf(route)).toBe(404);
    expect(foreign?.text, nameOf(route)).toContain('not_found');
    if (!staff) await new Promise((resolve) => setTimeout(resolve, 160));
  }
  const list = await sam.call<{ conversations: unknown[] }>('GET', '/conversations');
  expect(list.body.conversations).toEqual([]);
});
