/** What an operator sees of the work behind the scenes, and what he may try again, on each store. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestHandoff } from '../../conversation/visitor-actions.js';
import { eventually, modes, type Stack, signIn, startStack } from '../../testing/stack.js';
import { someVisitor } from '../../testing/verbs.js';
import type { Health } from '../../wire/jobs.js';

describe.each(modes())('the work behind the scenes (%s)', (mode) => {
  let stack: Stack;
  let admin: Awaited<ReturnType<typeof signIn>>;
  beforeAll(async () => {
    // Nobody works on the bot's queue but this test.
    stack = await startStack(mode, { roles: ['gateway', 'handoff'] });
    admin = await signIn(stack, { role: 'admin' });
  });
  afterAll(() => stack?.drop());
  const health = async () => (await admin.call<Health>('GET', '/jobs')).body;

  test('says who lives, what waits and since when', async () => {
    const before = await health();
    expect(before).toMatchObject({ store: mode === 'redis' ? 'redis' : 'postgres', failed: [], mails: [] });
    expect(before.processes.map(({ role }) => role)).toEqual(['gateway', 'bot', 'handoff']);
    expect(before.processes[1]).toEqual({ role: 'bot', alive: 0, seenAt: null });
    expect(before.processes[2]).toEqual({ role: 'handoff', alive: 1, seenAt: expect.any(String) });
    expect(before.owed.turns).toEqual({ count: 0, oldest: null });
    expect(before.queues.map(({ name, counts }) => [name, counts?.failed])).toEqual([
      ['bot', 0],
      ['handoff', 0],
    ]);
    const asks = await someVisitor(stack.platform);
    await asks.post('Where is my parcel?');
    const waits = await someVisitor(stack.platform);
    await waits.post('Is anybody there?');
    await requestHandoff(stack.platform, waits.of);
    const { owed, now } = await health();
    expect([owed.turns.count, owed.queued.count]).toEqual([1, 1]);
    for (const oldest of [owed.turns.oldest, owed.queued.oldest])
      expect(Date.parse(now) - Date.parse(oldest ?? '')).toBeLessThan(60_000);
  });

  test('a failed job is rung again or forgotten, once, and a ring too many does nothing', {
    timeout: 40_000,
  }, async () => {
    const { jobs } = stack.platform;
    const [twice, once] = [randomUUID(), randomUUID()];
    const calls: string[] = [];
    let broken = true;
    const stop = await jobs.work('bot', async ({ conversationId }) => {
      if (conversationId !== twice && conversationId !== once) return 'not ours';
      calls.push(conversationId);
      if (broken) throw new Error('the disk is full');
      return 'done';
    });
    for (const id of [twice, once]) await jobs.ring('bot', id);
    const { failed } = await eventually(async () => {
      const seen = await health();
      return seen.failed.length === 2 && seen;
    }, 30_000);
    expect(failed.map(({ queue, attempts, error }) => ({ queue, attempts, error }))).toEqual(
      Array(2).fill({ queue: 'bot', attempts: 4, error: 'the disk is full' }),
    );
    const idOf = (conversationId: string) => failed.find((one) => one.conversationId === conversationId)?.id;
    broken = false;
    calls.length = 0;
    const path = (conversationId: string) => `/jobs/bot/${idOf(conversationId)}`;
    expect((await admin.call('POST', `${path(twice)}/retry`)).status).toBe(204);
    await eventually(async () => calls.includes(twice));
    await eventually(async () => (await health()).failed.length === 1);
    expect((await admin.call('POST', `${path(twice)}/retry`)).status).toBe(404);
    const both = await Promise.all([1, 2].map(() => admin.call('DELETE', path(once))));
    for (const { status } of both) expect([204, 404], 'two at once').toContain(status);
    expect((await admin.call('DELETE', path(once))).status).toBe(404);
    expect((await health()).failed).toEqual([]);
    for (const wrong of ['/jobs/bot/nothing/retry', '/jobs/elsewhere/1/retry'])
      expect((await admin.call('POST', wrong)).status).toBe(404);
    expect(calls).toEqual([twice]);
    await stop();
  });

  test('a mail that was given up is owed again or forgotten, and its address is not shown', async () => {
    const { db } = stack.platform;
    const visitor = await someVisitor(stack.platform);
    await db.query(
      `insert into mails (kind, conversation_id, recipient, locale, payload, attempts, failed_at, error)
       select 'transcript', $1, 'anna@example.com', 'en', '{"upTo": 1}', 12, now(), '550 no such user <anna@example.com>' from generate_series(1, 2)`,
      [visitor.id],
    );
    const { mails } = await health();
    expect(mails.map(({ kind, attempts, error }) => ({ kind, attempts, error }))).toEqual(
      Array(2).fill({ kind: 'transcript', attempts: 12, error: '550 no such user <…>' }),
    );
    const [one, two] = mails.map(({ id }) => `/mails/${id}`);
    expect((await admin.call('POST', `${one}/retry`)).status).toBe(204);
    expect((await admin.call('POST', `${one}/retry`)).status).toBe(404);
    expect((await admin.call('DELETE', `${two}`)).status).toBe(204);
    const after = await health();
    expect([after.mails, after.owed.mails.count]).toEqual([[], 1]);
  });

  test('is for admins', async () => {
    for (const role of ['agent', 'content', 'manager'] as const) {
      const one = await signIn(stack, { role, name: role });
      for (const [method, path] of [
        ['GET', '/jobs'],
        ['POST', '/jobs/bot/1/retry'],
        ['DELETE', '/jobs/bot/1'],
        ['POST', `/mails/${randomUUID()}/retry`],
        ['DELETE', `/mails/${randomUUID()}`],
      ] as const)
        expect([role, path, (await one.call(method, path)).status]).toEqual([role, path, 403]);
    }
  });
});
