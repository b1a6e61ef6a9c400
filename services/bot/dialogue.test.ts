/**
 * A conversation is more than its last message: follow-ups, several questions, what did not help. Over HTTP,
 * with the demo company's answers.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { says, scriptedModel } from '../testing/model.js';
import { eventually, modes, openVisitor, type Stack, signIn, startStack } from '../testing/stack.js';
import type { AgentConversation, Decision } from '../wire/agent.js';
import type { Event } from '../wire/conversation.js';

const keyOf = (candidates?: { key: string }[]) => candidates?.[0]?.key.split('/').at(-1);

// What is said does not depend on who rings for a turn: story and takeover ring over Redis.
describe.each(modes().filter((mode) => mode !== 'redis'))('a dialogue (%s)', (mode) => {
  let stack: Stack;
  let lena: Awaited<ReturnType<typeof signIn>>;

  beforeAll(async () => {
    stack = await startStack(mode);
    lena = await signIn(stack);
  });
  afterAll(() => stack?.drop());
  afterEach(() => threshold(null));

  const threshold = (answer: number | null) =>
    stack.platform.db.query('update inboxes set answer_threshold = $1', [answer]);

  /** A visitor who asks and waits for what comes of it: the bot's answer, or the move to the queue. */
  async function visitor() {
    const it = await openVisitor(stack.url);
    const events = async () => (await it.history()).events;
    const ask = async (text: string, more: Record<string, unknown> = {}) => {
      const { seq } = (await it.post(text, more)).body.event;
      return eventually(async () => (await events()).find((event) => event.seq > seq && event.role !== 'visitor'));
    };
    const seen = async () =>
      (await lena.call<{ conversation: AgentConversation; decisions: Decision[] }>('GET', `/conversations/${it.id}`))
        .body;
    const thumb = (feedback: Record<string, unknown>) => it.act<{ event: Event }>('feedback', feedback);
    return { ...it, ask, events, seen, thumb };
  }

  const labels = async (id: string) =>
    (
      await stack.platform.db.query<{ kind: string }>(
        `select l.kind from labels l join decisions d on d.id = l.decision_id
         where d.conversation_id = $1 and l.by = 'visitor' order by l.id`,
        [id],
      )
    ).map(({ kind }) => kind);

  test('a follow-up is read with what was asked before, and the record says so', async () => {
    const { ask, seen } = await visitor();
    await ask('How do I subscribe to the newsletter?');
    await ask('thanks!');
    await ask('and unsubscribe?');
    const { decisions } = await seen();
    expect(decisions.map(({ verdict }) => verdict).slice(0, 2)).toEqual(['answer', 'small_talk']);
    expect(decisions[2]).toMatchObject({
      question: 'and unsubscribe?',
      context: 'How do I subscribe to the newsletter?',
      verdict: expect.stringMatching(/answer|suggest/),
    });
    expect(keyOf(decisions[2]?.candidates)).toBe('newsletter-unsubscribe');
    expect(decisions[0]).not.toHaveProperty('context');
  });

  test('after a button, the follow-up is about what it said', async () => {
    await threshold(0.999999);
    const { ask, seen, id } = await visitor();
    const offer = await ask('How do I return a gift?');
    const labelled = offer.suggestions?.findIndex(({ label }) => label === 'Return a gift') ?? -1;
    expect(labelled).toBeGreaterThanOrEqual(0);
    const answer = await ask('Return a gift', { choice: { seq: offer.seq, index: labelled } });
    expect(answer.citations?.[0]?.title).toBe('Return a gift');
    // What they pressed is their word on which entry was meant.
    const chosen = await stack.platform.db.query(
      `select l.kind, l.entry, l.by from labels l join decisions d on d.id = l.decision_id where d.conversation_id = $1`,
      [id],
    );
    expect(chosen).toEqual([{ kind: 'chosen', entry: 'returns/return-gift', by: 'visitor' }]);
    await ask('and when do I get my money back?');
    expect((await seen()).decisions.at(-1)?.context).toBe('Return a gift');
  });

  test('several questions get one answer with a source each', async () => {
    const { ask, seen } = await visitor();
    const answer = await ask('How much is delivery? Can I pay with PayPal?');
    expect(answer.citations?.map(({ index }) => index)).toEqual([1, 2]);
    for (const { index, title, text } of answer.citations ?? [])
      expect(answer.text).toContain(`**${title}** [${index}]\n\n${text}`);
    const [decision] = (await seen()).decisions;
    expect(decision?.parts).toMatchObject([
      { question: 'How much is delivery?' },
      { question: 'Can I pay with PayPal?' },
    ]);
    expect(decision?.candidates.map(({ signals }) => signals?.part).slice(0, 2)).toEqual([1, 2]);
  });

  test('so do two messages in one turn', async () => {
    const { post, events } = await visitor();
    await post('How do I descale my kettle?');
    await post('And how do I clean my grinder?');
    const answer = await eventually(async () => (await events()).find(({ role }) => role === 'bot'));
    expect(answer).toMatchObject({ replyTo: 2, citations: [{ index: 1 }, { index: 2 }] });
  });

  test('what nobody can answer of it is named, and a person is one press away', async () => {
    const { ask, seen } = await visitor();
    const answer = await ask('How much is delivery? Do you sell bicycles?');
    expect(answer.citations?.map(({ title }) => title)).toEqual(['Delivery costs']);
    expect(answer.text).toContain('I did not find an answer to: “Do you sell bicycles?”');
    expect(answer.suggestions).toEqual([{ label: 'Ask a person' }]);
    const { decisions } = await seen();
    expect(decisions[0]).toMatchObject({ verdict: 'answer', parts: [{ entry: 'delivery/delivery-costs' }, {}] });
    expect(decisions[0]?.parts?.[1]?.entry).toBeUndefined();
    await ask('Ask a person', { choice: { seq: answer.seq, index: 0 } });
    expect((await seen()).conversation).toMatchObject({ state: 'queued', reason: 'low_confidence' });
  });

  test('whoever waits for that person already gets no button to one', async () => {
    const { post, act, events } = await visitor();
    await post('human please');
    await eventually(async () => (await events()).find(({ type }) => type === 'move'));
    await act('handoff');
    await post('How much is delivery? Do you sell bicycles?');
    const answer = await eventually(async () => (await events()).find(({ citations }) => citations));
    expect(answer.text).toContain('“Do you sell bicycles?”');
    expect(answer.suggestions).toBeUndefined();
  });

  test('the same by its proposal, as the widget’s own button does it', async () => {
    const { ask, act, seen } = await visitor();
    const { seq } = await ask('How much is delivery? Do you sell bicycles?');
    await act('handoff', { proposedBy: seq });
    expect((await seen()).conversation).toMatchObject({ state: 'queued', reason: 'low_confidence' });
  });

  test.each([
    [
      'thanks',
      ['How do I reset my password?', 'that worked, thank you so much!'],
      'You are welcome. Is there anything else?',
    ],
    ['a thumb', ['How do I reset my password?', '👍'], 'You are welcome. Is there anything else?'],
    ['and then no', ['How do I reset my password?', '👍', 'no'], 'Goodbye. Write again at any time.'],
    ['help', ['I need help'], 'Sure, what about? Tell me in a few words.'],
    ['a question', ['ich habe eine Frage'], 'Natürlich. Was möchten Sie wissen?'],
    ['keys', ['asdfgh'], 'I did not understand that. Tell me in a few words what you need, or ask for a person.'],
  ])('%s: a word that moves things on, and no queue', async (_, says, text) => {
    const { ask, seen } = await visitor();
    let last: Event | undefined;
    for (const one of says) last = await ask(one);
    expect(last).toMatchObject({ role: 'bot', text });
    expect((await seen()).conversation.state).toBe('bot');
  });

  test('keys twice are for a person', async () => {
    const { ask, seen } = await visitor();
    await ask('asdfgh');
    await ask('qwertz uiop');
    expect((await seen()).conversation).toMatchObject({ state: 'queued', reason: 'nothing_found' });
  });

  test('a number alone: what can be done with it, in the language around it', async () => {
    const { ask } = await visitor();
    const offer = await ask('meine Bestellnummer ist KC-48213');
    expect(offer.text).toMatch(/^Ist das die Nummer einer Bestellung/);
    expect(offer.suggestions?.map(({ label }) => label)).toContain('Sendung verfolgen');
    expect(offer.suggestions?.length).toBeLessThanOrEqual(4);
    expect(offer.suggestions?.at(-1)).toEqual({ label: 'Nichts davon' });
  });

  test('anger is acknowledged before its matter is answered, and the team sees it', async () => {
    const { ask, seen, events } = await visitor();
    await ask('How do I reset my password?');
    const answer = await ask('worst service ever, kettle arrived broken');
    expect(answer.text).toMatch(/^I am sorry about the trouble you have had\.\n\n/);
    expect(answer.citations?.[0]?.title).toBe('An item arrived damaged');
    const { conversation } = await seen();
    expect(conversation).toMatchObject({ state: 'bot', tags: ['upset'] });
    await ask('this is ridiculous!!!');
    expect((await seen()).conversation).toMatchObject({
      state: 'queued',
      reason: 'negative_feedback',
      tags: ['upset'],
    });
    const said = (await events()).slice(-2);
    expect(said).toMatchObject([
      { role: 'bot', text: 'I am sorry about the trouble you have had.' },
      { type: 'move', notice: expect.anything() },
    ]);
    expect(said.some(({ type }) => type === 'mark')).toBe(false);
  });

  test('the bot speaks as it was spoken to', async () => {
    const { ask } = await visitor();
    expect((await ask('danke schön')).text).toBe('Gern geschehen. Gibt es noch etwas?');
    const answer = await ask('Wo ist mein Paket?');
    expect(answer.citations?.[0]?.title).toBe('Sendung verfolgen');
  });

  test('the same question, a little differently put, goes to a person', async () => {
    const { ask, seen } = await visitor();
    await ask('How do I reset my password?');
    await ask('hello, how do I rest my pasword please');
    expect((await seen()).conversation).toMatchObject({ state: 'queued', reason: 'repeated_question' });
  });

  test('two suggestions in a row, and none was chosen', async () => {
    await threshold(0.999999);
    const { ask, seen } = await visitor();
    expect((await ask('How do I reset my password?')).suggestions).toBeDefined();
    await ask('thanks');
    expect(await ask('How do I delete my account?')).toMatchObject({ type: 'move' });
    expect((await seen()).conversation).toMatchObject({ state: 'queued', reason: 'low_confidence' });
  });

  test('an answer that did not help, and then an unsure one', async () => {
    const { ask, seen, thumb } = await visitor();
    const { seq } = await ask('How do I reset my password?');
    await thumb({ seq, helpful: false });
    await threshold(0.999999);
    expect(await ask('How do I delete my account?')).toMatchObject({ type: 'move' });
    expect((await seen()).conversation).toMatchObject({ state: 'queued', reason: 'low_confidence' });
  });

  test('the entry that did not help is not given again', async () => {
    const { ask, seen, thumb } = await visitor();
    const { seq } = await ask('How do I reset my password?');
    await thumb({ seq, helpful: false });
    await ask('what payment methods do you accept');
    await ask('forgot my password');
    expect((await seen()).conversation).toMatchObject({ state: 'queued', reason: 'negative_feedback' });
  });

  test('a thumbs-down proposes a person, says why if asked, and is a label of that kind', async () => {
    const { ask, events, thumb, act, seen, id, stream } = await visitor();
    const { seq } = await ask('How do I reset my password?');
    const screen = await stream();
    expect((await thumb({ seq, helpful: false })).body.event).toMatchObject({ feedback: { seq, helpful: false } });
    const said = (await thumb({ seq, helpful: false, why: 'not_my_question' })).body.event;
    expect(said).toMatchObject({ type: 'feedback', feedback: { seq, helpful: false, why: 'not_my_question' } });
    // What a reload fetches, and what a stream brings.
    expect((await events()).at(-1)).toEqual(said);
    expect(await screen.until((it) => it.event === 'log' && (it.data as Event).seq === said.seq && it.data)).toEqual(
      said,
    );
    await screen.close();
    expect(await labels(id)).toEqual(['not_helpful', 'not_my_question']);
    expect((await events()).some(({ type }) => type === 'move')).toBe(false);

    await act('handoff', { proposedBy: said.seq });
    expect((await seen()).conversation).toMatchObject({ state: 'queued', reason: 'negative_feedback' });
  });

  test.each([
    ['a reason for what helped', { helpful: true, why: 'wrong' }],
    ['a reason of their own', { helpful: false, why: 'because' }],
    ['another field', { helpful: false, kind: 'not_my_question' }],
  ])('refuses %s', async (_, body) => {
    const { ask, thumb, id } = await visitor();
    const { seq } = await ask('How do I reset my password?');
    expect((await thumb({ seq, ...body })).status).toBe(400);
    expect(await labels(id)).toEqual([]);
  });
});

test('a chat model gets the sources of every question', async () => {
  const model = await scriptedModel();
  const stack = await startStack('embedded', { env: model.env });
  try {
    const visitor = await openVisitor(stack.url);
    const text = 'How much is delivery? Can I pay with PayPal?';
    model.will(text, says(['It depends on where you live [1]. ', 'Yes, you can [2].']));
    await visitor.post(text);
    const answer = await eventually(async () => (await visitor.history()).events.find(({ seq }) => seq > 1), 30_000);
    expect(answer).toMatchObject({ role: 'bot', citations: [{ index: 1 }, { index: 2 }] });
    const system = model.asked(text)[0]?.messages[0]?.content ?? '';
    expect(system).toMatch(/<source number="1" title="Delivery costs">/);
    expect(system).toMatch(/<source number="2" title="Payment methods">/);
    expect(model.unexpected()).toBe(0);
  } finally {
    await stack.drop();
    await model.close();
  }
});
