import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runTurns } from '../../services/bot/answer.js';
import * as agents from '../../services/conversation/agent-actions.js';
import { sendMessage } from '../../services/conversation/agent-messages.js';
import type { AgentRow } from '../../services/conversation/agents.js';
import { giveFeedback } from '../../services/conversation/reactions.js';
import { requestHandoff } from '../../services/conversation/visitor-actions.js';
import { postMessage } from '../../services/conversation/visitor-messages.js';
import { call, type Stack, signIn, startStack } from '../../services/testing/stack.js';
import { failure, logOf, rowOf, someAgent, someVisitor } from '../../services/testing/verbs.js';
import type { GapsReply } from '../../services/wire/knowledge.js';
import { currentEntries } from '../export/current.js';
import { loadKnowledge } from '../versions/load.js';
import { publishDraft } from '../versions/publish-draft.js';
import { closeGap } from './close.js';
import { readGaps } from './gaps.js';

let stack: Stack;
let lena: AgentRow;
let content: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  stack = await startStack('embedded', { roles: ['gateway'] });
  lena = await someAgent(stack.platform, { name: 'Lena', role: 'admin' });
  content = await signIn(stack, { role: 'content', name: 'Cleo' });
  // A small knowledge base: each publication is quick, and there is much that it does not know.
  const returns = (await currentEntries(stack.platform.db)).filter(({ key }) => key.startsWith('returns/'));
  await loadKnowledge(stack.platform.db, stack.platform.models.embedder, returns, { prune: true });
}, 120_000);
afterAll(() => stack?.drop());

type Visitor = Awaited<ReturnType<typeof someVisitor>>;
const query = <Row>(text: string, values?: unknown[]) => stack.platform.db.query<Row>(text, values);
const read = (more: { inbox?: string; days?: number } = {}) =>
  readGaps(stack.platform.db, stack.platform.models.embedder, more);
const close = (props: Parameters<typeof closeGap>[2]) =>
  closeGap(stack.platform.db, stack.platform.models.embedder, props);
const about = ({ gaps }: GapsReply, word: RegExp) =>
  gaps.filter(({ questions }) => questions.some(({ text }) => word.test(text)));
const theOne = (reply: GapsReply, word: RegExp) => {
  const found = about(reply, word);
  if (found.length !== 1) throw new Error(`${found.length} groups about ${word}: ${JSON.stringify(reply.gaps)}`);
  return found[0] as GapsReply['gaps'][number];
};

/** A visitor asks for real, and the bot does with it what it does. */
async function ask(text: string, visitor?: Visitor): Promise<Visitor> {
  const who = visitor ?? (await someVisitor(stack.platform));
  await who.post(text);
  await runTurns(stack.platform, who.id, new AbortController().signal);
  return who;
}
const last = async ({ id }: Visitor) =>
  (
    await query<{ id: number; verdict: string; reason: string }>(
      'select id, verdict, reason from decisions where conversation_id = $1 order by id desc limit 1',
      [id],
    )
  )[0];

/** Lena takes it, says something, and closes it so many minutes later. */
async function serve(visitor: Visitor, minutes: number, replies: string[]): Promise<void> {
  const { platform } = stack;
  const of = { agent: lena, conversationId: visitor.id };
  const { seq: taken } = await agents.take(platform, of);
  for (const text of replies) {
    const { seq } = await rowOf(platform, visitor.id);
    await sendMessage(platform, of, { clientId: randomUUID(), text, seenSeq: seq });
  }
  await sendMessage(platform, of, {
    clientId: randomUUID(),
    text: 'What a strange question this is, again.',
    note: true,
    seenSeq: 1,
  });
  await agents.resolve(platform, of);
  await query(
    `update conversation_events set created_at = created_at - $3 * interval '1 minute' where conversation_id = $1 and seq = $2`,
    [visitor.id, taken, minutes],
  );
}

const said = async (visitor: Visitor) => (await logOf(stack.platform, visitor.id)).at(-1)?.seq as number;
const TELLS = 'There is a car park behind the cafe, free for two hours.';
let parking: Visitor[];
let lamp: Visitor;

test('nobody asked in vain: nothing is listed', async () => {
  await ask('How long do I have to return an item?');
  await ask('Thank you!');
  expect(await read()).toEqual({ gaps: [], closed: [], read: 0, more: false, days: 30 });
});

