/**
 * The queue with many who want from it at once, and with people who go silent or away: nobody twice,
 * nobody lost, the oldest first.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { release, resolve, take, transfer } from '../conversation/agent-actions.js';
import { sendMessage } from '../conversation/agent-messages.js';
import type { AgentRow } from '../conversation/agents.js';
import { decline } from '../conversation/offers.js';
import { claimTurn, settleTurn } from '../conversation/turns.js';
import { requestHandoff, resolveByVisitor } from '../conversation/visitor-actions.js';
import { must } from '../errors.js';
import { start } from '../main.js';
import type { Platform } from '../platform/open.js';
import { eventually, modes, type Stack, signIn, startStack } from '../testing/stack.js';
import { logOf, noticeOf, rowOf, seen, someAgent, someVisitor, startBare, unheard } from '../testing/verbs.js';
import type { AgentConversation, QueueReply } from '../wire/agent.js';
import { match } from './assign.js';
import { sweep } from './sweep.js';

/** What the tests of both parts ask of a database. */
function asking(platform: () => Platform) {
  const db = (sql: string, ...values: unknown[]) => platform().db.query(sql, values);
  return {
    db,
    waiting: async (inbox = 'default') => {
      const visitor = await someVisitor(platform(), { inbox });
      await requestHandoff(platform(), visitor.of);
      await visitor.post('Is anybody there?');
      return visitor;
    },
    holders: async (id: string) =>
      (
        await db(
          'select agent_id as id from offers where conversation_id = $1 and ended_at is null order by offers.id',
          id,
        )
      ).map((it) => it.id),
    outcomes: async (id: string) =>
      (await db('select outcome from offers where conversation_id = $1 order by id', id)).map((it) => it.outcome),
    notices: async (id: string) => (await logOf(platform(), id)).flatMap((event) => noticeOf(event)?.kind ?? []),
    fresh: async () => {
      await db('delete from conversations');
      await db('update agents set deactivated_at = now(), available = false');
      await db(
        `update inboxes set routing = 'balanced', accept = true, offer_seconds = 30, reply_seconds = null, skills = '{}'`,
      );
    },
  };
}

