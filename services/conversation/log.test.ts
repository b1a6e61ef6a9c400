/** The log: numbered without holes whoever writes at once, each message once, nobody's flood, one winner. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Platform } from '../platform/open.js';
import { seeded, shuffled } from '../testing/random.js';
import { modes, type Stack } from '../testing/stack.js';
import { failure, logOf, rowOf, someAgent, someVisitor, startBare, unheard } from '../testing/verbs.js';
import { handBack, release, resolve, take } from './agent-actions.js';
import { sendMessage } from './agent-messages.js';
import type { AgentRow } from './agents.js';
import { giveFeedback, giveRating, leaveContact } from './reactions.js';
import { requestHandoff } from './visitor-actions.js';
import { postMessage } from './visitor-messages.js';

// Redis carries jobs and hints; the log is the database's (takeover and stream prove the rest on it).
describe.each(modes().filter((mode) => mode !== 'redis'))('the log (%s)', (mode) => {
  let stack: Stack;
  let platform: Platform;
  let lena: AgentRow;
  let omar: AgentRow;
  beforeAll(async () => {
    stack = await startBare(mode);
    platform = stack.platform;
    [lena, omar] = [await someAgent(platform), await someAgent(platform, { name: 'Omar' })];
  });
  afterAll(() => stack?.drop());
  const one = async () => {
    const visitor = await someVisitor(platform);
    return { ...visitor, as: (agent: AgentRow) => ({ agent, conversationId: visitor.id }) };
  };
  const note = (text = 'hm') => ({ clientId: randomUUID(), text, note: true, seenSeq: 0 });

  test('many who write at once get 1, 2, 3, ... and nothing is lost', async () => {
    const visitor = await one();
    const agents = [
      lena,
      omar,
      ...(await Promise.all([1, 2, 3, 4].map((i) => someAgent(platform, { name: `A${i}` })))),
    ];
    const writes = [
      ...Array.from({ length: 10 }, (_, i) => () => visitor.post(`message ${i}`)),
      ...agents.flatMap((agent) =>
        Array.from({ length: 8 }, () => () => sendMessage(platform, visitor.as(agent), note())),
      ),
      ...Array.from({ length: 5 }, () => () => giveRating(platform, visitor.of, { score: 5 })),
    ];
    const written = await Promise.all(shuffled(writes, seeded()).map((write) => write()));
    const expected = writes.map((_, i) => i + 1);
    expect(written.map((event) => event.seq).sort((a, b) => a - b)).toEqual(expected);
    const log = await logOf(platform, visitor.id);
    expect(log.map((event) => event.seq)).toEqual(expected);
    const row = await rowOf(platform, visitor.id);
    expect(row.seq).toBe(writes.length);
    expect(row.lastVisitorSeq).toBe(log.filter((event) => event.role === 'visitor' && event.text).at(-1)?.seq);
    // What was acknowledged is what stands there.
    for (const event of written)
      expect(log[event.seq - 1]).toMatchObject({ type: event.type, clientId: event.clientId });
  });

  describe('a clientId used again', () => {
    test('gives the event it made, whatever happened since; with another body it is refused', async () => {
      const visitor = await one();
      const clientId = randomUUID();
      const first = await visitor.post('Where is my parcel?', clientId);
      expect(first.seq).toBe(1);
      const again = async () => {
        const before = await rowOf(platform, visitor.id);
        expect((await visitor.post('Where is my parcel?', clientId)).seq).toBe(1);
        expect(await failure(visitor.post('Where is my parcel??', clientId))).toMatchObject({ status: 422 });
        expect(
          await failure(
            postMessage(platform, visitor.of, { clientId, text: 'Where is my parcel?', choice: { seq: 1, index: 0 } }),
          ),
        ).toMatchObject({ status: 422 });
        const { leased: _, ...after } = await rowOf(platform, visitor.id);
        expect(after).toEqual({ ...after, seq: before.seq, state: before.state, ownerEpoch: before.ownerEpoch });
      };
      await again();
      await take(platform, visitor.as(lena));
      await again();
      await resolve(platform, visitor.as(lena));
      await again();
      expect((await rowOf(platform, visitor.id)).state).toBe('resolved');
      // While the rate is spent.
      const other = await one();
      const spent = await someVisitor(platform, {}, other.visitorId);
      const kept = randomUUID();
      await spent.post('first', kept);
      for (let i = 0; i < 9; i++) await spent.post(`more ${i}`);
      expect(await failure(spent.post('too much'))).toMatchObject({ status: 429 });
      expect((await spent.post('first', kept)).seq).toBe(1);
      expect(await failure(spent.post('second', kept))).toMatchObject({ status: 422 });
    });

    test('by an agent who lost the conversation meanwhile', async () => {
      const visitor = await one();
      await visitor.post('Hello?');
      await take(platform, visitor.as(lena));
      const body = { clientId: randomUUID(), text: 'I look into it.', seenSeq: 2 };
      const said = await sendMessage(platform, visitor.as(lena), body);
      await release(platform, visitor.as(lena));
      expect((await sendMessage(platform, visitor.as(lena), body)).seq).toBe(said.seq);
      expect(await failure(sendMessage(platform, visitor.as(lena), { ...body, text: 'Other' }))).toMatchObject({
        status: 422,
      });
      expect(await failure(sendMessage(platform, visitor.as(lena), { ...body, note: true }))).toMatchObject({
        status: 422,
      });
      expect(await failure(sendMessage(platform, visitor.as(lena), { ...body, clientId: randomUUID() }))).toMatchObject(
        {
          status: 409,
          code: 'not_owner',
        },
      );
      // Another speaker's clientId is another one.
      const theirs = await sendMessage(platform, visitor.as(omar), { ...body, note: true });
      expect(theirs.seq).toBe(said.seq + 2);
      expect((await visitor.post('My own', body.clientId)).seq).toBe(said.seq + 3);
    });

    test('at the same moment makes one event', async () => {
      const visitor = await one();
      const clientId = randomUUID();
      const sent = await Promise.all(Array.from({ length: 12 }, () => visitor.post('Once', clientId)));
      expect(new Set(sent.map((event) => event.seq))).toEqual(new Set([1]));
      expect(await logOf(platform, visitor.id)).toHaveLength(1);
    });
  });

  test('ten messages a minute, over all conversations of a visitor, and nobody else pays for them', async () => {
    const [visitor, neighbour] = [await one(), await one()];
    const second = await someVisitor(platform, {}, visitor.visitorId);
    const sent = await Promise.allSettled(Array.from({ length: 14 }, (_, i) => visitor.post(`flood ${i}`)));
    expect(sent.filter((it) => it.status === 'fulfilled')).toHaveLength(10);
    for (const it of sent)
      if (it.status === 'rejected') expect(it.reason).toMatchObject({ status: 429, code: 'too_many' });
    const refused = (await failure(second.post('by the other door'))) as {
      retryAfterSeconds?: number;
      status?: number;
    };
    expect(refused.status).toBe(429);
    expect(refused.retryAfterSeconds).toBeGreaterThan(0);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(60);
    expect((await logOf(platform, second.id)).length).toBe(0);
    await neighbour.post('not me');
    // A minute later.
    await platform.db.query(
      `update conversation_events set created_at = created_at - interval '61 s' where conversation_id = $1`,
      [visitor.id],
    );
    expect((await visitor.post('again')).seq).toBe(11);
  });

  test('thumbs, ratings and contacts do not grow a log without end', async () => {
    const visitor = await one();
    for (let i = 0; i < 10; i++) await giveRating(platform, visitor.of, { score: 1 });
    for (let i = 0; i < 20; i++) await leaveContact(platform, visitor.of, { email: `a${i}@example.test` });
    expect(await failure(giveRating(platform, visitor.of, { score: 1 }))).toMatchObject({ status: 429 });
    expect(await failure(giveFeedback(platform, visitor.of, { seq: 1, helpful: true }))).toMatchObject({ status: 400 });
  });

  test("an agent's reply settles what they had seen, never blind, and only as the owner", async () => {
    const visitor = await one();
    await visitor.post('one');
    expect(
      await failure(sendMessage(platform, visitor.as(lena), { clientId: randomUUID(), text: 'Hi', seenSeq: 1 })),
    ).toMatchObject({ code: 'not_owner' });
    await take(platform, visitor.as(lena));
    await visitor.post('two');
    const settledBy = async (agent: AgentRow, seenSeq: number, text = 'Hi') => {
      await sendMessage(platform, visitor.as(agent), { clientId: randomUUID(), text, seenSeq });
      return (await rowOf(platform, visitor.id)).settledSeq;
    };
    expect(await settledBy(lena, 2)).toBe(2 - 1 + 1);
    expect((await rowOf(platform, visitor.id)).owed).toBe(true);
    // A note settles nothing.
    await sendMessage(platform, visitor.as(lena), { ...note(), seenSeq: 3 });
    expect((await rowOf(platform, visitor.id)).settledSeq).toBe(2);
    expect(await settledBy(lena, 4)).toBe(3);
    // Having seen less than before takes nothing back.
    expect(await settledBy(lena, 1)).toBe(3);
    expect(
      await failure(sendMessage(platform, visitor.as(lena), { clientId: randomUUID(), text: 'x', seenSeq: 99 })),
    ).toMatchObject({ status: 400 });
    const [{ seq } = { seq: 0 }] = (await logOf(platform, visitor.id)).slice(-1);
    await handBack(platform, visitor.as(lena));
    await take(platform, visitor.as(omar));
    expect(
      await failure(sendMessage(platform, visitor.as(omar), { clientId: randomUUID(), text: 'x', seenSeq: seq - 1 })),
    ).toMatchObject({ status: 409, code: 'newer_reply', message: expect.stringContaining('Lena') });
    await visitor.post('three');
    expect(await failure(resolve(platform, visitor.as(omar), seq))).toMatchObject({ code: 'newer_message' });
    await resolve(platform, visitor.as(omar), seq + 3);
  });

  test('what the code must never write, the schema refuses', async () => {
    const visitor = await one();
    await visitor.post('Hello');
    const { db } = platform;
    const refused = async (sql: string, ...values: unknown[]) =>
      expect((await failure(db.query(sql, [visitor.id, ...values]))).code, sql).toMatch(/^23/);
    await refused(`update conversations set state = 'assigned' where id = $1`);
    await refused(`update conversations set agent_id = $2 where id = $1`, lena.id);
    await refused(`update conversations set state = 'queued' where id = $1`);
    await refused(`update conversations set state = 'asleep' where id = $1`);
    await refused(`update conversations set why = 'next' where id = $1`);
    const offer = 'insert into offers (conversation_id, agent_id, expires_at, ended_at, outcome)';
    await refused(`${offer} values ($1, $2, now(), now(), null)`, lena.id);
    await refused(`${offer} values ($1, $2, now(), null, null), ($1, $2, now(), null, null)`, lena.id);
    await refused(`update conversations set settled_seq = 2 where id = $1`);
    await refused(`update conversations set last_visitor_seq = 2 where id = $1`);
    const insert = 'insert into conversation_events (conversation_id, seq, type, role, client_id)';
    await refused(`${insert} values ($1, 1, 'message', 'visitor', null)`);
    await refused(`${insert} values ($1, 0, 'message', 'visitor', null)`);
    await refused(`${insert} values ($1, 2, 'delta', 'bot', null)`);
    await refused(`${insert} values ($1, 2, 'message', 'nobody', null)`);
    await refused(
      `${insert} select $1, 2, 'message', 'visitor', client_id from conversation_events where conversation_id = $1`,
    );
    expect(await logOf(platform, visitor.id)).toHaveLength(1);
  });

  const rounds = mode === 'embedded' ? 10 : 200;
  test(`${rounds} times twenty agents take at once: one has it, the others are told who`, {
    timeout: 120_000,
  }, async () => {
    const still = unheard(platform);
    const agents = await Promise.all(
      Array.from({ length: 20 }, (_, i) => someAgent(platform, { name: `Agent ${String.fromCharCode(65 + i)}` })),
    );
    let double = 0;
    for (let round = 0; round < rounds; round++) {
      const visitor = await someVisitor(still);
      if (round % 2) {
        await visitor.post('Is anybody there?');
        await requestHandoff(still, visitor.of);
      }
      const results = await Promise.allSettled(
        agents.map((agent) => take(still, { agent, conversationId: visitor.id })),
      );
      const winners = agents.filter((_, i) => results[i]?.status === 'fulfilled');
      if (winners.length !== 1) double++;
      const winner = winners[0] as AgentRow;
      for (const result of results)
        if (result.status === 'rejected')
          expect(result.reason).toMatchObject({
            status: 409,
            code: 'taken',
            message: `${winner.name} already has this conversation.`,
          });
      expect(await rowOf(still, visitor.id)).toMatchObject({ state: 'assigned', agentId: winner.id });
      const moves = (await logOf(still, visitor.id)).filter((event) => event.type === 'move');
      expect(moves.filter((event) => event.agentId)).toHaveLength(1);
      // Again by the winner: fine, and no event.
      await take(still, { agent: winner, conversationId: visitor.id });
      expect((await rowOf(still, visitor.id)).seq).toBe(moves.length + (round % 2));
    }
    expect(double).toBe(0);
  });
});
