/** What the console feels like when it is full: from a key to the paint that shows it, and how long a search takes. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { readConfig } from '../services/config.js';
import { addAgent } from '../services/conversation/agents.js';
import { search } from '../services/conversation/search.js';
import { Misconfigured } from '../services/errors.js';
import { start } from '../services/main.js';
import type { Db } from '../services/platform/db.js';

const OPEN = 500;
const LONG = 5_000;
const ALL = 10_000;
const LINES = 10;

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
    const paint = (name: string, act: () => Promise<unknown>) => paints(page, name, rounds, act);
    told.push(await paint(`j through ${OPEN} rows`, () => page.keyboard.press('j')));
    await page.evaluate((id) => {
      location.hash = `#/conversations/${id}`;
    }, long);
    await page.locator('fd-transcript article').first().waitFor();
    const note = page.getByRole('tab', { name: 'Note' });
    await note.click();
    told.push(await paint(`a letter, beside ${LONG} messages and ${OPEN} rows`, () => page.keyboard.type('a')));
    // What arrives is drawn while one types.
    const others = await db.query<{ id: string }>(`select id from conversations where state = 'queued' limit 50`);
    let i = 0;
    const arriving = setInterval(() => {
      const id = others[i++ % others.length]?.id ?? long;
      void running.platform.db
        .query(
          `with head as (update conversations set seq = seq + 1, updated_at = clock_timestamp(), last_text = 'news' where id = $1 returning seq)
           insert into conversation_events (conversation_id, seq, type, role, text, body) select $1, seq, 'note', 'agent', 'news', '{}' from head returning seq`,
          [id],
        )
        .then(([row]) => running.platform.bus.publish({ kind: 'hint', conversationId: id, seq: Number(row?.seq) }))
        .catch(() => undefined);
    }, 50);
    told.push(await paint('the same, while 20 events a second arrive', () => page.keyboard.type('a')));
    clearInterval(arriving);
    return told;
  } finally {
    await browser.close();
    await running.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

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

/** Event timing, as the browser itself measures it: from the key to the next paint, in steps of 8 ms. */
async function paints(page: Page, name: string, rounds: number, act: () => Promise<unknown>): Promise<ConsoleCost> {
  await page.evaluate(() => {
    const held = globalThis as unknown as { took: number[]; watch?: PerformanceObserver };
    held.took = [];
    held.watch?.disconnect();
    held.watch = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === 'keydown') held.took.push(entry.duration);
    });
    held.watch.observe({ type: 'event', durationThreshold: 0 } as PerformanceObserverInit);
  });
  for (let i = 0; i < rounds * 10; i++) {
    await act();
    await page.waitForTimeout(60);
  }
  await page.waitForTimeout(300);
  const took = await page.evaluate(() => (globalThis as unknown as { took: number[] }).took);
  // What is under 16 ms the browser does not tell.
  return summed(name, [...took, ...Array(Math.max(0, rounds * 10 - took.length)).fill(8)]);
}

function summed(name: string, times: number[]): ConsoleCost {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { name, p50: at(0.5), p95: at(0.95), worst: sorted.at(-1) ?? 0 };
}

/** Conversations of which most are resolved, each with some lines, and one that is long. Written past the verbs: they are not what is measured. */
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
    `${''.padEnd(62)}     p50      p95    worst`,
    ...costs.map(({ name, p50, p95, worst }) => `${name.padEnd(62)}${ms(p50)} ${ms(p95)} ${ms(worst)}`),
    'Keys: from the key to the paint after it, as the browser measures it (steps of 8 ms). Search: in the database, after one warm-up.',
  ].join('\n');
}
