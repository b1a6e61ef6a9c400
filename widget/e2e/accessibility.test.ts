/**
 * Every state that a visitor or a colleague meets, against WCAG 2.2 A and AA: light, dark, on a phone, right to left.
 */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fill } from '../../scripts/simulate/fill.js';
import { addAgent } from '../../services/conversation/agents.js';
import { executablePath, launch, openPage, signInto, violations } from '../../services/testing/browser.js';
import { openVisitor, type Stack, signIn, startStack } from '../../services/testing/stack.js';
import { storeKey } from '../chat/link/store.js';

const admin = { email: 'ada@team.test', password: 'correct horse battery' };

describe.runIf(executablePath)('axe finds nothing', () => {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startStack('embedded');
    browser = await launch();
    await fill(stack.platform.db, { conversations: 300, days: 7, seed: 1 });
    await addAgent(stack.platform.db, { ...admin, name: 'Ada', role: 'admin' });
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.drop();
  });

  const looks: [string, BrowserContextOptions][] = [
    ['light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
    ['dark, on a phone', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
    ['320 px', { viewport: { width: 320, height: 640 }, colorScheme: 'light' }],
  ];

  const say = async (page: Page, text: string) => {
    await page.getByRole('textbox', { name: /^Write/ }).fill(text);
    await page.keyboard.press('Enter');
  };

  test.each(looks)(
    'in the widget, %s',
    async (_, options) => {
      const agent = await signIn(stack, { role: 'agent', name: 'Lena' });
      const context = await browser.newContext(options);
      const { page } = await openPage(context, stack.url, '/');
      const clean = async (state: string) => expect(await violations(page), state).toEqual([]);
      await clean('closed');
      await page.getByRole('button', { name: 'Open chat' }).click();
      await page.getByRole('textbox', { name: 'Write a message' }).waitFor();
      await clean('opened');
      await say(page, 'How do I reset my password?');
      await page
        .getByText(/choose a new password/i)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Not helpful' }).waitFor();
      await clean('answered');
      await page
        .getByRole('button', { name: /source/i })
        .first()
        .click();
      await clean('a source opened');
      await page.getByRole('button', { name: 'Not helpful' }).click();
      await clean('not helpful');
      await page.getByRole('button', { name: 'Talk to a human' }).first().click();
      await page
        .getByText(/nobody from the team is here|bringing in a person/i)
        .first()
        .waitFor();
      await clean('waiting');
      // This page's own: the simulated week has others that wait.
      const kept = await page.evaluate((key) => localStorage.getItem(key), storeKey(stack.url, 'default'));
      const { conversationId } = JSON.parse(kept ?? '{}') as { conversationId?: string };
      expect((await agent.call('POST', `/conversations/${conversationId}/take`, {})).status).toBe(200);
      await page.getByText('Lena is here now.').first().waitFor();
      await clean('an agent is here');
      await page.getByRole('button', { name: 'More' }).click();
      await clean('the menu');
      await page.getByRole('button', { name: 'End chat' }).first().click();
      await clean('the question before the end');
      await page.getByRole('button', { name: 'End chat' }).last().click();
      await page.getByText('How was this chat?').waitFor();
      await clean('ended');
      await context.setOffline(true);
      await say(page, 'hello?');
      await page
        .getByText(/no connection|waits for a connection/i)
        .first()
        .waitFor();
      await clean('offline');
      await context.close();
    },
    120_000,
  );

  test('in the widget, right to left', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'ar' });
    const page = await context.newPage();
    const shop = `<!doctype html><html lang="ar" dir="rtl"><title>متجر</title><main><h1>متجر</h1></main><script src="/widget.js" defer></script>`;
    await page.route(`${stack.url}/shop`, (route) =>
      route.fulfill({ contentType: 'text/html; charset=utf-8', body: shop }),
    );
    await page.goto(`${stack.url}/shop`);
    await page.getByRole('button', { name: 'فتح المحادثة' }).click();
    const panel = page.getByRole('dialog');
    await panel.waitFor();
    expect(await panel.getAttribute('dir')).toBe('rtl');
    expect(await violations(page)).toEqual([]);
    await context.close();
  });

  test.each(looks.slice(0, 2))(
    'in the console, %s',
    async (_, options) => {
      const context = await browser.newContext(options);
      const { page } = await openPage(context, stack.url, '/console');
      const clean = async (state: string) => expect(await violations(page), state).toEqual([]);
      await page.getByLabel('E-mail').waitFor();
      await clean('signed out');
      await signInto(page, admin);
      await page.getByRole('switch').first().waitFor();
      await clean('conversations');
      const visitor = await openVisitor(stack.url, { context: { page: 'https://shop.example/cart' } });
      await visitor.act('contact', { email: 'paula@mail.test', name: 'Paula Quill' });
      await visitor.post('How do I reset my password?');
      await visitor.act('handoff');
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#/conversations/${visitor.id}`);
      const brief = page.locator('fd-brief summary');
      await brief.waitFor();
      // On a phone it is folded at first.
      if (!(await page.getByText('What is wanted').isVisible())) await brief.click();
      await page.getByText('What is wanted').waitFor();
      await page.locator('[data-verb=take]').click();
      await page.getByRole('button', { name: 'Tag', exact: true }).click();
      await page.keyboard.type('urgent');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Remove the tag urgent' }).waitFor();
      await clean('an open conversation with a tag');
      for (const [name, title] of [
        ['Snooze', 'Snooze until'],
        ['Invite', 'Invite a colleague'],
        ['Block', 'Block this visitor'],
      ] as const) {
        await page.getByRole('button', { name, exact: true }).click();
        await page.getByRole('heading', { name: title }).waitFor();
        await clean(title);
        await page.keyboard.press('Escape');
      }
      await page.getByRole('log').first().focus();
      await page.keyboard.press('p');
      await page.getByRole('heading', { name: 'All conversations of this visitor' }).waitFor();
      await clean('the past');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Commands and conversations' }).fill('pau');
      await page.getByRole('option', { name: /Paula/ }).first().waitFor();
      await clean('the palette');
      await page.keyboard.press('Escape');
      await page.evaluate(() => {
        location.hash = '#/conversations';
      });
      await page.getByRole('searchbox', { name: 'Search' }).fill('passw');
      await page.getByRole('button', { name: 'Filters' }).click();
      await page.locator('fd-finder mark').first().waitFor();
      await clean('found');
      await page.evaluate(() => {
        location.hash = '#/practice';
      });
      await page.getByRole('heading', { level: 1, name: 'Practice' }).waitFor();
      await page.getByRole('radio', { name: /In a hurry/ }).check();
      await clean('practice');
      await page.getByRole('button', { name: 'Start' }).click();
      await page.getByRole('log').getByText('My order 48213').waitFor();
      await clean('somebody to practise with');
      await page.locator('[data-verb=resolve]').click();
      await page.locator('fd-practice-card .points').waitFor();
      await clean('the card of practice');
      const pages = [
        ['entries', 'Entries'],
        [`entries/${encodeURIComponent('returns/return-window')}`, /return/i],
        ['entries/+', 'New entry'],
        ['entries/+import', 'Import files'],
        ['versions', 'Versions'],
        ['versions/1', /Version 1/],
        ['gaps', 'Gaps'],
        ['try', 'Try it'],
        ['confidence', 'How sure the bot is'],
      ] as const;
      for (const [address, name] of pages) {
        await page.evaluate((hash) => {
          location.hash = hash;
        }, `#/knowledge/${address}`);
        await page.getByRole('heading', { level: 1, name }).waitFor();
        await clean(address);
      }
      for (const [address, name] of [
        ['inboxes', 'Inboxes'],
        ['inboxes/default', 'Support'],
        ['team', 'Team'],
        ['team/+', 'New account'],
        ['operations/jobs', 'Jobs'],
        ['operations/retention', 'Retention'],
        ['operations/audit', 'Audit log'],
      ] as const) {
        await page.evaluate((hash) => {
          location.hash = hash;
        }, `#/${address}`);
        await page.getByRole('heading', { level: 1, name }).waitFor();
        await page.locator('form, table').first().waitFor();
        await clean(address);
      }
      await page.getByRole('link', { name: 'Team' }).last().click();
      await page.locator('tbody a').first().click();
      await page.getByRole('heading', { level: 2, name: 'Work' }).waitFor();
      await clean('one of the team');
      for (const [address, name] of [
        ['overview', 'Reports'],
        ['live', 'Live'],
      ] as const) {
        await page.evaluate((hash) => {
          location.hash = hash;
        }, `#/reports/${address}`);
        await page.getByRole('heading', { level: 1, name }).waitFor();
        await page
          .getByText(/All figures|As of/)
          .first()
          .waitFor();
        await clean(`reports: ${address}`);
        if (address === 'live') continue;
        await page.getByRole('button', { name: 'As a table' }).first().click();
        await clean('reports: a table');
        await page.getByRole('button', { name: 'Satisfaction', exact: true }).first().click();
        await clean('reports: a definition');
        await page.keyboard.press('Escape');
      }
      await context.close();
    },
    120_000,
  );
});
