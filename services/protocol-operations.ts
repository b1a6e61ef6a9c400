/** What crosses the wire about the audit log and about how long things are kept. */
import { z } from 'zod';
import { auditActions, auditKindNames } from './operations/audit-kinds.js';

const day = z.iso.date();
/** Days are those of `zone`, both included. Without `before` the newest. */
export const auditQuery = z.strictObject({
  /** An account's id, `script` or `system`. */
  by: z.union([z.uuid(), z.enum(['script', 'system', 'nobody'])]).optional(),
  kind: z.enum(auditKindNames).optional(),
  from: day.optional(),
  to: day.optional(),
  zone: z.string().min(1).max(64).default('UTC'),
});
export const auditPageQuery = auditQuery.extend({ before: z.coerce.number().int().min(1).optional() });

export const auditRow = z.object({
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

/** `broken` is the first row that does not fit. `hash` is the last row's: kept elsewhere, it proves the log to whoever doubts this database. */
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
