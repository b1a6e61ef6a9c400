/**
 * What the console feels like when it is full: from a key to the paint that shows it, how soon a conversation is there,
 * and how long a search takes.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { readConfig } from '../../services/config.js';
import { addAgent } from '../../services/conversation/agents.js';
import { search } from '../../services/conversation/search.js';
import { Misconfigured } from '../../services/errors.js';
import { start } from '../../services/main.js';
import type { Db } from '../../services/platform/db.js';
import type { Platform } from '../../services/platform/open.js';

const OPEN = 500;
const LONG = 5_000;
const ALL = 10_000;
const LINES = 10;
/** An older machine, as far as a slower processor makes one of this. */
const SLOWER = 4;
const A_SECOND = 20;

export type ConsoleCost = { name: string; p50: number; p95: number; worst: number };

const account = { email: 'ada@team.test', password: 'correct horse battery', name: 'Ada', role: 'admin' } as const;

export async function consoleCosts(rounds: number, databaseUrl?: string): Promise<ConsoleCost[]> {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  if (!executablePath) throw new Misconfigured('Chromium is not here: install the package chromium.');
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'));
  const env = { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent', SESSION_SECRET: randomUUID() };
  const running = await start({
    ...readConfig({ ...env, ...(databaseUrl && { DATABASE_URL: databaseUrl }) }),
    roles: ['gateway'],
  });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const { db } = running.platform;
    const agent = await addAgent(db, account);
    const long = await fill(db, agent.id);
    const told: ConsoleCost[] = [];
    const queries = ['parcel', 'visitor4711', 'refund 31', 'nothinglikethis', 'par ref inv', 'visitor9'];
    for (const q of queries)
      told.push(await measured(`search "${q}" among ${ALL} conversations`, rounds, () => search(db, agent, { q })));

    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await page.goto(`${running.url}/console`);
    await page.getByLabel('E-mail').fill(account.email);
    await page.getByLabel('Password').fill(account.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page
      .locator('fd-side button.row')
      .nth(OPEN - 1)
      .waitFor({ state: 'attached' });
    const others = (await db.query<{ id: string }>(`select id from conversations where state = 'queued' limit 50`)).map(
      ({ id }) => id,
    );
    const floor = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await floor.setContent('<textarea autofocus></textarea>');
    for (const slower of [1, SLOWER]) {
      await Promise.all([slow(floor, slower), slow(page, slower)]);
      const on = slower > 1 ? `${slower} times slower: ` : '';
      await floor.bringToFront();
      told.push(
        await paints(floor, `${on}a letter in a bare field (the floor)`, rounds, () => floor.keyboard.type('a')),
      );
      await page.bringToFront();
      const paint = (name: string, act: () => Promise<unknown>) => paints(page, on + name, rounds, act);
      told.push(await opens(page, `${on}open one of ${LINES} messages, from another`, others.slice(0, rounds * 4)));
      told.push(await opens(page, `${on}open one of ${LONG} messages`, Array(rounds * 2).fill(long), others));
      const row = page.locator('fd-side button.row').first();
      await row.focus();
      told.push(await paint(`j through ${OPEN} rows`, () => page.keyboard.press('j')));
      if (await row.evaluate((one) => one.matches(':focus'))) throw new Error('j did not move');
      await page.getByRole('tab', { name: 'Note' }).click();
      const field = page.getByRole('textbox', { name: 'Note' });
      await field.fill('');
      told.push(await paint(`a letter, beside ${LONG} messages and ${OPEN} rows`, () => page.keyboard.type('a')));
      // What arrives is drawn while one types.
      const stop = arriving(running.platform, others);
      told.push(await paint(`the same, while ${A_SECOND} events a second arrive`, () => page.keyboard.type('a')));
      await stop();
      if ((await field.inputValue()).length !== rounds * 20) throw new Error('Not every letter is there.');
    }
    return told;
  } finally {
    await browser.close();
    await running.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Events in other conversations, written past the verbs. */
function arriving({ db, bus }: Platform, ids: string[]): () => Promise<void> {
  let i = 0;
  let last: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    const id = ids[i++ % ids.length] as string;
    last = db
      .query(
        `with head as (update conversations set seq = seq + 1, updated_at = clock_timestamp(), last_text = 'news ' || seq where id = $1 returning seq)
         insert into conversation_events (conversation_id, seq, type, role, text, body) select $1, seq, 'note', 'agent', 'news', '{}' from head returning seq`,
        [id],
      )
      .then(([row]) => bus.publish({ kind: 'hint', conversationId: id, seq: Number(row?.seq) }))
      .catch(() => undefined);
  }, 1_000 / A_SECOND);
  return async () => {
    clearInterval(timer);
    await last;
  };
}

const slow = async (page: Page, rate: number): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
};

/**
 * From the press on a row to the frame in which its last message is drawn, fetched meanwhile. `between`: opened before
 * each, and not counted.
 */
async function opens(page: Page, name: string, ids: string[], between: string[] = []): Promise<ConsoleCost> {
  const times: number[] = [];
  for (const [i, id] of ids.entries()) {
    const other = between[i % between.length];
    if (other) await open(page, other);
    await page.waitForTimeout(150);
    times.push(await open(page, id));
  }
  return summed(name, times);
}

