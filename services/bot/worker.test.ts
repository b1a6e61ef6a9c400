/** A turn that nobody rang for is found; where ringing fails, the process that found it does the work. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Platform } from '../platform/open.js';
import { eventually, type Stack } from '../testing/stack.js';
import { logOf, someVisitor, startBare } from '../testing/verbs.js';
import { startBot } from './worker.js';

let stack: Stack;
let rung: string[];
beforeAll(async () => {
  stack = await startBare('embedded');
});
afterAll(() => stack?.drop());
afterEach(() => vi.useRealTimers());
beforeEach(async () => {
  rung = [];
  await stack.platform.db.query('delete from processes');
});

/** The bot with a job store that rings as it is told to, and never brings anything by itself. */
function begin(ring: () => Promise<void>, config: Partial<Platform['config']['timing']> = {}) {
  const { platform } = stack;
  return startBot({
    ...platform,
    config: { ...platform.config, timing: { ...platform.config.timing, sweep: 20, quiet: 0, ...config } },
    jobs: {
      ...platform.jobs,
      work: async () => async () => {},
      ring: async (queue, id) => {
        rung.push(`${queue} ${id}`);
        await ring();
      },
    },
  });
}

async function owed(text: string): Promise<string> {
  const visitor = await someVisitor(stack.platform);
  await visitor.post(text);
  await stack.platform.db.query(`update conversations set updated_at = now() - interval '2 seconds' where id = $1`, [
    visitor.id,
  ]);
  return visitor.id;
}
const repliedTo = async (id: string) => (await logOf(stack.platform, id)).some(({ role }) => role === 'bot');

test('it is rung for once, not with every look, and the process is seen', async () => {
  // However slow the machine is: it may ring again after some seconds.
  vi.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
  const id = await owed('How do I reset my password?');
  const looks = { count: 0 };
  const stop = await begin(async () => {
    looks.count++;
  });
  await eventually(async () => looks.count > 0);
  // Another one, owed later, is rung for after at least one more look: by then the first would have been rung for again.
  const next = await owed('How do I return a gift?');
  await eventually(async () => rung.includes(`bot ${next}`));
  await stop();
  expect(rung.filter((one) => one === `bot ${id}`)).toHaveLength(1);
  expect(await repliedTo(id)).toBe(false);
  expect(await stack.platform.db.query(`select 1 from processes where role = 'bot'`)).toHaveLength(1);
  await stack.platform.db.query(`update conversations set settled_seq = last_visitor_seq`);
});

test('where ringing fails it is worked on by whoever found it', async () => {
  const id = await owed('How do I reset my password?');
  const stop = await begin(() => Promise.reject(new Error('the store is away')));
  await eventually(() => repliedTo(id));
  await stop();
  expect(rung).toEqual([`bot ${id}`]);
});

test('what was written this moment is left to its own ring', async () => {
  const visitor = await someVisitor(stack.platform);
  await visitor.post('How do I reset my password?');
  await stack.platform.db.query(`update conversations set updated_at = now() + interval '1 minute' where id = $1`, [
    visitor.id,
  ]);
  const stop = await begin(async () => {});
  const id = await owed('How do I return a gift?');
  await eventually(async () => rung.includes(`bot ${id}`));
  await stop();
  expect(rung).not.toContain(`bot ${visitor.id}`);
});
