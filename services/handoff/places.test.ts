/** Nothing a visitor does costs their place; a person asked for too early is remembered; one person, one colleague. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { handBack, release, take } from '../conversation/agent-actions.js';
import { explainNow } from '../conversation/explain.js';
import { conversationForVisitor } from '../conversation/present.js';
import { viewConversation } from '../conversation/views.js';
import { handBackToBot, requestHandoff, resolveByVisitor } from '../conversation/visitor-actions.js';
import { postMessage } from '../conversation/visitor-messages.js';
import type { Platform } from '../platform/open.js';
import { modes, type Stack } from '../testing/stack.js';
import { failure, logOf, rowOf, someAgent, someVisitor, startBare, unheard } from '../testing/verbs.js';
import { match } from './assign.js';

describe.each(modes().filter((mode) => mode !== 'redis'))('who waits (%s)', (mode) => {
  let stack: Stack;
  let platform: Platform;
  beforeAll(async () => {
    stack = await startBare(mode);
    platform = unheard(stack.platform);
    await db(`insert into inboxes (slug, name) values ('sales', 'Sales')`);
  });
  afterAll(() => stack?.drop());
  beforeEach(async () => {
    await db('update agents set deactivated_at = now()');
    await db(`update conversations set state = 'resolved', agent_id = null, why = null where state <> 'resolved'`);
    await db('update offers set ended_at = now(), outcome = $1 where ended_at is null', 'withdrawn');
    await db('update inboxes set accept = true');
  });

  const db = (sql: string, ...values: unknown[]) => platform.db.query(sql, values);
  const shape = async (id: string) =>
    (await logOf(platform, id)).map((event) => (event.type === 'move' ? event.body.move?.name : event.role));
  const waiting = async (body: { inbox?: string } = {}, visitorId?: string) => {
    const visitor = await someVisitor(platform, body, visitorId);
    await visitor.post('Where is my parcel?');
    await requestHandoff(platform, visitor.of);
    return visitor;
  };
  const stateOf = async (id: string) => {
    const { state, agentId } = await rowOf(platform, id);
    return agentId ? `${state} ${agentId}` : state;
  };
  const placeOf = async (id: string) => (await rowOf(platform, id)).queuedAt?.getTime();
  const holders = async (id: string) =>
    (await db('select agent_id as id from offers where conversation_id = $1 and ended_at is null', id)).map(
      (it) => it.id,
    );

  describe('and asked for a person before they said anything', () => {
    test('is remembered; the first message goes to one, in one transaction', async () => {
      const visitor = await someVisitor(platform);
      await requestHandoff(platform, visitor.of);
      await requestHandoff(platform, visitor.of);
      expect(await shape(visitor.id)).toEqual([]);
      const view = await viewConversation(platform.db, visitor.id);
      expect(view && conversationForVisitor(view)).toMatchObject({ state: 'bot', wantsPerson: true });
      const sent = { clientId: randomUUID(), text: 'My kettle arrived broken' };
      const event = await postMessage(platform, visitor.of, sent);
      expect((await postMessage(platform, visitor.of, sent)).seq).toBe(event.seq);
      expect(await shape(visitor.id)).toEqual(['escalate', 'visitor']);
      const row = await rowOf(platform, visitor.id);
      expect(row).toMatchObject({ state: 'queued', reason: 'asked_for_human', wantsPerson: false, botHelps: true });
      expect(row.owedSince).not.toBeNull();
    });

    test('can be taken back, and then the bot has the first message', async () => {
      const visitor = await someVisitor(platform);
      await requestHandoff(platform, visitor.of);
      await handBackToBot(platform, visitor.of);
      await visitor.post('How do I reset my password?');
      expect(await shape(visitor.id)).toEqual(['visitor']);
    });

    test('pressed and written at once, in whatever order: a person has it, and nothing is lost', async () => {
      for (let round = 0; round < 10; round++) {
        const visitor = await someVisitor(platform);
        await Promise.all([requestHandoff(platform, visitor.of), visitor.post('Hello?')]);
        expect((await shape(visitor.id)).sort()).toEqual(['escalate', 'visitor']);
        expect(await stateOf(visitor.id)).toBe('queued');
      }
    });

    test('in a chat that was closed with nothing said: opened again, and remembered', async () => {
      const visitor = await someVisitor(platform);
      await resolveByVisitor(platform, visitor.of);
      await requestHandoff(platform, visitor.of);
      expect(await rowOf(platform, visitor.id)).toMatchObject({ state: 'bot', wantsPerson: true });
    });
  });

  describe('and goes back to the bot', () => {
    const hour = (id: string, ms: number) =>
      db(`update conversations set place_until = place_until - $2 * interval '1 millisecond' where id = $1`, id, ms);

    test.each<[string, (it: Awaited<ReturnType<typeof waiting>>) => Promise<unknown>]>([
      ['by their own wish', ({ of }) => handBackToBot(platform, of)],
      ['by an agent', async ({ id }) => handBack(platform, { agent: await someAgent(platform), conversationId: id })],
      [
        'by closing, and writing again',
        async ({ of, post }) => {
          await resolveByVisitor(platform, of);
          await post('Still not here');
        },
      ],
    ])('%s, has their place for an hour', async (_, back) => {
      const it = await waiting();
      const place = await placeOf(it.id);
      const { owedSince } = await rowOf(platform, it.id);
      const later = await waiting();
      await back(it);
      expect(await placeOf(it.id)).toBeUndefined();
      await hour(it.id, 3_500_000);
      await requestHandoff(platform, it.of);
      expect(await placeOf(it.id)).toBe(place);
      // The place orders, and no more: what is owed is owed from now on.
      expect((await rowOf(platform, it.id)).owedSince?.getTime()).toBeGreaterThan(owedSince?.getTime() ?? 0);
      expect((await viewConversation(platform.db, later.id))?.position).toBe(2);
      // Once: the next time it is this wait's place that is kept.
      await handBackToBot(platform, it.of);
      await hour(it.id, 3_600_001);
      await requestHandoff(platform, it.of);
      expect(await placeOf(it.id)).toBeGreaterThan(place ?? 0);
      expect((await viewConversation(platform.db, later.id))?.position).toBe(1);
    });

    test('who was served since begins at the end', async () => {
      const it = await waiting();
      const place = await placeOf(it.id);
      await handBackToBot(platform, it.of);
      const as = { agent: await someAgent(platform), conversationId: it.id };
      await take(platform, as);
      await handBack(platform, as);
      await requestHandoff(platform, it.of);
      expect(await placeOf(it.id)).toBeGreaterThan(place ?? 0);
    });
  });

  describe('in several chats at once', () => {
    test('is offered once, with the oldest, and says so of the others', async () => {
      const [lena] = [
        await someAgent(platform, { here: true }),
        await someAgent(platform, { here: true, name: 'Omar' }),
      ];
      const first = await waiting();
      const second = await waiting({}, first.visitorId);
      const elsewhere = await waiting({ inbox: 'sales' }, first.visitorId);
      const somebody = await waiting();
      await match(platform);
      await match(platform);
      expect([await holders(first.id), await holders(second.id)]).toEqual([[expect.any(String)], []]);
      expect((await rowOf(platform, second.id)).why).toBe('with_another');
      expect(await holders(elsewhere.id)).toHaveLength(1);
      const account = (id: string) => platform.db.tx((tx) => explainNow(tx, id, 45_000));
      expect(await account(second.id)).toMatchObject({ why: 'with_another', position: 1, offered: [] });
      // Places are counted in people.
      expect(await account(somebody.id)).toMatchObject({ position: 2 });
      expect((await viewConversation(platform.db, somebody.id))?.position).toBe(2);
      await take(platform, { agent: lena, conversationId: second.id });
      const hers = `assigned ${lena.id}`;
      expect([await stateOf(first.id), await stateOf(second.id), await stateOf(elsewhere.id)]).toEqual([
        hers,
        hers,
        'queued',
      ]);
      expect(await holders(first.id)).toEqual([]);
      expect(await shape(first.id)).toEqual(['visitor', 'escalate', 'take']);
    });

    test('is given to one colleague with all of them, where offers are off', async () => {
      await db('update inboxes set accept = false');
      const first = await waiting();
      const second = await waiting({}, first.visitorId);
      const lena = await someAgent(platform, { here: true, capacity: 1 });
      await someAgent(platform, { here: true, name: 'Omar', capacity: 1 });
      await match(platform);
      await match(platform);
      const [one, other] = [await stateOf(first.id), await stateOf(second.id)];
      expect(one).toMatch(/^assigned/);
      expect(other).toBe(one);
      expect(lena.id).toBeTruthy();
    });

    test('two who take one each at the same moment: one of them has both', async () => {
      const agents = [await someAgent(platform), await someAgent(platform, { name: 'Omar' })] as const;
      for (let round = 0; round < 20; round++) {
        const first = await waiting();
        const both = [first, await waiting({}, first.visitorId)] as const;
        const tries = await Promise.allSettled(
          agents.map((agent, i) => take(platform, { agent, conversationId: both[i as 0 | 1].id })),
        );
        expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        const winner = agents[tries.findIndex(({ status }) => status === 'fulfilled') as 0 | 1];
        for (const { id } of both) expect(await stateOf(id)).toBe(`assigned ${winner.id}`);
        for (const { id } of both) await release(platform, { agent: winner, conversationId: id });
        await db(`update conversations set state = 'resolved' where visitor_id = $1`, first.visitorId);
      }
    });

    test('takes along none that a colleague has, or that is with the bot', async () => {
      const [lena, omar] = [await someAgent(platform), await someAgent(platform, { name: 'Omar' })];
      const first = await waiting();
      await take(platform, { agent: omar, conversationId: first.id });
      const second = await waiting({}, first.visitorId);
      const third = await someVisitor(platform, {}, first.visitorId);
      await take(platform, { agent: lena, conversationId: second.id });
      expect([await stateOf(first.id), await stateOf(third.id)]).toEqual([`assigned ${omar.id}`, 'bot']);
      expect(await failure(take(platform, { agent: lena, conversationId: first.id }))).toMatchObject({ code: 'taken' });
    });
  });
});
