/**
 * Practice from its beginning to its card, and that nothing of it counts, waits, is found or is seen by anybody else.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { availability } from '../conversation/availability.js';
import { noteChanges } from '../conversation/facts.js';
import { viewConversation } from '../conversation/views.js';
import { match } from '../handoff/assign.js';
import { sweep } from '../handoff/sweep.js';
import { oweMissed } from '../mail/mails.js';
import { startHandoffRole } from '../main.js';
import { failures, says, scriptedModel } from '../testing/model.js';
import { eventually, modes, openVisitor, type Stack, signIn, startStack } from '../testing/stack.js';
import { rowOf } from '../testing/verbs.js';
import type { AgentConversation } from '../wire/agent.js';
import type { SearchReply } from '../wire/console.js';
import type { Event } from '../wire/conversation.js';
import type { PracticeCard, PracticeReply } from '../wire/practice.js';
import { practise } from './worker.js';

type Agent = Awaited<ReturnType<typeof signIn>>;
type History = { conversation: AgentConversation; events: Event[] };

/** What tests do in a stack where nobody but them plays rounds. */
function acting(stack: () => Stack) {
  const db = <T = Record<string, unknown>>(sql: string, ...values: unknown[]) =>
    stack().platform.db.query<T>(sql, values);
  const round = () => practise(stack().platform, new AbortController().signal);
  /** As if so much time had passed since everything that was said. */
  const later = (seconds: number) =>
    db(
      `with p as (update practices set created_at = created_at - $1 * interval '1 second' where ended_at is null)
       update conversation_events e set created_at = e.created_at - $1 * interval '1 second' from practices p
       where p.conversation_id = e.conversation_id and p.ended_at is null`,
      seconds,
    );
  const begin = async (agent: Agent, body: Record<string, unknown> = {}) => {
    const { status, body: reply } = await agent.call<{ conversationIds: string[] }>('POST', '/practice', {
      language: 'en',
      ...body,
    });
    expect([status, reply.error]).toEqual([201, undefined]);
    return reply.conversationIds;
  };
  const read = async (agent: Agent, id: string) => (await agent.call<History>('GET', `/conversations/${id}`)).body;
  const heard = async (agent: Agent, id: string) =>
    (await read(agent, id)).events.flatMap(({ type, role, text }) =>
      type === 'message' && role === 'visitor' ? [text] : [],
    );
  const reply = async (agent: Agent, id: string, text: string, more: Record<string, unknown> = {}) => {
    const { conversation } = await read(agent, id);
    const sent = { clientId: randomUUID(), text, seenSeq: conversation.seq, ...more };
    expect((await agent.call('POST', `/conversations/${id}/messages`, sent)).status).toBe(202);
  };
  const cardOf = (agent: Agent, id: string) => agent.call<{ card: PracticeCard }>('GET', `/practice/${id}`);
  return { db, round, later, begin, read, heard, reply, cardOf };
}

