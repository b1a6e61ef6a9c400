/** An agent's picture: put there by himself, read by whoever sees him write, and nothing else than a picture. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pdf, png } from '../../testing/files.js';
import { modes, openVisitor, type Stack, signIn, startStack } from '../../testing/stack.js';
import type { Agent } from '../../wire/agent.js';

describe.each(modes().filter((mode) => mode !== 'redis'))('pictures (%s)', (mode) => {
  let stack: Stack;
  let lena: Awaited<ReturnType<typeof signIn>>;
  beforeAll(async () => {
    stack = await startStack(mode, { roles: ['gateway'] });
    lena = await signIn(stack);
  });
  afterAll(() => stack?.drop());

  const raw = { 'content-type': 'application/octet-stream' };
  const put = async (bytes: Buffer, headers: Record<string, string> = {}) => {
    const response = await fetch(`${stack.url}/v1/agent/picture`, {
      ...{ method: 'PUT', headers: { ...lena.headers, ...raw, ...headers }, body: new Uint8Array(bytes) },
    });
    return { status: response.status, body: (await response.json()) as { agent: Agent; error?: { code: string } } };
  };
  const get = (avatar = '') => fetch(`${stack.url}${avatar}`, { redirect: 'error' });

  test('visitors see it beside what he writes; a new one has a new address, and the old is gone', async () => {
    const first = await put(png);
    expect(first.status).toBe(200);
    expect(first.body.agent.avatar).toMatch(/^\/v1\/pictures\/[\w-]{22}$/);
    const shown = await get(first.body.agent.avatar);
    expect(Buffer.from(await shown.arrayBuffer()).equals(png)).toBe(true);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      ...{ 'content-type': 'image/png', 'x-content-type-options': 'nosniff' },
      ...{ 'cross-origin-resource-policy': 'cross-origin' },
      'content-security-policy': expect.stringContaining('sandbox'),
    });

    const visitor = await openVisitor(stack.url);
    await lena.call('POST', `/conversations/${visitor.id}/take`, {});
    const { conversation } = await visitor.history();
    expect(conversation.agent?.avatar).toBe(first.body.agent.avatar);

    const second = (await put(png)).body.agent.avatar;
    expect(second).not.toBe(first.body.agent.avatar);
    expect((await get(first.body.agent.avatar)).status).toBe(404);
    const none = await lena.call<{ agent: Agent }>('DELETE', '/picture');
    expect(none.body.agent).not.toHaveProperty('avatar');
    expect((await get(second)).status).toBe(404);
    expect((await get('/v1/pictures/nothing')).status).toBe(404);
  });

  test('nothing else is taken, from nobody else', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    for (const [what, bytes] of Object.entries({ svg, pdf, nothing: Buffer.alloc(0) }))
      expect([what, (await put(bytes)).status]).toEqual([what, 400]);
    expect((await put(Buffer.concat([png, Buffer.alloc(101 * 1024)]))).status).toBe(413);
    expect((await put(png, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await put(png, { cookie: '' })).status).toBe(401);
    expect((await put(png, { 'content-type': 'image/png' })).status).toBeGreaterThanOrEqual(400);
    expect((await lena.call<{ agent: Agent }>('GET', '/me')).body.agent).not.toHaveProperty('avatar');
  });
});
