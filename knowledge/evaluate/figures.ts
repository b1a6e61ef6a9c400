/** The figures of an evaluation (pure). Confidence is read as P(the best entry is right). */

import type { Candidate } from '../../services/wire/agent.js';
import type { Reason, Verdict } from '../../services/wire/conversation.js';
import { at } from '../at.js';

/** One question and what somebody made of it: Frontdesk now or earlier, another product, a baseline. */
export type Prediction = {
  question: string;
  /** Empty: must be handed off. */
  expected: string;
  /** The best entry, whatever the verdict; empty only where there is none. */
  predicted: string;
  confidence: number;
};

export type Judged = Prediction & { verdict: Verdict };
export type Asked = Judged & { ms: number };

/** A question with everything that its decision rested on. */
export type Case = Asked & { reason?: Reason; features: Record<string, number>; candidates: Candidate[] };

/** Whoever was scored on the suite; `ms` where it was run here. */
export type Contestant = {
  name: string;
  kind: 'frontdesk' | 'earlier' | 'platform' | 'baseline';
  predictions: Prediction[];
  ms?: number[];
};

export type Figures = {
  questions: number;
  answerable: number;
  acc: number;
  auroc: number;
  /** Share of answerable questions resolved rightly at the best threshold with at most so many of the answers wrong. */
  resolved: Record<'1%' | '2%' | '5%' | '10%', number>;
  ece: number;
};

type Scored = { confidence: number; right: boolean };

export const isRight = ({ expected, predicted }: { expected: string; predicted: string }): boolean =>
  expected !== '' && expected === predicted;

/** What was predicted at all, the surest first. */
export const scoredOf = (asked: Pick<Prediction, 'expected' | 'predicted' | 'confidence'>[]): Scored[] =>
  asked
    .filter(({ predicted }) => predicted !== '')
    .map((one) => ({ confidence: one.confidence, right: isRight(one) }))
    .sort((a, b) => b.confidence - a.confidence);

export function figuresOf(asked: Pick<Prediction, 'expected' | 'predicted' | 'confidence'>[]): Figures {
  const answerable = asked.filter(({ expected }) => expected !== '').length;
  const scored = scoredOf(asked);
  const points = curve(scored);
  return {
    questions: asked.length,
    answerable,
    acc: asked.filter(isRight).length / Math.max(1, answerable),
    auroc: auroc(scored, asked.length - scored.length),
    resolved: {
      '1%': resolvedAt(points, 0.01, answerable),
      '2%': resolvedAt(points, 0.02, answerable),
      '5%': resolvedAt(points, 0.05, answerable),
      '10%': resolvedAt(points, 0.1, answerable),
    },
    ece: bins(scored).reduce((sum, bin) => sum + bin.share * Math.abs(bin.confidence - bin.right), 0),
  };
}

/** The figures by the names that tables, floors and ceilings use, in the order of every table. */
export const named = ({ acc, auroc, resolved, ece }: Figures) => ({
  acc,
  auroc,
  'res@1%': resolved['1%'],
  'res@2%': resolved['2%'],
  'res@5%': resolved['5%'],
  'res@10%': resolved['10%'],
  ece,
});

export type Point = { threshold: number; answered: number; right: number; risk: number };

/** Risk (wrong of the answers given) and coverage (answers given of all questions), at every threshold. */
export function curve(scored: Scored[]): Point[] {
  const points: Point[] = [];
  let right = 0;
  for (const [i, one] of scored.entries()) {
    if (one.right) right++;
    // Equal confidences cannot be told apart by a threshold.
    if (scored[i + 1]?.confidence === one.confidence) continue;
    points.push({ threshold: one.confidence, answered: i + 1, right, risk: 1 - right / (i + 1) });
  }
  return points;
}

function resolvedAt(points: Point[], risk: number, answerable: number): number {
  // Not `point.risk`: 1 - 19/20 is a little more than 0.05.
  const allowed = points.filter((point) => (point.answered - point.right) / point.answered <= risk);
  return (allowed.at(-1)?.right ?? 0) / Math.max(1, answerable);
}

