import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * What `/metrics` shows. One registry per platform, so that tests and several platforms in one process do not collide.
 */
export function createMetrics(options: { defaults?: boolean } = {}) {
  const registry = new Registry();
  if (options.defaults) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    fenceRejected: new Counter({
      name: 'frontdesk_fence_rejected_total',
      help: 'Bot answers dropped because the conversation had moved on when they were to be written.',
      registers,
    }),
    sweepRescued: new Counter({
      name: 'frontdesk_sweep_rescued_total',
      help: 'Work found by a sweep that no job had announced.',
      labelNames: ['kind'],
      registers,
    }),
    ringFailed: new Counter({
      name: 'frontdesk_ring_failed_total',
      help: 'Rings (jobs) and hints (bus) that failed or took over 500 ms.',
      labelNames: ['kind'],
      registers,
    }),
    turns: new Counter({
      name: 'frontdesk_turns_total',
      help: 'Turns by how they ended: a verdict, fenced, failed.',
      labelNames: ['outcome'],
      registers,
    }),
    turnsGivenUp: new Counter({
      name: 'frontdesk_turns_given_up_total',
      help: 'Turns that failed three times: handed to a person (bot), or left to the one who is waited for (queued).',
      labelNames: ['state'],
      registers,
    }),
    parked: parkedCounter(registers),
    turnSeconds: new Histogram({
      name: 'frontdesk_turn_seconds',
      help: 'From claiming a turn to its end.',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 45],
      registers,
    }),
    deltasDropped: new Counter({
      name: 'frontdesk_deltas_dropped_total',
      help: 'Deltas not passed on because their owner epoch or turn was old.',
      registers,
    }),
    streamsOpen: new Gauge({
      name: 'frontdesk_streams_open',
      help: 'Open streams by audience.',
      labelNames: ['audience'],
      registers,
    }),
    streamsCut: new Counter({
      name: 'frontdesk_streams_cut_total',
      help: 'Streams cut because the reader did not read 1 MB.',
      registers,
    }),
    denied: new Counter({
      name: 'frontdesk_authz_denied_total',
      help: "Requests for somebody else's object.",
      registers,
    }),
    answersWrong: new Gauge({
      name: 'frontdesk_answers_wrong_ratio',
      help:
        'Of the answers that people judged in the last month, the share that was wrong: as promised by their ' +
        'confidence, and as observed.',
      labelNames: ['kind'],
      registers,
    }),
    drift: new Gauge({
      name: 'frontdesk_confidence_drift',
      help: '1 while more of the judged answers are wrong than was promised, beyond chance.',
      registers,
    }),
    canaryAge: new Gauge({
      name: 'frontdesk_canary_age_seconds',
      help: 'Seconds since the last canary job of each queue was worked on in this process.',
      labelNames: ['queue'],
      registers,
    }),
    mails: new Counter({
      name: 'frontdesk_mails_total',
      help: 'Mails by how a try ended: sent, retried, failed (given up).',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    errors: new Counter({
      name: 'frontdesk_errors_total',
      help: 'Unexpected errors (5xx), by code.',
      labelNames: ['code'],
      registers,
    }),
  };
}

const parkedCounter = (registers: Registry[]) =>
  new Counter({
    name: 'frontdesk_parked_total',
    help: 'What failed for one conversation as often as it may, by kind: Operations shows it, nothing tries it again.',
    labelNames: ['work'],
    registers,
  });
