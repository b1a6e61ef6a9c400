/** A turn as the bot's worker runs it, step by step: nobody else works here, so what happens is what the test does. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isFromBot } from '../conversation/events.js';
import { leaveContact } from '../conversation/reactions.js';
import { decisionsOf, MAX_ATTEMPTS } from '../conversation/turns.js';
import { postMessage } from '../conversation/visitor-messages.js';
import type { Embedder } from '../platform/embedder.js';
import type { Platform } from '../platform/open.js';
import type { Stack } from '../testing/stack.js';
import { logOf, rowOf, someVisitor, startBare } from '../testing/verbs.js';
import { say } from '../texts/texts.js';
import { runTurns } from './answer.js';

const never = new AbortController().signal;
const QUESTION = 'How do I reset my password?';

describe('a turn', () => {
  let stack: Stack;
  let platform: Platform;
  beforeAll(async () => {
    // A lease longer than any test: a claim that is not given back stays taken.
    stack = await startBare('embedded', { timing: { quiet: 0, turnLease: 600_000 } });
    platform = stack.platform;
  });
  afterAll(() => stack?.drop());
  afterEach(() => threshold(null));

  const threshold = (answer: number | null) => platform.db.query('update inboxes set answer_threshold = $1', [answer]);
  const run = (id: string, on = platform) => runTurns(on, id, never);
  const said = async (id: string) => (await logOf(platform, id)).filter(isFromBot);
  /** The same platform, on which `before` happens each time before a text is embedded. */
  const withEmbedding = (before: (texts: string[]) => Promise<unknown>): Platform => {
    const { embedder } = platform.models;
    const embed: Embedder['embed'] = async (texts, options) => {
      await before(texts);
      return embedder.embed(texts, options);
    };
    return { ...platform, models: { ...platform.models, embedder: { ...embedder, embed } } };
  };

  describe('fills in what a canned response leaves open', () => {
    const written = 'Hi {{visitor.name|there}}, {{agent.name|our team}} can help. Write to {{inbox.name|us}}.';
    let before: { id: number; answer: string }[];
    beforeAll(async () => {
      before = await platform.db.query('select id, answer from entries');
      await platform.db.query('update entries set answer = $1', [written]);
    });
    afterAll(async () => {
      for (const { id, answer } of before)
        await platform.db.query('update entries set answer = $2 where id = $1', [id, answer]);
    });

    test.each([
      ['with a name', 'Mia', 'Hi Mia, our team can help. Write to Support.'],
      ['without one', undefined, 'Hi there, our team can help. Write to Support.'],
    ])('%s, in an answer and behind a button', async (_, name, filled) => {
      const visitor = await someVisitor(platform);
      if (name) await leaveContact(platform, visitor.of, { email: 'mia@example.test', name });
      await threshold(0);
      await visitor.post(QUESTION);
      expect(await run(visitor.id)).toBe('answered');
      const [answer] = await said(visitor.id);
      expect(answer?.text).toBe(filled);
      expect(answer?.body.citations).toMatchObject([{ index: 1, text: filled }]);

      await threshold(0.999999);
      await visitor.post('How do I return a gift?');
      expect(await run(visitor.id)).toBe('answered');
      const offer = (await said(visitor.id)).at(-1);
      expect(offer?.body.suggestions).toBeDefined();
      const choice = { seq: offer?.seq ?? 0, index: 0 };
      await postMessage(platform, visitor.of, { clientId: randomUUID(), text: 'That one', choice });
      expect(await run(visitor.id)).toBe('answered');
      const chosen = (await said(visitor.id)).at(-1);
      expect(chosen?.text).toBe(filled);
      expect(chosen?.body.citations).toMatchObject([{ index: 1, text: filled }]);
    });
  });

  describe('a suggestion', () => {
    const offered = async () => {
      await threshold(0.999999);
      const visitor = await someVisitor(platform);
      await visitor.post('How do I return a gift?');
      expect(await run(visitor.id)).toBe('answered');
      const [offer] = await said(visitor.id);
      const suggestions = offer?.body.suggestions ?? [];
      const press = (index: number) =>
        postMessage(platform, visitor.of, {
          clientId: randomUUID(),
          text: 'That one',
          choice: { seq: offer?.seq ?? 0, index },
        });
      return { ...visitor, suggestions, press };
    };

    test('has two to four entries and ends with "None of these", which leads to a person', async () => {
      const { id, suggestions, press } = await offered();
      expect(suggestions.length).toBeGreaterThanOrEqual(3);
      expect(suggestions.length).toBeLessThanOrEqual(5);
      expect(suggestions.at(-1)).toEqual({ label: say('en', 'bot', 'none_of_these') });
      for (const { label, key } of suggestions.slice(0, -1)) {
        expect(key).toBeTruthy();
        expect(label).not.toBe(say('en', 'bot', 'none_of_these'));
      }
      await press(suggestions.length - 1);
      expect(await run(id)).toBe('handed off: none_of_these');
      expect(await rowOf(platform, id)).toMatchObject({ state: 'queued', reason: 'none_of_these' });
    });

    test.each([
      ['its last day', `valid_until = (now() at time zone 'UTC')::date`, 'answered'],
      ['the day after', `valid_until = (now() at time zone 'UTC')::date - 1`, 'handed off: nothing_found'],
      ['its first day', `valid_from = (now() at time zone 'UTC')::date`, 'answered'],
      ['the day before', `valid_from = (now() at time zone 'UTC')::date + 1`, 'handed off: nothing_found'],
      ['for people only', `audience = 'agents'`, 'handed off: nothing_found'],
      ['of another inbox', `inboxes = '{sales}'`, 'handed off: nothing_found'],
      ['of this inbox too', `inboxes = '{sales,default}'`, 'answered'],
    ])('pressed on an entry that is meanwhile %s', async (_, change, outcome) => {
      const { id, suggestions, press } = await offered();
      const key = suggestions[0]?.key;
      await press(0);
      await platform.db.query(`update entries set ${change} where key = $1`, [key]);
      try {
        expect(await run(id)).toBe(outcome);
      } finally {
        await platform.db.query(
          `update entries set valid_until = null, valid_from = null, audience = null, inboxes = '{}' where key = $1`,
          [key],
        );
      }
      if (outcome === 'answered') expect((await said(id)).at(-1)?.body.entries).toEqual([key]);
    });
  });

  describe('while the visitor writes on', () => {
    /** Another message each time that the whole of what was said so far is being read. */
    const writingOn = (visitor: Awaited<ReturnType<typeof someVisitor>>, more: string[]) => {
      let last = QUESTION;
      return withEmbedding(async (texts) => {
        if (!texts.some((text) => text.includes(last))) return;
        const next = more.shift();
        if (!next) return;
        last = next;
        await visitor.post(next);
      });
    };
    const questions = async (id: string) =>
      (await decisionsOf(platform.db, id)).map(({ question, fromSeq, toSeq }) => ({ question, fromSeq, toSeq }));

    test('it begins again with both, and answers once', async () => {
      await threshold(0);
      const visitor = await someVisitor(platform);
      await visitor.post(QUESTION);
      expect(await run(visitor.id, writingOn(visitor, ['It is for the shop']))).toBe('answered');
      expect(await questions(visitor.id)).toEqual([
        { question: `${QUESTION}\nIt is for the shop`, fromSeq: 1, toSeq: 2 },
      ]);
      expect((await said(visitor.id)).map(({ replyTo }) => replyTo)).toEqual([2]);
    });

    test('at most twice; what comes after that is answered next', async () => {
      await threshold(0);
      const visitor = await someVisitor(platform);
      await visitor.post(QUESTION);
      const more = ['It is for the shop', 'I am on my phone', 'thanks'];
      expect(await run(visitor.id, writingOn(visitor, [...more]))).toBe('answered, answered');
      expect(await questions(visitor.id)).toEqual([
        { question: [QUESTION, ...more.slice(0, 2)].join('\n'), fromSeq: 1, toSeq: 3 },
        { question: 'thanks', fromSeq: 4, toSeq: 4 },
      ]);
      expect((await said(visitor.id)).map(({ replyTo }) => replyTo)).toEqual([3, 4]);
    });
  });

  describe('that fails', () => {
    const failing = (times: number) => {
      let tried = 0;
      const on = withEmbedding(async () => {
        if (tried++ < times) throw new Error('no embeddings today');
      });
      return { on, tried: () => tried };
    };

    test('is free at once, and a person has it at the fourth try, for which nothing is asked', async () => {
      const visitor = await someVisitor(platform);
      await visitor.post(QUESTION);
      const { on, tried } = failing(Number.POSITIVE_INFINITY);
      expect(MAX_ATTEMPTS).toBe(3);
      for (let attempt = 1; attempt <= 3; attempt++) {
        await expect(run(visitor.id, on)).rejects.toThrow('no embeddings today');
        expect(tried()).toBe(attempt);
        expect(await rowOf(platform, visitor.id)).toMatchObject({ state: 'bot', owed: true });
      }
      expect(await run(visitor.id, on)).toBe('handed off: model_failed');
      expect(tried()).toBe(3);
      expect(await rowOf(platform, visitor.id)).toMatchObject({ state: 'queued', reason: 'model_failed' });
      expect(await decisionsOf(platform.db, visitor.id)).toEqual([]);
    });

    test('and works at the third try answers, and its failures are forgotten', async () => {
      await threshold(0);
      const visitor = await someVisitor(platform);
      await visitor.post(QUESTION);
      const { on } = failing(2);
      await expect(run(visitor.id, on)).rejects.toThrow('no embeddings today');
      await expect(run(visitor.id, on)).rejects.toThrow('no embeddings today');
      expect(await run(visitor.id, on)).toBe('answered');
      await visitor.post('How do I return a gift?');
      const again = failing(2).on;
      await expect(run(visitor.id, again)).rejects.toThrow('no embeddings today');
      await expect(run(visitor.id, again)).rejects.toThrow('no embeddings today');
      expect(await run(visitor.id, again)).toBe('answered');
    });

    test('because this process ends says so, counts as no failure, and is free for another', async () => {
      await threshold(0);
      const visitor = await someVisitor(platform);
      await visitor.post(QUESTION);
      const stop = new AbortController();
      const on = withEmbedding(async () => stop.abort(new Error('ending')));
      expect(await runTurns(on, visitor.id, stop.signal)).toBe('stopped: this process is ending');
      expect(await said(visitor.id)).toEqual([]);
      expect(await run(visitor.id)).toBe('answered');
    });

    test('because another turn has begun writes nothing, and leaves the other its claim', async () => {
      const visitor = await someVisitor(platform);
      await visitor.post(QUESTION);
      const on = withEmbedding(() =>
        platform.db.query(`update conversations set turn_token = turn_token + 1 where id = $1`, [visitor.id]),
      );
      await expect(run(visitor.id, on)).rejects.toThrow('the claim is lost');
      expect(await said(visitor.id)).toEqual([]);
      expect(await run(visitor.id)).toMatch(/^skipped/);
    });
  });

  test('nothing but files is thanked for, without a decision', async () => {
    const visitor = await someVisitor(platform);
    await visitor.post('x');
    await platform.db.query(
      `update conversation_events set text = '  ' where conversation_id = $1 and role = 'visitor'`,
      [visitor.id],
    );
    expect(await run(visitor.id)).toBe('answered');
    expect((await said(visitor.id)).map(({ text, body }) => [text, body.smallTalk])).toEqual([
      [say('en', 'bot', 'files_only'), true],
    ]);
    expect(await decisionsOf(platform.db, visitor.id)).toEqual([]);
    expect(await run(visitor.id)).toBe('skipped: nothing is owed, or another turn is at it');
  });
});
