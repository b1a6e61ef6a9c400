/**
 * How much one address may do, behind a proxy that names it: the last that is let through, the first that is not, and
 * whom it leaves alone.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { call, openVisitor, type Stack, signIn, startStack } from '../testing/stack.js';
import { setupToken } from './auth.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack('embedded', { roles: ['gateway'], env: { TRUST_PROXY: '1' } });
});
afterAll(() => stack?.drop());
afterEach(() => vi.useRealTimers());

const from = (address: string) => ({ 'x-forwarded-for': address });
/** How often each status came. */
const tally = (statuses: number[]) =>
  Object.fromEntries([...new Set(statuses)].sort().map((one) => [one, statuses.filter((it) => it === one).length]));

test('sixty conversations a minute are opened from an address; a network of IPv6 is one, this machine is none', async () => {
  const open = async (address: string) =>
    (await call(stack.url, 'POST', '/v1/conversations', { headers: from(address), body: {} })).status;
  const times = async (n: number, address: (i: number) => string) =>
    tally(await Promise.all(Array.from({ length: n }, (_, i) => open(address(i)))));
  expect(await times(61, () => '203.0.113.7')).toEqual({ 201: 60, 429: 1 });
  expect(await open('::ffff:203.0.113.7')).toBe(429);
  expect(await open('203.0.113.8')).toBe(201);
  expect(await times(61, (i) => `2001:db8:0:1::${i.toString(16)}`)).toEqual({ 201: 60, 429: 1 });
  // However its zeros are left out.
  expect(await times(61, (i) => `2001:db8::${i.toString(16)}:1`)).toEqual({ 201: 60, 429: 1 });
  expect(await open('2001:db8:0:0:9:9:9:9')).toBe(429);
  expect(await times(61, (i) => `2001:db8:0:2:${i.toString(16)}:1:1:1`)).toEqual({ 201: 60, 429: 1 });
  expect(await open('2001:db8:0:3:1:1:1:1')).toBe(201);
  expect(await times(61, () => '127.0.0.1')).toEqual({ 201: 61 });
});

test('a hundred and twenty files an hour come from an address, whoever sends them', async () => {
  const visitor = await openVisitor(stack.url);
  const send = async (address: string) => {
    const query = new URLSearchParams({ name: 'a.txt', clientId: randomUUID() });
    const { status } = await fetch(`${stack.url}${visitor.path}/files?${query}`, {
      method: 'POST',
      headers: { ...visitor.headers, ...from(address), 'content-type': 'application/octet-stream' },
      // Refused by its content, and counted all the same.
      body: new Uint8Array([0, 1, 2]),
    });
    return status;
  };
  const statuses: number[] = [];
  for (let i = 0; i < 121; i++) statuses.push(await send('203.0.113.9'));
  expect(tally(statuses)).toEqual({ 400: 120, 429: 1 });
  expect(statuses.at(-1)).toBe(429);
  expect(await send('203.0.113.10')).toBe(400);
});

test('five wrong passwords an account are five from wherever; a right one forgets them', async () => {
  const { email } = await signIn(stack, { name: 'Target' });
  let last = 0;
  const login = async (password: string) =>
    (
      await call(stack.url, 'POST', '/v1/agent/session', {
        headers: { origin: stack.url, ...from(`198.51.100.${last++}`) },
        body: { email, password },
      })
    ).status;
  for (let i = 0; i < 4; i++) expect(await login('wrong')).toBe(401);
  expect(await login('correct horse battery')).toBe(200);
  for (let i = 0; i < 5; i++) expect(await login('wrong')).toBe(401);
  expect(await login('correct horse battery')).toBe(429);
});

test('fifty tries an address, whatever the account', async () => {
  const login = async (address: string) =>
    (
      await call(stack.url, 'POST', '/v1/agent/session', {
        headers: { origin: stack.url, ...from(address) },
        body: { email: `${randomUUID()}@team.test`, password: 'wrong' },
      })
    ).status;
  expect(tally(await Promise.all(Array.from({ length: 51 }, () => login('192.0.2.1'))))).toEqual({ 401: 50, 429: 1 });
  expect(await login('192.0.2.2')).toBe(401);
});

test('the link that makes the first admin dies with its day, and with the first admin', async () => {
  const secret = stack.config.sessionSecret;
  const setUp = (token: string) =>
    call(stack.url, 'POST', '/v1/agent/setup', {
      headers: { origin: stack.url },
      body: { token, email: `${randomUUID()}@team.test`, name: 'Ada', password: 'correct horse battery' },
    });
  vi.useFakeTimers({ now: Date.now() - 24 * 3_600_000 - 1_000, toFake: ['Date'] });
  const old = setupToken(secret);
  vi.useRealTimers();
  const late = await setUp(old);
  expect([late.status, late.body.error?.code]).toEqual([403, 'link_spent']);
  expect((await setUp(setupToken('another secret'))).status).toBe(403);
  const link = setupToken(secret);
  const [one, other] = await Promise.all([setUp(link), setUp(link)]);
  expect([one.status, other.status].sort()).toEqual([201, 403]);
  const made = await stack.platform.db.query(`select 1 from agents where role = 'admin' and password_hash is not null`);
  expect(made).toHaveLength(1);
});
