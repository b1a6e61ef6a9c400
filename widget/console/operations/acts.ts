/** What admins ask of the server about the audit log and about what is kept. Each throws `HttpError`. */
import type { AuditCheckReply, AuditQuery, AuditReply } from '../../../services/protocol-operations.js';
import type { ConsoleClient } from '../client.js';

export type AuditAsked = { [name in keyof AuditQuery]?: string };

export const readAudit = (client: ConsoleClient, asked: AuditAsked, before?: number) =>
  client.call<AuditReply>(`audit${queryOf({ ...asked, ...(before && { before: `${before}` }) })}`);

export const checkAudit = (client: ConsoleClient) =>
  client.call<AuditCheckReply>('audit/check', { timeoutMs: 10 * 60_000 });

export const auditFile = (asked: AuditAsked): string => `/v1/agent/audit.csv${queryOf(asked)}`;

function queryOf(asked: Record<string, string | undefined>): string {
  const given = Object.entries(asked).filter((pair): pair is [string, string] => !!pair[1]);
  return given.length ? `?${new URLSearchParams(given)}` : '';
}
