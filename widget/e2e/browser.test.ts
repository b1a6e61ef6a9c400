/**
 * The story again, as people see it: a visitor's widget and an agent's console in a real browser, at desktop and phone
 * width.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAgent } from '../../services/conversation/agents.js';
import { executablePath, launch, openPage, signInto } from '../../services/testing/browser.js';
import { type Stack, startStack } from '../../services/testing/stack.js';

describe.runIf(executablePath)('in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startStack('embedded', { timing: { heartbeat: 1_000 } });
    browser = await launch();
    await addAgent(stack.platform.db, {
      email: 'lena@team.test',
      name: 'Lena',
      role: 'agent',
      password: 'correct horse battery',
    });
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.drop();
  });

  const open = (context: BrowserContext, path: string) => openPage(context, stack.url, path);

  const say = async (page: Page, text: string) => {
    await page.getByRole('textbox', { name: 'Write a message' }).fill(text);
    await page.keyboard.press('Enter');
  };

  test.each([
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ])('a visitor and an agent, $width wide', async (viewport) => {
    const visitors = await browser.newContext({ viewport });
    const agents = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const { page: shop, complaints } = await open(visitors, '/');
    await shop.getByRole('button', { name: 'Open chat' }).click();
    await say(shop, 'How do I reset my password?');
    await shop
      .getByText(/choose a new password/i)
      .first()
      .waitFor();
    await shop
      .getByRole('button', { name: /source/i })
      .first()
      .waitFor();

    await shop.getByRole('button', { name: 'Talk to a human' }).first().click();
    await shop
      .getByText(/nobody from the team is here|bringing in a person/i)
      .first()
      .waitFor();

    const { page: desk, complaints: deskComplaints } = await open(agents, '/console');
    await signInto(desk, { email: 'lena@team.test', password: 'correct horse battery' });
    // She may be available still from the round before: pressing then would send her away.
    const available = desk.getByRole('switch').first();
    if ((await available.getAttribute('aria-checked')) !== 'true') await available.click();
    // Available now, so the waiting visitor is offered to her.
    await desk.getByRole('button', { name: 'Accept' }).click();
    await shop.getByText('Lena is here now.').first().waitFor();
    await desk
      .getByRole('textbox', { name: 'Reply to the visitor' })
      .fill('Hello, Lena here. **Did the link arrive?**');
    await desk.keyboard.press('Enter');
    await shop.getByText('Did the link arrive?').waitFor();
    expect(await shop.getByText('**').count(), 'Markdown is rendered').toBe(0);

    await say(shop, 'Yes <img src=x onerror=alert(1)> thank you');
    await desk.getByText('Yes <img src=x onerror=alert(1)> thank you').first().waitFor();

    // After a reload the visitor finds everything again.
    await shop.reload();
    // On a wide screen the panel comes back by itself; on a phone it would cover the page.
    if (viewport.width < 480)
      await shop
        .getByRole('button', { name: /open chat|unread/i })
        .first()
        .click();
    await shop.getByText('Did the link arrive?').waitFor();

    await desk.getByRole('button', { name: 'Resolve', exact: true }).click();
    await shop
      .getByText(/marked as resolved/i)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    expect(deskComplaints).toEqual([]);
    await visitors.close();
    await agents.close();
  });

  test('what was sent while the server was away is sent when it is back, once', async () => {
    const context = await browser.newContext();
    const { page } = await open(context, '/');
    await page.getByRole('button', { name: 'Open chat' }).click();
    await say(page, 'hello');
    await page.getByText('What can we help you with?').last().waitFor();
    await context.setOffline(true);
    const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/messages'));
    await say(page, 'Where is my parcel?');
    await page.getByText('Where is my parcel?').waitFor();
    await failed;
    await context.setOffline(false);
    await expect
      .poll(
        async () =>
          (
            await stack.platform.db.query(
              `select 1 from conversation_events where text = 'Where is my parcel?' and role = 'visitor'`,
            )
          ).length,
        { timeout: 45_000 },
      )
      .toBe(1);
    await context.close();
  });
});
