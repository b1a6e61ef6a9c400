/**
 * For the agent who writes: what the knowledge base has for what the visitor said last. Decided as the bot decides;
 * nothing is stored and nothing said.
 */

import { type Decided, decide } from '../../knowledge/decide/decide.js';
import { fillVariables, type Variable } from '../../knowledge/variables.js';
import { eventsAfter, isMessage, type MessageRow } from '../conversation/events.js';
import { inboxLimits } from '../conversation/limits.js';
import { Conflict, NotFound, Unavailable } from '../errors.js';
import { ModelFailed } from '../platform/chat-model.js';
import type { Platform } from '../platform/open.js';
import { readableLocale } from '../wire/names.js';
import { promptFor } from './prompt.js';
import { contextOf } from './so-far.js';
import { compose, saidIn } from './write.js';

/** How far back it reads, as a turn does. */
const BACK = 60;
/** More than that is no help to somebody who is about to write. */
const MOST = 3;
const LEAST_FIT = 0.1;

export type Values = Partial<Record<Variable, string>>;
export type Suggestion = {
  /** Of an entry. */
  key: string;
  /** P(this entry is right), calibrated for the best one; the others in proportion to it. */
  fit: number;
};

/** Entries that fit, the best first; none where the visitor said nothing. */
export async function suggest(platform: Platform, conversationId: string): Promise<Suggestion[]> {
  const asked = await whatIsOpen(platform, conversationId);
  return asked ? fitting(asked.decided) : [];
}

function fitting({ candidates, confidence }: Decided): Suggestion[] {
  const best = candidates[0]?.score || 1;
  const fits = candidates.map(({ key, score }) => ({ key, fit: (confidence * score) / best }));
  return fits
    .filter(({ key, fit }, i) => fit >= LEAST_FIT && fits.findIndex((one) => one.key === key) === i)
    .slice(0, MOST);
}

/**
 * A reply as the chat model would write it from what fits. Throws `NotFound` without a model, `Conflict`
 * (`nothing_found`), `Unavailable`.
 */
export async function draft(
  platform: Platform,
  conversationId: string,
  values: Values,
  signal: AbortSignal,
): Promise<string> {
  const { chat } = platform.models;
  if (!chat) throw new NotFound('No language model is set up. Set OPENAI_API_KEY to have drafts written.');
  const asked = await whatIsOpen(platform, conversationId);
  const fits = asked ? fitting(asked.decided).map(({ key }) => key) : [];
  const sources = (asked?.decided.best ?? [])
    .filter(({ key }) => fits.includes(key))
    .map((entry) => ({ ...entry, answer: fillVariables(entry.answer, values) }));
  const nothing = new Conflict('nothing_found', 'Nothing in the knowledge base answers what was asked.');
  if (!asked || sources.length === 0) throw nothing;
  const prompt = promptFor({
    question: asked.text,
    sources,
    history: saidIn(asked.history),
    locale: asked.locale,
  });
  try {
    const text = await compose({ chat, prompt, sources, signal });
    if (text === undefined) throw nothing;
    // The numbers of sources mean nothing to the visitor: an agent's message shows none.
    return text.replace(/\s?\[\d+\]/g, '').trim();
  } catch (error) {
    if (!(error instanceof ModelFailed)) throw error;
    throw new Unavailable('The language model did not answer. Please write it yourself, or try again.');
  }
}

type Open = { text: string; locale: string; history: MessageRow[]; decided: Decided };

/** What no agent has answered yet, or else what was said last; read with what came before it. */
async function whatIsOpen({ db, models }: Platform, conversationId: string): Promise<Open | undefined> {
  const [row] = await db.query<{ slug: string; locale: string; seq: number }>(
    'select inbox as slug, locale, seq from conversations where id = $1',
    [conversationId],
  );
  const inbox = row && (await inboxLimits(db, row.slug)).get(row.slug);
  if (!inbox) throw new NotFound();
  const { seq } = row;
  const locale = readableLocale(row.locale);
  const messages = (await eventsAfter(db, conversationId, Math.max(0, seq - BACK))).filter(isMessage);
  const isQuestion = (event: MessageRow) => event.role === 'visitor' && !event.body.choice && !!event.text?.trim();
  const answered = messages.findLastIndex(({ role }) => role === 'agent');
  const since = messages
    .slice(answered + 1)
    .filter(isQuestion)
    .slice(-3);
  const open = since.length > 0 ? since : messages.filter(isQuestion).slice(-1);
  const [first] = open;
  if (!first) return undefined;
  const text = open.map((event) => event.text?.trim()).join('\n');
  const history = messages.filter((event) => event.seq < first.seq);
  const context = contextOf(history);
  const decided = await decide(
    { sql: db, embedder: models.embedder },
    // Whoever is asked is a person: what is for people alone is for them.
    { text, ...(context && { previous: [context] }), inbox: { ...inbox, sensitive: [] }, locale },
  );
  return { text, locale, history, decided };
}
