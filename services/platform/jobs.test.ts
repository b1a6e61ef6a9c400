/** One suite over every backend: PGlite behind the stand-in pool, PostgreSQL, Redis. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, modes, type Stack } from '../testing/stack.js';
import { startBare } from '../testing/verbs.js';
import type { Jobs } from './jobs.js';

describe.each(modes())('jobs (%s)', (mode) => {
  let stack: Stack;
  let jobs: Jobs;
  beforeAll(async () => {
    stack = await startBare(mode);
    jobs = stack.platform.jobs;
  });
  afterAll(() => stack?.drop());

  test('the canary sings', { timeout: 30_000 }, async () => {
    expect(jobs.canaryAge('handoff')).toBeUndefined();
    await jobs.upsertCanary('handoff');
    await jobs.upsertCanary('handoff');
    const rung: string[] = [];
    const stop = await jobs.work('handoff', async ({ conversationId }) => rung.push(conversationId).toString());
    await eventually(async () => jobs.canaryAge('handoff') !== undefined, 20_000);
    expect(jobs.canaryAge('handoff')).toBeLessThan(15);
    // It is no ring.
    expect(rung).toEqual([]);
    await stop();
  });

  test('rings are worked on: once each name, at once while nobody is busy', async () => {
    const seen: string[] = [];
    for (let i = 0; i < 5; i++) await jobs.ring('bot', 'same', { once: 'same.1' });
    await jobs.ring('bot', 'same', { once: 'same.2' });
    await jobs.ring('bot', 'each');
    await jobs.ring('bot', 'each');
    await jobs.ring('bot', 'late', { delay: 1_500 });
    const began = Date.now();
    const stop = await jobs.work('bot', async ({ conversationId }) => {
      seen.push(conversationId);
      return 'seen';
    });
    await eventually(async () => seen.length >= 4);
    expect([...seen].sort()).toEqual(['each', 'each', 'same', 'same']);
    await eventually(async () => seen.includes('late'));
    expect(Date.now() - began).toBeGreaterThan(1_000);
    // The name is free again once the ring was worked on.
    await jobs.ring('bot', 'again', { once: 'same.1' });
    await eventually(async () => seen.includes('again'));
    // An idle worker hears a ring quickly.
    await jobs.ring('bot', 'quick');
    await eventually(async () => seen.includes('quick'), 3_000);
    await stop();
  });

  test('a handler that throws is called again, later and later, four times in all, and blocks nobody', async () => {
    const calls: Record<string, number[]> = {};
    const stop = await jobs.work(
      'bot',
      async ({ conversationId }) => {
        calls[conversationId] ??= [];
        calls[conversationId].push(Date.now());
        if (conversationId === 'never') throw new Error('never works');
        if (conversationId === 'third' && calls[conversationId].length < 3) throw new Error('not yet');
        return 'done';
      },
      { concurrency: 2 },
    );
    await jobs.ring('bot', 'never', { once: 'never.1' });
    await jobs.ring('bot', 'third');
    for (let i = 0; i < 20; i++) await jobs.ring('bot', `fine ${i}`);
    await eventually(async () => Object.keys(calls).filter((id) => id.startsWith('fine')).length === 20, 10_000);
    await eventually(async () => calls.never?.length === 4, 20_000);
    const waits = calls.never?.slice(1).map((at, i) => at - (calls.never?.[i] as number)) as number[];
    for (const [i, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(450 * 2 ** i);
    expect(calls.third).toHaveLength(3);
    // A failed ring does not block the next one of its name: that one is taken when the other is over for good.
    await eventually(async () => {
      await jobs.ring('bot', 'after', { once: 'never.1' });
      return calls.after?.length;
    });
    expect(calls.never).toHaveLength(4);
    await stop();
  });

  test('stopping waits for what runs, and what was not begun is left for the next worker', async () => {
    const log: string[] = [];
    const stop = await jobs.work(
      'bot',
      async ({ conversationId }) => {
        log.push(`begin ${conversationId}`);
        await sleep(700);
        log.push(`end ${conversationId}`);
        return 'done';
      },
      { concurrency: 1 },
    );
    await jobs.ring('bot', 'first');
    await eventually(async () => log.length === 1);
    await jobs.ring('bot', 'second');
    await stop();
    expect(log).toEqual(['begin first', 'end first']);
    const seen: string[] = [];
    const stopNext = await jobs.work('bot', async ({ conversationId }) => seen.push(conversationId).toString());
    await eventually(async () => seen.includes('second'));
    expect(seen).toEqual(['second']);
    await stopNext();
  });
});
