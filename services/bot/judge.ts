/** Signals -> verdict (pure). What is a probability here was made one by what the version fitted; the rules come first. */
import type { Reason, Verdict } from '../protocol.js';
import type { SmallTalk } from './rules.js';
import { asksForHuman, smallTalkOf } from './rules.js';

export type Thresholds = { answer: number; suggest: number };

export type Judged = { verdict: Verdict; reason?: Reason; smallTalk?: SmallTalk };

export type JudgeProps = {
  text: string;
  /** P(right) of the best entry. */
  confidence: number;
  /** Entries worth offering when none can be given: at least two make a "did you mean". */
  plausible: number;
  /** Nothing could be retrieved: no entry in this inbox and language, or nothing in the text to search for. */
  nothingFound: boolean;
  thresholds: Thresholds;
};

export function judge({ text, confidence, plausible, nothingFound, thresholds }: JudgeProps): Judged {
  if (asksForHuman(text)) return { verdict: 'handoff', reason: 'asked_for_human' };
  const smallTalk = smallTalkOf(text);
  if (smallTalk) return { verdict: 'small_talk', smallTalk };
  if (nothingFound) return { verdict: 'handoff', reason: 'nothing_found' };
  if (confidence >= thresholds.answer) return { verdict: 'answer' };
  if (confidence >= thresholds.suggest && plausible >= 2) return { verdict: 'suggest' };
  return { verdict: 'handoff', reason: 'low_confidence' };
}
