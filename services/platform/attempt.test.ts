import { pino } from 'pino';
import { expect, test } from 'vitest';
import { attempt, within } from './attempt.js';
import { createMetrics } from './metrics.js';
import type { Platform } from './open.js';

const never = new Promise<never>(() => {});
const late = () => new Error('too late');

test('work within its time gives its result, and its own error where it fails', async () => {
  expect(await within(1_000, Promise.resolve(7), late)).toBe(7);
  await expect(within(1_000, Promise.reject(new Error('broken')), late)).rejects.toThrow('broken');
});

test('work that takes longer is not waited for', async () => {
  await expect(within(20, never, late)).rejects.toThrow('too late');
});

test('what was attempted in vain, or hangs, is counted by its kind', async () => {
  const metrics = createMetrics();
  const platform: Pick<Platform, 'metrics' | 'log'> = { metrics, log: pino({ level: 'silent' }) };
  attempt(platform, 'hint', Promise.reject(new Error('away')));
  attempt(platform, 'bot', never);
  attempt(platform, 'handoff', Promise.resolve());
  await new Promise((resolve) => setTimeout(resolve, 700));
  const { values } = await metrics.ringFailed.get();
  expect(values.map(({ labels, value }) => [labels.kind, value])).toEqual([
    ['hint', 1],
    ['bot', 1],
  ]);
});
