/** What a visitor may do, what they are told where they may not, and what is kept of it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Platform } from '../platform/open.js';
import type { Stack } from '../testing/stack.js';
import { failure, logOf, rowOf, someAgent, someVisitor, startBare } from '../testing/verbs.js';
import { take } from './agent-actions.js';
import { sendMessage } from './agent-messages.js';
import { fillIn, giveFeedback, giveRating, leaveContact, tellContext } from './reactions.js';
import { claimTurn, type NewDecision, settleTurn } from './turns.js';
import { handBackToBot, openConversation, requestHandoff, resolveByVisitor } from './visitor-actions.js';
import { postMessage } from './visitor-messages.js';

let stack: Stack;
let platform: Platform;
beforeAll(async () => {
  stack = await startBare('embedded', { timing: { quiet: 0 } });
  platform = stack.platform;
});
afterAll(() => stack?.drop());
const db = <T extends object>(sql: string, ...values: unknown[]) => platform.db.query<T>(sql, values);

async function someone() {
  const visitor = await someVisitor(platform);
  return {
    ...visitor,
    row: () => rowOf(platform, visitor.id),
    log: () => logOf(platform, visitor.id),
    moves: async () =>
      (await logOf(platform, visitor.id)).flatMap((event) => (event.type === 'move' ? [event.body.move?.name] : [])),
  };
}
const decision: NewDecision = {
  ...{ question: 'How?', fromSeq: 1, toSeq: 1, candidates: [], features: {}, confidence: 0.5 },
  ...{ thresholds: { answer: 0.9, suggest: 0.5 }, verdict: 'answer', ms: 1 },
};
/** They asked, and the bot said this; which event that is. */
async function answered(body: object = { citations: [] }) {
  const visitor = await someone();
  await visitor.post('How do I return it?');
  const claim = await claimTurn(platform.db, visitor.id, 60_000);
  if (!claim) throw new Error('not claimed');
  const settled = await settleTurn(platform, claim, 1, { kind: 'reply', text: 'So.', body, decision });
  return { ...visitor, answer: settled?.event?.seq ?? 0 };
}
const suggestions = { suggestions: [{ label: 'Returns', key: 'returns' }, { label: 'None of these' }] };

describe('asking for a person', () => {
  async function reasonAfter(visitor: Awaited<ReturnType<typeof someone>>, proposedBy?: number) {
    await requestHandoff(platform, visitor.of, proposedBy);
    return (await visitor.row()).reason;
  }

  test('says why: as they asked, or as what they pressed says', async () => {
    const pressed = await someone();
    await pressed.post('Hello');
    expect(await reasonAfter(pressed)).toBe('asked_for_human');
    const picked = await answered(suggestions);
    expect(await reasonAfter(picked, picked.answer)).toBe('none_of_these');
    const plain = await answered();
    expect(await reasonAfter(plain, plain.answer)).toBe('asked_for_human');
    const own = await answered();
    expect(await reasonAfter(own, 1)).toBe('asked_for_human');
  });

  test.each([
    [[false], 'negative_feedback'],
    [[true], 'asked_for_human'],
    [[false, true], 'asked_for_human'],
    [[true, false], 'negative_feedback'],
  ] as const)('after thumbs %j on the answer: %s, by the answer and by the last thumb', async (thumbs, reason) => {
    for (const byThumb of [false, true]) {
      const visitor = await answered();
      let { answer: by } = visitor;
      for (const helpful of thumbs) {
        const { seq } = await giveFeedback(platform, visitor.of, { seq: visitor.answer, helpful });
        if (byThumb) by = seq;
      }
      expect([byThumb, await reasonAfter(visitor, by)]).toEqual([byThumb, reason]);
    }
  });

  test('names something that there is, and changes nothing twice', async () => {
    const visitor = await someone();
    await visitor.post('Hello');
    expect(await failure(requestHandoff(platform, visitor.of, 9))).toMatchObject({
      status: 400,
      message: 'proposedBy: this conversation has no event 9.',
    });
    expect((await visitor.row()).state).toBe('bot');
    await requestHandoff(platform, visitor.of);
    // Even what would be refused: they wait already.
    await requestHandoff(platform, visitor.of, 9);
    await take(platform, { agent: await someAgent(platform), conversationId: visitor.id });
    await requestHandoff(platform, visitor.of);
    expect(await visitor.moves()).toEqual(['escalate', 'take']);
  });

  test('opens again what was over', async () => {
    const visitor = await someone();
    await visitor.post('Hello');
    await resolveByVisitor(platform, visitor.of);
    await resolveByVisitor(platform, visitor.of);
    expect(await requestHandoff(platform, visitor.of)).toMatchObject({ state: 'queued' });
    expect(await visitor.moves()).toEqual(['resolve', 'reopen', 'escalate']);
  });

  test('is taken back once, and the bot goes on', async () => {
    const visitor = await someone();
    await visitor.post('Hello');
    await handBackToBot(platform, visitor.of);
    expect(await visitor.moves()).toEqual([]);
    await requestHandoff(platform, visitor.of);
    expect(await handBackToBot(platform, visitor.of)).toMatchObject({ state: 'bot', queuedAt: null });
    await handBackToBot(platform, visitor.of);
    expect(await visitor.moves()).toEqual(['escalate', 'handBack']);
    expect((await visitor.row()).reason).toBeNull();
  });
});

