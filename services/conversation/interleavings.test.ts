/**
 * Random interleavings of everything that can happen to a conversation, in batches that really run at once, over a real
 * database. Afterwards the log alone must explain the row, and the promises must hold. The rules are typed here anew.
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FrontdeskError } from '../errors.js';
import type { Platform } from '../platform/open.js';
import { modes, type Stack } from '../testing/stack.js';
import { logOf, rowOf, someAgent, someVisitor, startBare, unheard } from '../testing/verbs.js';
import * as agents from './agent-actions.js';
import { sendMessage } from './agent-messages.js';
import type { AgentRow } from './agents.js';
import type { EventRow, MessageRow } from './events.js';
import { giveFeedback, giveRating } from './reactions.js';
import { type Claim, claimTurn, dropTurn, type Outcome, renewTurn, settleTurn } from './turns.js';
import * as visitors from './visitor-actions.js';
import { postMessage } from './visitor-messages.js';

type Op =
  | {
      do:
        | 'post'
        | 'claim'
        | 'die'
        | 'again'
        | 'handoff'
        | 'unhelped'
        | 'visitorHandBack'
        | 'visitorResolve'
        | 'feedback'
        | 'rating';
    }
  | { do: 'answer' | 'partly' | 'giveUp' | 'drop' | 'renew'; nth: number }
  | { do: 'take' | 'release' | 'handBack' | 'resolve' | 'note'; who: number }
  | { do: 'say'; who: number; behind: number }
  | { do: 'transfer'; who: number; to: number }
  | { do: 'move'; who: number; inbox: string };

const who = fc.integer({ min: 0, max: 2 });
const nth = fc.integer({ min: 0, max: 3 });
const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('post' as const, 'claim' as const).map((name) => ({ do: name })) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('answer' as const), nth }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('giveUp' as const, 'partly' as const, 'drop' as const, 'renew' as const),
      nth,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'die' as const }) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(
        'again' as const,
        'handoff' as const,
        'unhelped' as const,
        'visitorHandBack' as const,
        'visitorResolve' as const,
        'feedback' as const,
        'rating' as const,
      )
      .map((name) => ({ do: name })),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('take' as const), who }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('release' as const, 'handBack' as const, 'resolve' as const, 'note' as const),
      who,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('say' as const), who, behind: nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('transfer' as const), who, to: who }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('move' as const), who, inbox: fc.constantFrom('default', 'billing') }),
  },
);
const batch = fc.array(op, { minLength: 1, maxLength: 3 });
const waits: Op[][] = [[{ do: 'post' }], [{ do: 'handoff' }], [{ do: 'post' }], [{ do: 'claim' }]];
/** Most begin with somebody who waits for a person; the bot reads, or has answered or left alone, what they wrote since. */
const begins = fc.constantFrom<Op[][]>(
  [],
  waits,
  [...waits, [{ do: 'answer', nth: 0 }], [{ do: 'post' }], [{ do: 'claim' }]],
  [...waits, [{ do: 'giveUp', nth: 0 }], [{ do: 'post' }], [{ do: 'claim' }]],
);
const runs = fc
  .tuple(begins, fc.array(batch, { minLength: 4, maxLength: 12 }))
  .map(([begun, batches]) => [...begun, ...batches]);

/** move -> from -> to, typed from the design and not read from the program. */
const legal: Record<string, Record<string, string[]>> = {
  escalate: { bot: ['queued'] },
  take: { bot: ['assigned'], queued: ['assigned'], resolved: ['assigned'], assigned: ['assigned'] },
  release: { assigned: ['queued'] },
  transfer: { assigned: ['assigned', 'queued'] },
  handBack: { queued: ['bot'], assigned: ['bot'] },
  resolve: { bot: ['resolved'], queued: ['resolved'], assigned: ['resolved'] },
  reopen: { resolved: ['bot'] },
};

/** What the log says so far. */
type Told = {
  state: string;
  epoch: number;
  lastVisitor: number;
  settled: number;
  /** The visitor's messages. */
  said: number[];
  /** The bot may speak while they wait. */
  helps: boolean;
  /** A person owes a word. */
  owed: boolean;
  /** The place in the queue, and one that is kept for whoever went back to the bot. */
  place?: number | undefined;
  kept?: number | undefined;
};
const SILENT = ['negative_feedback', 'repeated_question', 'sensitive_topic'];

