/**
 * Several tabs of one browser: they share one stream, agree on what was said and read, and lose nothing when one of
 * them goes.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executablePath, launch } from '../../services/testing/browser.js';
import { type Stack, signIn, startStack } from '../../services/testing/stack.js';

describe.runIf(executablePath)('tabs of one browser', () => {
  let stack: Stack;
  let browser: Browser;
  let lena: Awaited<ReturnType<typeof signIn>>;
  beforeAll(async () => {
    stack = await startStack('embedded', { timing: { heartbeat: 500 } });
    browser = await launch();
    lena = await signIn(stack, { role: 'agent', name: 'Lena' });
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.drop();
  });

  /** Streams that the server holds open now. */
  const streams = async () => {
    const { values } = await stack.platform.metrics.streamsOpen.get();
    return values.find(({ labels }) => labels.audience === 'visitor')?.value;
  };

  async function tab(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(stack.url);
    return page;
  }

  test('one stream for all; the next tab goes on when the streaming one is closed', async () => {
    const context = await browser.newContext();
    const first = await tab(context);
    await first.getByRole('button', { name: 'Open chat' }).click();
    await first.getByRole('textbox', { name: 'Write a message' }).fill('I want to talk to a person');
    await first.keyboard.press('Enter');
    await first
      .getByText(/nobody from the team|bringing in a person/i)
      .first()
      .waitFor();
    const others = [await tab(context), await tab(context)];
    for (const page of others) {
      await page.getByRole('button', { name: /open chat/i }).click();
      await page.getByText('I want to talk to a person').waitFor();
    }
    await expect.poll(streams, { timeout: 10_000 }).toBe(1);

    const { conversations } = (
      await lena.call<{ conversations: { id: string }[] }>('GET', '/conversations?state=queued')
    ).body;
    const { id } = conversations[0] as { id: string };
    await lena.call('POST', `/conversations/${id}/take`, {});
    const reply = async (text: string) => {
      const { conversation } = (
        await lena.call<{ conversation: { seq: number } }>('GET', `/conversations/${id}?after=0`)
      ).body;
      const said = { clientId: crypto.randomUUID(), text, seenSeq: conversation.seq };
      expect((await lena.call('POST', `/conversations/${id}/messages`, said)).status).toBe(202);
    };
    await reply('Hello, Lena here');
    for (const page of [first, ...others]) await page.getByText('Hello, Lena here').waitFor();

    // What one tab reads is read in all of them.
    await others[0]?.getByRole('button', { name: 'Close chat' }).first().click();
    await reply('Did it arrive?');
    await first.bringToFront();
    await first.getByText('Did it arrive?').waitFor();
    await expect.poll(() => others[0]?.getByRole('button', { name: /1 unread/ }).count()).toBe(0);

    await first.close();
    await expect.poll(streams, { timeout: 10_000 }).toBe(1);
    await reply('Are you there?');
    await others[1]?.getByText('Are you there?').waitFor();
    expect(await others[1]?.getByText('Hello, Lena here').count()).toBe(1);
    await context.close();
    await expect.poll(streams, { timeout: 10_000 }).toBe(0);
  }, 60_000);

  test('a tab that hangs with the stream in its hands loses it', async () => {
    const context = await browser.newContext();
    const first = await tab(context);
    await first.getByRole('button', { name: 'Open chat' }).click();
    await first.getByRole('textbox', { name: 'Write a message' }).fill('hello');
    await first.keyboard.press('Enter');
    await first.getByText('What can we help you with?').last().waitFor();
    const second = await tab(context);
    await second.getByRole('button', { name: /open chat/i }).click();
    await second.getByText('What can we help you with?').last().waitFor();
    // Everything of the first tab stops, as under a debugger: it keeps the lock and says nothing more.
    const session = await context.newCDPSession(first);
    await session.send('Debugger.enable');
    await session.send('Debugger.pause');
    void first.evaluate('1').catch(() => {});
    await second.bringToFront();
    await second.getByRole('textbox', { name: 'Write a message' }).fill('How do I reset my password?');
    await second.keyboard.press('Enter');
    await second
      .getByText(/choose a new password/i)
      .first()
      .waitFor({ timeout: 60_000 });
    await session.detach();
    await context.close();
  }, 90_000);
});
