/**
 * An agent's browser is killed, with all its processes and without a word: before he accepts, in the middle of it, and
 * after. The server's clock runs CLOCK_FASTER times as fast as by default (10); with 1 it is the product's own, and all
 * of it takes a minute.
 */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultTiming } from '../../services/config.js';
import { addAgent } from '../../services/conversation/agents.js';
import { sweep as sweepOnce } from '../../services/handoff/sweep.js';
import { executablePath, launchToKill, signInto } from '../../services/testing/browser.js';
import { openProxy } from '../../services/testing/proxy.js';
import { call, eventually, openVisitor, type Stack, signIn, startStack } from '../../services/testing/stack.js';
import type { Event } from '../../services/wire/conversation.js';

const FASTER = Number(process.env.CLOCK_FASTER ?? 10);
const { absent, sweep, heartbeat, pass } = defaultTiming;
const timing = {
  ...{ absent: absent / FASTER, sweep: sweep / FASTER },
  ...{ heartbeat: heartbeat / FASTER, pass: pass / FASTER },
};

type Work = { page: Page; conversationId: string; visitor: Awaited<ReturnType<typeof openVisitor>> };

describe.runIf(executablePath)('an agent whose browser is killed', () => {
  let stack: Stack;
  let proxy: Awaited<ReturnType<typeof openProxy>>;
  const kills: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    stack = await startStack('embedded', { roles: ['gateway', 'handoff'], timing });
    proxy = await openProxy(stack.url);
    // Whoever acts with a cookie must come from our own page, and one of them comes through the proxy.
    stack.platform.config.publicUrl = proxy.url;
  });
  afterAll(async () => {
    await Promise.all(kills.map((kill) => kill()));
    await proxy?.close();
    await stack?.drop();
  });

  const ask = <T>(sql: string, ...values: unknown[]) => stack.platform.db.query<T>(sql, values);
  const stateOf = async (id: string) =>
    (await ask<{ state: string }>('select state from conversations where id = $1', id))[0]?.state;
  const notices = (events: Event[]) => events.flatMap(({ notice }) => notice?.kind ?? []);
  const accept = (page: Page) => page.getByRole('button', { name: 'Accept', exact: true });

  /** An inbox of his own and a browser of his own, in which he is available. */
  async function atWork(inbox: string, url: string) {
    // Nothing but his absence takes an offer back here.
    await ask('insert into inboxes (slug, name, offer_seconds) values ($1, $1, 600)', inbox);
    const account = { email: `${inbox}@team.test`, password: 'correct horse battery' };
    await addAgent(stack.platform.db, { ...account, name: 'Lena', role: 'agent', inboxes: [inbox] });
    await ask('update agents set capacity = 1 where email = $1', account.email);
    const { browser, kill } = await launchToKill();
    kills.push(kill);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${url}/console`);
    await signInto(page, account);
    await page.getByRole('switch').click();
    const [cookie] = await context.cookies();
    return { page, kill, headers: { cookie: `${cookie?.name}=${cookie?.value}`, origin: stack.url } };
  }

  const waiting = async (inbox: string) => {
    const visitor = await openVisitor(stack.url, { inbox });
    await visitor.act('handoff');
    await visitor.post('Is anybody there?');
    return visitor;
  };

  /** When it was free for others: he lost it, or what was held out to him was taken back. */
  const freeAt = (id: string, killed: number) =>
    eventually(async () => {
      const [free] = await ask<{ at: Date }>(
        `select created_at as at from conversation_events where conversation_id = $1 and created_at > $2
           and body -> 'move' ->> 'name' = 'release' and body -> 'move' ->> 'cause' = 'absent'
         union all select ended_at from offers where conversation_id = $1 and ended_at > $2 and outcome = 'withdrawn'`,
        id,
        new Date(killed),
      );
      return free?.at.getTime();
    }, 60_000);

  test.concurrent.each([
    {
      when: 'before accepting',
      had: false,
      // He was never said to be there, so nothing is said of his going.
      work: async ({ page }: Work) => accept(page).waitFor(),
    },
    {
      when: 'while accepting',
      had: true,
      lossy: true,
      work: async ({ page, conversationId }: Work) => {
        await accept(page).waitFor();
        // It arrives, and the answer is on its way when he is gone.
        proxy.cut('down');
        await accept(page).click();
        await eventually(async () => (await stateOf(conversationId)) === 'assigned');
      },
    },
    {
      when: 'after accepting',
      had: true,
      work: async ({ page, visitor }: Work) => {
        await accept(page).click();
        await page.getByRole('textbox', { name: 'Reply to the visitor' }).fill('I am looking into');
        await visitor.post('Are you there?');
      },
    },
  ])(
    '$when: at its old place within 50 s, said once, a colleague has it, and what comes late is refused',
    async ({ when, had, lossy, work }) => {
      const inbox = when.replace(/\W+/g, '-').slice(0, 40);
      const lena = await atWork(inbox, lossy ? proxy.url : stack.url);
      const visitor = await waiting(inbox);
      const younger = await waiting(inbox);
      const stream = await visitor.stream();
      await work({ page: lena.page, conversationId: visitor.id, visitor });
      const killed = Date.now();
      await lena.kill();
      const seconds = (((await freeAt(visitor.id, killed)) - killed) / 1_000) * FASTER;
      console.log(`${when}: free after ${seconds.toFixed(1)} s of the product's time (clock ${FASTER} times as fast)`);
      expect(seconds).toBeLessThanOrEqual(50);

      // Many sweeps later nothing more was said, and he is before whoever came after him.
      for (let i = 0; i < 4; i++) await sweepOnce(stack.platform);
      expect(await stateOf(visitor.id)).toBe('queued');
      const places = await Promise.all([visitor.history(), younger.history()]);
      expect(places.map(({ conversation }) => conversation.queue?.position)).toEqual([1, 2]);
      const told = had ? ['queued', 'joined', 'left'] : ['queued'];
      expect(notices(places[0].events)).toEqual(told);

      const omar = await signIn(stack, { name: 'Omar', inboxes: [inbox] });
      expect((await omar.call('POST', `/conversations/${visitor.id}/take`)).status).toBe(200);
      const late = (verb: string, body: object) =>
        call(stack.url, 'POST', `/v1/agent/conversations/${visitor.id}/${verb}`, { headers: lena.headers, body });
      const sentence = { clientId: randomUUID(), text: 'I am looking into it', seenSeq: 2 };
      expect(await late('messages', sentence)).toMatchObject({ status: 409, body: { error: { code: 'not_owner' } } });
      expect(await late('take', {})).toMatchObject({ status: 409, body: { error: { code: 'taken' } } });

      const { events } = await visitor.history();
      expect(notices(events)).toEqual([...told, 'joined']);
      expect(events.some(({ text }) => text === sentence.text)).toBe(false);
      // On his stream as in the log: each of it once, in this order.
      const { seq } = events.at(-1) as Event;
      const logged = () => stream.messages.filter(({ event }) => event === 'log').map(({ data }) => data as Event);
      await eventually(async () => logged().at(-1)?.seq === seq);
      expect(logged().map((one) => one.seq)).toEqual(events.map((one) => one.seq));
      await stream.close();
    },
    60_000 + 60_000 / FASTER,
  );
});
