/** What the audit log knows of. No imports: the console bundles it. */

/** What is written down, by the kinds that the page offers as a filter. */
export const auditKinds = {
  sign_in: ['signed_in', 'sign_in_failed', 'signed_out', 'set_up'],
  accounts: [
    'account_made',
    'account_changed',
    'account_closed',
    'account_opened',
    'password_made',
    'password_changed',
  ],
  inboxes: ['inbox_made', 'inbox_changed'],
  knowledge: ['version_published', 'version_rolled_back'],
  visitors: ['visitor_blocked', 'visitor_unblocked', 'visitor_erased'],
  reading: ['conversation_read', 'report_exported', 'audit_exported'],
  retention: ['retention_changed', 'retention_carried_out'],
  jobs: ['job_retried', 'job_forgotten'],
} as const;
export type AuditKind = keyof typeof auditKinds;
export type AuditAction = (typeof auditKinds)[AuditKind][number];
export type AuditTargetKind = 'account' | 'inbox' | 'version' | 'visitor' | 'conversation' | 'report';
// Cast: the keys and values of a closed list are what its types say, which `Object` does not tell.
export const auditKindNames = Object.keys(auditKinds) as [AuditKind, ...AuditKind[]];
export const auditActions = Object.values(auditKinds).flat() as [AuditAction, ...AuditAction[]];
