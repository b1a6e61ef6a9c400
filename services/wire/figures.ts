/** The figures by name. Data only: the console takes it too. */

/**
 * Every figure: a share of a cohort, or a time of which the median is the figure; which direction is better; what the
 * definition in words is found by. What is counted stands in services/reports/metrics.ts.
 */
export const metrics = {
  resolution: { unit: 'share', better: 'higher' },
  durable: { unit: 'share', better: 'higher' },
  deflection: { unit: 'share', better: 'higher' },
  handoff: { unit: 'share', better: 'lower' },
  reopened: { unit: 'share', better: 'lower' },
  abandonment: { unit: 'share', better: 'lower' },
  firstReply: { unit: 'time', better: 'lower' },
  humanReply: { unit: 'time', better: 'lower' },
  toAssignment: { unit: 'time', better: 'lower' },
  wait: { unit: 'time', better: 'lower' },
  handle: { unit: 'time', better: 'lower' },
  csat: { unit: 'share', better: 'higher' },
  csatBot: { unit: 'share', better: 'higher' },
  csatHuman: { unit: 'share', better: 'higher' },
  answersRight: { unit: 'share', better: 'higher' },
  handoffsRight: { unit: 'share', better: 'higher' },
} as const;

export type Metric = keyof typeof metrics;
// Cast: the keys of a closed list are what its type says, which `Object.keys` does not tell.
export const metricNames = Object.keys(metrics) as [Metric, ...Metric[]];