describe('writing', () => {
  test('opens again what was over, first, and once', async () => {
    const visitor = await someone();
    await visitor.post('Hello');
    await resolveByVisitor(platform, visitor.of);
    await visitor.post('Still not');
    await visitor.post('at all');
    expect((await visitor.log()).map(({ type }) => type)).toEqual(['message', 'move', 'move', 'message', 'message']);
    expect(await visitor.moves()).toEqual(['resolve', 'reopen']);
    expect(await visitor.row()).toMatchObject({ state: 'bot', owed: true, lastVisitorSeq: 5 });
  });

  test('presses a button that was there', async () => {
    const visitor = await answered(suggestions);
    const press = (seq: number, index: number) =>
      postMessage(platform, visitor.of, { clientId: randomUUID(), text: 'x', choice: { seq, index } });
    const wrong: [number, number, string][] = [
      [1, 0, 'choice.seq: event 1 offers no choices.'],
      [9, 0, 'choice.seq: event 9 offers no choices.'],
      [visitor.answer, 2, `choice.index: event ${visitor.answer} has choices 0 to 1.`],
    ];
    for (const [seq, index, message] of wrong)
      expect(await failure(press(seq, index))).toMatchObject({ status: 400, message });
    expect((await press(visitor.answer, 1)).body).toEqual({
      ...{ level: 'anonymous', choice: { seq: visitor.answer, index: 1 } },
    });
  });

  test('in what is somebody else’s is in what there is not, and counted', async () => {
    const denied = async () => (await platform.metrics.denied.get()).values[0]?.value ?? 0;
    const [visitor, other] = [await someone(), await someone()];
    const before = await denied();
    const of = { ...visitor.of, visitorId: other.visitorId };
    expect(await failure(postMessage(platform, of, { clientId: randomUUID(), text: 'x' }))).toMatchObject({
      status: 404,
    });
    expect(await denied()).toBe(before + 1);
    expect(await failure(resolveByVisitor(platform, { ...visitor.of, conversationId: randomUUID() }))).toMatchObject({
      status: 404,
    });
    expect(await denied()).toBe(before + 1);
  });
});

describe('opening', () => {
  const open = (body: { clientId?: string; inbox?: string } = {}, visitorId?: string) =>
    openConversation(platform, {
      ...{ body, locale: 'en' },
      ...(visitorId && { bearer: { visitorId, token: '' } }),
    });

  test('again with the same secret, within ten minutes, is the same; whoever holds the lost answer is out', async () => {
    const clientId = randomUUID();
    const [first, second] = [await open({ clientId }), await open({ clientId })];
    expect(second.row.id).toBe(first.row.id);
    expect(second.token).toMatch(/./);
    expect(second.token).not.toBe(first.token);
    expect(await db('select 1 from visitor_tokens where visitor_id = $1', first.row.visitorId)).toHaveLength(1);
    await db(`update conversations set created_at = now() - interval '11 minutes' where id = $1`, first.row.id);
    expect(await failure(open({ clientId }))).toMatchObject({ status: 409, code: 'client_id_spent' });
  });

  test('of somebody who is known makes no other visitor and no other token, and their secrets are their own', async () => {
    const clientId = randomUUID();
    const first = await open({ clientId });
    const { visitorId } = first.row;
    const own = await open({ clientId }, visitorId);
    expect(own.row).toMatchObject({ visitorId, inbox: 'default', state: 'bot', seq: 0 });
    expect(own.row.id).not.toBe(first.row.id);
    expect(own).not.toHaveProperty('token');
    const again = await open({ clientId }, visitorId);
    expect(again).toMatchObject({ row: own.row });
    expect(again).not.toHaveProperty('token');
    expect((await open({}, visitorId)).row.id).not.toBe(own.row.id);
    expect(await db('select 1 from visitor_tokens where visitor_id = $1', visitorId)).toHaveLength(1);
  });

  test('is in an inbox that there is', async () => {
    expect(await failure(open({ inbox: 'nowhere' }))).toMatchObject({
      status: 400,
      message: expect.stringContaining('"nowhere"'),
    });
  });
});

