/** What content teams and managers ask of the server. Each throws `HttpError`. */
import type {
  DiffReply,
  EntriesReply,
  EntryReply,
  KnowledgeHistoryReply,
  PromiseReply,
  TryReply,
} from '../../../services/protocol.js';
import type { ConsoleClient } from '../client.js';

export type Terms = { maxWrongAnswers?: number; answerThreshold?: number | null };

export const readPromise = (client: ConsoleClient) => client.call<PromiseReply>('knowledge/promise');

/** A threshold of null goes back to the derived one. Replies with the promise as it is now. */
export const setTerms = (client: ConsoleClient, slug: string, body: Terms) =>
  client.call<PromiseReply>(`inboxes/${encodeURIComponent(slug)}/confidence`, { method: 'PUT', body });

/** Decided now, stored nowhere. */
export const tryQuestion = (client: ConsoleClient, body: { question: string; inbox?: string }) =>
  client.call<TryReply>('knowledge/try', { method: 'POST', body });

export type Sort = 'title' | 'newest' | 'used' | 'unused' | 'unhelpful';
export type EntriesQuery = { q: string; sort: Sort; stale: boolean };

export function listEntries(client: ConsoleClient, { q, sort, stale }: EntriesQuery, cursor?: string) {
  const query = new URLSearchParams({
    sort,
    ...(q && { q }),
    ...(stale && { stale: 'true' }),
    ...(cursor && { cursor }),
  });
  return client.call<EntriesReply>(`knowledge/entries?${query}`);
}

const entryPath = (key: string) => `knowledge/entries/${encodeURIComponent(key)}`;

export const readEntry = (client: ConsoleClient, key: string) => client.call<EntryReply>(entryPath(key));

/** Publishing fits anew, which takes a while with many examples. */
const PUBLISH_MS = 180_000;

export type Published = { version: number; changed: boolean };
export type Writable = Omit<EntryReply['entry'], 'key' | 'source'>;

/** `version` is the one it was read in; without it the entry must be new. */
export const saveEntry = (client: ConsoleClient, key: string, body: { version?: number; entry: Writable }) =>
  client.call<Published>(entryPath(key), { method: 'PUT', body, timeoutMs: PUBLISH_MS });

export const removeEntry = (client: ConsoleClient, key: string, version: number) =>
  client.call<Published>(`${entryPath(key)}?version=${version}`, { method: 'DELETE', timeoutMs: PUBLISH_MS });

export const readHistory = (client: ConsoleClient) =>
  client.call<KnowledgeHistoryReply>('knowledge/versions?limit=100');

export const readDiff = (client: ConsoleClient, from: number, to: number) =>
  client.call<DiffReply>(`knowledge/diff?from=${from}&to=${to}`);

/** `current` is what is on screen as current: refused where it is not any more. */
export const rollBack = (client: ConsoleClient, version: number, current: number) =>
  client.call<{ version: number; from: number }>(`knowledge/versions/${version}/rollback`, {
    method: 'POST',
    body: { current },
  });
