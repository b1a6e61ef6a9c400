/** What content teams and managers ask of the server. Each throws `HttpError`. */

import type { Candidate, Part } from '../../../services/wire/agent.js';
import type { Reason, Verdict } from '../../../services/wire/conversation.js';
import type { CloseGap, DryRunReply, LoadedReply, SaveEntry } from '../../../services/wire/knowledge.js';
import type { ConsoleClient } from '../link/client.js';
import { exact } from '../shared/figures.js';
import { long, type Progress, work } from '../shared/lines.js';

export type Terms = { maxWrongAnswers?: number; answerThreshold?: number | null };

export const readPromise = (client: ConsoleClient) => client.call('GET /v1/agent/knowledge/promise').then(exact);

/** A threshold of null goes back to the derived one. Replies with the promise as it is now. */
export const setTerms = (client: ConsoleClient, slug: string, body: Terms) =>
  client.call('PUT /v1/agent/inboxes/:slug/confidence', { params: { slug }, body }).then(exact);

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
) => client.call('POST /v1/agent/knowledge/try', { body });

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
  client.call('GET /v1/agent/knowledge/entries', { query: { ...query, cursor: offset, limit } });

export const readEntry = (client: ConsoleClient, key: string, version?: number) =>
  client.call('GET /v1/agent/knowledge/entries/:key', { params: { key }, query: { version } });

/** 409 `entry_changed` or `entry_exists` where it is not what was read; 400 says what is wrong with it. */
export const saveEntry = (client: ConsoleClient, key: string, body: SaveEntry) =>
  client.call('PUT /v1/agent/knowledge/entries/:key', { params: { key }, body, timeoutMs: LONG });

export const removeEntry = (
  client: ConsoleClient,
  key: string,
  query: { version: number; draft?: number | 'new'; note?: string },
) => client.call('DELETE /v1/agent/knowledge/entries/:key', { params: { key }, query, timeoutMs: LONG });

export const readVersions = (client: ConsoleClient) => client.call('GET /v1/agent/knowledge/versions');

/** Without `from`: against what `to` was laid over. A draft alone as `from`: what publishing it changes. */
export const readDiff = (client: ConsoleClient, query: { from?: number; to?: number }) =>
  client.call('GET /v1/agent/knowledge/diff', { query });

/** What publishing a draft would do; its number may be another afterwards (`draft`). */
export const checkDraft = (id: number, told: Told) =>
  long<DryRunReply>(work('POST /v1/agent/knowledge/versions/:id/check', { params: { id: `${id}` }, body: {} }), told);

export const publishDraft = (id: number, body: { note?: string }, told: Told) =>
  long<LoadedReply>(work('POST /v1/agent/knowledge/versions/:id/publish', { params: { id: `${id}` }, body }), told);

export const discardDraft = (client: ConsoleClient, id: number) =>
  client.call('DELETE /v1/agent/knowledge/versions/:id', { params: { id: `${id}` } });

/** 409 `moved_on` where `current` is not current any more. */
export const rollBack = (client: ConsoleClient, id: number, body: { current: number; note?: string }) =>
  client.call('POST /v1/agent/knowledge/versions/:id/rollback', { params: { id: `${id}` }, body });

export type ImportFile = { name: string; base64: string };
export type ImportBody = { files: ImportFile[]; prune?: boolean; note?: string };

export const tryImport = (body: ImportBody, told: Told) =>
  long<DryRunReply>(work('POST /v1/agent/knowledge/import', { body: { ...body, mode: 'dry_run' } }), told);

export const importFiles = (body: ImportBody, mode: 'draft' | 'publish', told: Told) =>
  long<LoadedReply>(work('POST /v1/agent/knowledge/import', { body: { ...body, mode } }), told);

export const readGaps = (client: ConsoleClient, query: { days?: number; inbox?: string }) =>
  client.call('GET /v1/agent/knowledge/gaps', { query, timeoutMs: LONG });

export const closeGap = (client: ConsoleClient, body: CloseGap) =>
  client.call('POST /v1/agent/knowledge/gaps', { body, timeoutMs: LONG });

type Told = { onProgress?: (progress: Progress) => void; signal?: AbortSignal };

/** Publishing fits the whole knowledge base anew. */
const LONG = 10 * 60_000;