describe('reactions', () => {
  test('a thumb is about an answer, and is kept beside the decision that gave it', async () => {
    const visitor = await answered();
    const thumb = (seq: number, more: object = { helpful: true }) =>
      giveFeedback(platform, visitor.of, { seq, ...more } as Parameters<typeof giveFeedback>[2]);
    const { answer } = visitor;
    expect(await failure(thumb(answer, { helpful: true, why: 'wrong' }))).toMatchObject({ status: 400 });
    await thumb(answer);
    await thumb(answer, { helpful: false });
    await thumb(answer, { helpful: false, why: 'not_my_question' });
    const agent = await someAgent(platform);
    await take(platform, { agent, conversationId: visitor.id });
    const { seq: move } = await visitor.row();
    const reply = await sendMessage(
      platform,
      { agent, conversationId: visitor.id },
      { clientId: randomUUID(), text: 'So', seenSeq: move },
    );
    // A person's answer rests on no decision.
    expect((await thumb(reply.seq)).body).toEqual({ feedback: { seq: reply.seq, helpful: true } });
    for (const seq of [1, move, 99])
      expect(await failure(thumb(seq))).toMatchObject({
        ...{ status: 400, message: `seq: event ${seq} is not an answer that can be rated.` },
      });
    const labels = await db<{ by: string; kind: string }>(
      'select l.by, l.kind from labels l join decisions d on d.id = l.decision_id where d.conversation_id = $1 order by l.id',
      visitor.id,
    );
    expect(labels).toEqual(['helpful', 'not_helpful', 'not_my_question'].map((kind) => ({ by: 'visitor', kind })));
  });

  test('of thirty in a minute the next waits, whatever was said in between', async () => {
    const visitor = await someone();
    for (let i = 0; i < 29; i++) await giveRating(platform, visitor.of, { score: 5 });
    await db(
      `update conversation_events set created_at = now() - interval '61 s' where conversation_id = $1`,
      visitor.id,
    );
    for (let i = 0; i < 15; i++) await leaveContact(platform, visitor.of, { email: `a${i}@mail.test` });
    for (let i = 0; i < 9; i++) await visitor.post(`line ${i}`);
    for (let i = 0; i < 15; i++) await giveRating(platform, visitor.of, { score: 5, comment: 'fine' });
    expect(await failure(giveRating(platform, visitor.of, { score: 1 }))).toMatchObject({
      ...{ status: 429, retryAfterSeconds: 60 },
    });
  });

  test('of the page fifty fields are known', async () => {
    const visitor = await someone();
    const fields = (many: number, value: unknown = 1) =>
      Object.fromEntries(Array.from({ length: many }, (_, i) => [`k${i}`, value]));
    await tellContext(platform, visitor.of, fields(50));
    expect(await failure(tellContext(platform, visitor.of, { one: 'more' }))).toMatchObject({
      ...{ status: 400, message: expect.stringContaining('at most 50 fields') },
    });
    await tellContext(platform, visitor.of, { one: 'instead', k0: null });
    expect(Object.keys((await visitor.row()).context)).toHaveLength(50);
    expect((await visitor.row()).context).toMatchObject({ one: 'instead', k1: 1 });
  });

  test('a form is filled in where there is one; nothing filled in is nothing said', async () => {
    const visitor = await someone();
    expect(await failure(fillIn(platform, visitor.of, { answers: {} }))).toMatchObject({
      ...{ status: 400, message: 'This inbox has no form to fill in.' },
    });
    const fields = [
      { key: 'name', type: 'text', required: false },
      { key: 'order', type: 'text', required: false },
    ];
    await db('update inboxes set pre_chat = $1', JSON.stringify({ when: 'before_person', fields }));
    await fillIn(platform, visitor.of, { answers: { name: ' ', order: '' } });
    expect(await visitor.row()).toMatchObject({ seq: 0, context: {} });
    await fillIn(platform, visitor.of, { answers: { order: ' 4711 ' } });
    // A field without a label goes by its key; nobody agreed to anything.
    expect((await visitor.row()).context).toEqual({ preChat: { order: '4711' } });
    expect((await visitor.log()).map(({ type, body }) => [type, body])).toEqual([['contact', { contact: {} }]]);
    const agreeing = await someone();
    await db(
      'update inboxes set pre_chat = $1',
      JSON.stringify({ when: 'before_person', fields, consent: 'Keep it.' }),
    );
    await fillIn(platform, agreeing.of, { answers: { name: 'Ana' }, consent: true });
    expect((await agreeing.row()).context).toEqual({ preChat: { consent: 'Keep it.' } });
    expect((await agreeing.log())[0]?.body).toEqual({ contact: { name: 'Ana' } });
    await db('update inboxes set pre_chat = null');
  });
});