describe.each(modes().filter((mode) => mode !== 'redis'))('practice (%s)', (mode) => {
  let stack: Stack;
  let lena: Agent;
  let mona: Agent;
  const { db, round, later, begin, read, heard, reply, cardOf } = acting(() => stack);
  beforeAll(async () => {
    stack = await startStack(mode, { roles: ['gateway'] });
    [lena, mona] = [await signIn(stack), await signIn(stack, { role: 'manager', name: 'Mona' })];
  });
  afterAll(() => stack?.drop());

  test('by a script: they speak, wait, answer, thank, and the card says how it went', async () => {
    const [id = ''] = await begin(lena, { scenario: 'impatient' });
    // However long this machine takes.
    await db(`update practices set script = jsonb_set(script, '{goal}', '300') where conversation_id = $1`, id);
    const { conversation } = await read(lena, id);
    expect(conversation).toMatchObject({
      state: 'assigned',
      agentId: lena.id,
      practice: true,
      visitor: { name: 'Robin' },
    });
    expect(await heard(lena, id)).toHaveLength(1);
    expect(await db('select 1 from visitor_tokens where visitor_id = $1', conversation.visitor.id)).toEqual([]);

    // Nothing before its time; then once, however many look.
    await round();
    expect(await heard(lena, id)).toHaveLength(1);
    await later(26);
    await Promise.all([round(), round(), round()]);
    expect((await heard(lena, id)).slice(1)).toEqual(['Hello? Is anybody there?']);

    await reply(lena, id, 'I am sorry. I call the carrier and tell you within five minutes.');
    await later(6);
    await round();
    expect((await heard(lena, id)).at(-1)).toBe('All right, then I wait for that. Thank you.');
    expect((await cardOf(lena, id)).status, 'not before it is over').toBe(404);
    expect((await lena.call('POST', `/conversations/${id}/resolve`, {})).status).toBe(200);

    const { card } = (await cardOf(lena, id)).body;
    expect(card).toMatchObject({
      conversationId: id,
      title: 'In a hurry',
      agent: { id: lena.id, name: 'Lena' },
      ended: 'resolved',
    });
    expect(card.points).toHaveLength(5);
    expect(card.points.every(({ kept }) => kept)).toBe(true);
    expect(card.points[0]).toMatchObject({ kind: 'first_reply', goal: 300 });
    expect(card.points[0]?.seconds).toBeGreaterThanOrEqual(26);
    // It stands, whatever comes.
    await round();
    expect((await cardOf(lena, id)).body.card).toEqual(card);
    const mine = (await lena.call<PracticeReply>('GET', '/practice')).body;
    expect(mine.cards).toEqual([card]);
    expect(mine.running).toEqual([]);
  });

  test('from the knowledge base: a question of an entry, its answer known', async () => {
    const [id = ''] = await begin(lena, { scenario: 'knowledge' });
    const [{ script }] = (await db<{ script: { opening: string; entry: { key: string } } }>(
      'select script from practices where conversation_id = $1',
      id,
    )) as [{ script: { opening: string; entry: { key: string } } }];
    const known = await db(
      'select 1 from entries where key = $1 and $2 = any(questions)',
      script.entry.key,
      script.opening,
    );
    expect(known.length).toBeGreaterThan(0);
    expect(await heard(lena, id)).toEqual([script.opening]);

    await reply(lena, id, 'Hm.');
    await later(7);
    await round();
    expect((await heard(lena, id)).at(-1)).toContain(script.opening);
    const used = () => db(`select 1 from conversation_events where body ? 'canned'`);
    await reply(lena, id, 'It is like this.', { canned: script.entry.key });
    expect(await used(), 'counts as no use of the entry').toEqual([]);
    await later(7);
    await round();
    expect((await heard(lena, id)).at(-1)).toBe('That answers it, thank you.');
    // Nobody closes: they leave by themselves.
    await later(61);
    await round();
    const { card } = (await cardOf(lena, id)).body;
    expect(card.ended).toBe('through');
    expect(card.points.find(({ kind }) => kind === 'answer_held')).toMatchObject({ kept: true, via: 'canned' });
    expect((await read(lena, id)).conversation.state).toBe('resolved');
    // Whoever writes to them afterwards cannot have them back.
    const again = await lena.call('POST', `/conversations/${id}/take`, {});
    expect([again.status, again.body.error?.code]).toEqual([409, 'practice']);
  });

  test('left alone they give up, and the card says so', async () => {
    const [id = ''] = await begin(lena, { scenario: 'two_things', language: 'de' });
    await later(61);
    await round();
    expect(await heard(lena, id)).toHaveLength(2);
    await later(91);
    await round();
    const { card } = (await cardOf(lena, id)).body;
    expect(card).toMatchObject({ ended: 'gave_up', title: 'Zwei Dinge auf einmal', tip: { kind: 'answered_all' } });
    expect(card.points.some(({ kept }) => kept)).toBe(false);
  });

  test('who steps away for a moment misses nothing; who leaves ends it, without a card', async () => {
    const tom = await signIn(stack, { name: 'Tom' });
    const [id = ''] = await begin(tom);
    const away = (seconds: number) =>
      db(`update agent_sessions set seen_at = now() - $2 * interval '1 second' where agent_id = $1`, tom.id, seconds);
    await later(300);
    await away(120);
    await round();
    expect((await rowOf(stack.platform, id)).seq, 'they wait with what they would say').toBe(3);
    await away(601);
    await round();
    expect(await rowOf(stack.platform, id)).toMatchObject({ state: 'resolved', lastSpeaker: 'visitor' });
    expect((await cardOf(tom, id)).status).toBe(404);

    const [next = ''] = await begin(tom);
    await tom.call('DELETE', '/session');
    await round();
    expect(await db('select card, ended_at is null as open from practices where conversation_id = $1', next)).toEqual([
      { card: null, open: false },
    ]);
  });

  test('three at once and no more; only with what there is', async () => {
    const tom = await signIn(stack, { name: 'Tom' });
    const ids = await begin(tom, { count: 2 });
    const more = await tom.call('POST', '/practice', { language: 'en', count: 2 });
    expect([more.status, more.body.error?.code]).toEqual([409, 'practice_full']);
    ids.push(...(await begin(tom)));
    const { running } = (await tom.call<PracticeReply>('GET', '/practice')).body;
    expect(running.map(({ conversationId }) => conversationId).sort()).toEqual([...ids].sort());
    expect(new Set(running.slice(0, 2).map(({ title }) => title)).size, 'different ones').toBe(2);
    for (const id of ids) await tom.call('POST', `/conversations/${id}/resolve`, {});
    for (const body of [{ language: 'en', scenario: 'nobody' }, { language: 'fr' }, { language: 'en', count: 4 }])
      expect((await tom.call('POST', '/practice', body)).status).toBe(400);
    const content = await signIn(stack, { role: 'content' });
    expect((await content.call('GET', '/practice')).status).toBe(403);
  });

  test('the cards: one’s own, and everybody’s for those who lead', async () => {
    const tom = await signIn(stack, { name: 'Tom' });
    const [id = ''] = await begin(tom);
    await tom.call('POST', `/conversations/${id}/resolve`, {});
    expect((await cardOf(tom, id)).status).toBe(200);
    expect((await cardOf(lena, id)).status).toBe(404);
    expect((await cardOf(mona, id)).body.card.agent.name).toBe('Tom');
    expect((await tom.call('GET', '/practice/team')).status).toBe(403);
    const team = (await mona.call<{ cards: PracticeCard[] }>('GET', '/practice/team')).body.cards;
    expect(new Set(team.map(({ agent }) => agent.name))).toEqual(new Set(['Lena', 'Tom']));
  });

  test('it stays with whoever began it', async () => {
    const [id = ''] = await begin(lena);
    const refused = async (agent: Agent, verb: string, body: unknown = {}) => {
      const { status, body: reply } = await agent.call('POST', `/conversations/${id}/${verb}`, body);
      return [status, reply.error?.code];
    };
    for (const [verb, body] of [
      ['release', {}],
      ['hand-back', {}],
      ['transfer', { agentId: mona.id }],
      ['transfer', { inbox: 'default' }],
    ] as const)
      expect(await refused(lena, verb, body), verb).toEqual([409, 'practice']);
    // A manager takes and reads anything else.
    for (const [verb, body] of [
      ['take', {}],
      ['resolve', {}],
      ['messages', { clientId: randomUUID(), text: 'x', seenSeq: 0 }],
    ] as const)
      expect((await refused(mona, verb, body))[0], verb).toBe(404);
    expect((await mona.call('GET', `/conversations/${id}`)).status).toBe(404);
    // Not even by hand.
    await expect(
      db(`update conversations set state = 'queued', agent_id = null, queued_at = now() where id = $1`, id),
    ).rejects.toThrow('practice_in_hands');
    await lena.call('POST', `/conversations/${id}/resolve`, {});
  });

  test('the handoff role plays them by itself', async () => {
    const stopHandoff = await startHandoffRole(stack.platform);
    try {
      const tom = await signIn(stack, { name: 'Tom' });
      const [id = ''] = await begin(tom, { scenario: 'impatient' });
      await later(26);
      await eventually(async () => (await heard(tom, id)).length === 2);
      await db('delete from agent_sessions where agent_id = $1', tom.id);
      await eventually(async () => (await rowOf(stack.platform, id)).state === 'resolved');
    } finally {
      await stopHandoff();
    }
  });

  test('nothing of it reaches figures, queue, promises, lists, search, mail, or anybody’s screen', async () => {
    const { platform } = stack;
    const kim = await signIn(stack, { name: 'Kim' });
    await db('update agents set available = (id = $1), capacity = 1', kim.id);
    // Something real is in every figure.
    const real = await openVisitor(stack.url);
    await real.post('Where is my zebra parcel?');
    await real.act('handoff');
    await mona.call('POST', `/conversations/${real.id}/take`, {});
    await mona.call('PUT', `/conversations/${real.id}/tags`, { add: ['zebra'] });
    await reply(mona, real.id, 'I look where it is.');
    const waiting = await openVisitor(stack.url);
    await waiting.act('handoff');
    await waiting.post('Is anybody there?');
    const behind = await openVisitor(stack.url);
    await behind.act('handoff');
    await behind.post('Is anybody there?');
    await db(`update inboxes set reply_seconds = 10`);

    const day = new Date().toISOString().slice(0, 10);
    const days = `from=${day}&to=${day}`;
    const colleague = await signIn(stack, { name: 'Ida', inboxes: ['default'] });
    const from = async (agent: Agent, path: string) => {
      const { body } = await agent.call<Record<string, unknown>>('GET', path);
      // The moment of asking is another one each time.
      return JSON.parse(JSON.stringify(body, (name, value) => (name === 'at' || name === 'end' ? undefined : value)));
    };
    // The newest change comes first, and the matcher notes why somebody waits: which ones, not in what order.
    const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
    const listed = async (agent: Agent, query = '') => {
      const { body } = await agent.call<{ conversations: AgentConversation[] }>('GET', `/conversations${query}`);
      return body.conversations.map(({ id, state, agentId }) => ({ id, state, agentId })).sort(byId);
    };
    const foundBy = async (agent: Agent) => {
      const { body } = await agent.call<SearchReply>('GET', '/search?q=parcel');
      return body.found.map(({ conversation: { id }, line }) => ({ id, line })).sort(byId);
    };
    const figures = async () => {
      await noteChanges(platform.db, platform.config.timing.absent);
      return {
        report: await from(mona, `/reports?${days}`),
        series: await from(mona, `/reports/series?${days}`),
        breakdown: await from(mona, `/reports/breakdown?${days}&by=agent`),
        own: await from(kim, `/reports?${days}`),
        csv: await (
          await fetch(`${stack.url}/v1/agent/reports/conversations.csv?${days}`, { headers: mona.headers })
        ).text(),
        live: await from(mona, '/reports/live'),
        load: (await from(mona, '/team')).members,
        people: await availability(platform.db, 'default', new Date(), platform.config.timing.absent),
        eta: await platform.db.tx(async (tx) => {
          const { eta, etaWhy, position } = (await viewConversation(tx, behind.id)) ?? {};
          return { eta, etaWhy, position };
        }),
        lists: await Promise.all([listed(mona), listed(colleague), listed(kim, '?state=resolved')]),
        found: await Promise.all([mona, colleague, kim].map(foundBy)),
        why: await from(mona, `/conversations/${waiting.id}/queue?at=${new Date().toISOString()}`),
        tags: await from(mona, '/tags'),
        mails: await db('select kind from mails'),
        summaries: await db('select conversation_id, state from conversation_summaries order by 1'),
      };
    };
    // Enough handoffs within a week that a range is told at all.
    for (let i = 0; i < 10; i++) {
      const one = await openVisitor(stack.url);
      await one.act('handoff');
      await one.post('Is anybody there?');
      await mona.call('POST', `/conversations/${one.id}/take`, {});
      await db(
        `update conversation_events set created_at = created_at - interval '400 seconds' where conversation_id = $1 and seq <= 3`,
        one.id,
      );
      await mona.call('POST', `/conversations/${one.id}/resolve`, {});
    }
    await match(platform);
    await db(`update offers set ended_at = now(), outcome = 'withdrawn' where ended_at is null`);
    const before = await figures();
    expect(before.eta.eta, 'a range is told').not.toBeNull();
    expect(before.people).toMatchObject({ people: 'here', free: true });

    const [watcher, own] = [await mona.stream(), await kim.stream()];
    await watcher.until(({ event }) => event === 'snapshot');
    const ids = await begin(kim, { scenario: 'wants_promise', count: 3 });
    const [id = ''] = ids;
    await own.until(({ event, data }) => event === 'log' && (data as { conversationId: string }).conversationId === id);
    await kim.call('PUT', `/conversations/${id}/tags`, { add: ['parcel-practice'] });
    await reply(kim, id, 'I cannot promise that, but I track your parcel.');
    await later(7);
    await round();
    await kim.call('POST', `/conversations/${ids[1]}/resolve`, {});
    // As if a reply waited unseen for an hour.
    await db(`update conversations set unread_since = now() - interval '1 hour' where practice_for is not null`);
    await db(
      `update visitors v set email = 'robin@example.org' from conversations c where c.visitor_id = v.id and c.practice_for is not null`,
    );
    expect(await oweMissed(platform)).toBe(0);
    await later(3_600);
    await db(`update conversations set updated_at = updated_at - interval '3 days' where practice_for is not null`);
    await db(`update agent_sessions set seen_at = now() - interval '50 seconds' where agent_id = $1`, kim.id);
    const seqs = () => db('select id, state, seq from conversations where practice_for is not null order by id');
    const stood = await seqs();
    await db(`update agents set available = false`);
    await mona.call('GET', '/me');
    await sweep(platform);
    expect(await seqs(), 'not idle, not silent, not taken back').toEqual(stood);
    await db(`update conversations set updated_at = now() where practice_for is not null`);
    await db(`update agents set available = (id = $1)`, kim.id);
    await kim.call('GET', '/me');

    const after = await figures();
    expect(Object.keys(before).length).toBeGreaterThan(0);
    expect(ids.length).toBeGreaterThan(0);
    for (const [name, was] of Object.entries(before)) expect(after[name as keyof typeof after], name).toEqual(was);
    for (const agent of [mona, colleague, kim])
      expect(JSON.stringify(await from(agent, '/search?q=promise')), 'found by nobody').not.toContain(id);
    const told = watcher.messages.map(({ data }) => JSON.stringify(data)).join();
    for (const one of ids) expect(told).not.toContain(one);
    const next = await colleague.stream();
    const snapshot = await next.until(({ event, data }) => event === 'snapshot' && JSON.stringify(data));
    for (const one of ids) expect(snapshot).not.toContain(one);
    for (const stream of [watcher, own, next]) await stream.close();

    // With room for one they have two to practise with, and still gets what waits.
    expect(await match(platform)).toContain('matched 1');
    expect(
      await db('select agent_id as "agentId" from offers where conversation_id = $1 and ended_at is null', waiting.id),
    ).toEqual([{ agentId: kim.id }]);
    // And then they are full with it, as ever.
    expect(await match(platform)).toContain('matched 0');
  });
});

