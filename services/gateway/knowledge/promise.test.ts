import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, signIn, startStack } from '../../testing/stack.js';
import type { PromiseReply } from '../../wire/knowledge.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack('embedded', { roles: ['gateway'] });
}, 120_000);
afterAll(() => stack?.drop());

test('managers, admins and content teams see what is promised; agents do not; only the first two change it', async () => {
  const [agent, content, manager] = await Promise.all(
    (['agent', 'content', 'manager'] as const).map((role) => signIn(stack, { role })),
  );
  if (!agent || !content || !manager) throw new Error('nobody there');
  expect(await agent.call('GET', '/knowledge/promise')).toMatchObject({ status: 403 });
  for (const one of [content, manager]) {
    const { status, body } = await one.call<PromiseReply>('GET', '/knowledge/promise');
    expect(status).toBe(200);
    expect(body.inboxes).toMatchObject([{ slug: 'default', answerThreshold: null }]);
    expect(body.inboxes[0]?.maxWrongAnswers).toBeCloseTo(0.05);
    expect(body.budgets.map(({ threshold }) => threshold)).toEqual(
      body.budgets.map(({ threshold }) => threshold).sort((a, b) => b - a),
    );
  }
  const change = (who: typeof agent, slug: string, body: unknown) =>
    who.call<PromiseReply>('PUT', `/inboxes/${slug}/confidence`, body);
  expect(await change(agent, 'default', { maxWrongAnswers: 0.1 })).toMatchObject({ status: 403 });
  expect(await change(content, 'default', { maxWrongAnswers: 0.1 })).toMatchObject({ status: 403 });
  expect(await change(manager, 'elsewhere', { maxWrongAnswers: 0.1 })).toMatchObject({ status: 404 });
  for (const body of [{ maxWrongAnswers: 0 }, { maxWrongAnswers: 1 }, { answerThreshold: 1.1 }, { budget: 0.1 }])
    expect(await change(manager, 'default', body)).toMatchObject({ status: 400 });

  const before = (await manager.call<PromiseReply>('GET', '/knowledge/promise')).body.inboxes[0];
  const looser = (await change(manager, 'default', { maxWrongAnswers: 0.2 })).body.inboxes[0];
  expect(looser?.derivedThreshold).toBeLessThan(before?.derivedThreshold as number);
  const byHand = (await change(manager, 'default', { answerThreshold: 0.9 })).body.inboxes[0];
  expect(byHand?.answerThreshold).toBeCloseTo(0.9);
  expect(byHand?.maxWrongAnswers).toBeCloseTo(0.2);
  const again = (await change(manager, 'default', { answerThreshold: null, maxWrongAnswers: 0.05 })).body.inboxes[0];
  expect(again).toMatchObject({ answerThreshold: null, derivedThreshold: before?.derivedThreshold });
});
