/**
 * An admin changes an account whose console is open: what it may not read any more ends at once, and the console says
 * so in plain words.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAgent } from '../../services/conversation/agents.js';
import { executablePath, launch, openPage, signInto, violations } from '../../services/testing/browser.js';
import { eventually, openVisitor, type Stack, signIn, startStack } from '../../services/testing/stack.js';
import type { StaffRole } from '../../services/wire/conversation.js';

/** Far below the heartbeat, which would find it out as well. */
const MOMENT_MS = 1_500;

describe.runIf(executablePath)('an account that is changed while its console is open', () => {
  let stack: Stack;
  let browser: Browser;
  let admin: Awaited<ReturnType<typeof signIn>>;
  beforeAll(async () => {
    stack = await startStack('embedded', { roles: ['gateway'], timing: { heartbeat: 60_000 } });
    browser = await launch();
    admin = await signIn(stack, { role: 'admin', name: 'Ada' });
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.drop();
  });

  const streams = async () => {
    const { values } = await stack.platform.metrics.streamsOpen.get();
    return values.find(({ labels }) => labels.audience === 'agent')?.value ?? 0;
  };

  /** Somebody of the team at his open console. */
  async function atWork(name: string, role: StaffRole = 'agent') {
    const account = { email: `${name.toLowerCase()}@team.test`, password: 'correct horse battery' };
    const { id } = await addAgent(stack.platform.db, { ...account, name, role });
    const context = await browser.newContext();
    // Goes on by itself, and can be moved.
    await context.clock.install();
    const { page, complaints } = await openPage(context, stack.url, '/console');
    await signInto(page, account);
    await page.locator('fd-header .link.live').waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    return { id, account, page, complaints, asked, context };
  }

  const change = async (id: string, to: object) => {
    const { status, body } = await admin.call('PUT', `/team/${id}`, to);
    expect([status, body.error]).toEqual([200, undefined]);
  };

  /** Ends with the change, not with the next heartbeat. */
  const endsAfter = async (work: () => Promise<void>, left: number) => {
    const began = Date.now();
    await work();
    await eventually(async () => (await streams()) === left, MOMENT_MS);
    return Date.now() - began;
  };

  const shown = (page: Page, text: RegExp) =>
    page.locator('p.error, p.sign-out-reason').filter({ hasText: text }).waitFor({ timeout: 5_000 });

  test('closed: the stream ends, nothing said later gets there, and the sign-in screen says what became of it', async () => {
    const visitor = await openVisitor(stack.url);
    await visitor.act('handoff');
    await visitor.post('Is anybody there?');
    const lena = await atWork('Lena');
    await lena.page.locator('section.queue button.row').first().waitFor();
    // The same session without a console around it: what reaches it is all that the server wrote.
    const [cookie] = await lena.context.cookies();
    const raw = await fetch(`${stack.url}/v1/agent/events`, {
      headers: { cookie: `${cookie?.name}=${cookie?.value}` },
    });
    const wrote = raw.text();
    expect(await streams()).toBe(2);
    const took = await endsAfter(() => change(lena.id, { active: false }), 0);
    await visitor.post('My account number is 4711');
    expect(await wrote).toContain('event: snapshot');
    expect(await wrote).not.toContain('4711');
    await shown(lena.page, /an admin has closed your account/);
    expect(await lena.page.locator('fd-conversations').count(), 'nothing of the conversations is left on screen').toBe(
      0,
    );
    expect(await violations(lena.page)).toEqual([]);
    await signInto(lena.page, lena.account);
    await shown(lena.page, /password is not right/);
    expect(lena.complaints).toEqual([]);
    console.log(`closed: its streams ended after ${took} ms`);
    await lena.context.close();
  });

  test('made a content account: the stream ends, and the console goes on with what the account has now', async () => {
    const olga = await atWork('Olga');
    await olga.page.locator('section.queue button.row').first().click();
    await olga.page.locator('fd-transcript').waitFor();
    const took = await endsAfter(() => change(olga.id, { role: 'content' }), 0);
    await shown(olga.page, /conversations are not part of it any more/);
    await olga.page.locator('fd-knowledge').waitFor();
    expect(await olga.page.locator('fd-conversations').count()).toBe(0);
    expect(await violations(olga.page)).toEqual([]);
    olga.asked.length = 0;
    await olga.page.getByRole('button', { name: 'Close' }).click();
    expect(await olga.page.locator('.sign-out-reason').count()).toBe(0);
    // Asks for no conversation again: neither for the stream nor for the one that was open.
    await olga.context.clock.runFor(60_000);
    await olga.page.evaluate(() => fetch('/after'));
    expect(olga.asked).toContain('/after');
    expect(olga.asked.filter((path) => /events|conversations/.test(path))).toEqual([]);
    expect(olga.complaints).toEqual([]);
    console.log(`made content: the stream ended after ${took} ms`);
    await olga.context.close();
  });

  test('made a manager: the rest of the console is there at once', async () => {
    const omar = await atWork('Omar');
    expect(await omar.page.getByRole('link', { name: 'Reports' }).count()).toBe(0);
    await change(omar.id, { role: 'manager' });
    await omar.page.getByRole('link', { name: 'Reports' }).waitFor({ timeout: MOMENT_MS });
    await omar.context.close();
  });
});
