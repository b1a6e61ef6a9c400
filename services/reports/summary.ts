/**
 * The log of a conversation -> what the reports need of it. Pure. Everything here can be recomputed from
 * the events alone; what "bot", "queue" and "with a person" mean is read off the moves, so that no human
 * time ever holds time of the bot.
 */
import type { MoveName, State } from '../conversation/states.js';
import type { Reason, Role } from '../wire/conversation.js';

/** An event as the fold reads it; `at` in seconds, to the microsecond. */
export type Logged = {
  type: string;
  role: Role | null;
  agentId: string | null;
  at: number;
  entries: string[] | null;
  score: number | null;
  move: { name: MoveName; from: State; to: State; reason?: Reason } | null;
  /** Who has it after the move. The log of older moves does not say it for transfers. */
  owner: string | null;
};

export type Summary = {
  engaged: boolean;
  answers: number;
  entries: string[];
  reason: Reason | null;
  handedOffAt: number | null;
  queuedAt: number | null;
  /**
   * An agent came; the visitor left; an agent ended it without taking it; the visitor left after the bot had answered
   * while they waited, which is no giving up.
   */
  firstWaitEnd: 'served' | 'gave_up' | 'closed' | 'helped_waiting' | null;
  waited: number | null;
  toAssignment: number | null;
  firstReply: number | null;
  humanReply: number | null;
  handled: number | null;
  agents: string[];
  agentSeconds: number[];
  assignee: string | null;
  replier: string | null;
  lastAgent: string | null;
  resolvedAt: number | null;
  resolvedBy: Role | null;
  reopenedAt: number | null;
  state: State;
  score: number | null;
  scoredHuman: boolean | null;
};

const nothing: Summary = {
  engaged: false,
  answers: 0,
  entries: [],
  reason: null,
  handedOffAt: null,
  queuedAt: null,
  firstWaitEnd: null,
  waited: null,
  toAssignment: null,
  firstReply: null,
  humanReply: null,
  handled: null,
  agents: [],
  agentSeconds: [],
  assignee: null,
  replier: null,
  lastAgent: null,
  resolvedAt: null,
  resolvedBy: null,
  reopenedAt: null,
  state: 'bot',
  score: null,
  scoredHuman: null,
};

/** What is known while reading on. */
type Progress = {
  /** Since when the state is what it is. */
  since: number;
  owner: string | null;
  /** Since when it is with people, queued or assigned; undefined while it is not. */
  withPeople?: number;
  firstAsked?: number;
  /** The bot has answered since it is queued. */
  helped?: boolean;
  held: Map<string, number>;
};

export function summarise(startedAt: number, events: readonly Logged[]): Summary {
  const it: Summary = { ...nothing, entries: [] };
  const progress: Progress = { since: startedAt, owner: null, held: new Map() };
  for (const event of events) {
    if (event.type === 'message') said(it, progress, event);
    else if (event.type === 'rating') Object.assign(it, { score: event.score, scoredHuman: it.humanReply !== null });
    else if (event.move) {
      left(it, progress, event, event.move);
      entered(it, progress, event, event.move);
      progress.since = event.at;
    }
  }
  // A span that still runs would make a long conversation look short.
  if (it.state === 'assigned') it.handled = null;
  return { ...it, agents: [...progress.held.keys()], agentSeconds: [...progress.held.values()] };
}

function said(it: Summary, progress: Progress, { role, at, agentId, entries }: Logged): void {
  if (role === 'visitor') {
    it.engaged = true;
    progress.firstAsked ??= at;
    return;
  }
  if (role !== 'system' && progress.firstAsked !== undefined) it.firstReply ??= at - progress.firstAsked;
  if (role === 'bot' && entries) {
    if (it.state === 'queued') progress.helped = true;
    it.answers++;
    it.entries.push(...entries.filter((key) => !it.entries.includes(key)));
  }
  if (role === 'agent' && it.humanReply === null && progress.withPeople !== undefined) {
    it.humanReply = at - progress.withPeople;
    it.replier = agentId;
  }
}

function waitEnd(to: State, role: Role | null, { helped }: Progress): NonNullable<Summary['firstWaitEnd']> {
  if (to === 'assigned') return 'served';
  if (role === 'agent') return 'closed';
  return helped && role === 'visitor' ? 'helped_waiting' : 'gave_up';
}

/** What ends with a move: a stay in the queue, or somebody's hold. */
function left(it: Summary, progress: Progress, { at, role }: Logged, { from, to }: NonNullable<Logged['move']>): void {
  const lasted = at - progress.since;
  if (from === 'queued') {
    it.waited = (it.waited ?? 0) + lasted;
    if (to === 'assigned') it.toAssignment ??= lasted;
    it.firstWaitEnd ??= waitEnd(to, role, progress);
  }
  if (from === 'assigned') {
    it.handled = (it.handled ?? 0) + lasted;
    if (progress.owner) progress.held.set(progress.owner, (progress.held.get(progress.owner) ?? 0) + lasted);
  }
  if (from === 'resolved') it.reopenedAt ??= at;
}

/** What begins with it. */
function entered(
  it: Summary,
  progress: Progress,
  event: Logged,
  { name, to, reason }: NonNullable<Logged['move']>,
): void {
  it.state = to;
  progress.owner = to === 'assigned' ? event.owner : null;
  if (name === 'escalate') {
    it.engaged = true;
    it.reason ??= reason ?? null;
    it.handedOffAt ??= event.at;
  }
  if (to === 'queued') it.queuedAt ??= event.at;
  progress.helped = false;
  if (progress.owner) {
    it.assignee ??= progress.owner;
    it.lastAgent = progress.owner;
    if (!progress.held.has(progress.owner)) progress.held.set(progress.owner, 0);
  }
  if (to === 'resolved' && it.resolvedAt === null) Object.assign(it, { resolvedAt: event.at, resolvedBy: event.role });
  progress.withPeople = to === 'queued' || to === 'assigned' ? (progress.withPeople ?? event.at) : undefined;
}
