/** While somebody waits for a person the bot goes on with what it is sure of, and leaves the rest to that person. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gapQuestions } from '../../knowledge/gaps/asked.js';
import { take } from '../conversation/agent-actions.js';
import { script } from '../conversation/audit.js';
import { isFromBot } from '../conversation/events.js';
import { changeInbox } from '../conversation/inboxes.js';
import { giveFeedback } from '../conversation/reactions.js';
import { claimTurn, decisionsOf } from '../conversation/turns.js';
import { handBackToBot, requestHandoff } from '../conversation/visitor-actions.js';
import { postMessage } from '../conversation/visitor-messages.js';
import type { Platform } from '../platform/open.js';
import type { Stack } from '../testing/stack.js';
import { logOf, rowOf, someAgent, someVisitor, startBare, unheard } from '../testing/verbs.js';
import { runTurns } from './answer.js';
import { suggest } from './assist.js';

const SURE = 'What are your support hours?';
const UNSURE = 'my cat sat on the till, what now';

describe('while they wait, the bot', () => {
  let stack: Stack;
  let platform: Platform;
  beforeAll(async () => {
    stack = await startBare('embedded', { timing: { quiet: 0 } });
    platform = unheard(stack.platform);
  });
  afterAll(() => stack?.drop());

  const run = (id: string) => runTurns(platform, id, new AbortController().signal);
  const botSaid = async (id: string) => (await logOf(platform, id)).filter(isFromBot);
  const titles = async (id: string) => (await botSaid(id)).map(({ body }) => body.citations?.[0]?.title);
  const lastDecision = async (id: string) => (await decisionsOf(platform.db, id)).at(-1);
  /** Somebody who said this, and then asked for a person. */
  const waiting = async (...before: string[]) => {
    const visitor = await someVisitor(platform);
    for (const text of before) {
      await visitor.post(text);
      await run(visitor.id);
    }
    await requestHandoff(platform, visitor.of);
    const ask = async (text: string) => {
      await visitor.post(text);
      return run(visitor.id);
    };
    return { ...visitor, ask };
  };

  test('answers what it is sure of, and they wait on', async () => {
    const it = await waiting('Hello');
    const { queuedAt, owedSince, ownerEpoch } = await rowOf(platform, it.id);
    expect(await it.ask(SURE)).toBe('answered');
    expect(await titles(it.id)).toEqual([undefined, 'Support hours']);
    const asked = (await logOf(platform, it.id)).findLast(({ role }) => role === 'visitor')?.seq ?? 0;
    const answers = { from: asked, to: asked };
    expect((await botSaid(it.id)).at(-1)).toMatchObject({ replyTo: asked, body: { answers } });
    expect(await rowOf(platform, it.id)).toMatchObject({
      state: 'queued',
      queuedAt,
      owedSince,
      ownerEpoch,
      owed: false,
    });
    expect(await lastDecision(it.id)).toMatchObject({ verdict: 'answer' });
  });

  test.each([
    ['is not sure of', UNSURE, 'low_confidence'],
    ['would only suggest for', 'my package is damaged, i want a refund', 'low_confidence'],
    ['hears said as small talk', 'thanks!', null],
    ['hears: a person', 'get me a human please', 'asked_for_human'],
  ])('leaves alone what it %s', async (_, text, reason) => {
    const it = await waiting('Hello');
    const before = (await logOf(platform, it.id)).length;
    const { settledSeq, owedSince } = await rowOf(platform, it.id);
    const outcome = await it.ask(text);
    // A version that is surer than this one may answer the second: then it is no case of this.
    if (outcome === 'answered') return expect(text).toContain('damaged');
    expect(outcome).toBe('left');
    expect((await logOf(platform, it.id)).length).toBe(before + 1);
    const row = await rowOf(platform, it.id);
    expect(row).toMatchObject({ state: 'queued', settledSeq, owedSince, passedSeq: row.lastVisitorSeq });
    expect(await lastDecision(it.id)).toMatchObject({ verdict: 'left', reason, question: text });
    expect(await run(it.id)).toMatch(/^skipped/);
  });

  test('gives the entry of a button that was offered before, and leaves "None of these" alone', async () => {
    const it = await waiting('Hello');
    const suggestions = [{ label: 'Support hours', key: 'support-hours' }, { label: 'None of these' }];
    const [entry] = await platform.db.query<{ key: string }>(
      `select e.key from entries e join version_entries v on v.entry_id = e.id where e.title = 'Support hours' limit 1`,
    );
    await platform.db.query(
      `update conversation_events set body = jsonb_build_object('suggestions', $2::jsonb) where conversation_id = $1 and role = 'bot'`,
      [it.id, JSON.stringify([{ ...suggestions[0], key: entry?.key }, suggestions[1]])],
    );
    const seq = (await botSaid(it.id))[0]?.seq ?? 0;
    const press = async (index: number) => {
      const text = suggestions[index]?.label ?? '';
      await postMessage(platform, it.of, { clientId: randomUUID(), text, choice: { seq, index } });
      return run(it.id);
    };
    expect(await press(0)).toBe('answered');
    expect((await titles(it.id)).at(-1)).toBe('Support hours');
    expect(await press(1)).toBe('left');
    expect(await rowOf(platform, it.id)).toMatchObject({ state: 'queued' });
  });

  test('reads on from before the handoff: a follow-up leans on it, and the same question again is no news', async () => {
    const it = await waiting(SURE);
    expect(await titles(it.id)).toEqual(['Support hours']);
    expect(await it.ask(SURE)).toBe('left');
    expect(await lastDecision(it.id)).toMatchObject({ verdict: 'left', reason: 'repeated_question' });
    const other = await waiting('How much is delivery?');
    await other.ask('and to switzerland?');
    expect(await lastDecision(other.id)).toMatchObject({ context: 'How much is delivery? (Delivery costs)' });
  });

  test('answers once: handed back, it takes up what it left alone and nothing else', async () => {
    const it = await waiting('Hello');
    expect(await it.ask(UNSURE)).toBe('left');
    expect(await it.ask(SURE)).toBe('answered');
    await handBackToBot(platform, it.of);
    const before = (await botSaid(it.id)).length;
    expect(await run(it.id)).not.toMatch(/^skipped/);
    expect(await lastDecision(it.id)).toMatchObject({ question: UNSURE });
    const after = (await botSaid(it.id)).slice(before);
    expect(after.map(({ body }) => body.citations?.[0]?.title)).not.toContain('Support hours');
    const row = await rowOf(platform, it.id);
    expect(row.settledSeq).toBe(row.lastVisitorSeq);
  });

  test('has nothing more to say of what it answered in part, once they are back with it', async () => {
    const it = await waiting('Hello');
    expect(await it.ask('how long does a refund take and do you sell oat milk?')).toBe('answered');
    const [answer] = (await botSaid(it.id)).slice(-1);
    expect(answer?.body.citations?.[0]?.title).toBe('When your refund arrives');
    expect(answer?.text).toContain('oat milk');
    // A person for the rest is on the way already, and owes that rest.
    expect(answer?.body.suggestions).toBeUndefined();
    const { settledSeq, passedSeq, lastVisitorSeq } = await rowOf(platform, it.id);
    expect(passedSeq).toBe(lastVisitorSeq);
    expect(settledSeq).toBeLessThan(lastVisitorSeq);
    await handBackToBot(platform, it.of);
    const log = (await logOf(platform, it.id)).length;
    expect(await run(it.id)).toBe('left');
    expect((await logOf(platform, it.id)).length).toBe(log);
    const row = await rowOf(platform, it.id);
    expect(row).toMatchObject({ state: 'bot', settledSeq: row.lastVisitorSeq });
  });

  test('is silent where they said that it was no help', async () => {
    const it = await someVisitor(platform);
    await it.post(SURE);
    await run(it.id);
    const thumb = await giveFeedback(platform, it.of, { seq: 2, helpful: false });
    await requestHandoff(platform, it.of, thumb.seq);
    await it.post('How do I reset my password?');
    expect(await run(it.id)).toMatch(/^skipped/);
    expect(await rowOf(platform, it.id)).toMatchObject({
      state: 'queued',
      reason: 'negative_feedback',
      botHelps: false,
    });
  });

  test('leaves to people what the inbox keeps for them: handed on unsearched, and silent from then on', async () => {
    await platform.db.tx((tx) => changeInbox(tx, 'default', { sensitive: ['hours', 'Data Breach'] }, script));
    const it = await someVisitor(platform);
    await it.post('There was a DATA-BREACH, how do I reset my password?');
    expect(await run(it.id)).toBe('handed off: sensitive_topic');
    expect(await rowOf(platform, it.id)).toMatchObject({ reason: 'sensitive_topic', botHelps: false });
    expect(await lastDecision(it.id)).toMatchObject({ verdict: 'handoff', reason: 'sensitive_topic', candidates: [] });
    // While somebody waits for another reason it is left alone, and the agent who writes is helped all the same.
    const other = await waiting('Hello');
    expect(await other.ask(SURE)).toBe('left');
    expect(await lastDecision(other.id)).toMatchObject({ verdict: 'left', reason: 'sensitive_topic' });
    expect(await suggest(platform, other.id)).not.toEqual([]);
    await platform.db.tx((tx) => changeInbox(tx, 'default', { sensitive: [] }, script));
  });

  test('says nothing more when a person takes them while it reads', async () => {
    const it = await waiting('Hello');
    await it.post(SURE);
    const running = run(it.id);
    await take(platform, { agent: await someAgent(platform), conversationId: it.id });
    // It may have found out by itself that it is not its turn any more.
    const said = await running.catch((error) => error.message);
    const log = await logOf(platform, it.id);
    const taken = log.findLastIndex((event) => event.type === 'move');
    expect(log.slice(taken + 1).filter(isFromBot)).toEqual([]);
    expect(said).toMatch(/^(fenced|stopped|skipped|answered|the claim is lost)/);
    expect(await claimTurn(platform.db, it.id, 1_000)).toBeUndefined();
  });

  test('tells those who write answers what it left alone, as a gap; what was no question is none', async () => {
    const it = await waiting('Hello');
    await it.ask('do you repair typewriters from 1920');
    await it.ask('thanks!');
    await it.ask('get me a human please');
    const { asked } = await gapQuestions(platform.db, { days: 1 });
    const mine = asked.filter(({ conversationId }) => conversationId === it.id);
    expect(mine).toMatchObject([{ question: 'do you repair typewriters from 1920', bad: false }]);
  });
});