describe('in the words of a language model', () => {
  let model: Awaited<ReturnType<typeof scriptedModel>>;
  let stack: Stack;
  let lena: Agent;
  const { db, round, later, begin, heard, reply, cardOf } = acting(() => stack);
  beforeAll(async () => {
    model = await scriptedModel();
    stack = await startStack('embedded', {
      env: model.env,
      roles: ['gateway'],
      timing: { llmFirstToken: 1_000, llmIdle: 1_000, llmTotal: 3_000 },
    });
    lena = await signIn(stack);
  });
  afterAll(async () => {
    await stack?.drop();
    await model?.close();
  });

  test('they say what their script says, otherwise; and the card reads the same', async () => {
    model.will('order 48213', says(['"Order 48213 is late, ', 'and I am off in an hour."']));
    const [id = ''] = await begin(lena, { scenario: 'impatient' });
    expect(await heard(lena, id)).toEqual([]);
    // Two processes: one asks, the other leaves it to it.
    await Promise.all([round(), round()]);
    expect(await heard(lena, id)).toEqual(['Order 48213 is late, and I am off in an hour.']);
    expect(model.prompts).toHaveLength(1);
    await reply(lena, id, 'Sorry to hear that. I tell you within ten minutes.');
    model.will('then I wait', says(['Fine, ten minutes then, thanks.']));
    await later(6);
    await round();
    expect(await heard(lena, id)).toEqual([
      'Order 48213 is late, and I am off in an hour.',
      'Fine, ten minutes then, thanks.',
    ]);
    const last = model.prompts
      .at(-1)
      ?.messages.map(({ content }) => content)
      .join('\n');
    expect(last, 'the model knows what was said').toContain('within ten minutes');
    await lena.call('POST', `/conversations/${id}/resolve`, {});
    expect((await cardOf(lena, id)).body.card.points.filter(({ kept }) => !kept)).toEqual([]);
  });

  test.each(
    Object.entries(failures(['So, this is the first. '])).filter(([name]) => /500|middle|nothing|never/.test(name)),
  )('a model that %s costs them nothing: the words of the script stand in', async (_, { script }) => {
    model.will('call me back', script);
    const [id = ''] = await begin(lena, { scenario: 'call_back' });
    await round();
    expect(await heard(lena, id)).toEqual([
      'Can somebody call me back, please? My number is 0151 555 0142, best after 4 pm.',
    ]);
    await lena.call('POST', `/conversations/${id}/resolve`, {});
    await round();
  });

  test('a process that dies while it asks: another goes on when the lease is over', async () => {
    const [id = ''] = await begin(lena, { scenario: 'call_back' });
    await db(`update practices set lease_until = now() + interval '20 s' where conversation_id = $1`, id);
    await round();
    expect(await heard(lena, id)).toEqual([]);
    await db(`update practices set lease_until = now() - interval '1 s' where conversation_id = $1`, id);
    model.will('call me back', says(['Please call 0151 555 0142 after 4 pm.']));
    await round();
    expect(await heard(lena, id)).toEqual(['Please call 0151 555 0142 after 4 pm.']);
    await lena.call('POST', `/conversations/${id}/resolve`, {});
  });
});
