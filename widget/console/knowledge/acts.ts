/** What content teams and managers ask of the server. Each throws `HttpError`. */

import type { Candidate, Part } from '../../../services/wire/agent.js';
import type { Reason, Verdict } from '../../../services/wire/conversation.js';
import type {
  CloseGap,
  DiffReply,
  DryRunReply,
  EntriesReply,
  EntryReply,
  GapsReply,
  KnowledgeHistoryReply,
  LoadedReply,
  PromiseReply,
  SavedReply,
  SaveEntry,
} from '../../../services/wire/knowledge.js';
import type { ConsoleClient } from '../link/client.js';
import { exact } from '../shared/figures.js';
import { long, type Progress } from '../shared/lines.js';

export type Terms = { maxWrongAnswers?: number; answerThreshold?: number | null };

export const readPromise = (client: ConsoleClient) => client.call<PromiseReply>('knowledge/promise').then(exact);

/** A threshold of null goes back to the derived one. Replies with the promise as it is now. */
export const setTerms = (client: ConsoleClient, slug: string, body: Terms) =>
  client.call<PromiseReply>(`inboxes/${encodeURIComponent(slug)}/confidence`, { method: 'PUT', body }).then(exact);

/** What the bot would do with a question, decided now and stored nowhere. */
export type Tried = {
  verdict: Verdict;
  reason?: Reason;
  confidence: number;
  thresholds: { answer: number; suggest: number };
  candidates: Candidate[];
  context?: string;
  parts?: Part[];
  /** Entries, best first, and how many of them the answer is made of. */
  best: { key: string; title: string; answer: string; link?: string }[];
  answeredBy?: number;
  version?: number;
  ms: number;
};

export const tryQuestion = (
  client: ConsoleClient,
  body: { question: string; inbox?: string; locale?: string; version?: number },
) => client.call<Tried>('knowledge/try', { method: 'POST', body });

export type ListQuery = {
  q?: string;
  inbox?: string;
  locale?: string;
  tag?: string;
  stale?: boolean;
  invalid?: boolean;
  version?: number;
  sort?: 'title' | 'newest' | 'used' | 'unused' | 'unhelpful';
};

/** `offset` 0 is the first; at most 200 at a time. */
export const listEntries = (client: ConsoleClient, query: ListQuery, offset: number, limit: number) =>
  client.call<EntriesReply>(`knowledge/entries${queryOf({ ...query, cursor: offset, limit })}`);

export const readEntry = (client: ConsoleClient, key: string, version?: number) =>
  client.call<EntryReply>(`${entryPath(key)}${queryOf({ version })}`);

/** 409 `entry_changed` or `entry_exists` where it is not what was read; 400 says what is wrong with it. */
export const saveEntry = (client: ConsoleClient, key: string, body: SaveEntry) =>
  client.call<SavedReply>(entryPath(key), { method: 'PUT', body, timeoutMs: LONG });

export const removeEntry = (
  client: ConsoleClient,
  key: string,
  query: { version: number; draft?: number | 'new'; note?: string },
) => client.call<SavedReply>(`${entryPath(key)}${queryOf(query)}`, { method: 'DELETE', timeoutMs: LONG });

export const readVersions = (client: ConsoleClient) => client.call<KnowledgeHistoryReply>('knowledge/versions');

/** Without `from`: against what `to` was laid over. A draft alone as `from`: what publishing it changes. */
export const readDiff = (client: ConsoleClient, query: { from?: number; to?: number }) =>
  client.call<DiffReply>(`knowledge/diff${queryOf(query)}`);

/** What publishing a draft would do; its number may be another afterwards (`draft`). */
export const checkDraft = (id: number, told: Told) => long<DryRunReply>(`knowledge/versions/${id}/check`, {}, told);

export const publishDraft = (id: number, body: { note?: string }, told: Told) =>
  long<LoadedReply>(`knowledge/versions/${id}/publish`, body, told);

export const discardDraft = (client: ConsoleClient, id: number) =>
  client.call<void>(`knowledge/versions/${id}`, { method: 'DELETE' });

/** 409 `moved_on` where `current` is not current any more. */
export const rollBack = (client: ConsoleClient, id: number, body: { current: number; note?: string }) =>
  client.call<{ version: number }>(`knowledge/versions/${id}/rollback`, { method: 'POST', body });

export type ImportFile = { name: string; base64: string };
export type ImportBody = { files: ImportFile[]; prune?: boolean; note?: string };

export const tryImport = (body: ImportBody, told: Told) =>
  long<DryRunReply>('knowledge/import', { ...body, mode: 'dry_run' }, told);

export const importFiles = (body: ImportBody, mode: 'draft' | 'publish', told: Told) =>
  long<LoadedReply>('knowledge/import', { ...body, mode }, told);

export const readGaps = (client: ConsoleClient, query: { days?: number; inbox?: string }) =>
  client.call<GapsReply>(`knowledge/gaps${queryOf(query)}`, { timeoutMs: LONG });

export const closeGap = (client: ConsoleClient, body: CloseGap) =>
  client.call<{ gap: number; version?: number; draft?: true }>('knowledge/gaps', {
    method: 'POST',
    body,
    timeoutMs: LONG,
  });

type Told = { onProgress?: (progress: Progress) => void; signal?: AbortSignal };

/** Publishing fits the whole knowledge base anew. */
const LONG = 10 * 60_000;

const entryPath = (key: string) => `knowledge/entries/${encodeURIComponent(key)}`;

function queryOf(query: Record<string, string | number | boolean | undefined>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '' && value !== false);
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : '';
}
