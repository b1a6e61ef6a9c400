/**
 * Who gets what, decided on one picture of the whole queue. Pure; assign.ts looks at each step again under its locks.
 */
import type { Facts } from '../conversation/facts.js';
import { type AgentFacts, explain, inQueueOrder, loadOf, skip } from '../conversation/why.js';
import type { QueueWhy } from '../wire/agent.js';

/** Gives a conversation to one agent, or holds it out to several at once. */
export type Step = { conversationId: string; agentIds: string[] };
export type Plan = { steps: Step[]; whys: { id: string; why: QueueWhy }[] };

/** When an offer of this plan ends: later than any other, so that its place stays taken for the rest of the plan. */
const PLANNED = '9999-12-31T00:00:00.000000Z';
/**
 * When the agent of a step was last given something: after every moment of the past ("2026-..." sorts before
 * "planned"), in the order of the steps.
 */
const plannedAt = (step: number): string => `planned ${String(step).padStart(6, '0')}`;

export function plan(facts: Pick<Facts, 'agents' | 'waiting'>): Plan {
  const agents = facts.agents.map((agent) => ({ ...agent, offers: [...agent.offers] }));
  const steps: Step[] = [];
  const whys: Plan['whys'] = [];
  for (const one of [...facts.waiting].sort(inQueueOrder)) {
    const holds = (agent: AgentFacts) => agent.offers.some((offer) => offer.conversationId === one.id);
    const all = one.routing === 'broadcast';
    if (one.routing !== 'manual' && !one.behind && (all || !agents.some(holds))) {
      const free = agents.filter((agent) => !holds(agent) && !skip(agent, one));
      const chosen = all ? free : free.sort(one.routing === 'round_robin' ? byTurn : byLoad).slice(0, 1);
      if (chosen.length) steps.push({ conversationId: one.id, agentIds: chosen.map((agent) => agent.id) });
      for (const agent of chosen) {
        agent.offers.push({ conversationId: one.id, inbox: one.inbox, until: PLANNED });
        agent.matchedAt = plannedAt(steps.length);
      }
    }
    whys.push({ id: one.id, why: explain(one, agents).why });
  }
  return { steps, whys };
}

type Candidate = Facts['agents'][number];
const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** Whoever waited longest for one; who never had one is first. */
const byTurn = (a: Candidate, b: Candidate): number => text(a.matchedAt, b.matchedAt) || text(a.id, b.id);
/** Whoever has least on hand; of those, whose turn it is. */
const byLoad = (a: Candidate, b: Candidate): number => loadOf(a) - loadOf(b) || byTurn(a, b);