test('what had no answer is grouped by meaning, and the dearest group comes first', async () => {
  parking = [await ask('Is there parking at your cafe?'), await ask('Is there a place for parking near the cafe?')];
  for (const visitor of parking) expect(await last(visitor)).toMatchObject({ verdict: 'handoff' });
  const [first, second] = parking as [Visitor, Visitor];
  await serve(first, 10, ['Hello!', 'Could you tell me which cafe?', TELLS]);
  await serve(second, 4, ['One moment please, I will look into it.']);
  // One conversation with two things that nobody knows: both groups share what it cost.
  await agents.handBack(stack.platform, { agent: lena, conversationId: second.id }).catch(() => {});
  lamp = await ask('Who painted the ceiling of your warehouse in 1834?');
  await serve(lamp, 30, ['A painter by the name of Smith, we believe.']);
  await ask('  is there PARKING at your cafe ', lamp);
  await serve(lamp, 2, ['Yes, there is: behind the house.']);
  // Not a gap: they asked for a person.
  await ask('I want to talk to a human');

  const reply = await read();
  expect(reply.read).toBe(4);
  expect(reply.gaps).toHaveLength(2);
  expect(reply.gaps[0]).toMatchObject({
    asked: 3,
    conversations: 3,
    handoffs: 3,
    unanswered: 3,
    badlyAnswered: 0,
    reasons: { low_confidence: 3 },
  });
  const [dear, cheap] = reply.gaps as [GapsReply['gaps'][number], GapsReply['gaps'][number]];
  expect(dear.question).toMatch(/park/i);
  // 10 + 4 + half of the 30 + 2 of the one that asked both.
  expect(dear.minutes).toBeCloseTo(30, 0);
  expect(cheap).toMatchObject({
    asked: 1,
    handoffs: 1,
    question: 'Who painted the ceiling of your warehouse in 1834?',
  });
  expect(cheap.minutes).toBeCloseTo(16, 0);
  // However it is typed, it is one text.
  expect(dear.questions.map(({ times }) => times).sort()).toEqual([1, 2]);
  expect(dear.nearest?.key).toMatch(/^returns\//);
  expect(dear.nearest?.share).toBeGreaterThan(0);
});

test("agents' replies come with it: what tells something first, and no notes", async () => {
  const { replies } = theOne(await read(), /park/i);
  expect(
    replies
      .slice(0, 2)
      .map(({ text }) => text)
      .sort(),
  ).toEqual([TELLS, 'Yes, there is: behind the house.'].sort());
  expect(replies).toHaveLength(5);
  expect(replies.every(({ agent, text }) => agent === 'Lena' && !/strange/.test(text))).toBe(true);
  // What was written before this handoff belongs to the other question.
  expect(replies.some(({ text }) => /Smith/.test(text))).toBe(false);
});

test('a suggestion that nobody pressed is a gap once they have gone on or left; one that was pressed is none', async () => {
  const { platform } = stack;
  const aged = (visitor: Visitor) =>
    query(`update conversation_events set created_at = created_at - interval '31 minutes' where conversation_id = $1`, [
      visitor.id,
    ]);
  const left = await ask('Do you sell gift wrapping?');
  expect(await last(left)).toMatchObject({ verdict: 'suggest' });
  expect(about(await read(), /wrapping/)).toEqual([]);
  await aged(left);
  expect(theOne(await read(), /wrapping/)).toMatchObject({ asked: 1, handoffs: 0 });
  const choice = { seq: await said(left), index: 0 };
  await postMessage(platform, left.of, { clientId: randomUUID(), text: 'That one', choice });
  expect(about(await read(), /wrapping/)).toEqual([]);

  const wentOn = await ask('Do you sell gift ribbons?');
  expect(await last(wentOn)).toMatchObject({ verdict: 'suggest' });
  await ask('thanks', wentOn);
  expect(theOne(await read(), /ribbons/)).toMatchObject({ asked: 1 });
  await query("update decisions set created_at = created_at - interval '99 days' where conversation_id = any ($1)", [
    [left.id, wentOn.id],
  ]);
});

test('of an answer that left a part open, that part is a gap', async () => {
  const half = await ask('How long do I have to return an item? Do you sell submarines?');
  expect(await last(half)).toMatchObject({ verdict: 'answer' });
  const gap = theOne(await read(), /submarines/);
  expect(gap).toMatchObject({ asked: 1, handoffs: 0, question: 'Do you sell submarines?' });
  await requestHandoff(stack.platform, half.of, await said(half));
  expect(theOne(await read(), /submarines/)).toMatchObject({ handoffs: 1, reasons: { low_confidence: 1 } });
  await query("update decisions set created_at = created_at - interval '99 days' where conversation_id = $1", [
    half.id,
  ]);
});

test('a suggestion of which nothing fits counts once, by its handoff; a bad answer by its label or its handoff, unless an agent says it was right', async () => {
  const { platform } = stack;
  const card = await ask('Do you have gift cards?');
  expect(await last(card)).toMatchObject({ verdict: 'suggest' });
  expect(about(await read(), /gift/)).toEqual([]);
  await requestHandoff(platform, card.of, await said(card));
  expect(theOne(await read(), /gift/)).toMatchObject({
    asked: 1,
    handoffs: 1,
    unanswered: 1,
    reasons: { none_of_these: 1 },
  });

  const wrong = await ask('How long do I have to return an item?');
  const answered = await said(wrong);
  await giveFeedback(platform, wrong.of, { seq: answered, helpful: false });
  expect(theOne(await read(), /return an item/)).toMatchObject({
    asked: 1,
    handoffs: 0,
    badlyAnswered: 1,
    reasons: {},
    minutes: 0,
  });
  const thumb = await said(wrong);
  await requestHandoff(platform, wrong.of, thumb);
  expect(theOne(await read(), /return an item/)).toMatchObject({
    asked: 1,
    handoffs: 1,
    badlyAnswered: 1,
    reasons: { negative_feedback: 1 },
    nearest: { key: 'returns/return-window' },
  });
  const label = (kind: string, by: string) =>
    query(
      'insert into labels (decision_id, by, kind) select max(id), $2, $3 from decisions where conversation_id = $1',
      [wrong.id, by, kind],
    );
  await label('bot_was_right', lena.id);
  expect(about(await read(), /return an item/)).toEqual([]);
  await label('not_helpful', 'visitor');
  expect(about(await read(), /return an item/)).toEqual([]);
  await label('bot_was_wrong', lena.id);
  expect(about(await read(), /return an item/)).toHaveLength(1);
});

test('only of the days and the inbox asked for', async () => {
  await query(`insert into inboxes (slug, name) values ('other', 'Other')`);
  await ask('Do you have a swimming pool?', await someVisitor(stack.platform, { inbox: 'other' }));
  const other = await read({ inbox: 'other' });
  expect(other.gaps.map(({ question }) => question)).toEqual(['Do you have a swimming pool?']);
  expect(about(await read({ inbox: 'default' }), /swimming/)).toEqual([]);
  await query(`update decisions set created_at = now() - interval '3 days' where question ilike '%swimming%'`);
  expect(about(await read({ days: 2 }), /swimming/)).toEqual([]);
  expect(about(await read({ days: 4 }), /swimming/)).toHaveLength(1);
});

test('whoever asks at once gets the same reading, and none from before a group was closed', async () => {
  const [one, two, other] = [read(), read(), read({ days: 2 })];
  expect(one).toBe(two);
  expect(other).not.toBe(one);
  await Promise.all([one, two, other]);
});

test('dismissed: it leaves the list with everything that means the same, and with what is asked later', async () => {
  const gap = theOne(await read(), /ceiling/);
  const { gap: id, version } = await close({ decisions: gap.decisions, dismiss: true, author: 'Cleo' });
  expect(version).toBeUndefined();
  await ask('Tell me who painted the warehouse ceiling in 1834');
  const reply = await read();
  expect(about(reply, /ceiling/)).toEqual([]);
  expect(reply.closed).toMatchObject([{ id, state: 'dismissed', by: 'Cleo', question: gap.question }]);
  expect(reply.closed[0]).not.toHaveProperty('before');
});

const entry = {
  key: 'visit/parking',
  title: 'Parking at the cafe',
  questions: ['Is there parking at your cafe?', 'Where can I park my car?', 'Do you have a parking lot?'],
  answer: TELLS,
  locale: 'en',
  inboxes: [],
  tags: [],
};

test('closed with an entry in a draft: it leaves the list, and once that is published the change is measured', async () => {
  const { db, models } = stack.platform;
  const gap = theOne(await read(), /park/i);
  const before = await query('select 1 from gaps');
  // What cannot be written is not recorded.
  expect(await failure(close({ decisions: gap.decisions, entry: { ...entry, title: ' ' } }))).toMatchObject({
    status: 400,
  });
  expect(
    await failure(close({ decisions: gap.decisions, entry: { ...entry, key: 'returns/return-window' }, draft: 'new' })),
  ).toMatchObject({
    code: 'entry_exists',
  });
  expect(await query('select 1 from gaps')).toHaveLength(before.length);

  const closed = await close({ decisions: gap.decisions, entry, draft: 'new', author: 'Cleo' });
  expect(closed).toMatchObject({ draft: true });
  const waiting = await read();
  expect(about(waiting, /park/i)).toEqual([]);
  expect(waiting.closed[0]).toMatchObject({ id: closed.gap, state: 'draft', key: 'visit/parking' });
  expect(waiting.closed[0]).not.toHaveProperty('publishedAt');

  const { version } = await publishDraft(db, models.embedder, closed.version as number);
  const published = await read();
  expect(about(published, /park/i)).toEqual([]);
  expect(published.closed[0]).toMatchObject({ id: closed.gap, state: 'published' });

  // A week ago, that is; since then one was answered, one was not helped by it, and one went to a person all the same.
  await query(`update versions set published_at = now() - interval '7 days' where id = $1`, [version]);
  await query(`update gaps set created_at = now() - interval '8 days' where id = $1`, [closed.gap]);
  await query(`update entries set created_at = now() - interval '8 days' where key = 'visit/parking'`);
  const asked = (days: number, ids: number[]) =>
    query(`update decisions set created_at = now() - $1 * interval '1 day' where id = any ($2)`, [days, ids]);
  await asked(9, gap.decisions);
  // Longer before than after: not comparable, and left out.
  await asked(20, gap.decisions.slice(0, 1));
  const happy = await ask('Is there parking at the cafe?');
  expect(await last(happy)).toMatchObject({ verdict: 'answer' });
  const sad = await ask('Do you have a parking lot?');
  await giveFeedback(stack.platform, sad.of, { seq: await said(sad), helpful: false, why: 'unclear' });
  const measured = (await read()).closed[0];
  expect(measured?.before).toMatchObject({ asked: 2, handedOff: 2, answered: 0 });
  expect(measured?.after).toMatchObject({ asked: 2, handedOff: 0, answered: 1 });
  expect(measured?.before?.days).toBeCloseTo(7, 1);

  // What is asked after the publication and had no good answer is a gap again, and what was asked before stays away.
  const back = about(await read({ inbox: 'default' }), /park/i);
  expect(back).toHaveLength(1);
  expect(back[0]?.questions.filter(({ text }) => /park/i.test(text))).toMatchObject([
    { text: 'Do you have a parking lot?', conversationId: sad.id },
  ]);
  expect(back[0]?.badlyAnswered).toBe(1);
  await asked(7.5, [(await last(sad))?.id as number]);
  expect(about(await read(), /park/i)).toEqual([]);
});

test('closed with its questions as examples of an entry, live; no such entry, no record', async () => {
  const gap = theOne(await read(), /gift/);
  const add = (key: string) =>
    close({ decisions: gap.decisions, key, questions: [' Do you have gift cards? '], note: 'Asked' });
  expect(await failure(add('no/such'))).toMatchObject({ status: 404 });
  const { version } = await add('returns/return-how-to');
  const [row] = await query<{ questions: string[]; current: number }>(
    `select e.questions, i.current_version as current from installation i join version_entries m on m.version_id = i.current_version
     join entries e on e.id = m.entry_id where e.key = 'returns/return-how-to'`,
  );
  expect(row?.current).toBe(version);
  expect(row?.questions).toContain('Do you have gift cards?');
  const reply = await read();
  expect(about(reply, /gift/)).toEqual([]);
  expect(reply.closed[0]).toMatchObject({
    state: 'published',
    key: 'returns/return-how-to',
    question: 'Do you have gift cards?',
  });
  // Once more changes nothing and is as good.
  expect(await add('returns/return-how-to')).toMatchObject({ version });
  expect((await read()).closed[0]).toMatchObject({ state: 'published' });
});

test('a draft that is thrown away closed nothing', async () => {
  const gap = theOne(await read({ inbox: 'other' }), /swimming/);
  const { version } = await close({
    decisions: gap.decisions,
    entry: { ...entry, key: 'visit/pool', inboxes: ['other'] },
    draft: 'new',
  });
  expect((await read({ inbox: 'other' })).closed).toHaveLength(1);
  expect((await content.call('DELETE', `/knowledge/versions/${version}`)).status).toBe(204);
  expect((await read({ inbox: 'other' })).closed).toEqual([]);
  // Then nobody has dealt with it.
  expect(about(await read({ inbox: 'other' }), /swimming/)).toHaveLength(1);
  expect(await failure(close({ decisions: gap.decisions, entry, draft: 9_999 }))).toMatchObject({ status: 404 });
});

test('over HTTP: content teams, nobody else; bad input is told apart', async () => {
  const agent = await signIn(stack, { role: 'agent' });
  for (const [method, body] of [['GET'], ['POST', { decisions: [1], dismiss: true }]] as const) {
    expect(await agent.call(method, '/knowledge/gaps', body)).toMatchObject({ status: 403 });
    const stranger = await call(stack.url, method, '/v1/agent/knowledge/gaps', {
      headers: { origin: stack.url },
      ...(body && { body }),
    });
    expect(stranger.status).toBe(401);
  }
  const post = (body: unknown) => content.call<{ gap: number }>('POST', '/knowledge/gaps', body);
  expect(await content.call('GET', '/knowledge/gaps?days=0')).toMatchObject({ status: 400 });
  expect(await content.call('GET', '/knowledge/gaps?x=1')).toMatchObject({ status: 400 });
  expect(await post({ decisions: [], dismiss: true })).toMatchObject({ status: 400 });
  expect(await post({ decisions: [999_999, 999_998], dismiss: true })).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('999999, 999998') } },
  });
  expect(await post({ decisions: [1], dismiss: true, key: 'x' })).toMatchObject({ status: 400 });

  const hostile = `<img src=x onerror=alert(1)> '); drop table decisions; -- \u001b[31m {{constructor}} ${'z'.repeat(900)}`;
  const visitor = await ask(hostile);
  const { body } = await content.call<GapsReply>('GET', '/knowledge/gaps?days=30&inbox=default');
  const gap = theOne(body, /onerror/);
  expect(gap.question).toBe(hostile.slice(0, 500));
  expect(gap.questions[0]).toMatchObject({ conversationId: visitor.id, times: 1 });
  const closed = await post({ decisions: gap.decisions, dismiss: true });
  expect(closed).toMatchObject({ status: 200 });
  const after = (await content.call<GapsReply>('GET', '/knowledge/gaps?days=30&inbox=default')).body;
  expect(about(after, /onerror/)).toEqual([]);
  expect(after.closed[0]).toMatchObject({ id: closed.body.gap, by: 'Cleo', state: 'dismissed' });
});

