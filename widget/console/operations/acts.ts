/** What admins ask of the server about the audit log and about what is kept. Each throws `HttpError`. */
import type { AuditQuery, Policy } from '../../../services/wire/operations.js';
import { placeOf, queryOf } from '../../shared/api.js';
import type { ConsoleClient } from '../link/client.js';

export type AuditAsked = Partial<AuditQuery>;

export const readAudit = (client: ConsoleClient, asked: AuditAsked, before?: number) =>
  client.call('GET /v1/agent/audit', { query: { ...asked, ...(before && { before }) } });

export const checkAudit = (client: ConsoleClient) =>
  client.call('GET /v1/agent/audit/check', { timeoutMs: 10 * 60_000 });

export const auditFile = (asked: AuditAsked): string => `${placeOf('GET /v1/agent/audit.csv').path}${queryOf(asked)}`;

export const readRetention = (client: ConsoleClient) => client.call('GET /v1/agent/retention');

export const previewRetention = (client: ConsoleClient, body: Policy) =>
  client.call('POST /v1/agent/retention/preview', { body });

export const setRetention = (client: ConsoleClient, body: Policy) => client.call('PUT /v1/agent/retention', { body });

export const findVisitors = (client: ConsoleClient, email: string) =>
  client.call('POST /v1/agent/visitors/find', { body: { email } });

/** Somebody with years of files takes a while. */
export const eraseVisitor = (client: ConsoleClient, id: string) =>
  client.call('POST /v1/agent/visitors/:id/erase', { params: { id }, timeoutMs: 10 * 60_000 });
