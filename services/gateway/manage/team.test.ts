/** What managers and admins set for the people of the team, and what then changes for whoever waits. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestHandoff } from '../../conversation/visitor-actions.js';
import { call, eventually, modes, type Stack, signIn, startStack } from '../../testing/stack.js';
import { rowOf, someVisitor } from '../../testing/verbs.js';
import type { MemberReply, NewMemberReply, TeamReply } from '../../wire/team.js';

type Staff = Awaited<ReturnType<typeof signIn>>;

describe.each(modes().filter((mode) => mode !== 'redis'))('the team (%s)', (mode) => {
  let stack: Stack;
  let admin: Staff;
  let manager: Staff;
  beforeAll(async () => {
    stack = await startStack(mode, { roles: ['gateway', 'handoff'], timing: { sweep: 200, absent: 2_000 } });
    await stack.platform.db.query(`insert into inboxes (slug, name) values ('sales', 'Sales')`);
    admin = await signIn(stack, { role: 'admin', name: 'Ada' });
    manager = await signIn(stack, { role: 'manager', name: 'Mona' });
  });
  afterAll(() => stack?.drop());

  const set = (id: string, change: unknown, by = admin) => by.call<MemberReply>('PUT', `/team/${id}`, change);
  const member = async (id: string) =>
    (await admin.call<TeamReply>('GET', '/team')).body.members.find((one) => one.id === id);

  test('is seen by those who lead it; accounts and roles are for admins', async () => {
    const lena = await signIn(stack, { name: 'Lena' });
    const sara = await signIn(stack, { name: 'Sara', role: 'content' });
    for (const one of [lena, sara]) {
      expect((await one.call('GET', '/team')).status).toBe(403);
      expect((await set(lena.id, { capacity: 9 }, one)).status).toBe(403);
    }
    const told = (await manager.call<TeamReply>('GET', '/team')).body;
    expect(told.inboxes.map(({ slug }) => slug)).toEqual(['default', 'sales']);
    expect(told.members.find(({ id }) => id === lena.id)).toMatchObject({
      ...{ name: 'Lena', role: 'agent', active: true, present: true, available: false, load: 0 },
      ...{ capacity: 5, languages: [], skills: [], inboxes: [] },
    });
    expect((await set(lena.id, { capacity: 3 }, manager)).body.member.capacity).toBe(3);
    expect((await set(lena.id, { role: 'admin' }, manager)).status).toBe(403);
    expect((await set(lena.id, { active: false }, manager)).status).toBe(403);
    const account = { email: 'new@team.test', name: 'New', role: 'agent' };
    expect((await manager.call('POST', '/team', account)).status).toBe(403);
  });

  test('gets an account whose password works, and is told once', async () => {
    const account = { email: 'nina@team.test', name: 'Nina', role: 'agent' };
    const made = await admin.call<NewMemberReply>('POST', '/team', account);
    expect(made).toMatchObject({ status: 201, body: { member: { ...account, active: true } } });
    const { password } = made.body;
    const signInAs = (text: string) =>
      call(stack.url, 'POST', '/v1/agent/session', { body: { email: account.email, password: text } });
    expect((await signInAs(password)).status).toBe(200);
    expect(JSON.stringify((await admin.call('GET', '/team')).body)).not.toContain(password);
    const again = await admin.call('POST', '/team', { ...account, email: 'NINA@team.test' });
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'email_taken' } } });
    await set(made.body.member.id, { active: false });
    expect((await signInAs(password)).status).toBe(401);
    await set(made.body.member.id, { active: true });
    expect((await signInAs(password)).status).toBe(200);
  });

  test('a lost password is made anew by an admin; one’s own is changed by whoever knows it', async () => {
    const kim = await signIn(stack, { name: 'Kim' });
    const other = await signIn(stack, { name: 'Other' });
    const signInAs = (password: string) =>
      call(stack.url, 'POST', '/v1/agent/session', { body: { email: kim.email, password } });
    for (const by of [manager, other]) expect((await by.call('POST', `/team/${kim.id}/password`)).status).toBe(403);
    const { status, body } = await admin.call<NewMemberReply>('POST', `/team/${kim.id}/password`);
    expect([status, body.member.id]).toEqual([200, kim.id]);
    expect((await kim.call('GET', '/me')).status, 'signed out').toBe(401);
    expect((await other.call('GET', '/me')).status).toBe(200);
    expect((await signInAs('correct horse battery')).status).toBe(401);
    const sessions = await Promise.all([1, 2].map(() => signInAs(body.password)));
    const [one = '', two = ''] = sessions.map(({ headers }) => headers.getSetCookie()[0]?.split(';')[0]);
    const as = (cookie: string, method: string, path: string, put?: unknown) =>
      call(stack.url, method, `/v1/agent${path}`, { headers: { ...kim.headers, cookie }, body: put });
    expect((await admin.call('POST', `/team/${randomUUID()}/password`)).status).toBe(404);

    const change = (current: string, password: string) => as(one, 'PUT', '/password', { current, password });
    expect((await change(body.password, 'short')).status).toBe(400);
    expect(await change('not this one', 'a much better one')).toMatchObject({
      ...{ status: 403, body: { error: { code: 'wrong_password' } } },
    });
    expect((await change(body.password, 'a much better one')).status).toBe(204);
    expect((await as(one, 'GET', '/me')).status, 'this session stays').toBe(200);
    expect((await as(two, 'GET', '/me')).status).toBe(401);
    expect([(await signInAs(body.password)).status, (await signInAs('a much better one')).status]).toEqual([401, 200]);
    const tries = [];
    for (let i = 0; i < 6; i++) tries.push((await change('guessed', 'a much better one')).status);
    expect(tries).toEqual([403, 403, 403, 403, 403, 429]);
  });

  test('is changed by what is named and nothing else, all of it or nothing', async () => {
    const omar = await signIn(stack, { name: 'Omar' });
    const change = {
      ...{ capacity: 2, languages: ['de', 'en'], skills: ['billing'] },
      inboxes: [
        { inbox: 'default', capacity: null },
        { inbox: 'sales', capacity: 1 },
      ],
    };
    expect((await set(omar.id, change)).body.member).toMatchObject({ ...change, name: 'Omar' });
    expect((await set(omar.id, { inboxes: [] })).body.member).toMatchObject({ ...change, inboxes: [] });
    const wrong = await set(omar.id, { capacity: 7, inboxes: [{ inbox: 'nowhere' }] });
    expect(wrong.status).toBe(400);
    expect(JSON.stringify(wrong.body)).toContain('there is no inbox \\"nowhere\\"');
    expect((await member(omar.id))?.capacity).toBe(2);
    for (const bad of [
      { capacity: -1 },
      { capacity: 1.5 },
      { languages: ['de-AT'] },
      { languages: ['de', 'de'] },
      { skills: ['All of it'] },
      { name: ' ' },
      { role: 'boss' },
      { email: 'other@team.test' },
      { inboxes: [{ inbox: 'sales' }, { inbox: 'sales' }] },
    ])
      expect([bad, (await set(omar.id, bad)).status]).toEqual([bad, 400]);
    expect((await set(randomUUID(), { capacity: 1 })).status).toBe(404);
    expect((await set('nobody', { capacity: 1 })).status).toBe(404);
  });

  test('whoever learns what is needed is offered what waits, at once', async () => {
    const { db } = stack.platform;
    await db.query(`update inboxes set skills = '{refunds}' where slug = 'sales'`);
    const vera = await signIn(stack, { name: 'Vera', inboxes: ['sales'] });
    await set(vera.id, { skills: ['billing'] });
    await vera.call('PUT', '/availability', { available: true });
    const visitor = await someVisitor(stack.platform, { inbox: 'sales' });
    await requestHandoff(stack.platform, visitor.of);
    await visitor.post('Is anybody there?');
    const offered = async () =>
      (await db.query('select 1 from offers where conversation_id = $1', [visitor.id])).length;
    const reason = async () => {
      const { body } = await vera.call<{ skipped: { reason: string; agent: { name: string } }[] }>(
        'GET',
        `/conversations/${visitor.id}/queue`,
      );
      return body.skipped?.find(({ agent }) => agent.name === 'Vera')?.reason;
    };
    await eventually(async () => (await reason()) === 'missing_skill', 3_000);
    expect(await offered()).toBe(0);
    await set(vera.id, { skills: ['billing', 'refunds'] });
    await eventually(async () => (await offered()) === 1, 3_000);
  });

  test('an account that is closed: signed out at once, what it had is in the queue again', async () => {
    const gone = await signIn(stack, { name: 'Gus' });
    const visitor = await someVisitor(stack.platform);
    await requestHandoff(stack.platform, visitor.of);
    await visitor.post('Is anybody there?');
    expect((await gone.call('POST', `/conversations/${visitor.id}/take`)).status).toBe(200);
    const content = await set(gone.id, { role: 'content' });
    expect(content).toMatchObject({ status: 409, body: { error: { code: 'has_conversations' } } });
    expect((await set(gone.id, { active: false })).body.member).toMatchObject({ active: false, present: false });
    expect((await gone.call('GET', '/agents')).status).toBe(401);
    await eventually(async () => (await rowOf(stack.platform, visitor.id)).state === 'queued', 10_000);
  });

  test('there is always somebody who may do everything', async () => {
    const { members } = (await admin.call<TeamReply>('GET', '/team')).body;
    const admins = members.filter(({ role, active }) => role === 'admin' && active);
    expect(admins.length).toBeGreaterThan(0);
    for (const one of admins.filter(({ id }) => id !== admin.id)) await set(one.id, { role: 'agent' });
    for (const change of [{ role: 'agent' }, { active: false }])
      expect(await set(admin.id, change)).toMatchObject({ status: 409, body: { error: { code: 'last_admin' } } });
    expect((await member(admin.id))?.role).toBe('admin');
  });
});
