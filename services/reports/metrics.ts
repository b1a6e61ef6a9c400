/**
 * What each figure is counted from, as SQL over a summary `s`. One cohort per rate: `of` says which conversations,
 * `count` which of them fulfil it, `pending` those that will belong to it but cannot be told yet; they are in neither
 * number. The words are in the console's catalogue.
 */
import type { Metric } from '../wire/figures.js';

/** Whose part of a conversation is measured: one agent's, or everybody's. */
export type Parts = { handled: string; humanReply: string; toAssignment: string; rated: string };

export const ofAll: Parts = {
  handled: 's.handled',
  humanReply: 's.human_reply',
  toAssignment: 's.to_assignment',
  rated: 'true',
};

/**
 * Beside `h (agent, seconds)`: their own spans, replies only where the first one was theirs,
 * ratings where they had it last.
 */
export const ofOneAgent: Parts = {
  handled: `case when s.state <> 'assigned' then h.seconds end`,
  humanReply: 'case when s.replier = h.agent then s.human_reply end',
  toAssignment: 'case when s.assignee = h.agent then s.to_assignment end',
  rated: 's.last_agent = h.agent',
};

/** How long a resolution must hold. */
const HOLDS = `interval '7 days'`;
const settled = `coalesce(s.resolved_at, s.started_at) <= now() - ${HOLDS}`;
const reopenedSoon = `(s.reopened_at is not null and s.reopened_at <= s.resolved_at + ${HOLDS})`;
const resolved = 's.resolved_at is not null and s.reopened_at is null';

type Share = { of: string; count: string; pending?: string; mean?: string };

export function shares({ rated }: Parts): Partial<Record<Metric, Share>> {
  const csat = (among: string): Share => ({
    of: `s.score is not null and ${rated} and ${among}`,
    count: 's.score >= 4',
    mean: 's.score',
  });
  return {
    resolution: { of: 's.engaged', count: resolved },
    durable: {
      of: `s.engaged and ${settled}`,
      count: `s.resolved_at is not null and not ${reopenedSoon}`,
      pending: `s.engaged and not ${settled}`,
    },
    deflection: {
      of: 's.engaged',
      count: `${resolved} and s.handed_off_at is null and s.queued_at is null and s.last_agent is null and s.answers > 0`,
    },
    handoff: { of: 's.engaged', count: 's.handed_off_at is not null' },
    reopened: {
      of: `s.resolved_at is not null and ${settled}`,
      count: reopenedSoon,
      pending: `s.resolved_at is not null and not ${settled}`,
    },
    abandonment: {
      of: 's.first_wait_end is not null',
      count: `s.first_wait_end = 'gave_up'`,
      pending: 's.queued_at is not null and s.first_wait_end is null',
    },
    csat: csat('true'),
    csatBot: csat('not s.scored_human'),
    csatHuman: csat('s.scored_human'),
  };
}

/** Seconds; null where there is nothing to measure. */
export const times = ({ handled, humanReply, toAssignment }: Parts): Partial<Record<Metric, string>> => ({
  firstReply: 's.first_reply',
  humanReply,
  toAssignment,
  wait: 's.waited',
  handle: handled,
});
