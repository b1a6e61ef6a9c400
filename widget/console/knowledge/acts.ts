/** What content teams and managers ask of the server. Each throws `HttpError`. */
import type { Candidate, Part, Reason, Verdict } from '../../../services/protocol.js';
import type { PromiseReply } from '../../../services/protocol-knowledge.js';
import type { ConsoleClient } from '../client.js';
import { exact } from './figures.js';

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

export const tryQuestion = (client: ConsoleClient, body: { question: string; inbox?: string; locale?: string }) =>
  client.call<Tried>('knowledge/try', { method: 'POST', body });
