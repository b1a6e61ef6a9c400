/**
 * What an agent is offered while they write: entries that fit what was asked, and a draft, read
 * as the bot would have read it.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failures, says, scriptedModel } from '../testing/model.js';
import { modes, openVisitor, type Stack, signIn, startStack } from '../testing/stack.js';
import type { Canned } from '../wire/agent.js';

type Found = { canned: Canned[]; drafts: boolean };
type Drafted = { text: string; error?: { code: string; message: string } };

describe.each(modes().filter((mode) => mode !== 'redis'))('for the agent who writes (%s)', (mode) => {
  let model: Awaited<ReturnType<typeof scriptedModel>>;
  let stack: Stack;
  let lena: Awaited<ReturnType<typeof signIn>>;
  beforeAll(async () => {
    model = await scriptedModel();
    const timing = { llmFirstToken: 2_000, llmIdle: 1_000, llmTotal: 5_000 };
    // No bot: what is asked stays open.
    stack = await startStack(mode, { env: model.env, roles: ['gateway'], timing });
    lena = await signIn(stack);
  });
  afterAll(async () => {
    await stack?.drop();
    await model?.close();
  });

  async function asked(...texts: string[]) {
    const visitor = await openVisitor(stack.url);
    for (const text of texts) await visitor.post(text);
    await lena.call('POST', `/conversations/${visitor.id}/take`, {});
    const canned = (q?: string) =>
      lena.call<Found>('GET', `/conversations/${visitor.id}/canned${q ? `?q=${q}` : ''}`).then(({ body }) => body);
    const fits = async () =>
      (await canned()).canned.flatMap(({ key, fit }) => (fit === undefined ? [] : [{ key, fit }]));
    const draft = () => lena.call<Drafted>('POST', `/conversations/${visitor.id}/draft`, {});
    const reply = async (text: string) => {
      const { body } = await lena.call<{ conversation: { seq: number } }>('GET', `/conversations/${visitor.id}`);
      const sent = { clientId: randomUUID(), text, seenSeq: body.conversation.seq };
      return lena.call('POST', `/conversations/${visitor.id}/messages`, sent);
    };
    return { ...visitor, canned, fits, draft, reply };
  }
  const count = async () =>
    (
      await stack.platform.db.query<{ n: number }>(
        'select (select count(*) from decisions) + (select count(*) from conversation_events) as n',
      )
    )[0]?.n;

  test('what fits what was asked comes first, each with how well; what was typed wins over it', async () => {
    const { canned, fits } = await asked('Hello there!', 'How do I reset my password?');
    const before = await count();
    const found = await fits();
    expect(found[0]?.key).toMatch(/password/);
    expect(found[0]?.fit).toBeGreaterThan(0.5);
    expect(found.length).toBeLessThanOrEqual(3);
    expect(found.map(({ fit }) => fit)).toEqual(found.map(({ fit }) => fit).sort((a, b) => b - a));
    const all = (await canned()).canned;
    expect(all.slice(0, found.length).map(({ key }) => key)).toEqual(found.map(({ key }) => key));
    expect(all.length).toBe(8);
    expect(all[0]?.text).not.toContain('{{');
    const searched = (await canned('delivery')).canned;
    expect(searched.length).toBeGreaterThan(0);
    for (const { fit } of searched) expect(fit).toBeUndefined();
    expect(await count(), 'nothing is stored').toBe(before);
  });

  test('it is about what no agent has answered yet, read with what came before; nothing where nothing was asked', async () => {
    const it = await asked('How do I subscribe to the newsletter?');
    expect((await it.reply('Like this.')).status).toBe(202);
    await it.post('and unsubscribe?');
    expect((await it.fits())[0]?.key).toMatch(/newsletter-unsubscribe/);
    await it.reply('Like that.');
    expect((await it.fits())[0]?.key, 'the last one, where all is answered').toMatch(/newsletter-unsubscribe/);
    expect(await (await asked('qwertz uiop')).fits()).toEqual([]);
    expect(await (await asked()).fits()).toEqual([]);
  });

  test('a draft comes from the sources, without their numbers, and is sent by nobody', async () => {
    const text = `How do I reset my password? ${randomUUID().slice(0, 8)}`;
    const it = await asked(text);
    expect((await it.canned()).drafts).toBe(true);
    model.will(text, says(['Press the link on the sign-in page [1]. ', 'See https://evil.example/x [1].']));
    const before = await count();
    const { status, body } = await it.draft();
    expect(status).toBe(200);
    expect(body.text).toContain('Press the link on the sign-in page.');
    expect(body.text).not.toMatch(/\[\d\]|evil/);
    expect(model.asked(text)[0]?.messages[0]?.content).toMatch(/<source number="1" title="[^"]*assword/);
    expect(await count()).toBe(before);
  });

  test('it reads the last three questions nobody answered: no pressed button, no picture without words', async () => {
    const key = randomUUID().slice(0, 8);
    const open = [' How do I reset my password? ', 'I have lost my phone.', `Can I do it by mail? ${key}`];
    const it = await asked('Something else entirely', ...open);
    const db = stack.platform.db;
    const say = (text: string, body: object) =>
      db.query(
        `insert into conversation_events (conversation_id, seq, type, role, text, body)
         select id, seq + 1, 'message', 'visitor', $2, $3 from conversations where id = $1`,
        [it.id, text, JSON.stringify(body)],
      );
    await say('That one', { choice: { seq: 1, index: 0 } });
    await db.query('update conversations set seq = seq + 1 where id = $1', [it.id]);
    await say('  ', { files: [] });
    await db.query('update conversations set seq = seq + 1 where id = $1', [it.id]);
    model.will(key, says(['Press the link [1].']));
    expect((await it.draft()).status).toBe(200);
    const messages = model.asked(key)[0]?.messages ?? [];
    expect(messages.at(-1)?.content).toBe(open.map((text) => text.trim()).join('\n'));
    expect(messages.slice(1, -1).map(({ content }) => content)).toEqual(['Something else entirely']);
    // Where an agent has answered since, the last question of all is what it is about.
    await it.reply('Here you are.');
    model.will(key, says(['Once more [1].']));
    await it.draft();
    expect(model.asked(key)[1]?.messages.at(-1)?.content).toBe(open.at(-1));
  });

  test('a model that has nothing to say, fails or is not there is said plainly', async () => {
    const text = `How do I reset my password? ${randomUUID().slice(0, 8)}`;
    const it = await asked(text);
    model.will(text, says(['NO_ANSWER']));
    expect(await it.draft()).toMatchObject({ status: 409, body: { error: { code: 'nothing_found' } } });
    for (const name of ['is cut off in the middle', 'answers 500', 'stalls in the middle']) {
      const { script } = failures(['A sentence [1]. '])[name] as { script: Parameters<typeof model.will>[1] };
      model.will(text, script);
      expect([name, (await it.draft()).status]).toEqual([name, 503]);
    }
    expect(await (await asked('qwertz uiop')).draft()).toMatchObject({ status: 409 });
    const sara = await signIn(stack, { role: 'content' });
    expect((await sara.call('POST', `/conversations/${it.id}/draft`, {})).status).toBe(403);
  });
});
