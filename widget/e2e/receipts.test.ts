/**
 * What became of a message, one's other conversations, and a copy by mail, as people see them: in a real browser, with
 * axe on what is new.
 */
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAgent } from '../../services/conversation/agents.js';
import { executablePath, launch, openPage, signInto, violations } from '../../services/testing/browser.js';
import { eventually, type Stack, startStack } from '../../services/testing/stack.js';

const lena = { email: 'lena@team.test', password: 'correct horse battery' };

describe.runIf(executablePath)('in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  let smtp: SMTPServer;
  const mails: string[] = [];
  beforeAll(async () => {
    smtp = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData(stream, _session, done) {
        let text = '';
        stream.on('data', (chunk: Buffer) => {
          text += chunk;
        });
        stream.on('end', () => {
          mails.push(text);
          done();
        });
      },
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const { port } = smtp.server.address() as AddressInfo;
    stack = await startStack('embedded', {
      env: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'Shop <help@shop.example>' },
    });
    browser = await launch();
    await addAgent(stack.platform.db, { ...lena, name: 'Lena', role: 'agent' });
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.drop();
    await new Promise<void>((resolve) => smtp.close(() => resolve()));
  });

  const say = async (page: Page, text: string) => {
    await page.getByRole('textbox', { name: /^Write/ }).fill(text);
    await page.keyboard.press('Enter');
  };
  const menu = async (page: Page, item: string) => {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: item }).click();
  };

  test('sent, delivered, seen, on both sides', async () => {
    const visitors = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    const { page: shop, complaints } = await openPage(visitors, stack.url, '/');
    await shop.getByRole('button', { name: 'Open chat' }).click();
    await shop.getByRole('button', { name: 'Talk to a human' }).first().click();
    await shop.getByText('Your first message goes to a person').waitFor();
    await say(shop, 'Is anybody there?');
    await shop
      .getByText(/nobody from the team is here/i)
      .first()
      .waitFor();
    await shop.getByText('· Sent').waitFor();

    const { page: desk } = await openPage(await browser.newContext(), stack.url, '/console');
    await signInto(desk, lena);
    await shop.getByText('· Delivered').waitFor();
    await desk.getByRole('switch').first().click();
    await desk.getByRole('button', { name: 'Accept' }).click();
    await shop.getByText('· Seen').waitFor();
    // For the eye only: what changes here is announced to nobody.
    expect(await shop.getByText('· Seen').getAttribute('aria-live')).toBe('off');
    expect(await violations(shop)).toEqual([]);

    await shop.getByRole('button', { name: 'Close chat' }).last().click();
    await desk.getByRole('textbox', { name: 'Reply to the visitor' }).fill('Yes, here I am.');
    await desk.keyboard.press('Enter');
    await shop.getByRole('button', { name: /unread/ }).waitFor();
    // A closed panel shows nothing to anybody.
    await desk.getByRole('textbox', { name: 'Reply to the visitor' }).fill('Still here.');
    await desk.keyboard.press('Enter');
    await shop.getByRole('button', { name: /2 unread/ }).waitFor();
    expect(await desk.getByText('Seen', { exact: true }).count()).toBe(0);
    await shop.getByRole('button', { name: /unread/ }).click();
    await desk.getByText('Seen', { exact: true }).waitFor();
    expect(await shop.getByText('· Seen').count(), 'answered since').toBe(0);
    expect(await violations(desk)).toEqual([]);
    expect(complaints).toEqual([]);
    await visitors.close();
    await desk.context().close();
  }, 120_000);

  test.each([
    { viewport: { width: 1280, height: 800 }, colorScheme: 'light' as const },
    { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const },
  ])(
    'past conversations, a new one, and two tabs that agree, $viewport.width wide',
    async (look) => {
      const context = await browser.newContext(look);
      const { page: shop, complaints } = await openPage(context, stack.url, '/');
      await shop.getByRole('button', { name: 'Open chat' }).click();
      await say(shop, 'How do I reset my password?');
      await shop
        .getByText(/choose a new password/i)
        .first()
        .waitFor();
      await shop.getByRole('button', { name: 'More' }).click();
      await shop.getByRole('button', { name: 'End chat' }).waitFor();
      expect(await shop.getByRole('button', { name: 'Past conversations' }).count()).toBe(0);
      await shop.getByRole('button', { name: 'End chat' }).click();
      await shop.getByRole('button', { name: 'End chat' }).last().click();
      await shop.getByText('Write below to reopen this conversation').waitFor();
      expect(await violations(shop), 'ended').toEqual([]);
      await shop.getByRole('button', { name: 'Start a new conversation' }).click();
      await shop.getByText('How do I reset my password?').waitFor({ state: 'detached' });
      await say(shop, 'Hello');
      await shop.getByText('What can we help you with?').last().waitFor();

      // By keyboard alone: to the list, into one, and back.
      await shop.getByRole('button', { name: 'More' }).click();
      await shop.getByRole('button', { name: 'Past conversations' }).focus();
      await shop.keyboard.press('Enter');
      const list = shop.getByRole('list', { name: 'Past conversations' });
      await list.waitFor();
      expect(await list.getByRole('listitem').count()).toBe(2);
      expect(await violations(shop), 'the list').toEqual([]);
      const focused = () =>
        shop.evaluate(() => {
          let at: Element | null | undefined = document.activeElement;
          while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
          return at?.getAttribute('aria-label') ?? at?.textContent?.trim();
        });
      expect(await focused()).toBe('Past conversations');
      await shop.keyboard.press('Escape');
      await list.waitFor({ state: 'detached' });
      await expect.poll(focused).toBe('More');
      await menu(shop, 'Past conversations');
      await list.getByRole('button', { name: /Conversation ended/ }).click();
      await shop.getByText('How do I reset my password?').waitFor();
      await expect.poll(focused).toMatch(/^Write/);

      // Another tab has the same one, follows, and what is written to the old one reopens it.
      const other = await context.newPage();
      await other.goto(stack.url);
      await other
        .getByRole('button', { name: /open chat|unread/i })
        .first()
        .click({ timeout: 5_000 })
        .catch(() => {});
      await other.getByText('How do I reset my password?').waitFor();
      await menu(shop, 'Past conversations');
      await list.getByRole('button', { name: /What can we help you with/ }).click();
      await other.getByText('How do I reset my password?').waitFor({ state: 'detached' });
      await other.getByText('What can we help you with?').last().waitFor();
      await menu(shop, 'Past conversations');
      await list.getByRole('button', { name: /Conversation ended/ }).click();
      await shop.getByText('How do I reset my password?').waitFor();
      await say(shop, 'And my user name?');
      await shop.getByText('Welcome back. This conversation is open again.').waitFor();
      expect(complaints).toEqual([]);
      await context.close();
    },
    120_000,
  );

  test('a copy by mail, by keyboard, and what is wrong is said beside the field', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const { page: shop } = await openPage(context, stack.url, '/');
    await shop.getByRole('button', { name: 'Open chat' }).click();
    await say(shop, 'How do I reset my password?');
    await shop
      .getByText(/choose a new password/i)
      .first()
      .waitFor();
    await menu(shop, 'E-mail me a copy');
    await shop.getByLabel('E-mail', { exact: true }).fill('nobody');
    await shop.keyboard.press('Enter');
    await shop.getByText('Please enter a full e-mail address').waitFor();
    expect(await violations(shop), 'a wrong address').toEqual([]);
    await shop.getByLabel('E-mail', { exact: true }).fill('anna@example.com');
    await shop.keyboard.press('Enter');
    await shop.getByText('A copy goes to anna@example.com.').waitFor();
    expect(await violations(shop), 'sent').toEqual([]);
    await eventually(async () => mails[0]);
    expect(mails[0]).toContain('To: anna@example.com');
    await shop.getByRole('button', { name: 'Back to the chat' }).click();
    await shop.getByRole('textbox', { name: /^Write/ }).waitFor();
    await context.close();
  }, 120_000);
});
