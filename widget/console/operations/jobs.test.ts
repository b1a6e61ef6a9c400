// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import type { Health } from '../../../services/wire/jobs.js';
import { opened, refusedWith, server } from '../../testing/knowledge.js';
import { FdJobs } from './jobs.js';
import { troublesIn } from './troubles.js';

const now = '2026-11-23T12:00:00.000Z';
const none = { count: 0, oldest: null };
const well: Health = {
  ...{ now, store: 'redis', failed: [], mails: [], owed: { turns: none, queued: none, mails: none } },
  processes: (['gateway', 'bot', 'handoff'] as const).map((role) => ({ role, alive: 1, seenAt: now })),
  queues: (['bot', 'handoff'] as const).map((name) => ({
    name,
    counts: { waiting: 0, active: 0, delayed: 0, failed: 0 },
  })),
};
const failed = (id: string) => ({
  ...{ id, queue: 'bot' as const, conversationId: 'c0ffee00-0000', attempts: 4, error: 'the disk is full', at: now },
});
const mail = { id: 'm1', kind: 'missed' as const, attempts: 12, error: '550 no such user', at: now };

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

test('what is not well is told, the worst first', () => {
  expect(troublesIn(well)).toEqual([]);
  const waits = (seconds: number) => ({ count: 2, oldest: new Date(Date.parse(now) - seconds * 1_000).toISOString() });
  expect(troublesIn({ ...well, owed: { ...well.owed, turns: waits(30), queued: waits(9_000) } })).toEqual([]);
  const all = troublesIn({
    ...well,
    processes: well.processes.map((one) => (one.role === 'bot' ? { ...one, alive: 0 } : one)),
    queues: well.queues.map((one) => ({ ...one, counts: null })),
    owed: { ...well.owed, turns: waits(90) },
    failed: [failed('1')],
    mails: [mail],
  });
  expect(all.map(({ says }) => says)).toEqual([
    'jobGone_bot',
    'jobMute_redis',
    'jobLate',
    'jobFailedSome',
    'jobMailsSome',
  ]);
});

test('the page says that all is well, or what to do; what failed is tried again or forgotten', async () => {
  const asked = server({
    'GET jobs': [{ body: { ...well, failed: [failed('1'), failed('2')], mails: [mail] } }, { body: well }],
    'POST jobs/bot/1/retry': { status: 204 },
    'POST jobs/bot/2/retry': refusedWith(404, 'not_found', 'This job is not among the failed ones any more.'),
  });
  const { said, press, element, settle } = await opened(new FdJobs());
  expect(said()).toMatch(/Failed jobs: 2.*E-mails given up: 1.*the disk is full.*Missed replies.*550/);
  expect(element.renderRoot.querySelector('a')?.getAttribute('href')).toBe('#/conversations/c0ffee00-0000');
  await press('Try all again');
  await settle();
  expect(asked.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual([
    'jobs/bot/1/retry',
    'jobs/bot/2/retry',
  ]);
  expect(said()).toContain('not among the failed ones');
  expect(said()).toContain('Everything works.');
});

test('a server that is away is said, and what was known stays', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  server({ 'GET jobs': [{ body: well }, { status: 500 }, { body: well }] });
  const { said, settle } = await opened(new FdJobs());
  await vi.advanceTimersByTimeAsync(5_000);
  await settle();
  expect(said()).toMatch(/cannot reach.*Everything works/);
  await vi.advanceTimersByTimeAsync(5_000);
  await settle();
  expect(said()).not.toContain('cannot reach');
  vi.useRealTimers();
});
