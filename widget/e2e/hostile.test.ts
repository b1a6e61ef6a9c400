/**
 * Hostile texts in every place a text can come from, in a real browser, on a page with the strictest policy that can
 * hold the widget: nothing runs, nothing is fetched from elsewhere, and the policy has nothing to report.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { load } from '../../knowledge/versions/publish.js';
import { executablePath, launch, signInto } from '../../services/testing/browser.js';
import { hostile } from '../../services/testing/hostile.js';
import { says, scriptedModel } from '../../services/testing/model.js';
import { eventually, openVisitor, type Stack, signIn, startStack } from '../../services/testing/stack.js';
import type { Event } from '../../services/wire/conversation.js';
import { storeKey } from '../chat/link/store.js';

const admin = { email: 'ada@team.test', password: 'correct horse battery', name: 'Ada <img src=x onerror=alert(1)>' };
/** A visitor may say ten things a minute. */
const EACH = 8;

describe.runIf(executablePath)('hostile texts', () => {
  let model: Awaited<ReturnType<typeof scriptedModel>>;
  let stack: Stack;
  let browser: Browser;
  let shop: Server;
  let shopUrl: string;
  const reports: string[] = [];

  beforeAll(async () => {
    model = await scriptedModel();
    stack = await startStack('embedded', { env: model.env });
    const { db, models } = stack.platform;
    await load(
      db,
      models.embedder,
      hostile.map((text, i) => ({
        key: `hostile/${i}`,
        title: `${text} number${i}`.slice(0, 190),
        questions: [`What is number${i} about?`],
        answer: `The answer of number${i}: ${text}`,
        locale: 'en',
        inboxes: [],
        tags: [],
      })),
      { prune: true },
    );
    await db.query('update inboxes set answer_threshold = 0');
    shop = createServer((req, res) => {
      if (req.method === 'POST') {
        req.on('data', (bytes) => reports.push(String(bytes)));
        return res.writeHead(204).end();
      }
      res.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': [
          "default-src 'none'",
          `script-src ${stack.url}`,
          `connect-src ${stack.url}`,
          `img-src ${stack.url}`,
          "base-uri 'none'",
          "form-action 'none'",
          "require-trusted-types-for 'script'",
          'trusted-types lit-html dompurify frontdesk',
          'report-uri /report',
        ].join('; '),
      });
      res.end(
        `<!doctype html><html lang="en"><title>&lt;img src=x onerror=alert(1)&gt;</title><main><h1>Shop</h1></main><script src="${stack.url}/widget.js" async></script></html>`,
      );
    });
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
    await db.query('update inboxes set origins = array_append(origins, $1)', [shopUrl]);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    shop?.close();
    await stack?.drop();
    await model?.close();
  });

  /** What a page must never do. */
  function watch(page: Page): string[] {
    const complaints: string[] = [];
    page.on('dialog', (dialog) => {
      complaints.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text());
    });
    page.on('request', (request) => {
      const url = request.url();
      if (![stack.url, shopUrl].some((own) => url.startsWith(own)) && !/^(data|blob):/.test(url)) complaints.push(url);
    });
    return complaints;
  }

  /**
   * What a text set going has had its turn: an image that cannot be had, as most of them ask for, is given up after
   * theirs.
   */
  const settled = (page: Page) =>
    page.evaluate(
      (url) =>
        new Promise((resolve) => {
          const image = new Image();
          image.onerror = () => requestAnimationFrame(resolve);
          image.src = url;
        }).then(() => undefined),
      `${stack.url}/no-such-image`,
    );

  /** As the console uploads it; returns its id. */
  async function attach(headers: Record<string, string>, id: string, name: string): Promise<string> {
    const query = new URLSearchParams({ name, clientId: crypto.randomUUID() });
    const reply = await fetch(`${stack.url}/v1/agent/conversations/${id}/files?${query}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      body: 'plain text',
    });
    expect(reply.status, name).toBe(201);
    return ((await reply.json()) as { file: { id: string } }).file.id;
  }

  const chunks = Array.from({ length: Math.ceil(hostile.length / EACH) }, (_, i) =>
    hostile.slice(i * EACH, (i + 1) * EACH),
  );

  test.each(chunks.map((texts, i) => [i, texts] as const))(
    'from visitor, bot, entry, agent and file names, part %i',
    async (part, texts) => {
      const visitor = await openVisitor(stack.url, {
        context: { page: texts[0]?.slice(0, 400) ?? '', plan: texts[1] ?? '' },
      });
      const context = await browser.newContext();
      await context.addInitScript(
        ([key, value]) => {
          try {
            localStorage.setItem(key as string, value as string);
          } catch {
            // A frame without storage.
          }
        },
        [storeKey(stack.url, 'default'), JSON.stringify({ token: visitor.token, conversationId: visitor.id })],
      );
      const page = await context.newPage();
      const complaints = watch(page);
      await page.goto(shopUrl);
      await page.getByRole('button', { name: /open chat/i }).click();
      await page.getByRole('textbox', { name: /^Write/ }).waitFor();

      for (const [i, text] of texts.entries()) {
        const n = part * EACH + i;
        model.will(`number${n}.`, says([`First number${n}. `, `${text} [1]. `, `Last ${text} word.`], { pause: 30 }));
        // A visitor's own words go first, so that a marker cannot be swallowed by an open tag.
        expect((await visitor.post(`number${n}. ${text}`)).status).toBe(202);
        await eventually(async () => {
          const { events } = await visitor.history();
          return events?.filter(({ role }) => role === 'bot').length > i || events?.some(({ type }) => type === 'move');
        }, 20_000);
      }
      const lena = await signIn(stack, { name: 'Lena <svg/onload=alert(1)>' });
      await visitor.act('contact', { email: 'anna@example.com', name: texts[2]?.slice(0, 90) });
      await visitor.act('handoff', {});
      expect((await lena.call('POST', `/conversations/${visitor.id}/take`, {})).status).toBe(200);
      // Waiting for the bot may have used up this second's reads.
      let { seq } = await eventually(async () => (await visitor.history()).conversation);
      const say = async (more: object) => {
        const said = { clientId: crypto.randomUUID(), ...more, seenSeq: seq };
        const sent = await lena.call<{ event: Event }>('POST', `/conversations/${visitor.id}/messages`, said);
        expect(sent.status).toBe(202);
        seq = sent.body.event.seq;
      };
      for (const [i, text] of texts.entries()) await say({ text: `agent${i}. ${text}` });
      // A file's name is somebody's words, too.
      for (let i = 0; i < texts.length; i += 4) {
        const names = texts.slice(i, i + 4).map((text) => `${text}.txt`);
        const files = await Promise.all(names.map((name) => attach(lena.headers, visitor.id, name)));
        await say({ text: `files${i}`, files });
      }
      await page
        .getByText(/^files/)
        .last()
        .waitFor();
      await page.getByText(`agent${texts.length - 1}.`).waitFor();
      const { events } = await visitor.history();
      const answers = events.filter(({ role, citations }) => role === 'bot' && citations?.length);
      expect(answers.length, 'most were answered by the bot, with sources').toBeGreaterThan(texts.length / 2);
      // Every source opened: passages are entries as they were published.
      const sources = await page.getByRole('button', { name: /^Source/ }).all();
      expect(sources.length).toBeGreaterThanOrEqual(answers.length);
      for (const source of sources) await source.click().catch(() => {});
      await settled(page);
      expect(complaints).toEqual([]);
      await context.close();
    },
    120_000,
  );

  test('the console shows the same conversations, their evidence, and the entries', async () => {
    const { addAgent } = await import('../../services/conversation/agents.js');
    await addAgent(stack.platform.db, { ...admin, role: 'admin' });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const complaints = watch(page);
    await page.goto(`${stack.url}/console`);
    await signInto(page, admin);
    await page.getByRole('switch').first().waitFor();
    const rows = await stack.platform.db.query<{ id: string }>('select id from conversations');
    expect(rows.length).toBeGreaterThanOrEqual(chunks.length);
    for (const { id } of rows) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#/conversations/${id}`);
      const isShown = (it: Element) => {
        const { conversationId, events } = it as unknown as { conversationId: string; events: readonly unknown[] };
        return conversationId === location.hash.split('/').at(-1) && events.length > 0;
      };
      await expect.poll(() => page.locator('fd-transcript').first().evaluate(isShown)).toBe(true);
      await settled(page);
      for (const fold of await page.locator('summary').all()) await fold.click({ timeout: 500 }).catch(() => {});
    }
    for (const address of ['entries', 'entries/hostile%2F1', 'entries/hostile%2F14', 'gaps', 'versions']) {
      const reply = page.waitForResponse((it) => it.url().includes('/v1/agent/knowledge/'));
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#/knowledge/${address}`);
      await (await reply).finished();
      await settled(page);
    }
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);

  test('the policy had nothing to report, and would have', async () => {
    expect(reports).toEqual([]);
    const page = await browser.newPage();
    const complaints = watch(page);
    await page.goto(shopUrl);
    await page.evaluate(() => {
      new Image().src = 'https://evil.example/pixel.png';
      alert(1);
    });
    await expect.poll(() => reports.length).toBe(1);
    expect(complaints).toContain('dialog 1');
    expect(complaints.some((line) => line.includes('evil.example'))).toBe(true);
    await page.close();
  });
});
