/**
 * The form before a conversation and the sentence before it, in a real browser: what they ask and say, and against WCAG
 * 2.2 A and AA.
 */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAgent } from '../../services/conversation/agents.js';
import { script } from '../../services/conversation/audit.js';
import { changeInbox } from '../../services/conversation/inboxes.js';
import { executablePath, launch, openPage, signInto, violations } from '../../services/testing/browser.js';
import { type Stack, startStack } from '../../services/testing/stack.js';
import type { InboxChange } from '../../services/wire/inboxes.js';

describe.runIf(executablePath)('before the first word', () => {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startStack('embedded');
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.drop();
  });

  const set = (change: InboxChange) =>
    stack.platform.db.tx((tx) =>
      changeInbox(tx, 'default', { hours: null, preChat: null, proactive: [], ...change }, script),
    );
  const asked = () =>
    stack.platform.db.query<{
      context: Record<string, unknown>;
      name: string | null;
      email: string | null;
      said: string;
    }>(
      `select c.context, v.name, v.email, (select string_agg(e.type || ' ' || coalesce(e.text, ''), ', ' order by e.seq)
         from conversation_events e where e.conversation_id = c.id and e.role = 'visitor') as said
       from conversations c join visitors v on v.id = c.visitor_id order by c.created_at desc limit 1`,
    );
  const say = async (page: Page, text: string) => {
    await page.getByRole('textbox', { name: /^Write/ }).fill(text);
    await page.keyboard.press('Enter');
  };

  const looks: [string, BrowserContextOptions][] = [
    ['light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
    ['dark, on a phone', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ];

  const form: InboxChange['preChat'] = {
    when: 'before_first_message',
    fields: [
      { key: 'name', required: true, type: 'text' },
      { key: 'email', required: true, type: 'email' },
      { key: 'phone', required: false, type: 'phone' },
      { key: 'about', label: 'What is it about?', required: false, type: 'select', options: ['Delivery', 'Returns'] },
      { key: 'more', label: 'Anything else', required: false, type: 'textarea' },
    ],
    consent: 'You may keep what I write here for a year.',
  };

  test.each(looks)(
    'the form holds the first message, says by field what is missing, and is answered once; %s',
    async (_, options) => {
      await set({ preChat: form });
      const context = await browser.newContext(options);
      const { page, complaints } = await openPage(context, stack.url, '/');
      await page.getByRole('button', { name: 'Open chat' }).click();
      await say(page, 'How do I reset my password?');
      const name = page.getByRole('textbox', { name: 'Your name' });
      await name.waitFor();
      await expect.poll(() => name.evaluate((it) => it === (it.getRootNode() as ShadowRoot).activeElement)).toBe(true);
      expect(await page.getByText('How do I reset my password?').count()).toBe(1);
      expect(await violations(page)).toEqual([]);

      await page.getByRole('textbox', { name: 'E-mail' }).fill('nowhere');
      await page.getByRole('textbox', { name: 'Phone' }).fill('call me');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('Please fill this in.').waitFor();
      await page.getByText('Please enter a full e-mail address').waitFor();
      await page.getByText('Please enter a phone number').waitFor();
      await page.getByText('Please agree to this').waitFor();
      // Each is tied to its field, and the first of them has the focus.
      expect(await name.getAttribute('aria-invalid')).toBe('true');
      const described = await name.evaluate((it) => {
        const id = it.getAttribute('aria-describedby') as string;
        return (it.getRootNode() as ShadowRoot).getElementById(id)?.textContent;
      });
      expect(described).toBe('Please fill this in.');
      expect(await name.evaluate((it) => it === (it.getRootNode() as ShadowRoot).activeElement)).toBe(true);
      expect(await violations(page)).toEqual([]);

      // The message waits over a reload, too.
      await page.reload();
      if (options.viewport?.width === 390) await page.getByRole('button', { name: /Open chat/ }).click();
      await name.waitFor();
      await page.getByText('How do I reset my password?').waitFor();
      await name.fill('Ana');
      await page.getByRole('textbox', { name: 'E-mail' }).fill('ana@mail.test');
      await page.getByRole('combobox', { name: /What is it about/ }).selectOption('Returns');
      await page.getByRole('checkbox', { name: /You may keep/ }).check();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page
        .getByText(/choose a new password/i)
        .first()
        .waitFor();
      expect(await name.count()).toBe(0);
      const [row] = await asked();
      expect(row).toMatchObject({
        name: 'Ana',
        email: 'ana@mail.test',
        context: { preChat: { 'What is it about?': 'Returns', consent: form.consent } },
        said: 'contact , message How do I reset my password?',
      });
      await page.reload();
      if (options.viewport?.width === 390) await page.getByRole('button', { name: /Open chat/ }).click();
      await page
        .getByText(/choose a new password/i)
        .first()
        .waitFor();
      await say(page, 'Thanks');
      await page.getByText('Thanks', { exact: true }).waitFor();
      expect(await name.count()).toBe(0);
      expect(complaints).toEqual([]);
      await context.close();
    },
    90_000,
  );

  test.each(looks)('in the console all of it is set, axe finding nothing; %s', async (look, options) => {
    await set({
      preChat: form,
      proactive: [{ pages: ['*'], text: { en: 'Can we help?', de: 'Können wir helfen?' }, once: 'visitor' }],
      hours: { timeZone: 'Europe/Berlin', weekly: { mon: [['09:00', '17:00']] }, holidays: [{ date: '2026-12-25' }] },
    });
    const admin = { email: `${look.length}@team.test`, password: 'correct horse battery' };
    await addAgent(stack.platform.db, { ...admin, name: 'Ada', role: 'admin' });
    const context = await browser.newContext(options);
    const { page, complaints } = await openPage(context, stack.url, '/console#/inboxes');
    await signInto(page, admin);
    await page.getByRole('link', { name: 'Support' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Support' }).click();
    await page.getByRole('heading', { name: 'Hours', exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    // By keyboard alone: from the day's button to the field that it made.
    await page.getByRole('button', { name: 'Add hours, Tuesday' }).press('Enter');
    await page.getByLabel('From, Tuesday').fill('10:00');
    await page.getByLabel('Colour', { exact: true }).fill('teal');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('accent: a colour such as #1f5f57').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Colour', { exact: true }).fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    const [saved] = await stack.platform.db.query<{ hours: { weekly: unknown } }>('select hours from inboxes');
    expect(saved?.hours.weekly).toEqual({ mon: [['09:00', '17:00']], tue: [['10:00', '17:00']] });
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('before a person it can be left, or skipped where nothing is required; closed, the wait says when we are back', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const hours = {
      timeZone: 'UTC',
      weekly: {},
      holidays: [{ date: tomorrow, hours: [['09:00', '17:00'] as [string, string]] }],
    };
    await set({ preChat: { when: 'before_person', fields: [{ key: 'email', required: true, type: 'email' }] }, hours });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const { page } = await openPage(context, stack.url, '/');
    await page.getByRole('button', { name: 'Open chat' }).click();
    await say(page, 'hello');
    await page.getByText('What can we help you with?').waitFor();
    const human = page.getByRole('button', { name: 'Talk to a human' });
    await human.click();
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.getByRole('textbox', { name: 'E-mail' }).waitFor({ state: 'detached' });
    await expect
      .poll(() =>
        page.evaluate(
          () =>
            document.querySelector('frontdesk-chat')?.shadowRoot?.querySelector('frontdesk-panel')?.shadowRoot
              ?.activeElement?.localName,
        ),
      )
      .toBe('frontdesk-composer');
    expect((await asked())[0]?.said).toBe('message hello');

    // A field that need not be filled in can be skipped.
    await set({
      preChat: { when: 'before_person', fields: [{ key: 'email', required: false, type: 'email' }] },
      hours,
    });
    await page.reload();
    await human.click();
    await page.getByRole('button', { name: 'Skip' }).click();
    await page.getByText(/We are back tomorrow at 9:00.AM\. Your message is kept/).waitFor();
    const status = page.locator('header .status');
    await expect.poll(() => status.textContent()).toMatch(/^We are back tomorrow at 9:00.AM$/);
    // Where nobody is there, nobody is next in line.
    await page
      .locator('frontdesk-queue-card')
      .getByText(/^We are back tomorrow at 9:00.AM\.$/)
      .waitFor();
    expect(await page.getByText('in line').count()).toBe(0);
    await page.getByLabel('Leave your e-mail').waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });

  const shop = (page: Page, attribute = 'data-proactive="on"') =>
    page.route(`${stack.url}/shop**`, (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        headers: {
          'content-security-policy':
            "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'",
        },
        body: `<!doctype html><html lang="en"><title>Shop</title><main><h1>Shop</h1><p><a href="#top">Top</a></p></main><script src="/widget.js" ${attribute} defer></script>`,
      }),
    );
  const proactive: InboxChange['proactive'] = [
    { pages: ['/shop/prices*'], text: 'Questions about prices, {name}?', once: 'visitor' },
    { pages: ['/shop'], text: 'Can we help?', once: 'visitor' },
  ];

  test.each(looks)('the chat speaks first, without the focus, until it is closed; %s', async (_, options) => {
    await set({ proactive });
    const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await shop(page);
    await page.goto(`${stack.url}/shop`);
    await page.getByRole('link', { name: 'Top' }).focus();
    const bubble = page.getByRole('button', { name: 'Can we help?' });
    await bubble.waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Top');
    expect(await page.getByRole('status').filter({ hasText: 'Can we help?' }).count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    // Another page by script: its own sentence comes, this one goes.
    await page.evaluate(() => history.pushState(null, '', '/shop/prices/teams'));
    await page.getByRole('button', { name: 'Questions about prices?' }).waitFor();
    expect(await bubble.count()).toBe(0);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('button', { name: 'Questions about prices?' }).waitFor({ state: 'detached' });
    // It makes up its mind as soon as its code is there, and asks the server first where it would speak.
    const fetched: string[] = [];
    page.on('request', (request) => fetched.push(request.url()));
    const code = page.waitForResponse(/\/widget\/proactive-\w+.*\.js$/);
    await page.reload();
    const url = (await code).url();
    // In words, for the test's own compiler would make something else of it.
    await page.evaluate(`import(${JSON.stringify(url)}).then(() => fetch('/after')).then(() => undefined)`);
    expect(fetched.filter((one) => one.includes('/v1/'))).toEqual([]);
    expect(await page.getByRole('status').count()).toBe(0);
    // Nothing of it was written down anywhere.
    expect(await stack.platform.db.query(`select 1 from conversation_events where text like '%prices%'`)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('pressed, it opens the chat; answered, the conversation knows which sentence it was', async () => {
    await set({ proactive });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await shop(page);
    await page.goto(`${stack.url}/shop`);
    await page.getByRole('button', { name: 'Can we help?' }).click();
    await page.getByRole('dialog').waitFor();
    // The sentence is the greeting now, and no bubble covers the chat.
    await page.getByRole('dialog').getByText('Can we help?').waitFor();
    expect(await page.getByRole('button', { name: 'Can we help?' }).count()).toBe(0);
    await say(page, 'hello');
    await page.getByText('What can we help you with?').waitFor();
    const [row] = await asked();
    expect(row?.context).toMatchObject({ greeting: 'Can we help?' });
    expect(row?.said).toBe('message hello');
    await context.close();
  });

  test('it says nothing where the page did not ask for it, and nothing over an open chat', async () => {
    await set({ proactive: [{ pages: ['*'], afterSeconds: 2, text: 'Can we help?', once: 'session' }] });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await shop(page, '');
    const fetched: string[] = [];
    page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
    await page.goto(`${stack.url}/shop`);
    // It begins when the page is idle; whoever asks later to be called then is called after it.
    await page.evaluate(
      () => new Promise((resolve) => requestIdleCallback(() => fetch('/after').finally(() => resolve(undefined)))),
    );
    expect(fetched.filter((path) => path !== '/favicon.ico')).toEqual(['/shop', '/widget.js', '/after']);
    await page.unroute(`${stack.url}/shop**`);
    await shop(page);
    await context.clock.install();
    for (const open of [true, false]) {
      const rules = page.waitForResponse(/widget-config/);
      await page.goto(`${stack.url}/shop`);
      await (await rules).finished();
      if (open) await page.getByRole('button', { name: 'Open chat' }).click();
      if (open) await page.getByRole('dialog').waitFor();
      await context.clock.runFor(5_000);
      await expect.poll(() => page.getByText('Can we help?').count()).toBe(open ? 0 : 1);
    }
    await context.close();
  });
});
