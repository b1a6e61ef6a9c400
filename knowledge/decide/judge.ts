/**
 * Signals -> verdict (pure). What is a probability here was made one by what the version fitted; the rules come first.
 */
import type { Reason, Verdict } from '../../services/wire/conversation.js';
import type { Anger } from './anger.js';
import { asksForHuman } from './rules.js';
import type { SmallTalk } from './small-talk.js';

export type Thresholds = { answer: number; suggest: number };

export type Judgement = { verdict: Verdict; reason?: Reason; smallTalk?: SmallTalk };

export type JudgeProps = {
  text: string;
  /** What it is where it asks nothing. */
  smallTalk?: SmallTalk | undefined;
  /** They are angry; the figures below are then about what they ask for beside it. */
  anger?: Anger | undefined;
  /** P(right) of the best entry. */
  confidence: number;
  /** Entries worth offering when none can be given: at least two make a "did you mean". */
  plausible: number;
  /** P(the right one is among them). */
  offered: number;
  /** Nothing could be retrieved: no entry in this inbox and language, or nothing in the text to search for. */
  nothingFound: boolean;
  /** Something was left out of what is plausible because they have read it: then one entry is a choice, too. */
  leftOut?: boolean;
  thresholds: Thresholds;
};

export function judge(it: JudgeProps): Judgement {
  const { text, smallTalk, anger, confidence, plausible, offered, nothingFound, thresholds } = it;
  if (asksForHuman(text)) return { verdict: 'handoff', reason: 'asked_for_human' };
  // Nothing but anger is for a person, and for none of the entries.
  if (anger && !anger.matter) return { verdict: 'handoff', reason: 'negative_feedback' };
  // A number alone: what can be done with one, as far as anything is known about that.
  if (smallTalk === 'number' && !nothingFound && plausible > 0) return { verdict: 'suggest', smallTalk };
  if (smallTalk) return { verdict: 'small_talk', smallTalk };
  if (nothingFound) return { verdict: 'handoff', reason: 'nothing_found' };
  if (confidence >= thresholds.answer) return { verdict: 'answer' };
  if (offered >= thresholds.suggest && plausible >= (it.leftOut ? 1 : 2)) return { verdict: 'suggest' };
  return { verdict: 'handoff', reason: 'low_confidence' };
}

/** Of more buttons nobody reads each. */
export const MOST_OFFERED = 3;

/**
 * A conformal set in spirit (CICC, arXiv 2403.18973): the fewest best entries that hold nine tenths of the probability.
 * One needs company to be a choice, more than three are no help.
 */
export function plausibleOf(shares: number[]): { count: number; sum: number } {
  let count = 0;
  let sum = 0;
  for (const share of shares.slice(0, MOST_OFFERED)) {
    if (count >= 2 && (sum >= 0.9 || share < 0.03)) break;
    count++;
    sum += share;
  }
  return { count, sum };
}
