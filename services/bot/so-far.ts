/** What the conversation so far makes of the next question and of its decision (pure). */

import type { Decided } from '../../knowledge/decide/decide.js';
import { followsUp } from '../../knowledge/decide/questions.js';
import { asksForHuman } from '../../knowledge/decide/rules.js';
import { smallTalkOf } from '../../knowledge/decide/small-talk.js';
import { MOST_TOPIC } from '../../knowledge/decide/understand.js';
import { sameQuestion, topicOf } from '../../knowledge/decide/words.js';
import {
  type BotMessage,
  isFromBot,
  isFromVisitor,
  type MessageRow,
  suggestionsOf,
  type VisitorMessage,
} from '../conversation/events.js';
import type { Reason } from '../wire/conversation.js';
import type { Reading } from './reading.js';

type SoFar = Pick<Reading, 'owed' | 'history' | 'feedback' | 'movedSeq'>;

// ---------------------------------------------------------------- what was asked before

/** Follow-ups upon follow-ups: further back than this nobody remembers the topic. */
const CHAIN = 3;

/**
 * What a follow-up leans on: the visitor's last question and the title of what answered it, or the title that they
 * chose. Small talk and asking for a person are no topic. Where that question leaned on another itself, both.
 */
export function contextOf(history: MessageRow[]): string | undefined {
  const { texts, title } = topics(history);
  const asked = texts.join(' ');
  const said = topicOf(asked);
  // The title says in other words what the answer was about; where it adds none, the question stands alone.
  const adds = title && topicOf(title).some((word) => !said.includes(word));
  return (adds ? `${asked} (${title})` : asked) || undefined;
}

/** The last question and, while it leans on another, those before it, oldest first; and what the last was answered by. */
function topics(history: MessageRow[]): { texts: string[]; title?: string | undefined } {
  const chain: string[] = [];
  let title: string | undefined;
  for (const event of history.toReversed()) {
    if (event.role !== 'visitor') continue;
    const chosen = choiceOf(event, history);
    if (event.body.choice && !chosen) continue;
    const text = chosen ?? event.text ?? '';
    if (!chosen && (smallTalkOf(text) || asksForHuman(text) || topicOf(text).length === 0)) continue;
    if (chain.length === 0) title = titleAfter(event, history);
    // What a long story was about is told best by what answered it.
    chain.unshift(topicOf(text).length > MOST_TOPIC ? (titleAfter(event, history) ?? text) : text);
    if (chosen || !followsUp(text) || chain.length === CHAIN) break;
  }
  return { texts: chain, title };
}

/** The title on the button they pressed; nothing for "None of these". */
function choiceOf({ body: { choice } }: VisitorMessage, history: MessageRow[]): string | undefined {
  if (!choice) return undefined;
  const pressed = suggestionsOf(history.find(({ seq }) => seq === choice.seq))?.[choice.index];
  return pressed?.key && pressed.label;
}

function titleAfter({ seq }: VisitorMessage, history: MessageRow[]): string | undefined {
  const answer = history.filter(isFromBot).find((event) => event.seq > seq);
  return answer?.body.citations?.[0]?.title;
}

// ---------------------------------------------------------------- what it makes of a decision

/**
 * The same question again, a second miss in a row, or an entry that did not help goes to
 * a person. Rules outrank scores.
 */
export function withConversation(decided: Decided, soFar: SoFar): Decided {
  if (decided.verdict === 'handoff') return decided;
  const reason = reasonFor(decided, soFar);
  return reason ? { ...decided, verdict: 'handoff', reason } : decided;
}

/** Small talk that asks the visitor to try again, as a suggestion does. */
export const isMiss = ({ smallTalk }: Pick<Decided, 'smallTalk'>): boolean =>
  smallTalk === 'unreadable' || smallTalk === 'unhappy';

