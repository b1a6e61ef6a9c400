/**
 * What the widget costs a page: bytes and main-thread time, closed, opened and with a long history, beside a blank page
 * and two peers.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { readConfig } from '../../services/config.js';
import { Misconfigured } from '../../services/errors.js';
import { start } from '../../services/main.js';
import type { Platform } from '../../services/platform/open.js';
import { root } from '../../services/platform/root.js';
import { installed } from './peers.js';

const DEEP_CHAT = 'deep-chat@2.4.2';
/** As a phone of the middle class would be. */
const THROTTLE = 4;
const HISTORY = 500;

/** One look at one page. Milliseconds are of the throttled main thread, bytes as they crossed the wire (brotli). */
type Cost = { bytes: number; requests: number; scriptMs: number; taskMs: number; shift: number };
type Case = { name: string; path: string; act?: (page: Page) => Promise<void>; storage?: Record<string, string> };
export type WidgetCost = { name: string } & Cost;

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Measures all cases in rounds, forth and back, so that none has the quiet or the busy moments for itself. */
export async function widgetCosts(rounds: number): Promise<WidgetCost[]> {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  if (!executablePath) throw new Misconfigured('Chromium is not here: install the package chromium.');
  const peer = await peers();
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'));
  const shop = createServer();
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  const env = { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent', ALLOWED_ORIGINS: shopUrl };
  const running = await start(readConfig(env));
  const url = running.url as string;
  serve(shop, url, peer);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const storage = await longHistory(running.platform, url);
    const open = async (page: Page) => {
      await page.getByRole('button', { name: /open chat/i }).click();
      await page.getByRole('textbox', { name: /^Write/ }).waitFor();
    };
    const cases: Case[] = [
      { name: 'blank page', path: '/blank' },
      { name: 'Frontdesk, closed', path: '/frontdesk' },
      { name: 'Frontdesk, opened', path: '/frontdesk', act: open },
      { name: `Frontdesk, opened, ${HISTORY} messages`, path: '/frontdesk', act: open, storage },
      { name: 'Lit, one line of text', path: '/lit' },
      { name: 'deep-chat, which has no launcher', path: '/deep-chat' },
    ];
    const seen = new Map<string, Cost[]>(cases.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++)
      for (const it of round % 2 ? cases.toReversed() : cases)
        seen.get(it.name)?.push(await look(browser, shopUrl, it));
    return [...seen].map(([name, costs]) => ({
      name,
      bytes: median(costs.map(({ bytes }) => bytes)),
      requests: median(costs.map(({ requests }) => requests)),
      scriptMs: median(costs.map(({ scriptMs }) => scriptMs)),
      taskMs: median(costs.map(({ taskMs }) => taskMs)),
      shift: Math.max(...costs.map(({ shift }) => shift)),
    }));
  } finally {
    await browser.close();
    await running.stop();
    shop.closeAllConnections();
    shop.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function look(browser: Browser, base: string, { path, act, storage }: Case): Promise<Cost> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    if (storage)
      await context.addInitScript((kept) => {
        for (const [key, value] of Object.entries(kept)) localStorage.setItem(key, value);
      }, storage);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    let [bytes, requests] = [0, 0];
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
      requests += 1;
    });
    await session.send('Network.enable');
    await session.send('Performance.enable');
    await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
    await page.goto(base + path, { waitUntil: 'load' });
    await page.waitForTimeout(1_000);
    await act?.(page);
    if (act) await page.waitForTimeout(1_500);
    const { metrics } = await session.send('Performance.getMetrics');
    const seconds = (name: string) => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1_000;
    const shift = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) sum += entry.value;
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(sum), 100);
        }),
    );
    return { bytes, requests, scriptMs: seconds('ScriptDuration'), taskMs: seconds('TaskDuration'), shift };
  } finally {
    await context.close();
  }
}

