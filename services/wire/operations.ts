/** What crosses the wire about the audit log and about how long things are kept. */
import { z } from 'zod';
import { auditActions, auditKindNames } from './audit-kinds.js';
import { EMAIL_MAX, INT_MAX, KEPT_DAYS_MAX } from './limits.js';
import { zone } from './text.js';

const day = z.iso.date();
/** Days are those of `zone`, both included. Without `before` the newest. */
export const auditQuery = z.strictObject({
  /** An account's id, `script` or `system`. */
  by: z.union([z.uuid(), z.enum(['script', 'system', 'nobody'])]).optional(),
  kind: z.enum(auditKindNames).optional(),
  from: day.optional(),
  to: day.optional(),
  zone: zone.default('UTC'),
});
export const auditPageQuery = auditQuery.extend({ before: z.coerce.number().int().min(1).max(INT_MAX).optional() });

const auditRow = z.object({
  n: z.int(),
  at: z.string(),
  by: z.object({
    kind: z.enum(['agent', 'script', 'system', 'nobody']),
    id: z.string().optional(),
    name: z.string().optional(),
  }),
  /** A network: IPv4 by its first 24 bits, IPv6 by its first 48. */
  address: z.string().optional(),
  action: z.enum(auditActions),
  target: z.object({ kind: z.string(), id: z.string().optional(), name: z.string().optional() }).optional(),
  /** `changes` by field: what it was, what it is. The rest by action. */
  details: z.record(z.string(), z.unknown()),
});
export const auditReply = z.object({
  rows: z.array(auditRow),
  /** The next page's `before`. */
  next: z.int().optional(),
  /** Whoever there are rows of, by the latest name. */
  people: z.array(z.object({ id: z.string(), name: z.string() })),
});

/**
 * `broken` is the first row that does not fit. `hash` is the last row's: kept elsewhere, it proves the log
 * to whoever doubts this database.
 */
export const auditCheckReply = z.object({
  rows: z.int(),
  from: z.string().optional(),
  to: z.string().optional(),
  hash: z.string(),
  broken: z.int().optional(),
});

export type AuditQuery = z.infer<typeof auditQuery>;
export type AuditPageQuery = z.infer<typeof auditPageQuery>;
export type AuditRow = z.infer<typeof auditRow>;
export type AuditReply = z.infer<typeof auditReply>;
export type AuditCheckReply = z.infer<typeof auditCheckReply>;

// ---------------------------------------------------------------- retention and erasure

const days = (least: number) => z.int().min(least).max(KEPT_DAYS_MAX);

/** In days. Null: never erased. */
export const policySchema = z.strictObject({
  /** Conversations that have been over for so long. */
  conversationDays: days(30).nullable(),
  /** Files of conversations that are over. */
  fileDays: days(1).nullable(),
  auditDays: days(30),
});

const erasedSchema = z.object({
  conversations: z.int(),
  events: z.int(),
  files: z.int(),
  bytes: z.number(),
  decisions: z.int(),
  mails: z.int(),
});
const runCounts = erasedSchema
  .extend({ visitors: z.int(), ended: z.int(), auditRows: z.int(), passes: z.int() })
  .partial();

export const retentionReply = z.object({
  policy: policySchema,
  /** The last round, or the one under way. */
  run: z.object({ beganAt: z.string(), endedAt: z.string().optional(), counts: runCounts }).optional(),
});
export const retentionPreviewReply = z.object({
  conversations: z.int(),
  files: z.int(),
  bytes: z.number(),
  visitors: z.int(),
  auditRows: z.int(),
  /** When the oldest conversation that stays was last touched. */
  oldest: z.string().optional(),
});

export const findVisitorsBody = z.strictObject({ email: z.email().max(EMAIL_MAX) });
const foundVisitor = z.object({
  id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  /** The site's own server vouched for it. */
  provenEmail: z.string().nullable(),
  conversations: z.int(),
  open: z.int(),
  lastAt: z.string().nullable(),
});
export const findVisitorsReply = z.object({ visitors: z.array(foundVisitor) });
export const erasedReply = z.object({ visitorId: z.string(), erased: erasedSchema });

export type Policy = z.infer<typeof policySchema>;
export type Erased = z.infer<typeof erasedSchema>;
export type RunCounts = z.infer<typeof runCounts>;
export type RetentionReply = z.infer<typeof retentionReply>;
export type RetentionPreview = z.infer<typeof retentionPreviewReply>;
export type FoundVisitor = z.infer<typeof foundVisitor>;
export type FindVisitorsReply = z.infer<typeof findVisitorsReply>;
export type ErasedReply = z.infer<typeof erasedReply>;
