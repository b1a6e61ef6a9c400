/**
 * A hundred handoffs while the console's line to the server fails again and again: then its lists are what the database
 * says, and so is the count of what calls.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestHandoff, resolveByVisitor } from '../../services/conversation/visitor-actions.js';
import { executablePath, launch, signInto } from '../../services/testing/browser.js';
import { type Cut, openProxy } from '../../services/testing/proxy.js';
import { eventually, type Stack, signIn, startStack } from '../../services/testing/stack.js';
import { someVisitor } from '../../services/testing/verbs.js';

const HANDOFFS = 100;
/**
 * After how many handoffs what fails. The last ones come over a line that works, so it is not the last snapshot alone
 * that is looked at.
 */
const FAILS: Partial<Record<number, Cut | 'reset'>> = {
  8: 'up',
  22: 'down',
  38: 'both',
  54: 'reset',
  66: 'down',
  82: 'reset',
};
/** For so many handoffs. */
const LASTS = 8;

describe.runIf(executablePath)('the console on a line that fails', () => {
  let stack: Stack;
  let browser: Browser;
  let proxy: Awaited<ReturnType<typeof openProxy>>;
  beforeAll(async () => {
    stack = await startStack('embedded', { roles: ['gateway', 'handoff'], timing: { heartbeat: 1_000 } });
    proxy = await openProxy(stack.url);
    stack.platform.config.publicUrl = proxy.url;
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await stack?.drop();
  });

  const ask = <T>(sql: string, ...values: unknown[]) => stack.platform.db.query<T>(sql, values);

  /** What is on screen: each list from top to bottom, and the count in the title. */
  async function onScreen(page: Page) {
    const list = (name: string) =>
      page
        .locator(`fd-side section.${name} button.row`)
        .evaluateAll((rows) =>
          rows.map((row) => `${(row as HTMLElement).dataset.id} ${row.querySelector('.last')?.textContent?.trim()}`),
        );
    const [queue, mine, others] = await Promise.all(['queue', 'mine', 'others'].map(list));
    const needs = Number(/^\((\d+)\)/.exec(await page.title())?.[1] ?? 0);
    return { queue, mine, others, needs };
  }

  async function inDatabase(agentId: string) {
    const list = async (which: string, order: string) =>
      (
        await ask<{ id: string; text: string | null }>(
          `select id, last_text as text from conversations where ${which} order by ${order}, id`,
          ...(which.includes('$1') ? [agentId] : []),
        )
      ).map(({ id, text }) => `${id} ${text}`);
    const queue = await list(`state = 'queued'`, 'queued_at');
    const mine = await list(`state = 'assigned' and agent_id = $1`, 'queued_at');
    const others = await list(
      `state = 'bot' or (state = 'assigned' and agent_id <> $1)`,
      `date_trunc('milliseconds', created_at) desc`,
    );
    const unread = await ask(
      `select 1 from conversations where state = 'assigned' and agent_id = $1 and owed_since is not null`,
      agentId,
    );
    return { queue, mine, others, needs: queue.length + unread.length };
  }

  test(`${HANDOFFS} handoffs, six failures: no conversation missing, doubled or stale`, async () => {
    await ask('update inboxes set offer_seconds = 5');
    const lena = await signIn(stack, { name: 'Lena' });
    const omar = await signIn(stack, { name: 'Omar' });
    const page = await browser.newPage();
    let connects = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/agent/events')) connects++;
    });
    await page.goto(`${proxy.url}/console`);
    const [{ email }] = (await ask<{ email: string }>('select email from agents where id = $1', lena.id)) as [
      { email: string },
    ];
    await signInto(page, { email, password: 'correct horse battery' });
    await page.getByRole('switch').click();

    // Lena acts on another device as well: this page has it from the stream alone.
    const act = async (who: typeof lena, id: string, verb: string, body: object = {}) =>
      expect((await who.call('POST', `/conversations/${id}/${verb}`, body)).status).toBeLessThan(300);
    // Matching comes with the sweep; a hundred rings are not what is looked at, and cost more than all the rest.
    const { platform } = stack;
    const quiet = { ...platform, jobs: { ...platform.jobs, ring: async () => {} } };
    let failing: { until: number } | undefined;
    for (let n = 0; n < HANDOFFS; n++) {
      const fails = FAILS[n];
      // What fails is a line that works: after the last failure the page may still be on its way back.
      if (fails) await page.locator('fd-header .link.live').waitFor();
      if (fails === 'reset') proxy.reset();
      else if (fails) {
        proxy.cut(fails);
        failing = { until: n + LASTS };
      }
      if (n === failing?.until) proxy.heal();
      const visitor = await someVisitor(quiet);
      await visitor.post(`Parcel ${n} is late`);
      await requestHandoff(quiet, visitor.of);
      const what = n % 8;
      if (what === 1 || what === 2) await act(lena, visitor.id, 'take');
      if (what === 2) await act(lena, visitor.id, 'resolve', { seenSeq: 9 });
      if (what === 3 || what === 4) await act(omar, visitor.id, 'take');
      if (what === 4) await act(omar, visitor.id, 'transfer', { agentId: lena.id });
      if (what === 5) await resolveByVisitor(quiet, visitor.of);
      if (what === 6) await act(omar, visitor.id, 'hand-back');
      if (what === 7 || what === 1) await visitor.post(`Parcel ${n} is still late`);
      if (what === 1 && n % 16 === 1) await act(lena, visitor.id, 'release');
    }
    // At rest: what is held out to anybody changes by itself.
    await ask(`update inboxes set routing = 'manual'`);
    await ask('update offers set expires_at = now() where ended_at is null');
    await eventually(async () => (await ask('select 1 from offers where ended_at is null')).length === 0);

    const expected = await inDatabase(lena.id);
    const { queue, mine, others } = expected;
    expect(Math.min(queue.length, mine.length, others.length)).toBeGreaterThan(10);
    await eventually(async () => JSON.stringify(await onScreen(page)) === JSON.stringify(expected), 8_000).catch(
      () => {},
    );
    expect(await onScreen(page)).toEqual(expected);
    // The first, and one for each failure that takes the stream with it.
    expect(connects).toBeGreaterThanOrEqual(6);
    console.log(
      `${queue.length} waiting, ${mine.length} mine, ${others.length} others, ${expected.needs} called; ${connects} connections`,
    );
  }, 120_000);
});