describe.each(modes().filter((mode) => mode !== 'redis'))('the queue (%s)', (mode) => {
  let stack: Stack;
  let platform: Platform;
  const { db, waiting, holders, outcomes, notices, fresh } = asking(() => platform);
  beforeAll(async () => {
    stack = await startBare(mode);
    platform = unheard(stack.platform);
    await db(`insert into inboxes (slug, name) values ('sales', 'Sales')`);
  });
  afterAll(() => stack?.drop());
  beforeEach(fresh);

  test.each([
    { rounds: 200, at: 2 },
    { rounds: 10, at: 20 },
  ])(
    '$at who accept at once, $rounds times: one has it each time, the others are told who',
    async ({ rounds: most, at }) => {
      // One connection takes one after the other: there each round is like the last.
      const rounds = mode === 'embedded' ? Math.ceil(most / 20) : most;
      await db(`update inboxes set routing = 'broadcast'`);
      const agents: AgentRow[] = [];
      for (let i = 0; i < at; i++) agents.push(await someAgent(platform, { here: true, name: `A${i}`, capacity: 100 }));
      const visitor = await waiting();
      let double = 0;
      let none = 0;
      for (let round = 0; round < rounds; round++) {
        await match(platform);
        if (round === 0) expect(await holders(visitor.id)).toHaveLength(at);
        const tries = await Promise.allSettled(
          agents.map((agent) => take(platform, { agent, conversationId: visitor.id })),
        );
        const winners = agents.filter((_, index) => tries[index]?.status === 'fulfilled');
        if (winners.length > 1) double++;
        if (winners.length < 1) none++;
        const [owner] = winners as [AgentRow];
        expect((await rowOf(platform, visitor.id)).agentId).toBe(owner.id);
        const told = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
        expect(told.every((error) => error.code === 'taken' && error.message.startsWith(owner.name))).toBe(true);
        if (round === 0)
          expect((await outcomes(visitor.id)).sort()).toEqual(['accepted', ...Array(at - 1).fill('taken_by_other')]);
        await release(platform, { agent: owner, conversationId: visitor.id });
      }
      console.log(`${rounds} rounds of ${at}: ${double} double winners, ${none} without one`);
      expect([double, none]).toEqual([0, 0]);
    },
  );

  test('a backlog of 500 goes to whoever comes online, oldest first, and no further than they can carry', async () => {
    await db(`update inboxes set accept = false`);
    const visitors = await db(
      `insert into visitors (id) select gen_random_uuid() from generate_series(1, 500) returning id`,
    );
    await db(
      `insert into conversations (id, inbox, visitor_id, locale, state, queued_at, owner_epoch)
       select gen_random_uuid(), 'default', v, 'en', 'queued', now() - n * interval '1 second', 1
       from unnest($1::uuid[]) with ordinality as q (v, n)`,
      visitors.map((it) => it.id),
    );
    expect(await match(platform)).toBe('matched 0, ended 0, left 500');
    expect(await db(`select why, count(*)::int as n from conversations group by why`)).toEqual([
      { why: 'nobody_on_team', n: 500 },
    ]);
    for (const name of ['Lena', 'Omar', 'Zoe']) await someAgent(platform, { here: true, name, capacity: 100 });
    const began = Date.now();
    const given = async () =>
      (
        await db(
          `select extract(epoch from now() - queued_at)::int as age from conversations where state = 'assigned' order by updated_at`,
        )
      ).map((it) => it.age as number);
    const rings: string[] = [];
    const heard = { ...platform, jobs: { ...platform.jobs, ring: async (queue: string) => void rings.push(queue) } };
    // Two hundred in one run, which rings for the rest.
    expect(await match(heard)).toMatch(/^matched 200,/);
    const first = await given();
    expect(first).toHaveLength(200);
    // In the order in which they came: each was given before all younger ones.
    expect(first).toEqual([...first].sort((a, b) => b - a));
    expect(Math.min(...first)).toBeGreaterThanOrEqual(300);
    expect(rings.splice(0)).toEqual(['handoff']);
    expect(await match(heard)).toBe('matched 100, ended 0, left 200');
    expect(Math.min(...(await given()))).toBeGreaterThanOrEqual(200);
    expect(rings).toEqual([]);
    expect(await db(`select why, count(*)::int as n from conversations where state = 'queued' group by why`)).toEqual([
      { why: 'all_full', n: 200 },
    ]);
    // They answer and close them; the rest follows.
    await db(`update conversations set state = 'resolved', agent_id = null, queued_at = null where state = 'assigned'`);
    await match(heard);
    expect(await given()).toHaveLength(200);
    console.log(`500 conversations matched in ${Date.now() - began} ms (${mode})`);
    expect(await db(`select 1 from conversations where state = 'queued'`)).toEqual([]);
  });

  test('round robin takes turns whatever anybody has on hand; balanced looks at that first', async () => {
    const [lena, omar] = [
      await someAgent(platform, { here: true, name: 'Lena', capacity: 20 }),
      await someAgent(platform, { here: true, name: 'Omar', capacity: 20 }),
    ];
    await db(`update inboxes set accept = false`);
    const turns = async (routing: string, n: number) => {
      await db('update inboxes set routing = $1', routing);
      const names: (string | undefined)[] = [];
      for (let i = 0; i < n; i++) {
        const { id } = await waiting();
        await match(platform);
        const { agentId } = await rowOf(platform, id);
        names.push([lena, omar].find((agent) => agent.id === agentId)?.name);
      }
      return names;
    };
    const [a, b] = (await turns('round_robin', 4)) as [string, string];
    const busy = [await someVisitor(platform), await someVisitor(platform)];
    for (const one of busy) await take(platform, { agent: lena, conversationId: one.id });
    expect(await turns('round_robin', 4)).toEqual([a, b, a, b]);
    expect(await turns('balanced', 2)).toEqual(['Omar', 'Omar']);
  });

  test('languages, skills, and a limit for each inbox', async () => {
    const [any, knows, limited] = [
      await someAgent(platform, { here: true, name: 'Any', inboxes: ['sales'] }),
      await someAgent(platform, { here: true, name: 'Knows' }),
      await someAgent(platform, { here: true, name: 'Limited', inboxes: ['default', 'sales'] }),
    ];
    await db(`update agents set skills = '{refunds,metal}', languages = '{en}' where id = $1`, knows.id);
    await db(`update agents set skills = '{metal}' where id = $1`, limited.id);
    await db(`update inboxes set skills = '{refunds}' where slug = 'default'`);
    const refund = await waiting();
    await match(platform);
    expect(await holders(refund.id)).toEqual([knows.id]);
    await take(platform, { agent: knows, conversationId: refund.id });
    await db(`update agents set available = false where id = any($1)`, [any.id, knows.id]);
    await db(`update agent_inboxes set capacity = 1 where agent_id = $1 and inbox = 'sales'`, limited.id);
    const sales = [await waiting('sales'), await waiting('sales')];
    await match(platform);
    expect([await holders(sales[0]?.id ?? ''), await holders(sales[1]?.id ?? '')]).toEqual([[limited.id], []]);
    expect((await rowOf(platform, sales[1]?.id ?? '')).why).toBe('all_full');
  });

  test('held out to all: who comes later is asked too, who declines is not asked again, and time alone passes nobody over', async () => {
    await db(`update inboxes set routing = 'broadcast'`);
    const lena = await someAgent(platform, { here: true });
    const visitor = await waiting();
    await match(platform);
    const omar = await someAgent(platform, { here: true, name: 'Omar' });
    await match(platform);
    expect(await holders(visitor.id)).toEqual([lena.id, omar.id]);
    await decline(platform, { agent: lena, conversationId: visitor.id });
    await decline(platform, { agent: lena, conversationId: visitor.id });
    await match(platform);
    expect(await holders(visitor.id)).toEqual([omar.id]);
    await db(`update offers set expires_at = now() - interval '1 ms' where ended_at is null`);
    await match(platform);
    expect(await holders(visitor.id)).toEqual([omar.id]);
    expect(await outcomes(visitor.id)).toEqual(['declined', 'expired', null]);
    await resolveByVisitor(platform, visitor.of);
    expect(await outcomes(visitor.id)).toEqual(['declined', 'expired', 'withdrawn']);
  });

  test('who leaves a message alone for too long gives it back, is passed over and the visitor is told once', async () => {
    await db('update inboxes set reply_seconds = 60');
    const lena = await someAgent(platform, { here: true });
    const at = { agent: lena, conversationId: '' };
    const later = async () => {
      await db(`update conversation_events set created_at = created_at - interval '61 seconds'`);
      await db(`update conversations set owed_since = owed_since - interval '61 seconds'`);
    };
    const [silent, answered, noted] = [await waiting(), await waiting(), await waiting()];
    // The bot helped this one while they waited, and this one wrote again before the agent had sent their reply.
    const [helped, crossed] = [await waiting(), await waiting()];
    for (const one of [silent, answered, noted]) await one.post('Hello?');
    await helped.post('What are your hours?');
    const claim = must(await claimTurn(platform.db, helped.id, 60_000), 'a turn');
    await settleTurn(platform, claim, claim.lastVisitorSeq, { kind: 'reply', text: 'Nine to five.', body: {} });
    await crossed.post('Hello?');
    await later();
    for (const one of [silent, answered, noted, helped, crossed])
      await take(platform, { ...at, conversationId: one.id });
    const told = (await rowOf(platform, crossed.id)).seq;
    await crossed.post('And a second thing');
    const { queuedAt } = await rowOf(platform, silent.id);
    // Taken just now: the minute begins with that.
    await sweep(platform);
    expect((await rowOf(platform, silent.id)).state).toBe('assigned');
    const write = (one: { id: string }, note: boolean, seenSeq = 3) =>
      sendMessage(
        platform,
        { ...at, conversationId: one.id },
        { clientId: randomUUID(), text: 'One moment', note, seenSeq },
      );
    await write(answered, false);
    await write(noted, true);
    await write(crossed, false, told);
    await later();
    await Promise.all([sweep(platform), sweep(platform)]);
    await sweep(platform);
    expect(await rowOf(platform, silent.id)).toMatchObject({ state: 'queued', queuedAt, why: 'passed_over' });
    expect((await notices(silent.id)).filter((kind) => kind === 'left')).toHaveLength(1);
    expect((await logOf(platform, silent.id)).at(-1)).toMatchObject({
      type: 'move',
      body: { move: { name: 'release', cause: 'silent' } },
    });
    for (const one of [helped, crossed]) expect((await rowOf(platform, one.id)).state).toBe('queued');
    for (const one of [answered, noted]) expect((await rowOf(platform, one.id)).state).toBe('assigned');
    // A new message begins the time anew, and where the inbox sets none nobody is hurried.
    await answered.post('And this?');
    await sweep(platform);
    expect((await rowOf(platform, answered.id)).state).toBe('assigned');
    await db('update inboxes set reply_seconds = null');
    await later();
    await sweep(platform);
    expect((await rowOf(platform, answered.id)).state).toBe('assigned');
  });

  test('gone before, at and after accepting: back at the old place, told once, nothing lost', async () => {
    const [before, at, after] = [await waiting(), await waiting(), await waiting()];
    const lena = await someAgent(platform, { here: true, capacity: 3 });
    await match(platform);
    const places = await Promise.all([before, at, after].map(async (one) => (await rowOf(platform, one.id)).queuedAt));
    await take(platform, { agent: lena, conversationId: after.id });
    await after.post('Are you there?');
    // She is gone while the second is on its way to her: it is hers for a moment, and comes back with the others.
    await Promise.all([seen(platform, lena.id, 50), take(platform, { agent: lena, conversationId: at.id })]);
    await Promise.all([sweep(platform), sweep(platform)]);
    await sweep(platform);
    for (const [index, one] of [before, at, after].entries()) {
      expect(await rowOf(platform, one.id)).toMatchObject({
        state: 'queued',
        queuedAt: places[index],
        why: 'nobody_available',
      });
      expect((await notices(one.id)).filter((kind) => kind === 'left')).toHaveLength(index === 0 ? 0 : 1);
    }
    const omar = await someAgent(platform, { here: true, name: 'Omar', capacity: 3 });
    await match(platform);
    expect(
      await db('select conversation_id as id from offers where agent_id = $1 order by offers.id', omar.id),
    ).toEqual([before, at, after].map(({ id }) => ({ id })));
    expect((await logOf(platform, after.id)).some((event) => event.text === 'Are you there?')).toBe(true);
  });

  test('whatever adds or frees rings: the sweep is only for what is lost', async () => {
    const rings: string[] = [];
    const heard = { ...platform, jobs: { ...platform.jobs, ring: async (queue: string) => void rings.push(queue) } };
    const rang = async (work: Promise<unknown>) => {
      rings.length = 0;
      await work;
      return rings.filter((queue) => queue === 'handoff').length > 0;
    };
    const [lena, omar] = [
      await someAgent(heard, { here: true, role: 'manager' }),
      await someAgent(heard, { here: true }),
    ];
    const visitor = await someVisitor(heard);
    const of = { agent: lena, conversationId: visitor.id };
    expect(await rang(visitor.post('Hello'))).toBe(false);
    expect(await rang(requestHandoff(heard, visitor.of))).toBe(true);
    await match(heard);
    expect(
      await rang(
        decline(heard, { agent: (await holders(visitor.id))[0] === lena.id ? lena : omar, conversationId: visitor.id }),
      ),
    ).toBe(true);
    expect(await rang(take(heard, of))).toBe(true);
    expect(await rang(transfer(heard, of, { agentId: omar.id }))).toBe(true);
    expect(await rang(take(heard, of))).toBe(true);
    expect(await rang(release(heard, of))).toBe(true);
    expect(await rang(take(heard, of))).toBe(true);
    expect(await rang(transfer(heard, of, { inbox: 'sales' }))).toBe(true);
    expect(await rang(take(heard, of))).toBe(true);
    expect(await rang(resolve(heard, of))).toBe(true);
  });
});