const open = (page: Page, id: string): Promise<number> =>
  page.evaluate(async (id) => {
    const inside = (path: string[]) =>
      path.reduce<Element | null>((at, name) => (at?.shadowRoot ?? at)?.querySelector(name) ?? null, document.body);
    const section = ['frontdesk-console', 'fd-conversations'];
    const from = performance.now();
    inside([...section, 'fd-side'])
      ?.shadowRoot?.querySelector<HTMLElement>(`button[data-id="${id}"]`)
      ?.click();
    for (;;) {
      // After a frame's callbacks comes its paint, and after that a task.
      await new Promise(requestAnimationFrame);
      const shown = inside([...section, 'fd-thread', 'fd-transcript']) as (Element & { conversationId: string }) | null;
      if (shown?.conversationId === id && shown.shadowRoot?.querySelector('article')) break;
      if (performance.now() - from > 20_000) throw new Error(`${id} did not open`);
    }
    await new Promise((resolve) => setTimeout(resolve));
    return performance.now() - from;
  }, id);

async function measured(name: string, rounds: number, act: () => Promise<unknown>): Promise<ConsoleCost> {
  const times: number[] = [];
  await act();
  for (let round = 0; round < rounds * 4; round++) {
    const from = performance.now();
    await act();
    times.push(performance.now() - from);
  }
  return summed(name, times);
}

type Held = typeof globalThis & { took?: number[]; watch?: PerformanceObserver };

/** Event timing, as the browser itself measures it: from the key to the next paint, in steps of 8 ms. */
async function paints(page: Page, name: string, rounds: number, act: () => Promise<unknown>): Promise<ConsoleCost> {
  await page.evaluate(() => {
    const held: Held = globalThis;
    const took: number[] = [];
    held.took = took;
    held.watch?.disconnect();
    held.watch = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === 'keydown') took.push(entry.duration);
    });
    held.watch.observe({ type: 'event', durationThreshold: 0 } as PerformanceObserverInit);
  });
  for (let i = 0; i < rounds * 10; i++) {
    await act();
    await page.waitForTimeout(60);
  }
  await page.waitForTimeout(300);
  const took = await page.evaluate(() => {
    const held: Held = globalThis;
    return held.took ?? [];
  });
  // What is under 16 ms the browser does not tell.
  return summed(name, [...took, ...Array(Math.max(0, rounds * 10 - took.length)).fill(8)]);
}

function summed(name: string, times: number[]): ConsoleCost {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { name, p50: at(0.5), p95: at(0.95), worst: sorted.at(-1) ?? 0 };
}

/**
 * Conversations of which most are resolved, each with some lines, and one that is long. Written past the verbs: they
 * are not what is measured.
 */
async function fill(db: Db, agentId: string): Promise<string> {
  const words = `(array['parcel','refund','invoice','delivery','password','voucher','account','broken','colour','warranty'])`;
  for (let from = 1; from <= ALL; from += 500)
    await db.query(
      `with v as (
         insert into visitors (id, name, email) select gen_random_uuid(), 'Visitor' || n || ' Quill', 'visitor' || n || '@mail.test'
         from generate_series($1::int, $1::int + 499) n returning id),
       c as (
         insert into conversations (id, inbox, visitor_id, locale, state, seq, last_visitor_seq, queued_at, reason, last_text, last_speaker, updated_at)
         select gen_random_uuid(), 'default', id, 'en', case when $1 <= ${OPEN} then 'queued' else 'resolved' end, ${LINES}, ${LINES} - 1,
           case when $1 <= ${OPEN} then now() - random() * interval '9 minutes' end, 'low_confidence', 'Where is it?', 'visitor',
           now() - random() * interval '300 days' from v returning id)
       insert into conversation_events (conversation_id, seq, type, role, text, body)
       select id, n, 'message', case when n % 2 = 1 then 'visitor' else 'bot' end,
         ${words}[1 + floor(random() * 10)::int] || ' and ' || ${words}[1 + floor(random() * 10)::int] || ' number ' || floor(random() * 5000)::int
           || ', which I asked about a while ago and would like to hear about again before the weekend', '{}'
       from c, generate_series(1, ${LINES}) n`,
      [from],
    );
  const [row] = await db.query<{ id: string }>(`select id from conversations where state = 'queued' limit 1`);
  const id = row?.id ?? '';
  await db.query(
    `insert into conversation_events (conversation_id, seq, type, role, text, body)
     select $1, n, 'message', case when n % 2 = 1 then 'visitor' else 'bot' end, 'Line **number ' || n || '** of a long conversation', '{}'
     from generate_series(${LINES} + 1, ${LONG}) n`,
    [id],
  );
  await db.query(
    `update conversations set seq = ${LONG}, last_visitor_seq = ${LONG} - 1, state = 'assigned', agent_id = $2 where id = $1`,
    [id, agentId],
  );
  await db.query('analyze');
  return id;
}

export function toldConsole(costs: ConsoleCost[]): string {
  const ms = (value: number) => `${value.toFixed(0)} ms`.padStart(8);
  return [
    `${''.padEnd(70)}     p50      p95    worst`,
    ...costs.map(({ name, p50, p95, worst }) => `${name.padEnd(70)}${ms(p50)} ${ms(p95)} ${ms(worst)}`),
    'Keys: from the key to the paint after it, as the browser measures it (steps of 8 ms). Opening: from the press to the frame with its last',
    'message, fetched meanwhile. Search: in the database, after one warm-up.',
  ].join('\n');
}
