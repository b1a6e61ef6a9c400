/** The words of an answer: the canned response itself, or what the chat model writes from the passages, streamed sentence by sentence. */
import { attempt } from '../conversation/conversations.js';
import type { Claim } from '../conversation/turns.js';
import type { Platform } from '../platform/open.js';
import type { Citation } from '../protocol.js';
import type { Reading } from './answer.js';
import type { Answerable, Decided } from './decide.js';
import { checkSentence, citedNumbers, DECLINED, promptFor, type Said, sentences } from './prompt.js';

export type Written = { text: string; citations: Citation[]; declined?: false } | { declined: true };

/** The model reads the best entry and the next two: enough for a question that touches two of them. */
const SOURCES = 3;

export async function write(
  platform: Platform,
  claim: Claim,
  reading: Reading,
  decided: Decided,
  signal: AbortSignal,
): Promise<Written> {
  const { chat } = platform.models;
  const best = decided.best[0] as Answerable;
  if (!chat) return { text: best.answer, citations: [citation(best, 1)] };

  const sources = decided.best.slice(0, SOURCES);
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
  return { text: text.trim(), citations: numbers.map((number) => citation(sources[number - 1] as Answerable, number)) };
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
