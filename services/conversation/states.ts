/**
 * The states of a conversation and the moves between them, as data. Pure: no I/O.
 * `conversations.ts` holds the one function that writes a state; it asks here first.
 */

import type { Reason } from '../wire/conversation.js';

export const states = ['bot', 'queued', 'assigned', 'resolved'] as const;
export type State = (typeof states)[number];

export const moveNames = [
  'escalate',
  'assign',
  'take',
  'release',
  'transfer',
  'handBack',
  'resolve',
  'reopen',
] as const;
export type MoveName = (typeof moveNames)[number];

/**
 * In what capacity somebody acts. An agent who owns the conversation is `agent` and `owner`; a manager
 * or admin is `agent` and `lead`.
 */
export const capacities = ['visitor', 'bot', 'system', 'agent', 'owner', 'lead'] as const;
export type Capacity = (typeof capacities)[number];

/** move -> state it starts from -> who may make it from there. What is not listed is illegal. */
const moves: Record<MoveName, Partial<Record<State, readonly Capacity[]>>> = {
  escalate: { bot: ['bot', 'visitor', 'system'] },
  assign: { queued: ['system'] },
  take: { bot: ['agent'], queued: ['agent'], resolved: ['agent'], assigned: ['lead'] },
  release: { assigned: ['owner', 'system'] },
  transfer: { assigned: ['owner', 'lead'] },
  handBack: { queued: ['agent', 'visitor'], assigned: ['owner', 'lead'] },
  resolve: {
    bot: ['visitor', 'agent', 'system'],
    queued: ['visitor', 'agent'],
    assigned: ['visitor', 'owner', 'lead', 'system'],
  },
  reopen: { resolved: ['visitor'] },
};

/** Where a move leads. A transfer stays `assigned` for a person and goes to `queued` for an inbox. */
export const targets: Record<MoveName, readonly [State, ...State[]]> = {
  escalate: ['queued'],
  assign: ['assigned'],
  take: ['assigned'],
  release: ['queued'],
  transfer: ['assigned', 'queued'],
  handBack: ['bot'],
  resolve: ['resolved'],
  reopen: ['bot'],
};

/** Whether somebody with these capacities may make this move from this state. */
export function mayMove(move: MoveName, from: State, as: readonly Capacity[]): boolean {
  return (moves[move][from] ?? []).some((capacity) => as.includes(capacity));
}

/**
 * What an agent's lists hold: whatever is not resolved, and what a note has named them in.
 * Server and console must agree.
 */
export const isListed = (
  it: { state: State; mentioned?: readonly string[] | undefined },
  agentId: string | undefined,
): boolean => it.state !== 'resolved' || (!!agentId && !!it.mentioned?.includes(agentId));

/** Who may say something the visitor sees, by state. Notes are for agents only and allowed in every state. */
const mayMessage: Record<State, readonly Capacity[]> = {
  bot: ['visitor', 'bot'],
  // The bot while it helps on (`bot_helps`), and then only with an answer: turns.ts.
  queued: ['visitor', 'bot'],
  assigned: ['visitor', 'owner'],
  resolved: ['visitor'],
};

export function maySpeak(state: State, as: readonly Capacity[]): boolean {
  return mayMessage[state].some((capacity) => as.includes(capacity));
}

/** What a move does to `settled_seq`: to the last visitor message (nothing is owed any more), or leave it. */
export const settles: Record<MoveName, boolean> = {
  escalate: true,
  assign: false,
  take: false,
  release: false,
  transfer: false,
  handBack: false,
  resolve: true,
  reopen: true,
};

/**
 * What a handoff for these reasons says is that the bot's answers were no help, or are not wanted: then it is silent
 * while they wait. `release` and `transfer` end its help as well.
 */
const helpless: readonly Reason[] = ['negative_feedback', 'repeated_question', 'sensitive_topic'];

/** Whether the bot may go on helping after this move, where the inbox lets it. */
export const helpsAfter = (move: MoveName, reason: Reason | undefined): boolean =>
  move === 'escalate' && !(reason && helpless.includes(reason));

/** What of a row says whether the bot owes a turn. */
export type Owing = { state: State; lastVisitorSeq: number; settledSeq: number; passedSeq: number; botHelps: boolean };

/** Up to where the bot has read: what is behind it is the next turn. In `queued` also past what it left alone. */
export const readUpTo = (row: Owing): number =>
  row.state === 'queued' ? Math.max(row.settledSeq, row.passedSeq) : row.settledSeq;

/** Whether the bot owes a turn; the same in SQL is `owedTurn` of turns.ts. */
export const owesTurn = (row: Owing): boolean =>
  (row.state === 'bot' || (row.state === 'queued' && row.botHelps)) && row.lastVisitorSeq > readUpTo(row);

/**
 * What a move does to `owed_since`, since when a person owes the visitor a word: `set`, `set_if_owed` where something
 * is unsettled, `end`, `keep`. Besides moves, a visitor's message begins it and an agent's that saw everything ends it.
 */
export const owedAfter: Record<MoveName, 'set' | 'set_if_owed' | 'end' | 'keep'> = {
  escalate: 'set',
  assign: 'keep',
  take: 'set_if_owed',
  release: 'keep',
  transfer: 'keep',
  handBack: 'end',
  resolve: 'end',
  reopen: 'end',
};

/**
 * Whether the place in the queue is kept for a while, for the next handoff: whoever goes back to the bot, or closes the
 * chat, does not lose it.
 */
export const keepsPlace = (move: MoveName, from: State, as: readonly Capacity[]): boolean =>
  from === 'queued' && (move === 'handBack' || (move === 'resolve' && as.includes('visitor')));

/** What a move does to `queued_at`: the place in the queue. */
export function queuedAtAfter(move: MoveName, from: State): 'set' | 'keep' | 'clear' {
  if (move === 'escalate') return 'set';
  if (move === 'take') return from === 'bot' || from === 'resolved' ? 'set' : 'keep';
  if (move === 'handBack' || move === 'resolve') return 'clear';
  if (move === 'reopen') return 'clear';
  return 'keep';
}
