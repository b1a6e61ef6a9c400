/**
 * What a visitor sees on a bad network: fifty random schedules of cuts, a proxy that holds streams back, a hotel's
 * sign-in page. Nothing lost, nothing doubled.
 */
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executablePath, launch } from '../../services/testing/browser.js';
import { says, scriptedModel } from '../../services/testing/model.js';
import { type Cut, openProxy } from '../../services/testing/proxy.js';
import { random } from '../../services/testing/random.js';
import { eventually, type Stack, startStack } from '../../services/testing/stack.js';

const SCHEDULES = Number(process.env.NETWORK_SCHEDULES ?? 50);
const AT_ONCE = 10;
const MESSAGES = 3;
const SEED = Number(process.env.NETWORK_SEED ?? 20_261_123);

describe.runIf(executablePath)('on a bad network', () => {
  let model: Awaited<ReturnType<typeof scriptedModel>>;
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    model = await scriptedModel();
    stack = await startStack('embedded', { env: model.env, timing: { heartbeat: 1_000, llmIdle: 20_000 } });
    await stack.platform.db.query('update inboxes set answer_threshold = 0');
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.drop();
    await model?.close();
  });

  const write = async (page: Page, text: string) => {
    await page.getByRole('textbox', { name: /^Write/ }).fill(text);
    await page.keyboard.press('Enter');
  };
  /** A page behind a proxy has the proxy's address for its origin. */
  const allow = (url: string) =>
    stack.platform.db.query('update inboxes set origins = array_append(origins, $1)', [url]);
  /** The bubbles on screen, top to bottom. */
  const onScreen = (page: Page) => page.locator('[role=log] .bubble').allInnerTexts();
  const inLog = async (key: string) =>
    (
      await stack.platform.db.query<{ text: string }>(
        `select e.text from conversation_events e where e.type = 'message' and e.conversation_id in
           (select conversation_id from conversation_events where text like $1) order by e.conversation_id, e.seq`,
        [`%${key}%`],
      )
    ).map(({ text }) => text);
  /** A mark such as [1] is a button on screen. */
  const plain = (text: string) => text.replace(/[[\]\s]/g, '');
  /** Nothing that a visitor said waits for the bot. */
  const settled = async (key: string) =>
    (
      await stack.platform.db.query(
        `select 1 from conversations c where c.state = 'bot' and c.last_visitor_seq > c.settled_seq and c.id in
           (select conversation_id from conversation_events where text like $1)`,
        [`%${key}%`],
      )
    ).length === 0;

  type Outcome = { seed: number; cuts: number; sent: number; lost: string[]; doubled: string[]; wrong: string };

  async function schedule(seed: number): Promise<Outcome> {
    const next = random(seed);
    const key = `ref${seed.toString(36)}`;
    const proxy = await openProxy(stack.url);
    await allow(proxy.url);
    const context = await browser.newContext();
    const page = await context.newPage();
    let cuts = 0;
    try {
      await page.goto(proxy.url);
      await page.getByRole('button', { name: 'Open chat' }).click();
      await page.getByRole('textbox', { name: /^Write/ }).waitFor();
      const questions = Array.from({ length: MESSAGES }, (_, n) => `How do I return a parcel? ${key}n${n}`);
      for (const [n, question] of questions.entries()) {
        // Written for a second, so that many cuts fall into the middle of the answer.
        const pieces = Array.from({ length: 8 }, (_, i) => `Part ${i + 1} of answer ${key}n${n}. `);
        for (let again = 0; again < 4; again++)
          model.will(`${key}n${n}`, says([...pieces, 'Done [1].'], { pause: 100 }));
        // These pauses are the weather itself, drawn like the rest of it; nothing is waited for with them.
        const failing = (async () => {
          for (let k = next() < 0.5 ? 1 : 2; k > 0; k--) {
            await sleep(next() * 900);
            cuts += 1;
            const kind = next();
            if (kind < 0.2) proxy.reset();
            else if (kind < 0.35) {
              await context.setOffline(true);
              await sleep(100 + next() * 1_500);
              await context.setOffline(false);
            } else {
              proxy.cut((['up', 'down', 'both'] as Cut[])[Math.floor(next() * 3)] as Cut);
              await sleep(100 + next() * 2_000);
              proxy.heal();
            }
          }
        })();
        await write(page, question);
        await failing;
      }
      // Everything that was written is answered or handed on; then the screen is what the log is.
      const done = async () => {
        // First, or an answer that comes meanwhile is missing in what was read.
        if (!(await settled(key))) return false;
        const log = await inLog(key);
        const screen = await onScreen(page);
        return questions.every((q) => log.includes(q)) && log.length === screen.length;
      };
      await eventually(done, 90_000).catch(() => {});
      // One more goes through when all is well again: whatever was still on its way came before it.
      const last = `How do I return a parcel? ${key}last`;
      model.will(`${key}last`, says(['The last one [1].']));
      questions.push(last);
      await write(page, last);
      await eventually(done, 90_000).catch(() => {});
      const [log, screen] = [await inLog(key), await onScreen(page)];
      const times = (q: string, all: string[]) => all.filter((text) => text.trim() === q).length;
      return {
        seed,
        cuts,
        sent: questions.length,
        lost: questions.filter((q) => times(q, log) === 0 || times(q, screen) === 0),
        doubled: questions.filter((q) => times(q, log) > 1 || times(q, screen) > 1),
        wrong:
          JSON.stringify(log.map(plain)) === JSON.stringify(screen.map(plain)) ? '' : JSON.stringify({ log, screen }),
      };
    } finally {
      await context.close();
      await proxy.close();
    }
  }

  test(`${SCHEDULES} random schedules: nothing lost, nothing doubled, the screen is the log`, async () => {
    const outcomes: Outcome[] = [];
    const seeds = Array.from({ length: SCHEDULES }, (_, i) => SEED + i * 7_919);
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let seed = seeds.pop(); seed !== undefined; seed = seeds.pop()) outcomes.push(await schedule(seed));
      }),
    );
    const cuts = outcomes.reduce((sum, { cuts }) => sum + cuts, 0);
    expect(outcomes).toHaveLength(SCHEDULES);
    expect(cuts).toBeGreaterThan(SCHEDULES * MESSAGES);
    expect(outcomes.filter(({ lost, doubled, wrong }) => lost.length || doubled.length || wrong)).toEqual([]);
  }, 600_000);

  test('behind a proxy that holds streams back, answers come all the same', async () => {
    const { port } = new URL(stack.url);
    // Passes everything on, but a stream only when it is over, which it never is.
    const proxy = createServer((req, res) => {
      const up = forward(
        { host: '127.0.0.1', port, path: req.url, method: req.method, headers: req.headers },
        (reply) => {
          if (reply.headers['content-type']?.includes('event-stream')) return reply.resume();
          res.writeHead(reply.statusCode ?? 502, reply.headers);
          reply.pipe(res);
        },
      );
      req.pipe(up);
      up.on('error', () => res.destroy());
      res.on('close', () => up.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const context = await browser.newContext();
    const page = await context.newPage();
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    await allow(url);
    await page.goto(url);
    await page.getByRole('button', { name: 'Open chat' }).click();
    model.will('refproxy', says(['Print the label [1].']));
    await write(page, 'How do I return a parcel? refproxy');
    await page.getByText('Print the label').waitFor({ timeout: 30_000 });
    expect(await inLog('refproxy')).toHaveLength(2);
    await context.close();
    proxy.closeAllConnections();
    proxy.close();
  }, 60_000);

  test("a hotel's sign-in page in between costs nothing but time", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(stack.url);
    await page.getByRole('button', { name: 'Open chat' }).click();
    model.will('refhotel0', says(['First [1].']));
    await write(page, 'How do I return a parcel? refhotel0');
    await page.getByText('First').waitFor();
    for (const status of [200, 401, 404]) {
      const met = new Set<string>();
      await page.route('**/v1/**', (route) => {
        met.add(new URL(route.request().url()).pathname.split('/').at(-1) ?? '');
        return route.fulfill({ status, contentType: 'text/html', body: '<h1>Sign in</h1>' });
      });
      await write(page, `How do I return a parcel? refhotel${status}`);
      await expect.poll(() => met.has('messages')).toBe(true);
      model.will(`refhotel${status}`, says([`Answer ${status} [1].`]));
      await page.unroute('**/v1/**');
      await page.getByText(`Answer ${status}`).waitFor({ timeout: 30_000 });
    }
    // Still the same conversation: nobody else's 404 made us forget it.
    expect(await inLog('refhotel0')).toHaveLength(8);
    await context.close();
  }, 120_000);
});