describe.each(modes().filter((mode) => mode !== 'redis'))('any interleaving (%s)', (mode) => {
  let stack: Stack;
  let platform: Platform;
  let team: AgentRow[];
  beforeAll(async () => {
    stack = await startBare(mode);
    platform = unheard(stack.platform);
    await platform.db.query(`insert into inboxes (slug, name) values ('billing', 'Billing')`);
    team = [
      await someAgent(platform, { name: 'Lena' }),
      await someAgent(platform, { name: 'Omar' }),
      await someAgent(platform, { name: 'Mara', role: 'manager' }),
    ];
  });
  afterAll(() => stack?.drop());

  const hello = { kind: 'reply', text: 'answer', body: {} } as const;
  const givesUp = ({ state }: Claim): Outcome =>
    state === 'queued' ? { kind: 'leave' } : { kind: 'escalate', reason: 'low_confidence' };
  const seen: Record<string, number> = {};
  const count = (what: string) => {
    seen[what] = (seen[what] ?? 0) + 1;
  };
  async function ends(claim: Claim, outcome: Outcome) {
    const settled = await settleTurn(platform, claim, claim.lastVisitorSeq, outcome);
    count(`${claim.state} ${settled ? outcome.kind : 'fenced'}`);
    return settled;
  }

  async function play(batches: Op[][]): Promise<void> {
    const visitor = await someVisitor(platform);
    const { id, of } = visitor;
    const claims: Claim[] = [];
    let lastSent = { clientId: randomUUID(), text: 'first' };
    let before = { settledSeq: 0, passedSeq: 0 };
    const as = (index: number) => ({ agent: team[index] as AgentRow, conversationId: id });

    const act = async (it: Op): Promise<unknown> => {
      const claim = 'nth' in it ? claims[Math.max(0, claims.length - 1 - it.nth)] : undefined;
      switch (it.do) {
        case 'post':
          lastSent = { clientId: randomUUID(), text: `message ${randomUUID()}` };
          return postMessage(platform, of, lastSent);
        case 'again':
          return postMessage(platform, of, lastSent);
        case 'claim': {
          const made = await claimTurn(platform.db, id, 60_000);
          if (made) claims.push(made);
          return made;
        }
        case 'answer':
          return (
            claim && ends(claim, claim.attempts > 3 ? givesUp(claim) : { ...hello, text: `answer ${randomUUID()}` })
          );
        case 'partly':
          return claim && ends(claim, { ...hello, open: true });
        case 'giveUp':
          return claim && ends(claim, givesUp(claim));
        case 'die':
          // A killed worker's lease runs out; it may come back and write all the same.
          return platform.db.query(
            `update conversations set turn_lease_until = now() - interval '1 s'
            where id = $1 and turn_lease_until is not null`,
            [id],
          );
        case 'drop':
          return claim && dropTurn(platform.db, claim);
        case 'renew':
          return claim && renewTurn(platform.db, claim, 60_000);
        case 'handoff':
          return visitors.requestHandoff(platform, of);
        case 'unhelped': {
          const thumb = (await logOf(platform, id)).findLast((event) => event.type === 'feedback');
          return thumb && visitors.requestHandoff(platform, of, thumb.seq);
        }
        case 'visitorHandBack':
          return visitors.handBackToBot(platform, of);
        case 'visitorResolve':
          return visitors.resolveByVisitor(platform, of);
        case 'feedback': {
          const answer = (await logOf(platform, id)).findLast(
            (event) => event.role === 'bot' && event.type === 'message',
          );
          return answer && giveFeedback(platform, of, { seq: answer.seq, helpful: false });
        }
        case 'rating':
          return giveRating(platform, of, { score: 3 });
        case 'take':
          return agents.take(platform, as(it.who));
        case 'release':
          return agents.release(platform, as(it.who));
        case 'handBack':
          return agents.handBack(platform, as(it.who));
        case 'resolve':
          return agents.resolve(platform, as(it.who));
        case 'note':
          return sendMessage(platform, as(it.who), {
            clientId: randomUUID(),
            text: 'hm',
            note: true,
            seenSeq: 0,
          });
        case 'say': {
          const seenSeq = Math.max(0, (await rowOf(platform, id)).seq - it.behind);
          return sendMessage(platform, as(it.who), { clientId: randomUUID(), text: 'So.', seenSeq });
        }
        case 'transfer':
          return agents.transfer(platform, as(it.who), { agentId: (team[it.to] as AgentRow).id });
        case 'move':
          return agents.transfer(platform, as(it.who), { inbox: it.inbox });
      }
    };

    for (const batch of batches) {
      // Refusals are part of the game; anything else is a fault of ours.
      for (const result of await Promise.allSettled(batch.map(act)))
        if (result.status === 'rejected') {
          const { reason } = result;
          if (!(reason instanceof FrontdeskError) || reason.status >= 500) throw reason;
        }
      const { settledSeq, passedSeq } = await rowOf(platform, id);
      expect(settledSeq, 'settled_seq only rises').toBeGreaterThanOrEqual(before.settledSeq);
      expect(passedSeq, 'passed_seq only rises').toBeGreaterThanOrEqual(before.passedSeq);
      before = { settledSeq, passedSeq };
    }
    await judge(id);
    // Promise 3: what the bot still owes it answers, once the dead are out of the way.
    await platform.db.query('update conversations set turn_lease_until = null where id = $1', [id]);
    const last = await claimTurn(platform.db, id, 60_000);
    if (last) expect(await ends(last, last.state === 'queued' ? { kind: 'leave' } : hello)).toBeDefined();
    const end = await judge(id);
    // Answered, or with a person: in a queue that has a place for it, or with an agent.
    if (end.state === 'bot' || end.state === 'resolved')
      expect(end.settledSeq, 'nobody waits for ever').toBe(end.lastVisitorSeq);
  }

  /** Reads the log from its start and says what the row must be. */
  async function judge(id: string) {
    const log = await logOf(platform, id);
    const row = await rowOf(platform, id);
    expect(log.map((event) => event.seq)).toEqual(log.map((_, i) => i + 1));
    const told: Told = { state: 'bot', epoch: 0, lastVisitor: 0, settled: 0, said: [], helps: false, owed: false };
    for (const event of log) follow(told, event);
    expect({
      state: row.state,
      epoch: row.ownerEpoch,
      lastVisitor: row.lastVisitorSeq,
      settled: row.settledSeq,
      place: row.queuedAt !== null,
      owed: row.owedSince !== null,
      helps: row.botHelps,
      seq: row.seq,
    }).toEqual({
      state: told.state,
      epoch: told.epoch,
      lastVisitor: told.lastVisitor,
      settled: told.settled,
      place: told.place !== undefined,
      owed: told.owed,
      helps: told.helps,
      seq: log.length,
    });
    expect(row.agentId !== null).toBe(row.state === 'assigned');
    if (row.state !== 'bot' && !row.botHelps) expect(row.leased).toBe(false);
    return row;
  }

  function follow(told: Told, event: EventRow): void {
    if (event.type === 'move') moved(told, event);
    else if (event.type === 'message') spoken(told, event);
  }

  function spoken(told: Told, event: MessageRow): void {
    const replyTo = event.replyTo ?? 0;
    if (event.role === 'visitor') {
      expect(told.state, 'a message to a resolved conversation reopens it first').not.toBe('resolved');
      told.lastVisitor = event.seq;
      told.said.push(event.seq);
      if (told.state !== 'bot') told.owed = true;
    } else if (event.role === 'bot') {
      const { answers } = event.body;
      expect(replyTo).toBeGreaterThan(told.settled);
      if (told.state === 'queued') {
        expect(told.helps, 'while they wait the bot speaks only where it helps').toBe(true);
        expect(answers).toEqual({ from: expect.any(Number), to: replyTo });
        const { from = 0 } = answers ?? {};
        expect(told.said).toContain(from);
        // What was left alone before it stays owed, and so does all behind it.
        const left = told.said.some((seq) => seq > told.settled && seq < from);
        if (!left && event.text !== hello.text) told.settled = replyTo;
      } else {
        expect(told.state, 'promise 2: the bot speaks only while the conversation is its own').toBe('bot');
        expect(answers).toBeUndefined();
        told.settled = replyTo;
      }
    } else {
      expect(told.state, 'an agent speaks only where they own').toBe('assigned');
      told.settled = Math.max(told.settled, replyTo);
      if (replyTo >= told.lastVisitor) told.owed = false;
    }
  }

  function moved(told: Told, event: Extract<EventRow, { type: 'move' }>): void {
    if (!event.body.move || !event.body.after) throw new Error('a move that says of none');
    const { name, from, to, reason } = event.body.move;
    expect(from, 'moves join').toBe(told.state);
    expect(legal[name]?.[from], `${name} from ${from}`).toContain(to);
    told.state = to;
    told.epoch++;
    const unsettled = told.lastVisitor > told.settled;
    if (name === 'escalate' || name === 'resolve' || name === 'reopen') told.settled = told.lastVisitor;
    if (name === 'escalate' || (name === 'take' && unsettled)) told.owed = true;
    if (name === 'handBack' || name === 'resolve' || name === 'reopen') told.owed = false;
    told.helps = name === 'escalate' && !SILENT.includes(reason ?? '');
    if (told.helps) count('helps');
    const { queuedAt } = event.body.after;
    if (name === 'escalate' && told.kept !== undefined) {
      expect(queuedAt, 'nothing a visitor does costs their place').toBe(told.kept);
      count('place restored');
    } else if (told.place !== undefined && to !== 'bot' && to !== 'resolved')
      expect(queuedAt, 'a place is kept').toBe(told.place);
    if (name === 'escalate' || name === 'take') told.kept = undefined;
    if (from === 'queued' && (name === 'handBack' || (name === 'resolve' && event.role === 'visitor')))
      told.kept = told.place;
    told.place = queuedAt;
  }

  const [lanes, each] = mode === 'embedded' ? [1, 50] : [4, 60];
  test(`${lanes * each} of them keep the log whole and the promises`, { timeout: 180_000 }, async () => {
    await Promise.all(
      Array.from({ length: lanes }, () =>
        fc.assert(fc.asyncProperty(runs, play), { numRuns: each, endOnFailure: true }),
      ),
    );
    console.log(`${mode}: of ${lanes * each} interleavings`, seen);
    // Else they were not the ones that matter.
    for (const what of ['bot reply', 'queued reply', 'queued leave', 'queued fenced', 'helps'])
      expect(seen[what] ?? 0, what).toBeGreaterThan(0);
  });
});
