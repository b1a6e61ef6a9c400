/**
 * Why a conversation waits, and who may not have it for what reason. Pure: the matcher, the explanation of this
 * moment and the one of a past moment hand in their facts and are told by the same functions, so that none of them
 * can say what the others would not.
 */
import type { QueueWhy, SkipReason } from '../wire/agent.js';

type Routing = 'balanced' | 'round_robin' | 'broadcast' | 'manual';

/** One agent at one moment. */
export type AgentFacts = {
  id: string;
  name: string;
  available: boolean;
  present: boolean;
  capacity: number;
  /** Their team by inbox, with what they carry there at most; empty means every inbox. */
  inboxes: Record<string, number | null>;
  /** Empty means any. */
  languages: string[];
  skills: string[];
  /** Conversations that they have, by inbox. */
  has: Record<string, number>;
  /** What is held out to them. */
  offers: { conversationId: string; inbox: string; until: string }[];
};

/** One waiting conversation at one moment. */
export type WaitingFacts = {
  id: string;
  inbox: string;
  visitorId: string;
  /** The same visitor waits in this inbox since before: whoever takes that one has this one too. */
  behind: boolean;
  routing: Routing;
  locale: string;
  /** What its inbox and its agents ask for. */
  skills: string[];
  priority: number;
  /** Microseconds, as exact as the database keeps it. */
  queuedAt: number;
  /** Who was passed over for it, and until when. */
  passed: Record<string, string>;
};

export type Skip = { reason: SkipReason; until?: string | undefined };

/** Why this agent may not be given this conversation; undefined where they may. What lasts longest is said first. */
export function skip(agent: AgentFacts, waiting: WaitingFacts): Skip | undefined {
  const { inbox } = waiting;
  const team = Object.keys(agent.inboxes);
  if (team.length && !team.includes(inbox)) return { reason: 'not_on_team' };
  if (!agent.available) return { reason: 'away' };
  if (!agent.present) return { reason: 'absent' };
  if (agent.languages.length && !agent.languages.includes(waiting.locale.split('-')[0] ?? ''))
    return { reason: 'other_language' };
  if (agent.skills.length && !waiting.skills.every((one) => agent.skills.includes(one)))
    return { reason: 'missing_skill' };
  const until = waiting.passed[agent.id];
  if (until) return { reason: 'passed_over', until };
  const mine = sum(Object.values(agent.has));
  if (mine >= agent.capacity) return { reason: 'full' };
  const here = agent.inboxes[inbox] ?? Number.POSITIVE_INFINITY;
  if ((agent.has[inbox] ?? 0) >= here) return { reason: 'full_in_inbox' };
  // What is held out to them keeps its place free, this one's own offer included.
  const others = agent.offers.filter((offer) => offer.conversationId !== waiting.id);
  const held = others.filter((offer) => offer.inbox === inbox);
  if (mine + others.length >= agent.capacity) return { reason: 'holds_other_offer', until: soonest(others) };
  if ((agent.has[inbox] ?? 0) + held.length >= here) return { reason: 'holds_other_offer', until: soonest(held) };
  return undefined;
}

export const loadOf = (agent: AgentFacts): number => sum(Object.values(agent.has)) + agent.offers.length;

export type Explanation = {
  why: QueueWhy;
  skipped: ({ agent: { id: string; name: string } } & Skip)[];
  /** To whom it is held out. */
  offered: { agent: { id: string; name: string }; until: string }[];
};

/** What is to be said of a waiting conversation, given everybody. */
export function explain(waiting: WaitingFacts, agents: readonly AgentFacts[]): Explanation {
  const skipped: Explanation['skipped'] = [];
  const offered: Explanation['offered'] = [];
  for (const agent of agents) {
    const who = { id: agent.id, name: agent.name };
    const offer = agent.offers.find((one) => one.conversationId === waiting.id);
    const why = skip(agent, waiting);
    if (offer) offered.push({ agent: who, until: offer.until });
    else if (why) skipped.push({ agent: who, ...why });
  }
  skipped.sort((a, b) => order.indexOf(a.reason) - order.indexOf(b.reason) || a.agent.name.localeCompare(b.agent.name));
  const reasons = skipped.map((one) => one.reason);
  const free = agents.length - skipped.length - offered.length;
  const why =
    waiting.behind && !offered.length
      ? 'with_another'
      : inOneWord(waiting.routing, { offered: offered.length, free, reasons });
  return { why, skipped, offered };
}

/** Who is nearest to having it comes first. */
const order: SkipReason[] = [
  'passed_over',
  'holds_other_offer',
  'full',
  'full_in_inbox',
  'other_language',
  'missing_skill',
  'absent',
  'away',
  'not_on_team',
];

function inOneWord(
  routing: Routing,
  { offered, free, reasons }: { offered: number; free: number; reasons: SkipReason[] },
): QueueWhy {
  if (offered) return 'offered';
  if (routing === 'manual') return 'manual';
  if (free) return 'next';
  const some = (...which: SkipReason[]) => reasons.some((reason) => which.includes(reason));
  if (some('full', 'full_in_inbox', 'holds_other_offer')) return 'all_full';
  if (some('passed_over')) return 'passed_over';
  if (some('other_language', 'missing_skill')) return 'nobody_fits';
  return some('away', 'absent') ? 'nobody_available' : 'nobody_on_team';
}

/** The order in which the queue is served: oldest first within priority. */
export const inQueueOrder = (
  a: Pick<WaitingFacts, 'priority' | 'queuedAt' | 'id'>,
  b: Pick<WaitingFacts, 'priority' | 'queuedAt' | 'id'>,
): number => b.priority - a.priority || a.queuedAt - b.queuedAt || (a.id < b.id ? -1 : 1);

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);
const soonest = (offers: { until: string }[]): string | undefined => offers.map((one) => one.until).sort()[0];