/** The same for any share of wrong answers. */
export const resolvedWithin = (
  asked: Pick<Prediction, 'expected' | 'predicted' | 'confidence'>[],
  risk: number,
): number => resolvedAt(curve(scoredOf(asked)), risk, asked.filter(({ expected }) => expected !== '').length);

/** The probability that a right answer has the higher confidence; abstentions count as the lowest. Ties count half. */
function auroc(scored: Scored[], abstained: number): number {
  const positives = scored.filter(({ right }) => right).length;
  const negatives = scored.length - positives + abstained;
  if (!positives || !negatives) return 0;
  const ascending = [...scored].reverse();
  let below = abstained;
  let wins = 0;
  for (let i = 0; i < ascending.length; ) {
    const { confidence } = at(ascending, i);
    let [right, wrong] = [0, 0];
    do {
      if (ascending[i]?.right) right++;
      else wrong++;
      i++;
    } while (ascending[i]?.confidence === confidence);
    wins += right * (below + wrong / 2);
    below += wrong;
  }
  return wins / (positives * negatives);
}

/** Ten bins of equally many questions, by rising confidence. */
export function bins(scored: Scored[]): { share: number; confidence: number; right: number }[] {
  const ascending = [...scored].sort((a, b) => a.confidence - b.confidence || Number(a.right) - Number(b.right));
  return Array.from({ length: 10 }, (_, b) => {
    const some = ascending.slice(
      Math.floor((b * ascending.length) / 10),
      Math.floor(((b + 1) * ascending.length) / 10),
    );
    const mean = (of: (one: Scored) => number) => some.reduce((sum, one) => sum + of(one), 0) / (some.length || 1);
    return {
      share: some.length / (ascending.length || 1),
      confidence: mean((one) => one.confidence),
      right: mean((one) => Number(one.right)),
    };
  }).filter(({ share }) => share > 0);
}

export type AtThreshold = {
  answered: number;
  /** Of the answerable questions. */
  resolved: number;
  /** Of the answers given; and how many. */
  wrong: number;
  mistaken: number;
  suggested: number;
  handedOff: number;
  smallTalk: number;
  /** Handed off although the best entry was right; answered although nothing could be. */
  needless: number;
  missed: number;
  medianMs: number;
  p95Ms: number;
};

/** What happened at the threshold that the version chose itself. Without times where they are not known. */
export function atThreshold(asked: (Judged & { ms?: number })[]): AtThreshold {
  const of = (verdict: Verdict) => asked.filter((one) => one.verdict === verdict);
  const answers = of('answer');
  const answerable = asked.filter(({ expected }) => expected !== '').length;
  const mistaken = answers.filter((one) => !isRight(one)).length;
  const { median, p95 } = timesOf(asked.map(({ ms = 0 }) => ms));
  return {
    answered: answers.length,
    resolved: answers.filter(isRight).length / Math.max(1, answerable),
    wrong: mistaken / Math.max(1, answers.length),
    mistaken,
    suggested: of('suggest').length,
    handedOff: of('handoff').length,
    smallTalk: of('small_talk').length,
    needless: of('handoff').filter(isRight).length,
    missed: answers.filter(({ expected }) => expected === '').length,
    medianMs: median,
    p95Ms: p95,
  };
}

export function timesOf(ms: number[]): { median: number; p95: number } {
  const rising = [...ms].sort((a, b) => a - b);
  const at = (share: number) => rising[Math.min(rising.length - 1, Math.floor(share * rising.length))] ?? 0;
  return { median: at(0.5), p95: at(0.95) };
}

/** What needs no skill at all: nothing is worth more than what it has over these. */
export function constants(asked: Pick<Prediction, 'expected'>[]): {
  alwaysHandOff: number;
  commonest: { entry: string; acc: number };
} {
  const counts = new Map<string, number>();
  for (const { expected } of asked) if (expected) counts.set(expected, (counts.get(expected) ?? 0) + 1);
  const [entry, n] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
  const answerable = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return {
    alwaysHandOff: 1 - answerable / Math.max(1, asked.length),
    commonest: { entry, acc: n / Math.max(1, answerable) },
  };
}
