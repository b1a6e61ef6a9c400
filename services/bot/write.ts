/** The words of an answer: the canned response itself, or what the chat model writes from the passages, streamed sentence by sentence. */
import { fillVariables } from '../../knowledge/variables.js';
import { attempt } from '../conversation/conversations.js';
import type { Claim } from '../conversation/turns.js';
import type { Platform } from '../platform/open.js';
import type { Citation } from '../protocol.js';
import { say } from '../texts.js';
import type { Answerable, Decided } from './decide.js';
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

/** The model reads the best entry and the next two, or all that a message with several questions needs. */
const SOURCES = 3;

export async function write(
  platform: Platform,
  claim: Claim,
  reading: Reading,
  decided: Decided,
  signal: AbortSignal,
): Promise<Written> {
  const { chat } = platform.models;
  const best = decided.best.map((entry) => ({ ...entry, answer: fillVariables(entry.answer, reading.values) }));
  const given = best.slice(0, decided.answeredBy);
  if (!chat) return canned(given, reading);

  const sources = best.slice(0, Math.max(SOURCES, given.length));
  const history: Said[] = reading.history.flatMap((event) =>
    event.text && event.role && event.role !== 'system' ? [{ role: event.role, text: event.text }] : [],
  );
  const pieces = chat.stream(promptFor(decided.question, sources, history, reading.locale), { signal });
  let text = '';
  let rest = '';
  let i = 0;
  const show = (sentence: string): void => {
    const checked = checkSentence(sentence, sources);
    if (!checked) return;
    text += checked;
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
        text: checked,
      }),
    );
  };
  for await (const piece of pieces) {
    const { whole, rest: left } = sentences(rest + piece);
    rest = left;
    for (const sentence of whole) {
      if (isDeclined(text + sentence)) return { declined: true };
      show(sentence);
    }
  }
  // The stream ended well: what is left is the last sentence.
  if (isDeclined(text + rest)) return { declined: true };
  if (rest) show(rest);
  if (!text.trim()) return { declined: true };
  const cited = citedNumbers(text).filter((number) => number <= sources.length);
  // A model that cites nothing still wrote from these sources; the best one is what it was given for.
  const numbers = cited.length ? cited : [1];
  return {
    text: text.trim(),
    citations: numbers.map((number) => citation(sources[number - 1] as Answerable, number)),
    entries: given.map(({ key }) => key),
  };
}

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