/** A conversation of many messages, and what a browser that had it would have stored. */
async function longHistory({ db }: Platform, url: string): Promise<Record<string, string>> {
  const opened = await fetch(`${url}/v1/conversations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: randomUUID() }),
  });
  const { conversation, token } = (await opened.json()) as { conversation: { id: string }; token: string };
  await db.query(
    `insert into conversation_events (conversation_id, seq, type, role, text, body)
     select $1, n, 'message', case when n % 2 = 1 then 'visitor' else 'bot' end,
       case when n % 2 = 1 then 'Question number ' || n else 'Answer **number ' || n || '**, with a [link](https://shop.example/' || n || ').' end, '{}'
     from generate_series(1, $2) n`,
    [conversation.id, HISTORY],
  );
  await db.query('update conversations set seq = $2, last_visitor_seq = $2 - 1, settled_seq = $2 - 1 where id = $1', [
    conversation.id,
    HISTORY,
  ]);
  return { [`frontdesk:${url}:default`]: JSON.stringify({ token, conversationId: conversation.id }) };
}

/** The pages, each as small as it can be; all files with brotli. */
function serve(shop: ReturnType<typeof createServer>, url: string, peer: { lit: string; deepChat: string }): void {
  const page = (body: string) =>
    `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Shop</title><h1>Shop</h1>${body}</html>`;
  const files: Record<string, [type: string, body: Buffer | string]> = {
    '/blank': ['text/html', page('')],
    '/frontdesk': ['text/html', page(`<script src="${url}/widget.js" async></script>`)],
    '/lit': ['text/html', page('<script type="module" src="/lit.js"></script><hello-world></hello-world>')],
    '/lit.js': ['text/javascript', peer.lit],
    '/deep-chat': [
      'text/html',
      page('<script type="module" src="/deep-chat.js"></script><deep-chat demo="true"></deep-chat>'),
    ],
    '/deep-chat.js': ['text/javascript', peer.deepChat],
  };
  const packed = new Map(
    Object.entries(files).map(([path, [type, body]]) => [path, { type, body: brotliCompressSync(body) }]),
  );
  shop.on('request', (req, res) => {
    const file = packed.get(req.url ?? '');
    if (!file) return res.writeHead(204).end();
    res.writeHead(200, { 'content-type': `${file.type}; charset=utf-8`, 'content-encoding': 'br' }).end(file.body);
  });
}

/** deep-chat as its package ships it, and Lit with one line of text, bundled as ours is. */
async function peers(): Promise<{ lit: string; deepChat: string }> {
  const folder = installed('widget', [DEEP_CHAT]);
  const bundle = join(folder, 'node_modules/deep-chat/dist/deepChat.bundle.js');
  writeFileSync(
    join(folder, 'hello.js'),
    `import { html, LitElement } from 'lit';
customElements.define('hello-world', class extends LitElement { render() { return html\`<p>Hello</p>\`; } });\n`,
  );
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: join(folder, 'hello.js'), formats: ['es'] },
      rolldownOptions: { output: { minify: true } },
    },
  });
  const [built] = [result].flat();
  const chunk = built && 'output' in built ? built.output[0] : undefined;
  if (!chunk) throw new Misconfigured('Lit could not be built to measure beside.');
  return { lit: chunk.code, deepChat: readFileSync(bundle, 'utf8') };
}

export function toldWidget(weights: { what: string; bytes: number }[], costs: WidgetCost[]): string {
  const kb = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;
  return [
    'Our files, brotli:',
    ...weights.map(({ what, bytes }) => `  ${what}: ${kb(bytes)}`),
    `A page, main thread ${THROTTLE}x slower than this machine, medians:`,
    ...costs.map(
      ({ name, bytes, requests, scriptMs, taskMs, shift }) =>
        `  ${name}: ${kb(bytes)} in ${requests} requests; script ${scriptMs.toFixed(0)} ms, all work ${taskMs.toFixed(0)} ms; layout shift ${shift.toFixed(3)}`,
    ),
  ].join('\n');
}

/** Bytes of our own files, brotli: what every page loads, and what comes when. */
export function weights(): { what: string; bytes: number }[] {
  const folder = join(root, 'dist/public');
  const weigh = (file: string) => brotliCompressSync(readFileSync(join(folder, file))).length;
  const parts = readdirSync(join(folder, 'widget')).filter((name) => name.endsWith('.js'));
  return [
    { what: 'every page (loader)', bytes: weigh('widget.js') },
    ...parts.map((name) => ({ what: name.replace(/-[\w-]{8}\.js$/, ''), bytes: weigh(`widget/${name}`) })),
  ];
}