function reasonFor(decided: Decided, soFar: SoFar): Reason | undefined {
  if (decided.verdict === 'small_talk') {
    if (!isMiss(decided) || missesBefore(soFar).length === 0) return undefined;
    return decided.smallTalk === 'unhappy' ? 'negative_feedback' : 'nothing_found';
  }
  if (isRepeated(soFar)) return 'repeated_question';
  const misses = missesBefore(soFar);
  const last = misses.at(-1);
  if (misses.length > 1) return last?.suggested ? 'low_confidence' : 'negative_feedback';
  if (misses.length === 1 && decided.verdict === 'suggest') return 'low_confidence';
  const given = decided.best.slice(0, decided.answeredBy).map(({ key }) => key);
  if (decided.verdict === 'answer' && unhelpful(soFar).some((key) => given.includes(key))) return 'negative_feedback';
  return undefined;
}

/** The bot's answers and suggestions since the last change of hands, oldest first; small talk is neither. */
const wordsOfBot = ({ history, movedSeq }: SoFar): BotMessage[] =>
  history.filter(isFromBot).filter((event) => event.seq > movedSeq && !event.body.smallTalk);

/**
 * Only what the bot has answered counts: a question that got suggestions may well be asked once more in the same words.
 */
function isRepeated(soFar: SoFar): boolean {
  const answered = wordsOfBot(soFar).findLast((event) => event.body.citations)?.seq ?? 0;
  const asked = soFar.owed.map((event) => event.text ?? '').join(' ');
  let turn = '';
  for (const [i, event] of soFar.history.entries()) {
    if (event.seq < soFar.movedSeq || (event.role === 'visitor' && event.body.choice)) continue;
    if (event.seq > answered) return false;
    // Compared alone and with what was said just before it: one question may have come in two goes.
    turn = event.role === 'visitor' ? `${turn} ${event.text}` : '';
    const same = turn && (sameQuestion(turn, asked) || sameQuestion(event.text ?? '', asked));
    if (same && (!followsUp(asked) || sameTopic(soFar.history.slice(0, i), soFar.history))) return true;
  }
  return false;
}

/** "And to Austria?" is another question after another question. */
const sameTopic = (then: MessageRow[], now: MessageRow[]): boolean => topics(then).texts[0] === topics(now).texts[0];

type Miss = { suggested: boolean };

/** The misses in a row up to now: suggestions of which none was chosen, and answers that did not help. */
function missesBefore(soFar: SoFar): Miss[] {
  const chosen = new Set([...soFar.history, ...soFar.owed].filter(isFromVisitor).map(({ body }) => body.choice?.seq));
  const { history, movedSeq } = soFar;
  const counted = history
    .filter(isFromBot)
    .filter(({ seq, body }) => seq > movedSeq && (!body.smallTalk || body.missed));
  const words = counted.map((event) =>
    event.body.missed || (event.body.suggestions && !event.body.citations)
      ? !chosen.has(event.seq) && { suggested: true }
      : didNotHelp(soFar, event.seq) && { suggested: false },
  );
  return words.slice(words.findLastIndex((miss) => !miss) + 1).filter((miss) => miss !== false);
}

function didNotHelp({ feedback }: SoFar, seq: number): boolean {
  const latest = feedback.findLast(({ body }) => body.feedback?.seq === seq)?.body.feedback;
  return latest !== undefined && !latest.helpful;
}

/** Entries whose answer they marked as not helpful. */
const unhelpful = (soFar: SoFar): string[] =>
  wordsOfBot(soFar)
    .filter((event) => didNotHelp(soFar, event.seq))
    .flatMap((event) => event.body.entries ?? []);

/** What no guess may be: what they have just read, and what did not help them. */
export const readBefore = (soFar: SoFar): string[] => [...lastGiven(soFar), ...unhelpful(soFar)];

/** Whether the bot's last words were small talk, which ends with a question. */
export const hasChatted = ({ history }: SoFar): boolean => {
  const last = history.at(-1);
  return !!last && isFromBot(last) && !!last.body.smallTalk && !last.body.missed;
};

/** The entries of the bot's last answer, where nothing but small talk came after it. */
export const lastGiven = (soFar: SoFar): string[] => wordsOfBot(soFar).at(-1)?.body.entries ?? [];