// The sweep comes too late for all of this: what happens here, the bell did.
describe('the queue over HTTP', () => {
  let stack: Stack;
  const { db, waiting, fresh } = asking(() => stack.platform);
  beforeAll(async () => {
    stack = await startStack('embedded', { roles: ['gateway', 'handoff'], timing: { sweep: 600_000, absent: 5_000 } });
  });
  afterAll(() => stack?.drop());
  beforeEach(fresh);

  type Shown = { conversation: AgentConversation };
  const rung = (check: () => Promise<unknown>) => eventually(async () => (await check()) !== undefined, 3_000);

  test('coming online, back from absence, or signing in finds what waits; declining passes it on', async () => {
    const [lena, omar] = [await signIn(stack), await signIn(stack, { name: 'Omar' })];
    const visitor = await waiting();
    const show = async () => {
      const { body } = await lena.call<Shown>('GET', `/conversations/${visitor.id}`);
      return body.conversation;
    };
    const offeredTo = async () => (await show()).offer?.agentIds[0];
    await rung(async () => ((await show()).why === 'nobody_available' ? true : undefined));
    await lena.call('PUT', '/availability', { available: true });
    await rung(offeredTo);
    expect(await offeredTo()).toBe(lena.id);
    await omar.call('PUT', '/availability', { available: true });
    const declined = await lena.call<Shown>('POST', `/conversations/${visitor.id}/decline`);
    expect(declined.status).toBe(200);
    await rung(async () => ((await offeredTo()) === omar.id ? true : undefined));
    // Away: it is nobody's at once.
    await omar.call('PUT', '/availability', { available: false });
    await rung(async () => ((await offeredTo()) ? undefined : true));
    expect((await show()).why).toBe('passed_over');
    // Absent, which nobody notices while nothing sweeps, and back with the first request.
    await db('delete from passes');
    await seen(stack.platform, omar.id, 60);
    await db('update agents set available = true where id = $1', omar.id);
    await db(`update agent_sessions set seen_at = now() - interval '1 minute' where agent_id = $1`, omar.id);
    const again = await signIn(stack, { name: 'Zoe' });
    await db('update agents set available = true where id = $1', again.id);
    await db(`update agent_sessions set seen_at = now() - interval '1 minute' where agent_id = $1`, again.id);
    await db('update agents set available = false where id = $1', lena.id);
    await again.call('GET', '/me');
    await rung(async () => ((await offeredTo()) === again.id ? true : undefined));
  });

  test('an inbox that is handed out otherwise from now on: whoever waits there is looked at at once', async () => {
    const manager = await signIn(stack, { role: 'manager' });
    const set = (change: object) => manager.call('PUT', '/inboxes/default/settings', change);
    expect((await set({ routing: 'manual' })).status).toBe(200);
    await manager.call('PUT', '/availability', { available: true });
    const visitor = await waiting();
    const show = async () =>
      (await manager.call<Shown>('GET', `/conversations/${visitor.id}`)).body.conversation as Shown['conversation'];
    await rung(async () => ((await show()).why === 'manual' ? true : undefined));
    await set({ routing: 'balanced' });
    await rung(async () => (await show()).offer?.agentIds[0]);
  });

  test('says why, who was skipped, and the same of that moment later; only to whom it concerns', async () => {
    const lena = await signIn(stack, { name: 'Lena' });
    const olga = await signIn(stack, { name: 'Olga', inboxes: ['default'] });
    await db(`insert into inboxes (slug, name) values ('sales', 'Sales') on conflict do nothing`);
    const sam = await signIn(stack, { name: 'Sam', inboxes: ['sales'] });
    await db(`update agents set languages = '{de}', available = true where id = $1`, olga.id);
    const visitor = await waiting();
    const path = `/conversations/${visitor.id}/queue`;
    const told = await lena.call<QueueReply>('GET', path);
    expect(told.body).toMatchObject({ position: 1, why: 'nobody_fits', etaSeconds: null, offered: [] });
    const skipped = Object.fromEntries(told.body.skipped.map((one) => [one.agent.name, one.reason]));
    expect(skipped).toEqual({ Olga: 'other_language', Lena: 'away', Sam: 'not_on_team' });
    await lena.call('PUT', '/availability', { available: true });
    await rung(async () => (await lena.call<QueueReply>('GET', path)).body.offered[0]);
    const set = await lena.call<Shown>('PUT', `/conversations/${visitor.id}/skills`, { skills: ['refunds'] });
    expect(set.body.conversation.skills).toEqual(['refunds']);
    await lena.call('POST', `/conversations/${visitor.id}/take`);
    const then = await lena.call<QueueReply>('GET', `${path}?at=${encodeURIComponent(told.body.at)}`);
    const { etaWhy: _, ...before } = told.body;
    expect(then.body).toEqual({ ...before, etaWhy: 'past' });
    expect(await lena.call('GET', path)).toMatchObject({ status: 409, body: { error: { code: 'not_queued' } } });
    expect((await lena.call('GET', `${path}?at=yesterday`)).status).toBe(400);
    expect((await sam.call('GET', path)).status).toBe(404);
    expect((await sam.call('POST', `/conversations/${visitor.id}/decline`)).status).toBe(404);
  });
});

