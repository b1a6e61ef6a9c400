/**
 * The widget as a guest on other people's pages: its element, its manners, and who the page says its visitor is. In a
 * real browser.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { identitySecret } from '../../services/gateway/visitor/identity.js';
import { root } from '../../services/platform/root.js';
import { executablePath, launch, still } from '../../services/testing/browser.js';
import { eventually, type Stack, startStack } from '../../services/testing/stack.js';

const manifest = JSON.parse(readFileSync(join(root, 'dist/public/package/custom-elements.json'), 'utf8'));
const [declared] = manifest.modules[0].declarations;
const names = (list: { name: string }[]) => list.map(({ name }) => name).sort();

type Chat = HTMLElement & Record<string, (...args: unknown[]) => void>;
declare const chat: Chat;
declare const told: { type: string; detail: Record<string, unknown> | null }[];

const SCRIPT = '<script src="/widget.js" async></script>';
/** What a page would write down of what the chat tells it; `chat` by its name. */
const LISTEN = `<script>
  var told = [];
  for (const type of ${JSON.stringify(names(declared.events))}) document.addEventListener(type, (event) => told.push({ type, detail: event.detail }));
  Object.defineProperty(window, 'chat', { get: () => document.querySelector('frontdesk-chat') });
</script>`;

describe.runIf(executablePath)('on a page of somebody else', () => {
  let stack: Stack;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let asked: string[];
  beforeAll(async () => {
    stack = await startStack('embedded', { timing: { heartbeat: 1_000 } });
    await stack.platform.db.query(
      `insert into inboxes (slug, name) values ('sales', 'Sales');
       insert into inboxes (slug, name, verified_only) values ('members', 'Members', true)`,
    );
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.drop();
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    asked = [];
    page.on('request', (request) => asked.push(request.url().replace(stack.url, '')));
  });
  afterEach(() => context.close());

  /** A page under the server's own origin, so that it is allowed, with none of the server's headers. */
  async function visit(body: string, head = SCRIPT, path = '/page') {
    const html = `<!doctype html><html lang="en"><head><title>Shop</title>${LISTEN}${head}</head><body>${body}</body></html>`;
    await page.route(stack.url + path, (route) => route.fulfill({ contentType: 'text/html', body: html }));
    await page.goto(stack.url + path);
    return page;
  }
  const ready = () => page.evaluate(() => customElements.whenDefined('frontdesk-chat').then(() => undefined));
  const types = () => page.evaluate(() => told.map(({ type }) => type.slice('frontdesk:'.length)));
  const saw = (type: string) => eventually(async () => (await types()).includes(type));
  const box = (name: RegExp | string = /^Open chat|^Close chat/) => page.getByRole('button', { name });
  const launchers = () => page.locator('frontdesk-chat').locator('button[part=launcher]');
  const dialog = () => page.locator('frontdesk-panel section');
  const dialogs = () => page.getByRole('dialog');
  const sign = (claims: Record<string, unknown>, inbox = 'default') =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('10m')
      .sign(new TextEncoder().encode(identitySecret(stack.config.sessionSecret, inbox)));
  const messages = (text: string) =>
    stack.platform.db.query<{ level: string; sub: string | null; conversation: string; context: { page?: string } }>(
      `select e.body->>'level' as level, v.external_id as sub, c.id as conversation, c.context from conversation_events e
       join conversations c on c.id = e.conversation_id join visitors v on v.id = c.visitor_id where e.text = $1 and e.role = 'visitor'`,
      [text],
    );

  test('what is asked before the panel is there is done in order, and the page is told of it', async () => {
    await visit('');
    await ready();
    await page.waitForFunction(() => chat);
    expect(asked.filter((path) => path.startsWith('/widget/'))).toEqual([]);
    await page.evaluate(() => {
      chat.setContext?.({ plan: 'pro', cart: 1 });
      chat.setContext?.({ cart: 2 });
      // What no server takes keeps nobody from being heard.
      chat.setContext?.({ items: ['a'], preChat: 'no', note: 'x'.repeat(600) });
      chat.send?.('How do I reset my password?');
      chat.open?.();
    });
    await dialog().waitFor();
    await saw('message');
    await eventually(async () => (await types()).filter((type) => type === 'message').length >= 2);
    expect((await messages('How do I reset my password?'))[0]?.context).toEqual({
      page: `${stack.url}/page`,
      plan: 'pro',
      cart: 2,
      note: 'x'.repeat(500),
    });
    expect(await page.evaluate(() => told.find(({ type }) => type === 'frontdesk:error')?.detail)).toMatchObject({
      code: 'context_invalid',
      message: expect.stringContaining('items,preChat'),
    });
    const [own, answer] = await page.evaluate(() => told.filter(({ type }) => type === 'frontdesk:message'));
    expect(own?.detail).toMatchObject({ role: 'visitor', text: 'How do I reset my password?' });
    expect(answer?.detail).toMatchObject({ role: 'bot' });
    await page.evaluate(() => chat.close?.());
    await saw('close');
    // Once each, and in a sensible order.
    const order = await types();
    expect(order.indexOf('ready')).toBe(0);
    expect(order.filter((type) => type === 'open')).toHaveLength(1);
    expect(await page.evaluate(() => told.find(({ type }) => type === 'frontdesk:state')?.detail)).toMatchObject({
      state: 'bot',
    });
    // A history that is read on the next page is no news.
    await page.reload();
    await saw('state');
    await page.evaluate(() => chat.send?.('and this'));
    await saw('message');
    const [first] = await page.evaluate(() => told.filter(({ type }) => type === 'frontdesk:message'));
    expect(first?.detail).toMatchObject({ text: 'and this' });
  });

  test('the manifest says what the class has, no more and no less', async () => {
    await visit('<frontdesk-chat></frontdesk-chat>');
    await ready();
    const real = await page.evaluate(() => {
      const own = (it: object) => Object.entries(Object.getOwnPropertyDescriptors(it));
      const { prototype } = customElements.get('frontdesk-chat') as CustomElementConstructor;
      return {
        methods: own(prototype)
          .filter(([name, { value }]) => typeof value === 'function' && !/Callback$|^constructor$|^call$/.test(name))
          .map(([name]) => name),
        fields: own(prototype)
          .filter(([name, { get }]) => get && name !== 'key')
          .map(([name]) => name),
        observed: (customElements.get('frontdesk-chat') as unknown as { observedAttributes: string[] })
          .observedAttributes,
      };
    });
    const members = declared.members as { name: string; kind: string; attribute?: string; reflects?: boolean }[];
    expect(real.methods.sort()).toEqual(names(members.filter(({ kind }) => kind === 'method')));
    expect(real.fields.sort()).toEqual(names(members.filter(({ kind }) => kind === 'field')));
    const attributes = names(declared.attributes);
    expect(attributes).toEqual(expect.arrayContaining(real.observed));
    const reflected = members.filter(({ attribute }) => attribute);
    expect(reflected.length).toBeGreaterThan(0);
    for (const { name } of reflected)
      expect(
        await page.evaluate((key) => {
          const made = document.createElement('frontdesk-chat') as unknown as Record<string, string> & HTMLElement;
          made[key] = 'x1';
          const set = made.getAttribute(key);
          made.setAttribute(key, 'x2');
          return [set, made[key]];
        }, name),
        name,
      ).toEqual(['x1', 'x2']);

    const source = ['host', 'identify', 'element'].map((file) =>
      readFileSync(join(root, `widget/chat/${file}.ts`), 'utf8'),
    );
    const emitted = source
      .flatMap((text) => [...text.matchAll(/\bemit\(([^)]*?)[,)]/g)])
      .flatMap(([, first = '']) => [...first.matchAll(/'(\w+)'/g)]);
    expect([...new Set(emitted.map(([, type]) => `frontdesk:${type}`))].sort()).toEqual(names(declared.events));
    const types = readFileSync(join(root, 'widget/package/types.d.ts'), 'utf8');
    expect([...types.matchAll(/'(frontdesk:\w+)':/g)].map(([, type]) => type).sort()).toEqual(names(declared.events));
    for (const name of [...names(members), ...attributes]) expect(types, name).toMatch(new RegExp(`\\b${name}\\b`));
  });

  test.each((declared.cssProperties as { name: string }[]).map(({ name }) => name))(
    'the custom property %s does something',
    async (name) => {
      const value = /font/.test(name) ? 'monospace' : /z-index/.test(name) ? '7' : '33px';
      const look = () =>
        page.evaluate(() => {
          const section = chat.shadowRoot
            ?.querySelector('frontdesk-panel')
            ?.shadowRoot?.querySelector('section') as Element;
          const pick = (it: Element) => {
            const s = getComputedStyle(it);
            return [
              s.fontFamily,
              s.borderRadius,
              s.inlineSize,
              s.blockSize,
              s.insetInlineEnd,
              s.insetBlockEnd,
              s.zIndex,
            ];
          };
          return JSON.stringify([pick(section), pick(chat)]);
        });
      await visit('', `<style id="s"></style>${SCRIPT}`);
      await box().click();
      await dialog().waitFor();
      const before = await look();
      await page.evaluate((rule) => {
        (document.getElementById('s') as HTMLElement).textContent = rule;
      }, `frontdesk-chat { ${name}: ${value} }`);
      expect(await look()).not.toBe(before);
    },
  );

  test('every part can be dressed by the page', async () => {
    const parts = (declared.cssParts as { name: string }[]).map(({ name }) => name);
    await visit(
      '',
      `<style>${parts.map((part) => `frontdesk-chat::part(${part}) { outline-color: rgb(1, 2, 3) }`).join('')}</style>${SCRIPT}`,
    );
    await box().click();
    await dialog().waitFor();
    for (const part of parts)
      await eventually(() =>
        page.evaluate((name) => {
          const find = (at: ShadowRoot): Element[] =>
            [...at.querySelectorAll('*')].flatMap((it) => [
              ...(it.part.contains(name) ? [it] : []),
              ...(it.shadowRoot ? find(it.shadowRoot) : []),
            ]);
          const found = find(chat.shadowRoot as ShadowRoot);
          return found.length > 0 && found.every((it) => getComputedStyle(it).outlineColor === 'rgb(1, 2, 3)');
        }, part),
      );
  });

  test('a page that swaps its body, moves the element, or runs the script again has one launcher, and the panel stays as it was', async () => {
    await visit('<main id="a">one</main>');
    await box().click();
    await page.getByRole('textbox').fill('half a sentence');
    const swap = (html: string) =>
      page.evaluate((inner) => {
        const body = document.createElement('body');
        body.innerHTML = inner;
        document.body.replaceWith(body);
      }, html);
    await swap('<main>two</main><div id="place"></div>');
    await dialog().waitFor();
    expect(await launchers().count()).toBe(1);
    expect(await page.getByRole('textbox').inputValue()).toBe('half a sentence');
    await page.evaluate(() => document.getElementById('place')?.append(chat));
    await dialog().waitFor();
    expect(await page.getByRole('textbox').inputValue()).toBe('half a sentence');
    // The script again, as pages do that run the scripts of each body.
    await page.evaluate(async () => {
      const again = document.createElement('script');
      again.src = '/widget.js?again';
      document.head.append(again);
      await new Promise((resolve) => again.addEventListener('load', resolve));
    });
    expect(await launchers().count()).toBe(1);
    // A copy from a cache of whole pages.
    await page.evaluate(() => document.body.append(chat.cloneNode(true)));
    expect(await launchers().count()).toBe(1);
    expect(await dialogs().count()).toBe(1);
    // Away and back: what was open is open again, with what was typed.
    await page.evaluate(() => {
      const { chat: it } = window as unknown as { chat: Element };
      for (const each of document.querySelectorAll('frontdesk-chat')) each.remove();
      Object.assign(window, { kept: it });
    });
    // It looks in a task of its own whether it is gone for good; this one comes after it.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    await page.evaluate(() => document.body.append((window as unknown as { kept: Element }).kept));
    await dialog().waitFor();
    expect(await page.getByRole('textbox').inputValue()).toBe('half a sentence');
    expect(await launchers().count()).toBe(1);
  });

  test('where the element that was there goes for good, the one that waited takes its place', async () => {
    await visit('<frontdesk-chat id="one"></frontdesk-chat><frontdesk-chat id="two"></frontdesk-chat>');
    await ready();
    expect(await launchers().count()).toBe(1);
    await page.evaluate(() => document.getElementById('one')?.remove());
    await eventually(async () => (await launchers().count()) === 1);
    await box().click();
    await dialog().waitFor();
  });

  test('an agent finds the visitor where he is: the page is told on navigation, without a load', async () => {
    await visit('');
    await box().click();
    await page.evaluate(() => chat.send?.('where am I'));
    await saw('message');
    await page.evaluate(() => history.pushState(null, '', '/page/checkout'));
    await eventually(async () => (await messages('where am I'))[0]?.context.page === `${stack.url}/page/checkout`);
  });

  test('two inboxes on one page: a script tag each, a conversation each, a badge each, and the title counts both', async () => {
    await visit(
      '',
      '<script src="/widget.js" data-inbox="default" defer></script><script src="/widget.js" data-inbox="sales" data-position="bottom-left" defer></script>',
    );
    await ready();
    expect(await launchers().count()).toBe(2);
    const [left, right] = [page.locator('frontdesk-chat[inbox=sales]'), page.locator('frontdesk-chat[inbox=default]')];
    for (const one of [left, right]) {
      await one.evaluate((it) => (it as Chat).send?.('How do I reset my password?'));
      await one.locator('.badge:not([hidden])').waitFor();
    }
    const badge = async (one: typeof left) => Number(await one.locator('.badge').textContent());
    await expect.poll(async () => page.title()).toBe(`(${(await badge(left)) + (await badge(right))}) Shop`);
    await left.getByRole('button', { name: /^Open chat/ }).click();
    await left.locator('frontdesk-panel[open] section').waitFor();
    expect(await right.locator('frontdesk-panel[open]').count()).toBe(0);
    const unread = await badge(right);
    await expect.poll(async () => page.title()).toBe(`(${unread}) Shop`);
    const rects = await Promise.all([left, right].map((one) => one.locator('button[part=launcher]').boundingBox()));
    expect(Math.abs((rects[0]?.x ?? 0) - (rects[1]?.x ?? 0))).toBeGreaterThan(1_000);
    // What was open comes back open, alone.
    await page.reload();
    await left.locator('frontdesk-panel[open] section').waitFor();
    expect(await right.locator('frontdesk-panel[open]').count()).toBe(0);
    const kept = await page.evaluate(() =>
      ['default', 'sales'].map(
        (inbox) => JSON.parse(localStorage[`frontdesk:${location.origin}:${inbox}`]).conversationId,
      ),
    );
    expect(new Set(kept).size).toBe(2);
  });

  test('a button of the page opens it where the launcher is hidden, and gets the focus back', async () => {
    await visit(
      '<button id="own" data-frontdesk-open="true">Help <b>now</b></button><button data-frontdesk-open="sales">Sales</button><frontdesk-chat inbox="sales"></frontdesk-chat>',
      '<script src="/widget.js" data-inbox="default" data-launcher="hidden" defer></script>',
    );
    await ready();
    expect(await page.locator('frontdesk-chat[inbox=default] button[part=launcher]').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Sales' }).click();
    await page.locator('frontdesk-chat[inbox=sales] frontdesk-panel[open] section').waitFor();
    await page.keyboard.press('Escape');
    await page.evaluate(() => (document.querySelector('frontdesk-chat[inbox=sales]') as Element).remove());
    await page.locator('#own b').click();
    await page.locator('frontdesk-chat[inbox=default] frontdesk-panel[open] section').waitFor();
    await page.getByRole('textbox').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('FRONTDESK-CHAT');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('own');
  });

  test('no style of the page breaks it, and it sets nothing on the page', async () => {
    const hostile = `<style>
      * { all: unset !important; display: none !important; position: static !important; transform: scale(0) !important; opacity: 0 !important; visibility: hidden !important; pointer-events: none !important; color: red !important }
      html, body { display: block !important; opacity: 1 !important; transform: none !important; visibility: visible !important; pointer-events: auto !important }
      div, button, section, svg, frontdesk-chat { display: none !important; font-size: 2px !important; z-index: -1 !important; width: 0 !important; height: 0 !important }
    </style>`;
    const snapshot = () =>
      page.evaluate(() => ({
        html: document.documentElement.getAttributeNames(),
        body: document.body.getAttributeNames(),
        sheets: document.adoptedStyleSheets.length + document.styleSheets.length,
        cookies: document.cookie,
        globals: Object.keys(window).filter((name) => /frontdesk/i.test(name)),
      }));
    await visit('<p>page</p>', hostile + SCRIPT);
    const plain = { html: ['lang'], body: [], sheets: 1, cookies: '', globals: [] };
    await ready();
    const button = await launchers().boundingBox();
    expect(button).toMatchObject({ width: 56, height: 56, x: 1280 - 76, y: 800 - 76 });
    await launchers().click();
    await page.getByRole('textbox', { name: 'Write a message' }).fill('hello');
    await still(page);
    const panel = await dialog().boundingBox();
    expect(panel).toMatchObject({ width: 400, height: 680 });
    expect(await page.evaluate(() => getComputedStyle(chat).color)).not.toBe('rgb(255, 0, 0)');
    expect(await snapshot()).toEqual(plain);
  });

  test.each([
    ['light', 'dark'],
    ['dark', 'light'],
  ] as const)('a theme of %s is kept where the system is %s, and changes with the attribute', async (theme, system) => {
    await page.emulateMedia({ colorScheme: system });
    await visit(`<frontdesk-chat theme="${theme}"></frontdesk-chat>`);
    await box().click();
    await dialog().waitFor();
    const paper = () => dialog().evaluate((it) => getComputedStyle(it).backgroundColor);
    const colours = { light: 'rgb(255, 255, 255)', dark: 'rgb(27, 26, 24)' };
    expect(await paper()).toBe(colours[theme]);
    expect(await page.locator('frontdesk-panel').evaluate((it) => getComputedStyle(it).colorScheme)).toBe(theme);
    await page.evaluate((other) => chat.setAttribute('theme', other), system);
    await expect.poll(paper).toBe(colours[system]);
    await page.evaluate(() => chat.setAttribute('theme', 'auto'));
    await expect.poll(paper).toBe(colours[system]);
  });

  test.each([
    ['ltr', 'bottom-right', 'right'],
    ['ltr', 'bottom-left', 'left'],
    ['rtl', 'bottom-right', 'left'],
    ['rtl', 'bottom-left', 'right'],
  ])('in a page that reads %s, %s is at the %s', async (dir, position, side) => {
    await visit(
      `<frontdesk-chat position="${position}"></frontdesk-chat><script>document.documentElement.dir = '${dir}'</script>`,
    );
    await box().click();
    await dialog().waitFor();
    await still(page);
    for (const it of [launchers(), dialog()]) {
      const at = await it.boundingBox();
      const gap = side === 'left' ? at?.x : 1280 - (at?.x ?? 0) - (at?.width ?? 0);
      expect(gap).toBe(20);
    }
  });

  /** From a server of its own: the frame of no origin would not be let near a page that only the browser knows. */
  async function frame(sandbox: string): Promise<{ shop: string; close: () => void }> {
    const server = createServer((req, res) => {
      res.setHeader('content-type', 'text/html');
      res.end(
        req.url === '/inside'
          ? `<!doctype html><script src="${stack.url}/widget.js" async></script>`
          : `<iframe sandbox="${sandbox}" width="600" height="700" src="/inside"></iframe>`,
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const shop = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await stack.platform.db.query(`update inboxes set origins = array_append(origins, $1) where slug = 'default'`, [
      shop,
    ]);
    await page.goto(shop);
    return { shop, close: () => server.close() };
  }
  const inside = () => page.frameLocator('iframe');

  test('a sandboxed frame with an origin is as good as a page', async () => {
    const { close } = await frame('allow-scripts allow-same-origin allow-forms');
    await inside().getByRole('button', { name: 'Open chat' }).click();
    await inside().getByRole('textbox', { name: 'Write a message' }).fill('from a frame');
    await page.keyboard.press('Enter');
    await eventually(async () => (await messages('from a frame')).length === 1);
    close();
  });

  test('a frame without an origin says that it cannot run there, and asks nothing of anybody', async () => {
    const { shop, close } = await frame('allow-scripts');
    await inside().getByText('The chat cannot run in this frame.').waitFor();
    expect(await inside().locator('button').count()).toBe(0);
    await inside()
      .locator('frontdesk-chat')
      .evaluate((it) => {
        (it as Chat).open?.();
        (it as Chat).send?.('x');
        (it as Chat).reset?.();
      });
    // What it asked for would come before this.
    await inside()
      .locator('html')
      .evaluate(() => fetch('/after').catch(() => {}));
    const all = () => asked.map((url) => url.replace(shop, 'shop'));
    await expect.poll(() => all().at(-1)).toBe('shop/after');
    expect(all()).toEqual(['shop/', 'shop/inside', '/widget.js', 'shop/after']);
    close();
  });

  test('the language is chosen once', async () => {
    await visit('');
    await page.evaluate(() => {
      document.documentElement.lang = 'de';
    });
    await ready();
    await page.evaluate(() => chat.open?.());
    await page.getByRole('textbox', { name: 'Nachricht schreiben' }).waitFor();
    await page.evaluate(() => {
      document.documentElement.lang = 'fr';
    });
    await page.evaluate(() => {
      chat.reset?.();
      chat.send?.('nach dem Neuanfang');
    });
    await dialog().getByText('nach dem Neuanfang').waitFor();
    expect(await page.getByRole('textbox', { name: 'Nachricht schreiben' }).count()).toBe(1);
  });

  test('a person who signs in takes along what he wrote; another starts afresh; who signs out leaves nothing', async () => {
    await visit('');
    await ready();
    await page.evaluate(() => chat.open?.());
    await page.evaluate(() => chat.send?.('before signing in'));
    await saw('message');
    const anna = await sign({ sub: 'anna-1', name: 'Anna' });
    await page.evaluate((token) => {
      chat.identify?.(token);
      chat.send?.('after signing in');
    }, anna);
    await eventually(async () => (await messages('after signing in')).length === 1);
    const [before] = await messages('before signing in');
    const [after] = await messages('after signing in');
    expect(before).toMatchObject({ level: 'anonymous', sub: 'anna-1' });
    expect(after).toMatchObject({ level: 'verified', sub: 'anna-1', conversation: before?.conversation });
    await dialog().getByText('before signing in').waitFor();

    // The same on another device: she goes on where she was.
    const other = await browser.newContext();
    const phone = await other.newPage();
    await phone.goto(`${stack.url}/`);
    await phone.evaluate(
      (token) => (document.querySelector('frontdesk-chat') as unknown as Chat).identify?.(token),
      anna,
    );
    await phone.getByRole('button', { name: 'Open chat' }).click();
    await phone.getByText('after signing in').waitFor();
    await other.close();

    const bert = await sign({ sub: 'bert-2' });
    await page.evaluate((token) => {
      chat.identify?.(token);
      chat.send?.('this is Bert');
    }, bert);
    await eventually(async () => (await messages('this is Bert')).length === 1);
    expect((await messages('this is Bert'))[0]).toMatchObject({ sub: 'bert-2', level: 'verified' });
    expect((await messages('this is Bert'))[0]?.conversation).not.toBe(before?.conversation);
    await dialog().getByText('this is Bert').waitFor();
    expect(await dialog().getByText('before signing in').count()).toBe(0);

    await page.evaluate(() => chat.reset?.());
    await expect.poll(() => dialog().getByText('this is Bert').count()).toBe(0);
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/"?token|bert|conversationId/);
    await page.reload();
    await ready();
    await page.evaluate(() => chat.send?.('nobody again'));
    await eventually(async () => (await messages('nobody again')).length === 1);
    expect((await messages('nobody again'))[0]).toMatchObject({ sub: null, level: 'anonymous' });
    // On a shared computer one leaves at once: what is kept is gone before the panel is there.
    await page.reload();
    expect(
      await page.evaluate(async () => {
        await customElements.whenDefined('frontdesk-chat');
        chat.reset?.();
        return JSON.stringify(localStorage);
      }),
    ).not.toMatch(/token/);
  });

  test('whose token is no more is vouched for again; and who signs out in one tab is gone from the others', async () => {
    await visit('');
    await ready();
    const emil = await sign({ sub: 'emil-4' });
    const here = async (text: string) => {
      await page.evaluate(
        ([token, said]) => {
          chat.open?.();
          chat.identify?.(token);
          chat.send?.(said);
        },
        [emil, text],
      );
      await eventually(async () => (await messages(text))[0]?.sub === 'emil-4');
    };
    await here('I am Emil');
    await stack.platform.db.query('delete from visitor_tokens');
    await here('I am still Emil');
    expect((await messages('I am still Emil'))[0]?.level).toBe('verified');
    const [first] = [page];
    const second = await context.newPage();
    page = second;
    await visit('');
    await ready();
    await page.evaluate(() => chat.open?.());
    await dialog().getByText('I am still Emil').waitFor();
    await first.evaluate(() => chat.reset?.());
    await expect.poll(() => dialog().getByText('I am still Emil').count()).toBe(0);
  });

  test('an identity that is not believed never becomes nobody in silence', async () => {
    await visit('');
    await ready();
    const forged = `${(await sign({ sub: 'anna-1' })).slice(0, -4)}AAAA`;
    await page.evaluate((token) => {
      chat.open?.();
      chat.identify?.(token);
      chat.send?.('trust me');
    }, forged);
    await page.getByText(/could not confirm who you are/).waitFor();
    await saw('error');
    expect(await page.evaluate(() => told.find(({ type }) => type === 'frontdesk:error')?.detail?.code)).toBe(
      'identity_invalid',
    );
    expect(await messages('trust me')).toEqual([]);
    // With a good one, what waited is sent, as that person.
    await page.evaluate((token) => chat.identify?.(token), await sign({ sub: 'carl-3' }));
    await eventually(async () => (await messages('trust me'))[0]?.sub === 'carl-3');
  });

  test('where one has to be signed in, it says so in a sentence, and lets one in afterwards', async () => {
    await visit('<frontdesk-chat inbox="members"></frontdesk-chat>');
    await box().click();
    await page.getByText('Please sign in on this website first.').waitFor();
    await page.evaluate((token) => chat.identify?.(token), await sign({ sub: 'dora' }, 'members'));
    await expect.poll(() => page.getByText('Please sign in on this website first.').count()).toBe(0);
    await page.getByRole('textbox', { name: 'Write a message' }).fill('now I may');
    await page.keyboard.press('Enter');
    await eventually(async () => (await messages('now I may'))[0]?.level === 'verified');
  });

  test('the example page works', async () => {
    const complaints: string[] = [];
    page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
    await page.goto(`${stack.url}/examples/html/`);
    await page.getByRole('button', { name: 'Ask about delivery' }).click();
    await page
      .getByRole('listitem')
      .filter({ hasText: /^message .*How long does delivery take/ })
      .waitFor();
    expect(complaints).toEqual([]);
  });
});
