/** Who a visitor is, proven: what is believed, what is refused, what joins and what never does. */
import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, openVisitor, type Stack, signIn, startStack } from '../../testing/stack.js';
import type { AgentConversation } from '../../wire/agent.js';
import type { Conversation, Event } from '../../wire/conversation.js';
import type { IdentityReply } from '../../wire/visitor.js';
import { identitySecret } from './identity.js';

let stack: Stack;
let agent: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  stack = await startStack('embedded', { roles: ['gateway'] });
  await stack.platform.db.query(
    `insert into inboxes (slug, name) values ('sales', 'Sales'); insert into inboxes (slug, name, verified_only) values ('members', 'Members', true)`,
  );
  agent = await signIn(stack, { role: 'admin' });
});
afterAll(() => stack?.drop());

const key = (inbox = 'default') => new TextEncoder().encode(identitySecret(stack.config.sessionSecret, inbox));
const now = () => Math.floor(Date.now() / 1000);

const sign = (claims: Record<string, unknown>, inbox = 'default') =>
  new SignJWT({ exp: now() + 600, ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(key(inbox));

/** A token put together by hand: whatever a library would refuse to make. */
function forge(header: object, claims: object, signature: (input: string) => string): string {
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${signature(input)}`;
}

const open = (body: Record<string, unknown>, token?: string) =>
  call<{ conversation: Conversation; token?: string }>(stack.url, 'POST', '/v1/conversations', {
    body,
    ...(token && { headers: { authorization: `Bearer ${token}` } }),
  });
const identify = (identity: string, token?: string, inbox?: string) =>
  call<IdentityReply>(stack.url, 'POST', '/v1/identity', {
    body: { identity, ...(inbox && { inbox }) },
    ...(token && { headers: { authorization: `Bearer ${token}` } }),
  });
const mine = async (token: string) =>
  (
    await call<{ conversations: Conversation[] }>(stack.url, 'GET', '/v1/conversations', {
      headers: { authorization: `Bearer ${token}` },
    })
  ).body.conversations?.map(({ id }) => id);
const asAgent = async (id: string) =>
  (await agent.call<{ conversation: AgentConversation; events: Event[] }>('GET', `/conversations/${id}`)).body;

test('a signed identity makes a verified visitor, and the same person is the same visitor on every device', async () => {
  const sub = randomUUID();
  const identity = await sign({ sub, name: 'Anna', email: 'anna@shop.test' });
  const phone = await openVisitor(stack.url, { identity });
  const laptop = await openVisitor(stack.url, { identity: await sign({ sub }) });
  expect(phone.token).not.toBe(laptop.token);
  expect(new Set(await mine(phone.token))).toEqual(new Set([phone.id, laptop.id]));
  expect(await mine(laptop.token)).toHaveLength(2);
  const { conversation } = await asAgent(laptop.id);
  expect(conversation.visitor).toMatchObject({
    name: 'Anna',
    email: 'anna@shop.test',
    level: 'verified',
    emailProven: true,
  });
});

test('what somebody wrote before he signed in becomes his, and each message keeps who he was then', async () => {
  const sub = randomUUID();
  const known = await openVisitor(stack.url, { identity: await sign({ sub }) });
  const stranger = await openVisitor(stack.url);
  await stranger.post('first');
  await stranger.act('contact', { email: 'left@home.test' });
  await stranger.post('second');
  const reply = await identify(await sign({ sub }), stranger.token);
  expect(reply).toMatchObject({ status: 200, body: { joined: true, conversationId: stranger.id } });
  const token = reply.body.token as string;
  expect(new Set(await mine(token))).toEqual(new Set([known.id, stranger.id]));
  expect((await stranger.post('with the token of before')).status).toBe(401);
  await call(stack.url, 'POST', `${stranger.path}/messages`, {
    headers: { authorization: `Bearer ${token}` },
    body: { clientId: randomUUID(), text: 'third' },
  });
  const { events, conversation } = await asAgent(stranger.id);
  expect(events.filter((e) => e.type === 'message').map((e) => [e.text, e.level])).toEqual([
    ['first', 'anonymous'],
    ['second', 'claimed'],
    ['third', 'verified'],
  ]);
  expect(conversation.visitor).toMatchObject({ level: 'verified', email: 'left@home.test' });
  expect(conversation.visitor.emailProven, 'an address that was only left').toBeUndefined();
  // The same again keeps the token: nothing is issued twice.
  expect((await identify(await sign({ sub }), token)).body).toEqual({ joined: true, conversationId: stranger.id });
});

test('the visitor is never told levels', async () => {
  const visitor = await openVisitor(stack.url, { identity: await sign({ sub: randomUUID() }) });
  await visitor.post('hello');
  expect(JSON.stringify(await visitor.history())).not.toMatch(/"level"/);
});

test('the secret that opened a conversation opens nothing of the person whose it became', async () => {
  const clientId = randomUUID();
  const opened = await open({ clientId });
  await identify(await sign({ sub: randomUUID() }), opened.body.token);
  const again = await open({ clientId });
  expect(again.status).toBe(201);
  expect(again.body.conversation.id).not.toBe(opened.body.conversation.id);
});

test('a lost answer to an identified opening is asked for again, and other devices stay signed in', async () => {
  const sub = randomUUID();
  const other = await openVisitor(stack.url, { identity: await sign({ sub }) });
  const clientId = randomUUID();
  const first = await open({ clientId, identity: await sign({ sub }) });
  const second = await open({ clientId, identity: await sign({ sub }) });
  expect(second.body.conversation.id).toBe(first.body.conversation.id);
  expect(second.body.token).toBeTruthy();
  expect(await mine(other.token)).toContain(first.body.conversation.id);
});

test('an address joins nothing, whoever types it', async () => {
  const anna = await openVisitor(stack.url, { identity: await sign({ sub: randomUUID(), email: 'a@shop.test' }) });
  const liar = await openVisitor(stack.url);
  await liar.act('contact', { email: 'a@shop.test', name: 'Anna' });
  expect(await mine(liar.token)).toEqual([liar.id]);
  expect((await asAgent(liar.id)).conversation.visitor).toMatchObject({ level: 'claimed' });
  // Nor the address of somebody verified, signed for somebody else.
  const twin = await openVisitor(stack.url, { identity: await sign({ sub: randomUUID(), email: 'a@shop.test' }) });
  expect(await mine(twin.token)).toEqual([twin.id]);
  // A verified visitor who types another's name and address is still called what was signed.
  await anna.act('contact', { email: 'boss@shop.test', name: 'The boss' });
  const { visitor } = (await asAgent(anna.id)).conversation;
  expect(visitor).toMatchObject({ email: 'boss@shop.test', level: 'verified' });
  expect(visitor.name).toBeUndefined();
  expect(visitor.emailProven).toBeUndefined();
});

test("another person at the same browser gets a fresh start, and nothing of the one before; the other's token ends", async () => {
  const anna = await openVisitor(stack.url, { identity: await sign({ sub: randomUUID() }) });
  const reply = await identify(await sign({ sub: randomUUID() }), anna.token);
  expect(reply.body).toMatchObject({ joined: false, token: expect.any(String) });
  expect(reply.body.conversationId).toBeUndefined();
  expect(await mine(reply.body.token as string)).toEqual([]);
  expect((await anna.post('still here?')).status, 'her token in this browser').toBe(401);
  const back = await identify(await sign({ sub: (await owner(anna.id)).externalId }));
  expect(back.body.conversationId, 'her history is hers').toBe(anna.id);
});

const owner = async (id: string) =>
  (
    await stack.platform.db.query<{ externalId: string }>(
      'select v.external_id as "externalId" from visitors v join conversations c on c.visitor_id = v.id where c.id = $1',
      [id],
    )
  )[0] as { externalId: string };

test('somebody verified in one inbox is nobody in another', async () => {
  const anna = await openVisitor(stack.url, { identity: await sign({ sub: 'anna' }) });
  expect(await open({ inbox: 'sales' }, anna.token)).toMatchObject({
    status: 403,
    body: { error: { code: 'other_inbox' } },
  });
  const there = await openVisitor(stack.url, { inbox: 'sales', identity: await sign({ sub: 'anna' }, 'sales') });
  expect(await mine(there.token)).toEqual([there.id]);
});

test('where only verified people may write, nobody else opens a conversation', async () => {
  const refused = await open({ inbox: 'members' });
  expect(refused).toMatchObject({ status: 401, body: { error: { code: 'identity_required' } } });
  expect(refused.body.error?.message).toContain('identity');
  const guest = await openVisitor(stack.url);
  expect((await open({ inbox: 'members' }, guest.token)).status).toBe(401);
  const anna = await openVisitor(stack.url, { inbox: 'members', identity: await sign({ sub: 'anna' }, 'members') });
  expect((await open({ inbox: 'members' }, anna.token)).status).toBe(201);
  const config = await call<{ verifiedOnly?: boolean }>(stack.url, 'GET', '/v1/widget-config?inbox=members');
  expect(config.body.verifiedOnly).toBe(true);
});

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const claims = () => ({ sub: 'anna', exp: now() + 600 });
const hmac = (secret: string | Buffer) => (input: string) =>
  createHmac('sha256', secret).update(input).digest('base64url');

test.each<[string, () => string | Promise<string>, string, RegExp]>([
  ['nothing like a token', () => 'anna', 'identity_invalid', /no signed token/],
  ['empty', () => '', 'identity_invalid', /no signed token/],
  ['alg none', () => forge({ alg: 'none' }, claims(), () => ''), 'identity_invalid', /./],
  ['alg nOnE', () => forge({ alg: 'nOnE' }, claims(), () => ''), 'identity_invalid', /./],
  [
    'alg none with a good signature',
    () => forge({ alg: 'none' }, claims(), (i) => hmac(Buffer.from(key()))(i)),
    'identity_invalid',
    /./,
  ],
  [
    'RS256',
    () => new SignJWT(claims()).setProtectedHeader({ alg: 'RS256' }).sign(privateKey),
    'identity_invalid',
    /HS256/,
  ],
  [
    'HS256 with a public key as the secret',
    () => forge({ alg: 'HS256' }, claims(), hmac(publicKey.export({ type: 'spki', format: 'pem' }) as string)),
    'identity_invalid',
    /signature/,
  ],
  [
    'HS512 with the right secret',
    () => new SignJWT(claims()).setProtectedHeader({ alg: 'HS512' }).sign(key()),
    'identity_invalid',
    /HS256/,
  ],
  [
    'an unknown critical header',
    () => forge({ alg: 'HS256', crit: ['b64'], b64: false }, claims(), (i) => hmac(Buffer.from(key()))(i)),
    'identity_invalid',
    /./,
  ],
  [
    'signed with SESSION_SECRET itself',
    () => forge({ alg: 'HS256' }, claims(), hmac(stack.config.sessionSecret)),
    'identity_invalid',
    /signature/,
  ],
  [
    'claims changed after signing',
    async () =>
      (await sign({ sub: 'bob' })).replace(
        /\.[^.]+\./,
        `.${Buffer.from(JSON.stringify(claims())).toString('base64url')}.`,
      ),
    'identity_invalid',
    /signature/,
  ],
  ['of another inbox', () => sign({ sub: 'anna' }, 'sales'), 'identity_invalid', /inbox "default"/],
  ['naming another inbox', () => sign({ sub: 'anna', inbox: 'sales' }), 'identity_invalid', /for the inbox "sales"/],
  ['expired', () => sign({ sub: 'anna', exp: now() - 120 }), 'identity_expired', /expired/],
  ['without an end', () => sign({ sub: 'anna', exp: undefined }), 'identity_invalid', /exp/],
  ['good for a week', () => sign({ sub: 'anna', exp: now() + 7 * 86_400 }), 'identity_invalid', /24 hours/],
  ['an end that is no time', () => sign({ sub: 'anna', exp: Number.MAX_SAFE_INTEGER }), 'identity_invalid', /24 hours/],
  ['not yet valid', () => sign({ sub: 'anna', nbf: now() + 3_600 }), 'identity_invalid', /nbf/],
  ['without sub', () => sign({}), 'identity_invalid', /sub/],
  ['sub empty', () => sign({ sub: '' }), 'identity_invalid', /sub/],
  [
    'sub a number',
    () => forge({ alg: 'HS256' }, { ...claims(), sub: 7 }, (i) => hmac(Buffer.from(key()))(i)),
    'identity_invalid',
    /sub/,
  ],
  ['sub huge', () => sign({ sub: 'a'.repeat(256) }), 'identity_invalid', /at most 255/],
  ['sub with NUL', () => sign({ sub: 'anna\u0000' }), 'identity_invalid', /control/],
  [
    'sub with half a character',
    () => forge({ alg: 'HS256' }, { ...claims(), sub: '\ud800' }, (i) => hmac(Buffer.from(key()))(i)),
    'identity_invalid',
    /control|sub/,
  ],
  ['a name over several lines', () => sign({ sub: 'anna', name: 'Anna\nBoss' }), 'identity_invalid', /name/],
  ['an e-mail that is none', () => sign({ sub: 'anna', email: 'anna' }), 'identity_invalid', /email/],
])('refused, and never taken for nobody: %s', async (_name, make, code, message) => {
  const identity = await make();
  const count = async () => (await stack.platform.db.query('select 1 from visitors')).length;
  const before = await count();
  for (const reply of [await open({ identity }), await identify(identity)]) {
    expect(reply).toMatchObject({ status: 401, body: { error: { code } } });
    expect(reply.body.error?.message).toMatch(message);
    expect(reply.body).not.toHaveProperty('token');
  }
  expect(await count()).toBe(before);
});

test('a token too large to read is a 400', async () => {
  expect((await open({ identity: 'a'.repeat(4_001) })).status).toBe(400);
});

test.each([
  ['emoji', '👩🏽‍🚀'],
  ['right to left', '\u202eanna'],
  ['looks alike', 'аnna'],
  ['composed', 'Zoe\u0308'],
  ['quotes', `'; drop table visitors; --`],
  ['255 characters', 'ß'.repeat(255)],
])('an id is compared letter by letter: %s', async (_name, sub) => {
  const one = await openVisitor(stack.url, { identity: await sign({ sub }) });
  const again = await identify(await sign({ sub }));
  expect(again.body.conversationId).toBe(one.id);
  const plain = await identify(await sign({ sub: sub.normalize('NFC').replace('а', 'a').replace('\u202e', '') }));
  if (sub.normalize('NFC').replace('а', 'a').replace('\u202e', '') !== sub)
    expect(plain.body.conversationId).not.toBe(one.id);
});

test('twenty sign-ins of a new person at once make one visitor', async () => {
  const sub = randomUUID();
  const identity = await sign({ sub });
  const strangers = await Promise.all(Array.from({ length: 20 }, () => openVisitor(stack.url)));
  const replies = await Promise.all(strangers.map(({ token }) => identify(identity, token)));
  expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
  const [row] = await stack.platform.db.query<{ visitors: number; theirs: number }>(
    `select count(distinct v.id) as visitors, count(c.id) as theirs from visitors v left join conversations c on c.visitor_id = v.id where v.external_id = $1`,
    [sub],
  );
  expect(row).toMatchObject({ visitors: 1, theirs: 20 });
});

test("what is known of the visitor's page is merged; null takes a field away", async () => {
  const visitor = await openVisitor(stack.url, { context: { page: 'a', plan: 'pro', cart: 3 } });
  expect((await visitor.act('context', { context: { page: 'b', cart: null } })).status).toBe(204);
  expect((await asAgent(visitor.id)).conversation.context).toEqual({ page: 'b', plan: 'pro' });
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, i]));
  expect((await visitor.act('context', { context: many })).status).toBe(400);
  // What was filled in and agreed to stands there, too, and no page may change it.
  expect((await visitor.act('context', { context: { preChat: null } })).status).toBe(400);
  const other = await openVisitor(stack.url);
  expect(
    (await call(stack.url, 'POST', `${visitor.path}/context`, { headers: other.headers, body: { context: {} } }))
      .status,
  ).toBe(404);
});