// Two processes of everything, where there is a Redis to join them.
describe.runIf(modes().includes('redis'))('the queue over two processes', () => {
  let stack: Stack;
  let other: Awaited<ReturnType<typeof start>>;
  const { db, waiting, fresh } = asking(() => stack.platform);
  beforeAll(async () => {
    stack = await startStack('redis', { roles: ['gateway', 'handoff'], timing: { sweep: 200, absent: 4_500 } });
    other = await start({ ...stack.config, roles: ['gateway', 'handoff'] });
  });
  afterAll(async () => {
    await other?.stop();
    await stack?.drop();
  });
  beforeEach(fresh);

  test('ten conversations arrive at once, at both: nobody ever carries more than they can', async () => {
    const agents: AgentRow[] = [];
    for (let i = 0; i < 3; i++)
      agents.push(await someAgent(stack.platform, { here: true, name: `A${i}`, capacity: 2 }));
    let most = 0;
    let looking = true;
    const looks = (async () => {
      while (looking) {
        const loads = await db(
          `select a.id, (select count(*) from conversations c where c.agent_id = a.id)
             + (select count(*) from offers o where o.agent_id = a.id and o.ended_at is null) as load from agents a where available`,
        );
        for (const agent of agents) await seen(stack.platform, agent.id);
        most = Math.max(most, ...loads.map((it) => it.load as number));
      }
    })();
    for (let round = 0; round < 3; round++) {
      const visitors = await Promise.all(
        Array.from({ length: 10 }, async (_, index) => {
          const platform = index % 2 ? other.platform : stack.platform;
          const visitor = await someVisitor(platform);
          await requestHandoff(platform, visitor.of);
          await visitor.post('Is anybody there?');
          return visitor;
        }),
      );
      for (let done = 0; done < visitors.length; ) {
        const open = await eventually(async () => {
          const offers = await db(
            'select conversation_id as "on", agent_id as "to" from offers where ended_at is null',
          );
          // All that three can carry, which is two each.
          return offers.length === Math.min(6, visitors.length - done) && offers;
        });
        const each = (
          verb: (platform: Platform, of: { agent: AgentRow; conversationId: string }) => Promise<unknown>,
        ) =>
          Promise.all(
            open.map(({ on, to }, index) => {
              const agent = agents.find(({ id }) => id === to) as AgentRow;
              return verb(index % 2 ? other.platform : stack.platform, { agent, conversationId: on as string });
            }),
          );
        await each(take);
        await each(resolve);
        done += open.length;
      }
    }
    looking = false;
    await looks;
    console.log(`30 conversations over two processes: at most ${most} on one agent's hands, of 2`);
    expect(most).toBe(2);
  });

  test('an agent who vanishes: in the queue again within fifty seconds, on a clock that runs ten times as fast', async () => {
    const lena = await someAgent(stack.platform, { here: true });
    const visitor = await waiting();
    await eventually(async () => (await db('select 1 from offers where ended_at is null')).length > 0);
    await seen(stack.platform, lena.id);
    await take(other.platform, { agent: lena, conversationId: visitor.id });
    const began = Date.now();
    await eventually(async () => (await rowOf(stack.platform, visitor.id)).state === 'queued');
    const seconds = ((Date.now() - began) / 1_000) * 10;
    console.log(`gone after accepting: back after ${seconds.toFixed(0)} s of its time`);
    expect(seconds).toBeLessThanOrEqual(50);
    expect(seconds).toBeGreaterThan(40);
    for (let i = 0; i < 3; i++) await Promise.all([sweep(stack.platform), sweep(other.platform)]);
    const told = (await logOf(stack.platform, visitor.id)).filter((event) => noticeOf(event)?.kind === 'left');
    expect(told).toHaveLength(1);
  });
});
