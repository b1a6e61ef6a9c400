/**
 * Signals -> verdict (pure). What is a probability here was made one by what the version fitted; the rules come first.
 */
import type { Reason, Verdict } from '../../services/wire/conversation.js';
import { asksForHuman } from './rules.js';
import { type SmallTalk, smallTalkOf } from './small-talk.js';

export type Thresholds = { answer: number; suggest: number };

export type Judgement = { verdict: Verdict; reason?: Reason; smallTalk?: SmallTalk };

export type JudgeProps = {
  text: string;
  /** P(right) of the best entry. */
  confidence: number;
  /** Entries worth offering when none can be given: at least two make a "did you mean". */
  plausible: number;
  /** P(the right one is among them). */
  offered: number;
  /** Nothing could be retrieved: no entry in this inbox and language, or nothing in the text to search for. */
  nothingFound: boolean;
  /**
   * It asks for several things, and one of them has no sure answer: half an answer, or buttons for one half, would
   * leave the other open.
   */
  half?: boolean;
  thresholds: Thresholds;
};

export function judge({ text, confidence, plausible, offered, nothingFound, half, thresholds }: JudgeProps): Judgement {
  if (asksForHuman(text)) return { verdict: 'handoff', reason: 'asked_for_human' };
  const smallTalk = smallTalkOf(text);
  if (smallTalk) return { verdict: 'small_talk', smallTalk };
  if (nothingFound) return { verdict: 'handoff', reason: 'nothing_found' };
  if (half) return { verdict: 'handoff', reason: 'low_confidence' };
  if (confidence >= thresholds.answer) return { verdict: 'answer' };
  if (offered >= thresholds.suggest && plausible >= 2) return { verdict: 'suggest' };
  return { verdict: 'handoff', reason: 'low_confidence' };
}

/**
 * A conformal set in spirit (CICC, arXiv 2403.18973): the fewest best entries that hold nine tenths of the probability.
 * One needs company to be a choice, more than four are no help.
 */
export function plausibleOf(shares: number[]): { count: number; sum: number } {
  let count = 0;
  let sum = 0;
  for (const share of shares.slice(0, 4)) {
    if (count >= 2 && (sum >= 0.9 || share < 0.03)) break;
    count++;
    sum += share;
  }
  return { count, sum };
}
