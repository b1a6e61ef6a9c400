/** What admins ask of the server about the audit log and about what is kept. Each throws `HttpError`. */
import type {
  AuditCheckReply,
  AuditQuery,
  AuditReply,
  ErasedReply,
  FindVisitorsReply,
  Policy,
  RetentionPreview,
  RetentionReply,
} from '../../../services/wire/operations.js';
import type { ConsoleClient } from '../link/client.js';

export type AuditAsked = { [name in keyof AuditQuery]?: string };

export const readAudit = (client: ConsoleClient, asked: AuditAsked, before?: number) =>
  client.call<AuditReply>(`audit${queryOf({ ...asked, ...(before && { before: `${before}` }) })}`);

export const checkAudit = (client: ConsoleClient) =>
  client.call<AuditCheckReply>('audit/check', { timeoutMs: 10 * 60_000 });

export const auditFile = (asked: AuditAsked): string => `/v1/agent/audit.csv${queryOf(asked)}`;

export const readRetention = (client: ConsoleClient) => client.call<RetentionReply>('retention');

export const previewRetention = (client: ConsoleClient, body: Policy) =>
  client.call<RetentionPreview>('retention/preview', { method: 'POST', body });

export const setRetention = (client: ConsoleClient, body: Policy) =>
  client.call<RetentionReply>('retention', { method: 'PUT', body });

export const findVisitors = (client: ConsoleClient, email: string) =>
  client.call<FindVisitorsReply>('visitors/find', { method: 'POST', body: { email } });

/** Somebody with years of files takes a while. */
export const eraseVisitor = (client: ConsoleClient, id: string) =>
  client.call<ErasedReply>(`visitors/${encodeURIComponent(id)}/erase`, { method: 'POST', timeoutMs: 10 * 60_000 });

function queryOf(asked: Record<string, string | undefined>): string {
  const given = Object.entries(asked).filter((pair): pair is [string, string] => !!pair[1]);
  return given.length ? `?${new URLSearchParams(given)}` : '';
}
