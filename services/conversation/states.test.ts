/**
 * Every state, move and capacity, the illegal ones included, against a table typed from the
 * design and not from the program.
 */
import { describe, expect, test } from 'vitest';
import { reasonSchema } from '../wire/conversation.js';
import {
  capacities,
  helpsAfter,
  keepsPlace,
  mayMove,
  maySpeak,
  moveNames,
  owedAfter,
  owesTurn,
  queuedAtAfter,
  readUpTo,
  settles,
  states,
  targets,
} from './states.js';

/** What the design allows: "move from capacity". Everything else is illegal. */
const allowed = new Set([
  'escalate bot bot',
  'escalate bot visitor',
  'escalate bot system',
  'assign queued system',
  'take bot agent',
  'take queued agent',
  'take resolved agent',
  'take assigned lead',
  'release assigned owner',
  'release assigned system',
  'transfer assigned owner',
  'transfer assigned lead',
  'handBack queued agent',
  'handBack queued visitor',
  'handBack assigned owner',
  'handBack assigned lead',
  'resolve bot visitor',
  'resolve bot agent',
  'resolve bot system',
  'resolve queued visitor',
  'resolve queued agent',
  'resolve assigned visitor',
  'resolve assigned owner',
  'resolve assigned lead',
  'resolve assigned system',
  'reopen resolved visitor',
]);

const leads: Record<string, string[]> = {
  escalate: ['queued'],
  assign: ['assigned'],
  take: ['assigned'],
  release: ['queued'],
  transfer: ['assigned', 'queued'],
  handBack: ['bot'],
  resolve: ['resolved'],
  reopen: ['bot'],
};

describe('the table of states', () => {
  const all = moveNames.flatMap((move) =>
    states.flatMap((from) => capacities.map((capacity) => [move, from, capacity] as const)),
  );

  test('knows all of them', () => {
    expect([...states].sort()).toEqual(['assigned', 'bot', 'queued', 'resolved']);
    expect([...moveNames].sort()).toEqual(Object.keys(leads).sort());
    expect(all).toHaveLength(8 * 4 * 6);
  });

  test.each(all)('%s from %s by %s', (move, from, capacity) => {
    expect(mayMove(move, from, [capacity])).toBe(allowed.has(`${move} ${from} ${capacity}`));
  });

  test('several capacities may what one of them may, and nobody may nothing', () => {
    for (const move of moveNames)
      for (const from of states) {
        expect(mayMove(move, from, [])).toBe(false);
        for (const one of capacities)
          for (const other of capacities)
            expect(mayMove(move, from, [one, other])).toBe(mayMove(move, from, [one]) || mayMove(move, from, [other]));
      }
  });

  test.each(moveNames)('%s leads where it should', (move) => {
    expect([...targets[move]].sort()).toEqual([...(leads[move] as string[])].sort());
  });

  test('the bot speaks in bot and while they wait, an agent only as the owner, a visitor always', () => {
    const speakers = states.map((state) => [state, capacities.filter((capacity) => maySpeak(state, [capacity]))]);
    expect(Object.fromEntries(speakers)).toEqual({
      bot: ['visitor', 'bot'],
      queued: ['visitor', 'bot'],
      assigned: ['visitor', 'owner'],
      resolved: ['visitor'],
    });
  });

  test('escalate, resolve and reopen settle what was said; take, assign, release, transfer and handBack leave it owed', () => {
    expect(
      Object.entries(settles)
        .filter(([, settled]) => settled)
        .map(([move]) => move)
        .sort(),
    ).toEqual(['escalate', 'reopen', 'resolve']);
  });

  test('what a person owes begins with a handoff, and ends with the bot or the end', () => {
    expect(owedAfter).toEqual({
      escalate: 'set',
      take: 'set_if_owed',
      assign: 'keep',
      release: 'keep',
      transfer: 'keep',
      handBack: 'end',
      resolve: 'end',
      reopen: 'end',
    });
  });

  test('only a handoff lets the bot help on, and not one that says its answers were no help or are not wanted', () => {
    const after = reasonSchema.options.filter((reason) => helpsAfter('escalate', reason));
    expect(after).toEqual([
      'asked_for_human',
      'low_confidence',
      'nothing_found',
      'none_of_these',
      'model_declined',
      'model_failed',
    ]);
    for (const move of moveNames.filter((move) => move !== 'escalate')) {
      expect(helpsAfter(move, undefined)).toBe(false);
      expect(helpsAfter(move, 'low_confidence')).toBe(false);
    }
  });

  test('the bot owes a turn in bot past what is settled, and while they wait past what it passed too, where it helps', () => {
    const owing = { lastVisitorSeq: 5, settledSeq: 3, passedSeq: 4, botHelps: true };
    expect(states.filter((state) => owesTurn({ ...owing, state }))).toEqual(['bot', 'queued']);
    expect(states.map((state) => readUpTo({ ...owing, state }))).toEqual([3, 4, 3, 3]);
    expect(readUpTo({ ...owing, state: 'queued', passedSeq: 2 })).toBe(3);
    expect(owesTurn({ ...owing, state: 'queued', botHelps: false })).toBe(false);
    expect(owesTurn({ ...owing, state: 'queued', passedSeq: 5 })).toBe(false);
    expect(owesTurn({ ...owing, state: 'bot', passedSeq: 5, botHelps: false })).toBe(true);
    expect(owesTurn({ ...owing, state: 'bot', settledSeq: 5 })).toBe(false);
  });

  test('a place is kept for whoever goes back to the bot, and for a visitor who closes', () => {
    const kept = moveNames.flatMap((move) =>
      states.flatMap((from) =>
        capacities.filter((as) => keepsPlace(move, from, [as])).map((as) => `${move} ${from} ${as}`),
      ),
    );
    expect(kept).toEqual([...capacities.map((as) => `handBack queued ${as}`), 'resolve queued visitor']);
  });

  test('nobody is queued or assigned without the time their wait began, and nobody keeps one who is not', () => {
    // Whatever legal moves one makes: queued_at stands exactly while a person is waited for or at work.
    const seen = new Set<string>();
    const walk = (state: (typeof states)[number], waits: boolean): void => {
      const key = `${state} ${waits}`;
      if (seen.has(key)) return;
      seen.add(key);
      for (const move of moveNames) {
        if (!capacities.some((capacity) => mayMove(move, state, [capacity]))) continue;
        const place = queuedAtAfter(move, state);
        for (const to of targets[move]) walk(to, place === 'set' || (place === 'keep' && waits));
      }
    };
    walk('bot', false);
    expect([...seen].sort()).toEqual(['assigned true', 'bot false', 'queued true', 'resolved false']);
  });

  test('a place in the queue is kept by whoever had one, and new for whoever had none', () => {
    expect(queuedAtAfter('escalate', 'bot')).toBe('set');
    expect(queuedAtAfter('take', 'bot')).toBe('set');
    expect(queuedAtAfter('take', 'resolved')).toBe('set');
    expect(queuedAtAfter('take', 'queued')).toBe('keep');
    expect(queuedAtAfter('take', 'assigned')).toBe('keep');
    for (const move of ['assign', 'release', 'transfer'] as const)
      for (const from of states) expect(queuedAtAfter(move, from)).toBe('keep');
    for (const move of ['handBack', 'resolve', 'reopen'] as const)
      for (const from of states) expect(queuedAtAfter(move, from)).toBe('clear');
  });
});