test("an erased conversation takes its questions' vectors and words with it", async () => {
  const { db } = stack.platform;
  const [before] = await query<{ n: number }>('select count(*)::int as n from question_vectors');
  const decisions = await query('select 1 from decisions where conversation_id = $1', [lamp.id]);
  await db.query('delete from conversations where id = $1', [lamp.id]);
  const [after] = await query<{ n: number }>('select count(*)::int as n from question_vectors');
  expect((before?.n ?? 0) - (after?.n ?? 0)).toBe(decisions.length);
  const reply = await read();
  expect(JSON.stringify(reply)).not.toContain('Who painted the ceiling of your warehouse in 1834?');
  expect(
    reply.closed.find(({ state, question }) => state === 'dismissed' && question === '(no longer kept)'),
  ).toBeDefined();
  // What was dismissed stays so.
  expect(about(reply, /ceiling/)).toEqual([]);
});

test('after a change of the embedding model the questions are embedded anew, and what was closed with the old one is listed as it is', async () => {
  const { db, models } = stack.platform;
  const embed = async (texts: string[]) => texts.map((_, i) => [Math.cos(i), Math.sin(i)]);
  const reply = await readGaps(db, { ...models.embedder, model: 'another', embed }, {});
  expect(reply.read).toBeGreaterThan(0);
  expect(reply.closed.length).toBeGreaterThan(2);
  expect(reply.closed.every(({ before }) => before === undefined)).toBe(true);
  expect(JSON.stringify(reply)).not.toContain('null');
});
