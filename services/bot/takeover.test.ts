/**
 * With a model that writes slowly, badly or not at all: who takes over silences the bot, and a failure is
 * a handoff, never a half answer.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Running, start } from '../main.js';
import { failures, says, scriptedModel } from '../testing/model.js';
import { seeded } from '../testing/random.js';
import { eventually, modes, openVisitor, type SseMessage, type Stack, signIn, startStack } from '../testing/stack.js';
import { logOf } from '../testing/verbs.js';
import type { AgentConversation, Decision } from '../wire/agent.js';
import type { Delta, Event } from '../wire/conversation.js';

const sentences = Array.from({ length: 10 }, (_, i) => `This is sentence number ${i + 1} of it [1]. `);

describe.each(modes())('a slow model (%s)', (mode) => {
  let model: Awaited<ReturnType<typeof scriptedModel>>;
  let stack: Stack;
  let bot: Running | undefined;
  let lena: Awaited<ReturnType<typeof signIn>>;

  beforeAll(async () => {
    model = await scriptedModel();
    const timing = { quiet: 500, llmFirstToken: 5_000, llmIdle: 3_000, llmTotal: 30_000 };
    // Where roles can be split they are: what the bot writes reaches the visitor through another process's streams.
    const split = mode === 'redis';
    stack = await startStack(mode, {
      env: model.env,
      timing,
      ...(split && { roles: ['gateway', 'handoff'] }),
    });
    if (split) bot = await start({ ...stack.config, roles: ['bot'], port: 0 });
    // Whatever it is asked, it answers: the threshold is not what is tried here.
    await stack.platform.db.query('update inboxes set answer_threshold = 0');
    lena = await signIn(stack);
    // The first call loads the client, which takes its time.
    const { key, visitor } = await asking();
    model.will(key, says(['Ready [1].']));
    await visitor.post(`How do I return a parcel? ${key}`);
    await eventually(
      async () => (await events(visitor)).some((event) => event.role === 'bot' || event.type === 'move'),
      30_000,
    );
  });
  afterAll(async () => {
    await bot?.stop();
    await stack?.drop();
    await model?.close();
  });

  const asking = async () => ({ key: `ref${randomUUID().slice(0, 8)}`, visitor: await openVisitor(stack.url) });
  /** Empty where we asked too often. */
  const events = async (visitor: Awaited<ReturnType<typeof openVisitor>>) => (await visitor.history()).events ?? [];
  const of = <T>(messages: SseMessage[], event: string) =>
    messages.filter((it) => it.event === event).map((it) => it.data as T);
  const decisions = async (id: string) =>
    (await lena.call<{ decisions: Decision[] }>('GET', `/conversations/${id}`)).body.decisions;

  test('streams sentence by sentence, and what is stored is what was streamed', async () => {
    const { key, visitor } = await asking();
    // Cut anywhere, also in the middle of a mark.
    model.will(
      key,
      says(['Go to Orders', ' and press Return [1', ']. Then print', ' the label [2].', ' Done.'], { pause: 120 }),
    );
    const screen = await visitor.stream();
    await visitor.post(`How do I return a parcel? ${key}`);
    const answer = await screen.until(
      (it) => it.event === 'log' && (it.data as Event).role === 'bot' && (it.data as Event),
    );
    const deltas = of<Delta>(screen.messages, 'delta');
    expect(deltas.length).toBeGreaterThanOrEqual(2);
    expect(deltas.map((delta) => delta.i)).toEqual(deltas.map((_, i) => i));
    expect(
      deltas
        .map((delta) => delta.text)
        .join('')
        .trim(),
    ).toBe(answer.text);
    expect(answer.text).toBe('Go to Orders and press Return [1]. Then print the label [2]. Done.');
    expect(answer.citations?.map((citation) => citation.index)).toEqual([1, 2]);
    for (const citation of answer.citations ?? []) expect(citation.text.length).toBeGreaterThan(10);
    expect(of(screen.messages, 'discard')).toEqual([]);
    expect(await decisions(visitor.id)).toMatchObject([{ verdict: 'answer', model: 'scripted' }]);
    await screen.close();
  });

  test('gets its sources and the conversation, and what it invents is dropped', async () => {
    const { key, visitor } = await asking();
    model.will(
      key,
      says([
        'See [our page](https://evil.example/x?q=secret) [1]. ',
        'Or https://evil.example/y [7]. ',
        '![pixel](https://evil.example/p.png)It is free [1][99].',
      ]),
    );
    await visitor.post(`How do I return a parcel? <b>${key}</b>`);
    const answer = await eventually(async () => (await events(visitor)).find((event) => event.role === 'bot'));
    expect(answer.text).not.toMatch(/evil|\[7\]|\[99\]|!\[/);
    expect(answer.text).toMatch(/^See our page \[1\]\. Or\s+It is free \[1\]\.$/);
    expect(answer.citations?.map((citation) => citation.index)).toEqual([1]);
    const [prompt] = model.asked(key);
    expect(prompt?.messages[0]).toMatchObject({
      role: 'system',
      content: expect.stringContaining('<source number="1"'),
    });
    expect(prompt?.messages.at(-1)).toEqual({ role: 'user', content: `How do I return a parcel? <b>${key}</b>` });
    // The next prompt holds what was said before.
    const second = `${key}-2`;
    model.will(second, says(['Within 30 days [1].']));
    await visitor.post(`Until when can I send it back? ${second}`);
    await eventually(async () => (await events(visitor)).filter((event) => event.role === 'bot').length === 2);
    expect(model.asked(second)[0]?.messages.map((message) => message.role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
    ]);
  });

  test('a burst of five messages gets one answer, to all five', async () => {
    const { key, visitor } = await asking();
    model.will(key, says(['All of it [1].']));
    const parts = [`Hi ${key}`, 'I bought a lamp', 'last week', 'and it is broken', 'how do I send it back?'];
    for (const part of parts) expect((await visitor.post(part)).status).toBe(202);
    const answer = await eventually(async () => (await events(visitor)).find((event) => event.role === 'bot'));
    expect(answer.replyTo).toBe(5);
    expect(model.asked(key)).toHaveLength(1);
    expect(model.asked(key)[0]?.messages.at(-1)?.content).toBe(parts.join('\n'));
    // Turns come one after another: with the next one answered, nothing of the burst is left to come.
    model.will(`${key} again`, says(['As I said [1].']));
    await visitor.post(`And until when? ${key} again`);
    await eventually(async () => (await events(visitor)).some((event) => event.replyTo === 7));
    expect((await events(visitor)).filter((event) => event.role !== 'visitor').map((event) => event.replyTo)).toEqual([
      5, 7,
    ]);
    expect(model.asked(key)).toHaveLength(2);
    expect(await decisions(visitor.id)).toMatchObject([
      { fromSeq: 1, toSeq: 5, question: parts.join('\n') },
      { toSeq: 7 },
    ]);
  });

  test('a message sent while the answer runs is answered next; the first answer stands', async () => {
    const { key, visitor } = await asking();
    model.will(`one ${key}`, says(sentences.slice(0, 5), { pause: 150 }));
    model.will(`two ${key}`, says(['The second answer [1].']));
    const screen = await visitor.stream();
    await visitor.post(`How do I return a parcel? one ${key}`);
    await screen.until((it) => it.event === 'delta');
    await visitor.post(`And where is my refund? two ${key}`);
    const answers = await eventually(async () => {
      const found = (await events(visitor)).filter((event) => event.role === 'bot');
      return found.length === 2 && found;
    });
    expect(answers.map((event) => event.replyTo)).toEqual([1, 2]);
    expect(answers[0]?.text).toBe(sentences.slice(0, 5).join('').trim());
    await screen.close();
  });

  test('that declines hands off, before a word is out', async () => {
    const { key, visitor } = await asking();
    model.will(key, says(['NO_', 'ANSWER'], { pause: 50 }));
    const screen = await visitor.stream();
    await visitor.post(`Who painted the ceiling? ${key}`);
    await screen.until((it) => it.event === 'log' && (it.data as Event).type === 'move');
    expect(of(screen.messages, 'delta')).toEqual([]);
    const seen = await lena.call<{ conversation: AgentConversation }>('GET', `/conversations/${visitor.id}`);
    expect(seen.body.conversation).toMatchObject({ state: 'queued', reason: 'model_declined' });
    expect(await decisions(visitor.id)).toMatchObject([{ verdict: 'handoff', reason: 'model_declined' }]);
    await screen.close();
  });

  test('that fails in any way is a handoff: no half text is kept, and what was shown is taken back', async () => {
    const begun = ['First you open your orders [1]. ', 'Then you '];
    await Promise.all(
      Object.entries(failures(begun)).map(async ([how, { script, deltas }]) => {
        const { key, visitor } = await asking();
        model.will(key, script);
        const screen = await visitor.stream();
        await visitor.post(`How do I return a parcel? ${key}`);
        await screen.until((it) => it.event === 'log' && (it.data as Event).type === 'move', 30_000);
        const shown = of<Delta>(screen.messages, 'delta');
        expect(shown.length > 0, how).toBe(deltas);
        if (deltas) {
          const { turn } = shown[0] as Delta;
          await screen.until((it) => it.event === 'discard' && (it.data as { turn: number }).turn === turn);
        }
        const log = await logOf(stack.platform, visitor.id);
        expect(
          log.map((event) => event.type),
          how,
        ).toEqual(['message', 'move']);
        expect(log[1]?.body, how).toMatchObject({ move: { to: 'queued', reason: 'model_failed' } });
        expect(JSON.stringify(log), how).not.toContain('First you open');
        expect(await decisions(visitor.id), how).toMatchObject([{ verdict: 'handoff', reason: 'model_failed' }]);
        // Asked once: a failed call is not tried again behind our back.
        expect(model.asked(key), how).toHaveLength(1);
        await screen.close();
      }),
    );
  });

  const rounds = { embedded: 16, postgres: 30, redis: 100 }[mode];
  test(`a person takes over at ${rounds} random moments, and the bot is silent from then on`, {
    timeout: 120_000,
  }, async () => {
    const during = { before: 0, middle: 0, after: 0, waiting: 0 };
    const next = seeded();
    /** Drawn before anything runs: rounds at once would draw in whatever order they come to it. */
    const moments = Array.from({ length: rounds }, () => ({
      first: 50 * next(),
      any: next() < 0.3,
      after: 1_200 * next(),
      last: Math.floor(next() * sentences.length),
      later: 60 * next(),
      waits: next() < 0.4,
    }));
    const takeover = async ({ first, any, after, last, later, waits }: (typeof moments)[number]) => {
      const { key, visitor } = await asking();
      model.will(key, says(sentences, { first, pause: 40 }));
      const screen = await visitor.stream();
      // Some wait for a person while the bot helps them on: it is silenced all the same.
      if (waits) await visitor.act('handoff');
      await visitor.post(`How do I return a parcel? ${key}`);
      if (any) await sleep(after);
      else {
        await screen.until((it) => it.event === 'delta' && (it.data as Delta).i === last);
        await sleep(later);
      }
      const taken = await lena.call<{ conversation: AgentConversation }>(
        'POST',
        `/conversations/${visitor.id}/take`,
        {},
      );
      expect(taken.status).toBe(200);
      const isTakeover = (it: SseMessage) => it.event === 'log' && (it.data as Event).notice?.kind === 'joined';
      await screen.until((it) => isTakeover(it));
      // When the model says nothing more, what she writes comes after all that the bot could have said.
      await eventually(async () => model.over(key) === model.asked(key).length);
      const reply = { clientId: randomUUID(), text: 'Lena here.', seenSeq: taken.body.conversation.seq };
      expect((await lena.call('POST', `/conversations/${visitor.id}/messages`, reply)).status).toBe(202);
      await screen.until((it) => it.event === 'log' && (it.data as Event).text === reply.text);
      const at = screen.messages.findIndex(isTakeover);
      const ofBot = (it: SseMessage) =>
        it.event === 'delta' || (it.event === 'log' && (it.data as Event).role === 'bot');
      expect(screen.messages.slice(at).filter(ofBot)).toEqual([]);
      const log = await logOf(stack.platform, visitor.id);
      const seq = log.find((event) => event.agentId === lena.id)?.seq ?? 0;
      expect(log.filter((event) => event.role === 'bot' && event.seq > seq)).toEqual([]);
      const before = screen.messages.slice(0, at);
      if (log.some((event) => event.role === 'bot' && event.type === 'message')) during.after++;
      else if (before.some((it) => it.event === 'delta')) during.middle++;
      else during.before++;
      if (waits && before.some((it) => it.event === 'delta')) during.waiting++;
      expect(
        log.filter((event) => event.role === 'bot').every((event) => event.text === sentences.join('').trim()),
      ).toBe(true);
      await screen.close();
    };
    for (let left = rounds; left > 0; left -= 10)
      await Promise.all(moments.slice(left - Math.min(10, left), left).map(takeover));
    console.log(`${mode}: taken over`, during);
    // Else the moments were not the ones that matter.
    expect(during.middle).toBeGreaterThan(rounds / 5);
    expect(during.waiting).toBeGreaterThan(0);
  });

  test('was asked for nothing that the tests did not script', () => {
    expect(model.unexpected()).toBe(0);
  });
});
