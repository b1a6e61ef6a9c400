/**
 * What crosses the wire about reports: figures, goals, the wallboard. For managers and
 * admins; agents see their own figures.
 */
import { z } from 'zod';
import { iso, reasonSchema, slug } from './conversation.js';
import { metricNames } from './figures.js';
import { zone } from './text.js';

// ---------------------------------------------------------------- the figures

const metricSchema = z.enum(metricNames);

const figureSchema = z.object({
  /** The share, or the median in seconds; null where the cohort is empty. */
  value: z.number().nullable(),
  /** How many it is counted over. */
  of: z.int(),
  /** Of a share: how many fulfil it. */
  count: z.int().optional(),
  /** Not known yet, and so in neither number. */
  pending: z.int().optional(),
  /** Of a time in seconds, and of ratings. */
  mean: z.number().nullable().optional(),
  p90: z.number().nullable().optional(),
});
/** Of this group every conversation that was started, and those in which the visitor wrote or asked for a person. */
const counted = { started: z.int(), engaged: z.int() };
const figures = z.partialRecord(metricSchema, figureSchema);

// ---------------------------------------------------------------- requests

const day = z.iso.date();
/** Days of the calendar in `zone`, both included; only conversations that started on them count. */
const range = { from: day, to: day, zone: zone.default('UTC') };
const narrowed = { inbox: slug.optional(), agent: z.uuid().optional() };
export const reportQuery = z.strictObject({ ...range, ...narrowed });
const bySchema = z.enum(['inbox', 'agent', 'entry', 'hour', 'reason']);
export const breakdownQuery = z.strictObject({ ...range, ...narrowed, by: bySchema });
export const liveQuery = z.strictObject({ zone: range.zone, inbox: slug.optional() });
export const goalsQuery = z.strictObject({ inbox: slug.optional() });
/**
 * Without an inbox for all that have none of their own; null takes a goal away. Shares from 0 to 1, times in seconds.
 */
export const goalsBody = z.strictObject({
  inbox: slug.optional(),
  goals: z.partialRecord(metricSchema, z.number().min(0).max(31_536_000).nullable()),
});

// ---------------------------------------------------------------- replies

export const reportReply = z.object({
  /** As asked, and as moments: from the first on, up to the last without it. */
  range: z.object({ from: day, to: day, zone: z.string(), start: iso, end: iso }),
  /** The same number of days before; where the range is not over yet, only as much of them as has passed of it. */
  before: z.object({ from: day, to: day, start: iso, end: iso }),
  ...counted,
  startedBefore: z.int(),
  figures: z.partialRecord(
    metricSchema,
    z.object({
      now: figureSchema,
      before: figureSchema,
      goal: z.number().optional(),
      met: z.boolean().optional(),
    }),
  ),
  /** Why conversations were first handed to people. */
  reasons: z.array(z.object({ reason: reasonSchema, count: z.int() })),
  /** What the confidence promised of judged answers, and what became of them. */
  confidence: z.object({
    answers: z.int(),
    promised: z.number().nullable(),
    observed: z.number().nullable(),
    bins: z.array(
      z.object({ from: z.number(), to: z.number(), answers: z.int(), promised: z.number(), right: z.int() }),
    ),
  }),
});
export const seriesReply = z.object({
  unit: z.enum(['hour', 'day', 'week']),
  /** In order, empty ones included; `at` is the local time at which each begins. */
  points: z.array(z.object({ at: z.string(), ...counted, figures })),
});
export const breakdownReply = z.object({
  by: bySchema,
  /** The largest first, hours in order; `name` where the key is an id. */
  rows: z.array(z.object({ key: z.string(), name: z.string().optional(), ...counted, figures })),
  /** More than are shown. */
  more: z.int(),
});
export const goalsReply = z.object({
  /** Those in force, `own` where the inbox has its own. */
  goals: z.array(z.object({ metric: metricSchema, value: z.number(), own: z.boolean() })),
});
export const liveReply = z.object({
  at: iso,
  waiting: z.int(),
  /** Since when the one waits who waits longest. */
  longestSince: iso.optional(),
  offered: z.int(),
  assigned: z.int(),
  withBot: z.int(),
  agents: z.object({ here: z.int(), available: z.int(), busy: z.int(), free: z.int() }),
  today: z.object({ started: z.int(), answered: z.int(), handedOff: z.int(), resolved: z.int(), gaveUp: z.int() }),
  inboxes: z.array(
    z.object({
      inbox: z.string(),
      name: z.string(),
      waiting: z.int(),
      longestSince: iso.optional(),
      assigned: z.int(),
    }),
  ),
});

export type Figure = z.infer<typeof figureSchema>;
export type Figures = z.infer<typeof figures>;
export type ReportQuery = z.infer<typeof reportQuery>;
export type By = z.infer<typeof bySchema>;
export type ReportReply = z.infer<typeof reportReply>;
export type SeriesReply = z.infer<typeof seriesReply>;
export type BreakdownReply = z.infer<typeof breakdownReply>;
export type GoalsBody = z.infer<typeof goalsBody>;
export type GoalsReply = z.infer<typeof goalsReply>;
export type LiveReply = z.infer<typeof liveReply>;
