/**
 * The words of an answer: the canned response itself, or what the chat model writes from the passages,
 * streamed sentence by sentence.
 */

import type { Answerable, Decided } from '../../knowledge/decide/decide.js';
import { fillVariables } from '../../knowledge/variables.js';
import type { EventRow } from '../conversation/events.js';
import type { Claim } from '../conversation/turns.js';
import { attempt } from '../platform/attempt.js';
import type { ChatMessage, ChatModel } from '../platform/chat-model.js';
import type { Platform } from '../platform/open.js';
import { say } from '../texts/texts.js';
import type { Citation } from '../wire/conversation.js';
import { checkSentence, citedNumbers, DECLINED, promptFor, type Said, sentences } from './prompt.js';
import type { Reading } from './reading.js';
import { lastGiven } from './so-far.js';

export type Written =
  | {
      text: string;
      citations: Citation[];
      /** The keys of the entries it was written from, the best first. */
      entries: string[];
      declined?: false;
    }
  | { declined: true };

/** A turn under way: under which claim, and what it has before it. */
export type Turn = { claim: Claim; reading: Reading; signal: AbortSignal };

/** The model reads the best entry and the next two, or all that a message with several questions needs. */
const SOURCES = 3;

export async function write(platform: Platform, { claim, reading, signal }: Turn, decided: Decided): Promise<Written> {
  const { chat } = platform.models;
  const best = decided.best.map((entry) => ({ ...entry, answer: fillVariables(entry.answer, reading.values) }));
  const given = best.slice(0, decided.answeredBy);
  if (!chat) return canned(given, reading);

  const sources = best.slice(0, Math.max(SOURCES, given.length));
  const prompt = promptFor({
    question: decided.question,
    sources,
    history: saidIn(reading.history),
    locale: reading.locale,
  });
  let i = 0;
  const show = (sentence: string): void =>
    attempt(
      platform,
      'delta',
      platform.bus.publish({
        kind: 'delta',
        conversationId: claim.conversationId,
        turn: claim.turnToken,
        attempt: claim.attempts,
        ownerEpoch: claim.ownerEpoch,
        i: i++,
        text: sentence,
      }),
    );
  const text = await compose({ chat, prompt, sources, signal, show });
  if (text === undefined) return { declined: true };
  const cited = citedNumbers(text).filter((number) => number <= sources.length);
  // A model that cites nothing still wrote from these sources; the best one is what it was given for.
  const numbers = cited.length ? cited : [1];
  return {
    text,
    citations: numbers.flatMap((number) => {
      const source = sources[number - 1];
      return source ? [citation(source, number)] : [];
    }),
    entries: given.map(({ key }) => key),
  };
}

/**
 * What the model writes, each sentence checked against the sources and shown as it comes; undefined where it
 * says that they do not answer it.
 */
export async function compose({
  chat,
  prompt,
  sources,
  signal,
  show = () => {},
}: {
  chat: ChatModel;
  prompt: ChatMessage[];
  sources: Answerable[];
  signal: AbortSignal;
  show?: (sentence: string) => void;
}): Promise<string | undefined> {
  let text = '';
  let rest = '';
  const add = (sentence: string): void => {
    const checked = checkSentence(sentence, sources);
    // White space before the first word would open an empty bubble, also where a refusal is all that follows.
    if (!checked || (!text && !checked.trim())) return;
    text += checked;
    show(checked);
  };
  for await (const piece of chat.stream(prompt, { signal })) {
    const { whole, rest: left } = sentences(rest + piece);
    rest = left;
    for (const sentence of whole) {
      if (isDeclined(text + sentence)) return undefined;
      add(sentence);
    }
  }
  // The stream ended well: what is left is the last sentence.
  if (isDeclined(text + rest)) return undefined;
  if (rest) add(rest);
  return text.trim() || undefined;
}

/** What the model is shown of the conversation. */
export const saidIn = (history: EventRow[]): Said[] =>
  history.flatMap(({ text, role }) => (text && role && role !== 'system' ? [{ role, text }] : []));

/** The canned responses as they were written; several each under its title. */
export function canned(
  given: Answerable[],
  reading: Pick<Reading, 'locale' | 'owed' | 'history' | 'feedback' | 'movedSeq'>,
): Written {
  const entries = given.map(({ key }) => key);
  const citations = given.map((entry, i) => citation(entry, i + 1));
  const [only] = given;
  if (!only || given.length > 1) {
    const text = given
      .map(({ title, answer }, i) => `**${title.replace(/[*_[\]\\`]/g, '')}** [${i + 1}]\n\n${answer}`)
      .join('\n\n');
    return { text, citations, entries };
  }
  // The very text that stands just above: say so, or it looks as if nobody had read the question.
  const again = lastGiven(reading).join() === only.key;
  return {
    text: again ? `${say(reading.locale, 'bot', 'same_again')}\n\n${only.answer}` : only.answer,
    citations,
    entries,
  };
}

/** Only at the very start: once a sentence is out, the verdict stands. */
const isDeclined = (soFar: string): boolean =>
  soFar
    .trim()
    .replace(/["'.`*]/g, '')
    .startsWith(DECLINED);

const citation = (source: Answerable, index: number): Citation => ({
  index,
  title: source.title,
  text: source.answer,
  ...(source.link && { link: source.link }),
});
