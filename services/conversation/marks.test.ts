/** What the team puts on a conversation, through HTTP, on every database that is here. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, modes, openVisitor, type Stack, signIn, startStack } from '../testing/stack.js';
import type { AgentConversation } from '../wire/agent.js';
import type { PastReply, SearchReply } from '../wire/console.js';
import type { Event } from '../wire/conversation.js';

type One = { conversation: AgentConversation };
type Agent = Awaited<ReturnType<typeof signIn>>;

describe.each(modes().filter((mode) => mode !== 'redis'))('marks (%s)', (mode) => {
  let stack: Stack;
  let lena: Agent;
  beforeAll(async () => {
    stack = await startStack(mode, { roles: ['gateway'] });
    await stack.platform.db.query(`insert into inboxes (slug, name) values ('billing', 'Billing')`);
    lena = await signIn(stack, { name: 'Lena', inboxes: ['default'] });
  });
  afterAll(() => stack?.drop());

  /** A conversation that Lena has, with what was said. */
  async function held(...lines: string[]) {
    const visitor = await openVisitor(stack.url);
    for (const line of lines) expect((await visitor.post(line)).status).toBe(202);
    expect((await lena.call('POST', `/conversations/${visitor.id}/take`, {})).status).toBe(200);
    return visitor;
  }
  const act = (agent: Agent, id: string, verb: string, body: unknown = {}) =>
    agent.call<One>('POST', `/conversations/${id}/${verb}`, body);
  const log = async (id: string) =>
    (await lena.call<One & { events: Event[] }>('GET', `/conversations/${id}`)).body.events;
  const marksOf = async (id: string) => (await log(id)).flatMap(({ mark }) => (mark ? [mark.kind] : []));
  const find = async (agent: Agent, query: Record<string, string>) =>
    (await agent.call<SearchReply>('GET', `/search?${new URLSearchParams(query)}`)).body;
  const ids = (reply: SearchReply) => reply.found.map(({ conversation }) => conversation.id);

  test('tags are added and removed once, in any case, and by two at a time without loss', async () => {
    const { id } = await held('hello');
    await Promise.all([act(lena, id, 'tags', { add: ['Refund'] }), act(lena, id, 'tags', { add: ['vip ', 'refund'] })]);
    const { conversation } = (await act(lena, id, 'tags', { add: ['REFUND'] })).body;
    expect([...(conversation.tags ?? [])].map((tag) => tag.toLowerCase()).sort()).toEqual(['refund', 'vip']);
    expect((await act(lena, id, 'tags', { remove: ['VIP', 'nothing'] })).body.conversation.tags).toHaveLength(1);
    expect((await marksOf(id)).filter((kind) => kind === 'untagged')).toHaveLength(1);
    const many = Array.from({ length: 20 }, (_, i) => `t${i}`);
    expect((await act(lena, id, 'tags', { add: many })).status).toBe(400);
    expect((await lena.call<{ tags: string[] }>('GET', '/tags')).body.tags.map((tag) => tag.toLowerCase())).toContain(
      'refund',
    );
  });

  test('a snooze keeps the conversation, and ends by what the visitor writes, by hand, or by any move', async () => {
    const visitor = await held('hello');
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const snoozed = (await act(lena, visitor.id, 'snooze', { until })).body.conversation;
    expect([snoozed.state, snoozed.snoozedUntil]).toEqual(['assigned', until]);
    await act(lena, visitor.id, 'snooze', { until });
    expect((await marksOf(visitor.id)).filter((kind) => kind === 'snoozed')).toHaveLength(1);
    await visitor.post('still there?');
    const read = async () => (await lena.call<One>('GET', `/conversations/${visitor.id}`)).body.conversation;
    expect((await read()).snoozedUntil).toBeUndefined();
    await act(lena, visitor.id, 'snooze', { until });
    expect((await act(lena, visitor.id, 'snooze', { until: null })).body.conversation.snoozedUntil).toBeUndefined();
    await act(lena, visitor.id, 'snooze', { until });
    expect((await act(lena, visitor.id, 'release')).body.conversation.snoozedUntil).toBeUndefined();
    expect((await act(lena, visitor.id, 'snooze', { until })).status).toBe(409);
    await act(lena, visitor.id, 'take');
    expect((await act(lena, visitor.id, 'snooze', { until: '2020-01-01T00:00:00.000Z' })).status).toBe(400);
  });

  test('a blocked visitor reads and cannot write, anywhere, until they are let in again; who and why is on the record', async () => {
    const visitor = await held('buy my pills');
    const blocked = (await act(lena, visitor.id, 'block', { why: 'advertising' })).body.conversation;
    expect(blocked.visitor.blocked).toMatchObject({ by: 'Lena', why: 'advertising' });
    await act(lena, visitor.id, 'block', { why: 'again' });
    const refused = await visitor.post('more pills');
    expect([refused.status, refused.body.error?.code]).toEqual([403, 'blocked']);
    const other = await call(stack.url, 'POST', '/v1/conversations', { headers: visitor.headers, body: {} });
    expect([other.status, other.body.error?.code]).toEqual([403, 'blocked']);
    const seen = await visitor.history();
    expect(seen.events.filter(({ type }) => type === 'message')).toHaveLength(1);
    expect(seen.events.some(({ type }) => type === 'mark')).toBe(false);
    await act(lena, visitor.id, 'unblock');
    expect((await visitor.post('sorry')).status).toBe(202);
    const said = (await log(visitor.id)).filter(({ mark }) => mark);
    expect(said.map(({ mark, text, agent }) => [mark?.kind, text, agent?.name])).toEqual([
      ['blocked', 'advertising', 'Lena'],
      ['unblocked', undefined, 'Lena'],
    ]);
  });

  test('an invited colleague reads and writes notes and nothing else, hears of it at once, and can be sent away', async () => {
    const { id } = await held('an invoice question');
    const ben = await signIn(stack, { name: 'Ben', inboxes: ['billing'] });
    const stream = await ben.stream();
    const about = (event: { event: string; data: never }) =>
      (event.data as { conversationId?: string }).conversationId === id;
    expect((await ben.call('GET', `/conversations/${id}`)).status).toBe(404);
    expect((await act(lena, id, 'invite', { agentId: ben.id })).body.conversation.participants).toEqual([
      { id: ben.id, name: 'Ben' },
    ]);
    await stream.until((message) => message.event === 'log' && about(message));
    expect((await ben.call('GET', `/conversations/${id}`)).status).toBe(200);
    const write = (note: boolean) =>
      act(ben, id, 'messages', { clientId: randomUUID(), text: 'I look', note, seenSeq: 0 });
    expect((await write(true)).status).toBe(202);
    for (const refused of [await write(false), await act(ben, id, 'take'), await act(ben, id, 'tags', { add: ['x'] })])
      expect([refused.status, refused.body.error?.code]).toEqual([403, 'guest']);
    expect(ids(await find(ben, { q: 'invoice' }))).toEqual([id]);
    await act(lena, id, 'remove', { agentId: ben.id });
    await stream.until((message) => message.event === 'gone' && about(message));
    expect((await ben.call('GET', `/conversations/${id}`)).status).toBe(404);
    await stream.close();
  });

  test('a note that names a colleague marks it for them until they open it, resolved or not, and invites who is outside', async () => {
    const { id } = await held('hello');
    const mia = await signIn(stack, { name: 'Mia', inboxes: ['billing'] });
    await act(lena, id, 'resolve');
    const stream = await mia.stream();
    const note = { clientId: randomUUID(), text: '@Mia please look', note: true, mentions: [mia.id], seenSeq: 0 };
    expect((await act(lena, id, 'messages', note)).status).toBe(202);
    expect((await act(lena, id, 'messages', note)).status).toBe(202);
    const shown = await stream.until((message) => message.event === 'log' && (message.data as One).conversation);
    expect(shown).toMatchObject({ id, state: 'resolved', mentioned: [mia.id], participants: [{ id: mia.id }] });
    const fresh = await mia.stream();
    const snapshot = await fresh.until(
      (message) => message.event === 'snapshot' && (message.data as { conversations: AgentConversation[] }),
    );
    expect(snapshot.conversations.map((one) => one.id)).toEqual([id]);
    expect((await act(mia, id, 'mention-seen')).status).toBe(204);
    await stream.until(
      (message) => message.event === 'log' && !(message.data as One).conversation.mentioned && message.data,
    );
    expect((await log(id)).at(-1)).toMatchObject({ type: 'note', mentions: [mia.id] });
    expect((await act(lena, id, 'messages', { ...note, clientId: randomUUID(), note: false })).status).toBe(400);
    await Promise.all([stream.close(), fresh.close()]);
  });

  test('a message that is retried with other mentions is another message', async () => {
    const { id } = await held('hello');
    const note = { clientId: randomUUID(), text: '@Lena hm', note: true, seenSeq: 0 };
    expect((await act(lena, id, 'messages', note)).status).toBe(202);
    expect((await act(lena, id, 'messages', { ...note, mentions: [lena.id] })).status).toBe(422);
  });

  test('search finds by line, name, e-mail and tag, in any state, by the beginnings of words, across the conversation', async () => {
    const visitor = await held('My parcel AB-9917 never arrived, tracking says Zürich');
    await visitor.act('contact', { email: 'paula.quill@mail.test', name: 'Paula Quill' });
    await act(lena, visitor.id, 'tags', { add: ['lost parcel'] });
    const note = { clientId: randomUUID(), text: 'carrier confirms wanderlust', note: true, seenSeq: 0 };
    await act(lena, visitor.id, 'messages', note);
    await act(lena, visitor.id, 'resolve');
    for (const q of ['parc', 'ab-9917', '9917', 'zür', 'QUILL', 'paula.quill@mail.test', 'wander', 'paula wanderlust'])
      expect([q, ids(await find(lena, { q }))]).toEqual([q, [visitor.id]]);
    for (const q of ['arcel', 'paula nonsense', "'); drop table conversations; --"])
      expect([q, ids(await find(lena, { q }))]).toEqual([q, []]);
    const [hit] = (await find(lena, { q: 'wanderlust' })).found;
    expect(hit?.line).toMatchObject({ type: 'note', text: 'carrier confirms wanderlust' });
    expect(ids(await find(lena, { q: 'parcel', list: 'resolved', tag: 'lost parcel', agent: lena.id }))).toEqual([
      visitor.id,
    ]);
    expect(ids(await find(lena, { q: 'parcel', list: 'mine' }))).toEqual([]);
    expect(ids(await find(lena, { q: 'parcel', inbox: 'billing' }))).toEqual([]);
    const stranger = await signIn(stack, { name: 'Noa', inboxes: ['billing'] });
    expect(ids(await find(stranger, { q: 'parcel' }))).toEqual([]);
  });

  test.each([
    ['Wo liegt das cafe\u0301 in der Straße?', ['café', 'CAFE', 'strasse', 'straß']],
    ['my flat in İstanbul, code ＡＢＣ１２３', ['istanbul', 'İstan', 'abc123', 'ａｂｃ']],
    ['この商品はまだ届きません', ['商品', 'この商', '届き']],
    ['สินค้ายังไม่มาถึง', ['สินค้า', 'มาถึง']],
    ['ПРИВЕТ где мой заказ, أين طَلَبي', ['привет', 'ЗАКАЗ', 'طلبي']],
  ])('search finds %j however it is typed', async (text, asked) => {
    const visitor = await held(text);
    for (const q of asked) expect([q, ids(await find(lena, { q }))]).toEqual([q, [visitor.id]]);
    for (const q of ['品商', 'bafe']) expect([q, ids(await find(lena, { q }))]).not.toContain(visitor.id);
  });

  test('the past is one line of time over all of a visitor’s conversations, and none that the agent may not see', async () => {
    const visitor = await held('first');
    const again = { headers: visitor.headers, body: { inbox: 'billing' } };
    const other = await call<One>(stack.url, 'POST', '/v1/conversations', again);
    const second = other.body.conversation.id;
    await call(stack.url, 'POST', `/v1/conversations/${second}/messages`, {
      headers: visitor.headers,
      body: { clientId: randomUUID(), text: 'second' },
    });
    await visitor.post('third');
    const past = async (agent: Agent) => (await agent.call<PastReply>('GET', `/conversations/${visitor.id}/past`)).body;
    const words = (reply: PastReply) => reply.events.flatMap(({ type, text }) => (type === 'message' ? [text] : []));
    expect(words(await past(lena))).toEqual(['first', 'third']);
    const lead = await signIn(stack, { name: 'Max', role: 'manager' });
    expect(words(await past(lead))).toEqual(['first', 'second', 'third']);
    expect((await past(lead)).conversations.map(({ id }) => id)).toEqual([second, visitor.id]);
  });

  test('who looks and writes reaches colleagues who see the conversation, not themselves and not the visitor', async () => {
    const visitor = await held('hello');
    const ben = await signIn(stack, { name: 'Ben', inboxes: ['default'] });
    const out = await signIn(stack, { name: 'Out', inboxes: ['billing'] });
    const streams = await Promise.all([lena.stream(), ben.stream(), out.stream(), visitor.stream()]);
    const [mine, his, theirs, hers] = streams;
    await Promise.all([mine, his, theirs].map((stream) => stream.until(({ event }) => event === 'snapshot')));
    expect((await act(ben, visitor.id, 'presence', { here: true, writing: 'reply' })).status).toBe(204);
    expect(await mine.until(({ event, data }) => event === 'presence' && data)).toMatchObject({
      conversationId: visitor.id,
      agent: { id: ben.id, name: 'Ben' },
      here: true,
      writing: 'reply',
    });
    await visitor.post('something after it');
    await hers.until(({ event, data }) => event === 'log' && (data as Event).text === 'something after it');
    await his.until(
      ({ event, data }) => event === 'log' && (data as { event?: Event }).event?.text === 'something after it',
    );
    for (const stream of [his, theirs, hers])
      expect(stream.messages.some(({ event }) => event === 'presence')).toBe(false);
    expect((await act(out, visitor.id, 'presence', { here: true })).status).toBe(404);
    await Promise.all(streams.map((stream) => stream.close()));
  });
});
