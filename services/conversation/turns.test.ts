/** The bot's right to speak: one turn at a time, lost with every move, and nothing written without it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runTurns } from '../bot/answer.js';
import type { BusMessage } from '../platform/bus.js';
import type { Platform } from '../platform/open.js';
import { eventually, modes, type Stack } from '../testing/stack.js';
import { logOf, rowOf, someAgent, someVisitor, startBare } from '../testing/verbs.js';
import { handBack, release, resolve, take, transfer } from './agent-actions.js';
import { sendMessage } from './agent-messages.js';
import type { AgentRow } from './agents.js';
import { giveFeedback, giveRating, leaveContact } from './reactions.js';
import {
  type Claim,
  claimTurn,
  dropTurn,
  type NewDecision,
  type Outcome,
  owedTurn,
  renewTurn,
  settleTurn,
} from './turns.js';
import { handBackToBot, requestHandoff, resolveByVisitor } from './visitor-actions.js';

const LEASE = 60_000;
const hello: Outcome = { kind: 'reply', text: 'Here is the answer.', body: {} };
const decision: NewDecision = {
  question: 'How?',
  fromSeq: 1,
  toSeq: 1,
  candidates: [],
  features: {},
  confidence: 0.5,
  thresholds: { answer: 0.9, suggest: 0.5 },
  verdict: 'answer',
  ms: 1,
};

// Redis is not asked here; its database is the same.
describe.each(modes().filter((mode) => mode !== 'redis'))('a turn (%s)', (mode) => {
  let stack: Stack;
  let platform: Platform;
  let lena: AgentRow;
  beforeAll(async () => {
    stack = await startBare(mode, { timing: { quiet: 0 } });
    platform = stack.platform;
    lena = await someAgent(platform);
  });
  afterAll(() => stack?.drop());

  const owed = async (text = 'How do I reset my password?') => {
    const visitor = await someVisitor(platform);
    await visitor.post(text);
    return { ...visitor, as: { agent: lena, conversationId: visitor.id } };
  };
  const claimed = async (leaseMs = LEASE) => {
    const visitor = await owed();
    const claim = await claimTurn(platform.db, visitor.id, leaseMs);
    if (!claim) throw new Error('not claimed');
    return { ...visitor, claim };
  };
  /** What a lease that long ago began has left: time passes here without waiting for it. */
  const later = (id: string, ms: number) =>
    platform.db.query(
      `update conversations set turn_lease_until = turn_lease_until - $2 * interval '1 millisecond' where id = $1`,
      [id, ms],
    );
  const claim = (id: string, leaseMs = LEASE) => claimTurn(platform.db, id, leaseMs);
  const decisions = async (id: string) =>
    (await platform.db.query('select id from decisions where conversation_id = $1', [id])).length;

  test('is found by the index that its predicate is written for', async () => {
    const plan = await platform.db.tx(async (tx) => {
      await tx.query('set local enable_seqscan = off');
      return tx.query(`explain select id from conversations where ${owedTurn} order by updated_at`);
    });
    expect(JSON.stringify(plan)).toContain('conversations_owed');
  });

  test('is claimed by one of many', async () => {
    const { id } = await owed();
    const claims = (await Promise.all(Array.from({ length: 20 }, () => claim(id)))).filter((it) => it !== undefined);
    expect(claims).toHaveLength(1);
    expect(claims[0]).toMatchObject({ turnToken: 1, ownerEpoch: 0, lastVisitorSeq: 1, fromSeq: 0, attempts: 1 });
  });

  test('is claimed only where the bot owes something', async () => {
    const silent = await someVisitor(platform);
    expect(await claim(silent.id)).toBeUndefined();
    expect(await claim(randomUUID())).toBeUndefined();
    const queued = await owed();
    await requestHandoff(platform, queued.of);
    expect(await claim(queued.id)).toBeUndefined();
    // While they wait it helps with what they write from then on, unless their inbox or the reason says otherwise.
    await queued.post('And until when?');
    expect(await claim(queued.id)).toMatchObject({ state: 'queued', fromSeq: 1, lastVisitorSeq: 3 });
    const alone = await owed();
    await platform.db.query('update inboxes set bot_helps = false');
    await requestHandoff(platform, alone.of);
    await platform.db.query('update inboxes set bot_helps = true');
    await alone.post('Anybody?');
    expect(await claim(alone.id)).toBeUndefined();
    const assigned = await owed();
    await take(platform, assigned.as);
    expect(await rowOf(platform, assigned.id)).toMatchObject({ owed: true });
    expect(await claim(assigned.id)).toBeUndefined();
    const over = await owed();
    await resolveByVisitor(platform, over.of);
    expect(await claim(over.id)).toBeUndefined();
    // What the agent did not answer is owed again once it is handed back.
    await handBack(platform, assigned.as);
    expect(await claim(assigned.id)).toMatchObject({ lastVisitorSeq: 1, fromSeq: 0, ownerEpoch: 2 });
  });

  test('ends with its lease: another claims, and the first can neither renew nor write', async () => {
    const { id, claim: first } = await claimed(LEASE);
    expect(await claim(id)).toBeUndefined();
    await later(id, LEASE);
    const second = (await claim(id)) as Claim;
    expect(second).toMatchObject({ turnToken: first.turnToken + 1, attempts: 2 });
    expect(await renewTurn(platform.db, first, LEASE)).toBeUndefined();
    expect(await settleTurn(platform, first, 1, hello)).toBeUndefined();
    // Giving up what is no longer ours leaves the other's lease alone.
    await dropTurn(platform.db, first);
    expect((await rowOf(platform, id)).leased).toBe(true);
    expect(await settleTurn(platform, second, 1, hello)).toMatchObject({ more: false });
    expect((await logOf(platform, id)).filter((event) => event.role === 'bot')).toHaveLength(1);
  });

  test('lives on while it is renewed, and is free at once when it is given up', async () => {
    const { id, claim: first, post } = await claimed(LEASE);
    for (let i = 0; i < 4; i++) {
      await later(id, 0.5 * LEASE);
      expect(await renewTurn(platform.db, first, LEASE)).toEqual({ lastVisitorSeq: 1 });
    }
    expect(await claim(id)).toBeUndefined();
    await post('And another thing');
    expect(await renewTurn(platform.db, first, LEASE)).toEqual({ lastVisitorSeq: 2 });
    await dropTurn(platform.db, first);
    expect(await claim(id)).toMatchObject({ turnToken: 2, lastVisitorSeq: 2 });
  });

  type Between = (it: Awaited<ReturnType<typeof claimed>>) => Promise<unknown>;

  const fences: Record<string, Between> = {
    'an agent took over': ({ as }) => take(platform, as),
    'an agent took over and handed back': async ({ as }) => {
      await take(platform, as);
      await handBack(platform, as);
    },
    'an agent answered and handed back': async ({ as }) => {
      await take(platform, as);
      await sendMessage(platform, as, { clientId: randomUUID(), text: 'So.', seenSeq: 2 });
      await handBack(platform, as);
    },
    'the visitor asked for a person': ({ of }) => requestHandoff(platform, of),
    'the visitor ended it': ({ of }) => resolveByVisitor(platform, of),
    'an agent closed it': ({ as }) => resolve(platform, as),
    'it was ended and opened again': async ({ of, post }) => {
      await resolveByVisitor(platform, of);
      await post('Still there?');
    },
    'another turn has begun': async ({ id, claim: first }) => {
      await dropTurn(platform.db, first);
      await claim(id);
    },
    'another turn has answered': async ({ id, claim: first }) => {
      await dropTurn(platform.db, first);
      await settleTurn(platform, (await claim(id)) as Claim, 1, hello);
    },
  };

  test.each(Object.entries(fences))('writes nothing when meanwhile %s', async (_, between) => {
    for (const outcome of [
      { ...hello, decision },
      { kind: 'escalate', reason: 'low_confidence', decision } satisfies Outcome,
    ]) {
      const it = await claimed();
      await between(it);
      const heard: BusMessage[] = [];
      const stop = platform.bus.subscribe((message) => 'conversationId' in message && heard.push(message));
      const before = await rowOf(platform, it.id);
      const rejected = await counter(platform);
      expect(await settleTurn(platform, it.claim, 1, outcome)).toBeUndefined();
      expect(await rowOf(platform, it.id)).toEqual(before);
      expect((await logOf(platform, it.id)).filter((event) => event.decisionId)).toEqual([]);
      expect(await decisions(it.id)).toBe(0);
      expect(await counter(platform)).toBe(rejected + 1);
      // Every screen drops what it shows of it.
      await eventually(async () =>
        heard.some((message) => message.kind === 'discard' && message.turn === it.claim.turnToken),
      );
      stop();
    }
  });

  test.each(Object.keys(fences).filter((why) => !why.startsWith('another turn')))(
    'cannot be renewed once %s',
    async (why) => {
      const it = await claimed();
      await (fences[why] as Between)(it);
      expect(await renewTurn(platform.db, it.claim, LEASE)).toBeUndefined();
    },
  );

  const harmless: Record<string, Between> = {
    nothing: async () => {},
    'the lease ran out and nobody claimed': async ({ id }) =>
      platform.db.query(`update conversations set turn_lease_until = now() - interval '1 s' where id = $1`, [id]),
    'the visitor rated': ({ of }) => giveRating(platform, of, { score: 4 }),
    'the visitor left their e-mail': ({ of }) => leaveContact(platform, of, { email: 'a@example.test' }),
    'a colleague wrote a note': ({ as }) =>
      sendMessage(platform, as, { clientId: randomUUID(), text: 'hm', note: true, seenSeq: 0 }),
  };

  test.each(Object.entries(harmless))('writes its answer and settles after: %s', async (_, between) => {
    const it = await claimed();
    await between(it);
    const settled = await settleTurn(platform, it.claim, 1, { ...hello, decision });
    expect(settled).toMatchObject({ more: false, event: { role: 'bot', replyTo: 1, text: 'Here is the answer.' } });
    expect(settled?.event?.decisionId).toBeGreaterThan(0);
    expect(await rowOf(platform, it.id)).toMatchObject({
      settledSeq: 1,
      turnAttempts: 0,
      leased: false,
      owed: false,
      ownerEpoch: 0,
    });
    expect(await decisions(it.id)).toBe(1);
  });

  test('is not fenced by a new message: the answer stands and the message is owed next', async () => {
    const it = await claimed();
    await it.post('One more thing');
    expect(await settleTurn(platform, it.claim, 1, hello)).toMatchObject({ more: true, event: { seq: 3, replyTo: 1 } });
    expect(await rowOf(platform, it.id)).toMatchObject({ settledSeq: 1, lastVisitorSeq: 2, owed: true });
    expect(await claim(it.id)).toMatchObject({ lastVisitorSeq: 2, fromSeq: 1, attempts: 1 });
    // Thumbs on the answer settle nothing.
    await giveFeedback(platform, it.of, { seq: 3, helpful: false });
    expect(await rowOf(platform, it.id)).toMatchObject({ state: 'bot', ownerEpoch: 0, settledSeq: 1 });
  });

  test('that hands off settles all that was said, in one move', async () => {
    const it = await claimed();
    await it.post('One more thing');
    const settled = await settleTurn(platform, it.claim, 1, { kind: 'escalate', reason: 'nothing_found', decision });
    expect(settled).toMatchObject({ more: false, event: { type: 'move', role: 'bot' } });
    expect(await rowOf(platform, it.id)).toMatchObject({
      state: 'queued',
      reason: 'nothing_found',
      settledSeq: 2,
      ownerEpoch: 1,
      leased: false,
      turnAttempts: 0,
    });
  });

  describe('of somebody who waits for a person', () => {
    const waiting = async (leaseMs = LEASE) => {
      const visitor = await owed();
      await requestHandoff(platform, visitor.of);
      await visitor.post('What are your hours?');
      const claim = await claimTurn(platform.db, visitor.id, leaseMs);
      if (!claim) throw new Error('not claimed');
      return { ...visitor, claim };
    };
    const left: Outcome = { kind: 'leave', decision: { ...decision, verdict: 'left', reason: 'low_confidence' } };
    const of = async (id: string) => {
      const { state, settledSeq, passedSeq, owedSince, ownerEpoch, turnAttempts, leased } = await rowOf(platform, id);
      return { state, settledSeq, passedSeq, owed: !!owedSince, ownerEpoch, turnAttempts, leased };
    };

    const queuedFences: Record<string, Between> = {
      ...Object.fromEntries(
        ['an agent took over', 'an agent took over and handed back', 'the visitor ended it', 'an agent closed it'].map(
          (why) => [why, fences[why] as Between],
        ),
      ),
      'another turn has begun': fences['another turn has begun'] as Between,
      'another turn has answered': async ({ id, claim: first }) => {
        await dropTurn(platform.db, first);
        await settleTurn(platform, (await claim(id)) as Claim, 3, hello);
      },
      'another turn has left it alone': async ({ id, claim: first }) => {
        await dropTurn(platform.db, first);
        await settleTurn(platform, (await claim(id)) as Claim, 3, left);
      },
      'an agent took it and put it back': async ({ as }) => {
        await take(platform, as);
        await release(platform, as);
      },
      'an agent took it and gave it to another inbox': async ({ as }) => {
        await take(platform, as);
        await transfer(platform, as, { inbox: 'default' });
      },
      'the visitor went back to the bot': ({ of }) => handBackToBot(platform, of),
      'the visitor went back to the bot and asked again': async ({ of }) => {
        await handBackToBot(platform, of);
        await requestHandoff(platform, of);
      },
    };

    test.each(Object.entries(queuedFences))('writes nothing when meanwhile %s', async (_, between) => {
      for (const outcome of [{ ...hello, decision }, left]) {
        const it = await waiting();
        await between(it);
        const before = await rowOf(platform, it.id);
        const [log, stored] = [(await logOf(platform, it.id)).length, await decisions(it.id)];
        expect(await settleTurn(platform, it.claim, 3, outcome)).toBeUndefined();
        expect(await rowOf(platform, it.id)).toEqual(before);
        expect((await logOf(platform, it.id)).length).toBe(log);
        expect(await decisions(it.id)).toBe(stored);
      }
    });

    test('is answered where they wait, which is nothing a person owes less', async () => {
      const it = await waiting();
      const { ownerEpoch, queuedAt, owedSince } = await rowOf(platform, it.id);
      const settled = await settleTurn(platform, it.claim, 3, { ...hello, decision });
      expect(settled).toMatchObject({ more: false, event: { seq: 4, role: 'bot', replyTo: 3 } });
      expect(settled?.event?.body).toMatchObject({ answers: { from: 3, to: 3 } });
      expect(await rowOf(platform, it.id)).toMatchObject({
        state: 'queued',
        settledSeq: 3,
        passedSeq: 3,
        ownerEpoch,
        queuedAt,
        owedSince,
        leased: false,
        botHelps: true,
      });
    });

    test('that is left alone writes no event and a decision, and stays owed to whoever has it next', async () => {
      const it = await waiting(-1);
      const { settledSeq } = await rowOf(platform, it.id);
      expect(await settleTurn(platform, it.claim, 3, left)).toEqual({ more: false });
      expect(await of(it.id)).toMatchObject({ settledSeq, passedSeq: 3, owed: true, turnAttempts: 0, leased: false });
      expect((await logOf(platform, it.id)).map((event) => event.type)).toEqual(['message', 'move', 'message']);
      expect(await decisions(it.id)).toBe(1);
      expect(await claim(it.id)).toBeUndefined();
      // An answer behind it settles nothing: what was left alone would be gone from what is owed.
      await it.post('And your phone number?');
      const next = (await claim(it.id)) as Claim;
      expect(next).toMatchObject({ fromSeq: 3, lastVisitorSeq: 4, attempts: 1 });
      await settleTurn(platform, next, 4, hello);
      expect(await of(it.id)).toMatchObject({ settledSeq, passedSeq: 4 });
      await handBackToBot(platform, it.of);
      expect(await claim(it.id)).toMatchObject({ state: 'bot', fromSeq: settledSeq, lastVisitorSeq: 4 });
    });

    test('whose answer leaves a part open stays owed too', async () => {
      const it = await waiting();
      const { settledSeq } = await rowOf(platform, it.id);
      await settleTurn(platform, it.claim, 3, { ...hello, open: true });
      expect(await of(it.id)).toMatchObject({ settledSeq, passedSeq: 3 });
      const bot = await claimed();
      await settleTurn(platform, bot.claim, 1, { ...hello, open: true });
      expect(await of(bot.id)).toMatchObject({ settledSeq: 1, passedSeq: 0 });
    });

    test('is not fenced by a new message, which is owed next', async () => {
      const it = await waiting();
      await it.post('Hello?');
      expect(await settleTurn(platform, it.claim, 3, hello)).toMatchObject({ more: true, event: { replyTo: 3 } });
      expect(await claim(it.id)).toMatchObject({ fromSeq: 3, lastVisitorSeq: 4 });
    });

    test('is claimed by one of two workers at once, however often', async () => {
      const it = await waiting(-1);
      const claims = await Promise.all([claim(it.id), claim(it.id), claim(it.id), claim(it.id)]);
      expect(claims.filter((one) => one)).toHaveLength(1);
    });

    test('that died three times is left at the fourth try, with an alarm, and is no handoff', async () => {
      const it = await waiting(-1);
      for (let i = 1; i < 3; i++) expect(await claim(it.id, -1)).toMatchObject({ attempts: i + 1 });
      const alarms = async () =>
        (await platform.metrics.turnsGivenUp.get()).values.find(({ labels }) => labels.state === 'queued')?.value ?? 0;
      const before = await alarms();
      expect(await runTurns(platform, it.id, new AbortController().signal)).toBe('left');
      expect(await alarms()).toBe(before + 1);
      expect(await of(it.id)).toMatchObject({
        state: 'queued',
        passedSeq: 3,
        settledSeq: 1,
        owed: true,
        turnAttempts: 0,
      });
      expect((await logOf(platform, it.id)).at(-1)).toMatchObject({ seq: 3, role: 'visitor' });
      // What comes next is a turn like any other.
      await it.post('And?');
      expect(await claim(it.id)).toMatchObject({ attempts: 1 });
    });

    test('is over once a person had it: put back or moved, it is the team that answers', async () => {
      for (const back of [
        (as: Parameters<typeof take>[1]) => release(platform, as),
        (as: Parameters<typeof take>[1]) => transfer(platform, as, { inbox: 'default' }),
      ]) {
        const it = await owed();
        await requestHandoff(platform, it.of);
        await take(platform, it.as);
        await back(it.as);
        await it.post('Still there?');
        expect(await rowOf(platform, it.id)).toMatchObject({ state: 'queued', botHelps: false });
        expect(await claim(it.id)).toBeUndefined();
      }
    });
  });

  test('that died three times goes to a person at the fourth try, and nothing is generated', async () => {
    const { id } = await owed();
    for (let i = 0; i < 3; i++) expect(await claim(id, -1)).toMatchObject({ attempts: i + 1 });
    expect(await runTurns(platform, id, new AbortController().signal)).toBe('handed off: model_failed');
    expect(await rowOf(platform, id)).toMatchObject({ state: 'queued', reason: 'model_failed', settledSeq: 1 });
    expect(await decisions(id)).toBe(0);
    const log = await logOf(platform, id);
    expect(log.map((event) => event.type)).toEqual(['message', 'move']);
    // Nobody of the team is there, and that is said.
    expect(log[1]?.body).toMatchObject({ notice: { kind: 'nobody_here' }, move: { reason: 'model_failed' } });
  });

  test('that is run twice at once answers once; a second run says so', async () => {
    const { id } = await owed();
    const said = await Promise.all(
      Array.from({ length: 4 }, () => runTurns(platform, id, new AbortController().signal)),
    );
    expect(said.filter((it) => it.startsWith('skipped'))).toHaveLength(3);
    const events = (await logOf(platform, id)).filter((event) => event.role === 'bot');
    expect(events).toHaveLength(1);
    expect(await runTurns(platform, id, new AbortController().signal)).toMatch(/^skipped: /);
  });
});

async function counter({ metrics }: Platform): Promise<number> {
  return (await metrics.fenceRejected.get()).values[0]?.value ?? 0;
}
