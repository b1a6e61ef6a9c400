/**
 * Signals -> a probability that the answer is right (pure), in two steps, because they change for different reasons:
 * P(right) = P(inside: some entry answers this) x P(right entry, given that). How many visitors ask for what nobody
 * wrote differs ten-fold between bots (3 to 70 % of the questions on public sets), so the share is not fixed but
 * learned from the questions that arrive, without labels: Saerens, Latinne and Decaestecker 2002, "Adjusting the
 * outputs of a classifier to new a priori probabilities".
 */
import { listed } from './features.js';
import { logistic } from './numbers.js';

/** Weights in the order of `signalNames`. `inside` holds for as many questions inside as outside. */
export type Weights = { inside: number[]; right: number[] };

/** What the threshold is derived from: per trial the two log-odds, then 1 for right, then 1 for outside. */
export type Curve = [inside: number, right: number, isRight: number, isOutside: number][];

/**
 * What labels taught about the probability itself: its log-odds become `shift + slope * log-odds` (Platt 1999). Fitted
 * in fit/learning.ts from what visitors and agents said of real decisions, which is the one thing that trials cannot
 * know.
 */
export type Learned = { shift: number; slope: number; labels: number };

/**
 * Fitted on trials over the knowledge bases of three public sets, with 2 to 50 examples an entry (no test question):
 * where a version starts from.
 */
export const prior: Weights = {
  inside: [-2.6, 2.02, 1.36, 0.19, 1.33, 1.98],
  right: [1.36, 4.43, -0.77, 0.61, -0.15, -0.48],
};

/** Before any question came, and the weight of that belief in questions. */
const OUTSIDE_SHARE = 0.35;
const BELIEF = 40;
/**
 * How far the estimate is trusted, in log-odds. Visitors write less like the examples than left-out examples do, which
 * looks as if more of them asked for what nobody wrote: an estimate above the belief is trusted less than one below it.
 */
const TRUST_ABOVE = 0.6;
const TRUST_BELOW = 0.8;

const odds = (p: number): number => Math.log(p / (1 - p));
export const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const logOdds = (x: number[], weights: number[]): number =>
  odds(Math.min(1 - 1e-9, Math.max(1e-9, logistic(x, weights))));

/** The two log-odds of one ranking; `inside` still without what is known about the visitors. */
export function readSignals(signals: Record<string, number>, weights: Weights): { inside: number; right: number } {
  const x = listed(signals);
  return { inside: logOdds(x, weights.inside), right: logOdds(x, weights.right) };
}

export function insideOf(inside: number, outsideShare: number): number {
  return sigmoid(inside - odds(outsideShare));
}

export function confidenceOf(
  { inside, right }: { inside: number; right: number },
  outsideShare: number,
  learned?: Learned,
): number {
  const confidence = insideOf(inside, outsideShare) * sigmoid(right);
  return learned ? relearned(confidence, learned) : confidence;
}

type Bent = Pick<Learned, 'shift' | 'slope'>;

export const relearned = (confidence: number, { shift, slope }: Bent): number =>
  sigmoid(shift + slope * logOddsOf(confidence));

/** What `relearned` made it of. */
export const unlearned = (confidence: number, { shift, slope }: Bent): number =>
  sigmoid((logOddsOf(confidence) - shift) / slope);

export const logOddsOf = (p: number): number => odds(Math.min(1 - 1e-6, Math.max(1e-6, p)));

/**
 * The share of questions that no entry answers, from the log-odds of those that came: expectation maximisation, as in
 * the paper.
 */
export function outsideShareOf(inside: number[]): number {
  let share = OUTSIDE_SHARE;
  for (let round = 0; round < 50; round++) {
    const outside = inside.reduce((sum, one) => sum + 1 - insideOf(one, share), 0);
    const next = (outside + BELIEF * OUTSIDE_SHARE) / (inside.length + BELIEF);
    if (Math.abs(next - share) < 1e-4) break;
    share = next;
  }
  const off = odds(share) - odds(OUTSIDE_SHARE);
  return sigmoid(odds(OUTSIDE_SHARE) + (off > 0 ? TRUST_ABOVE : TRUST_BELOW) * off);
}

/** Too few trials tell nothing about a share of a few percent. */
const ENOUGH = 150;
const HIGHEST = 0.97;

export type ThresholdProps = {
  curve: Curve;
  /** The share of the answers given that may be wrong. */
  budget: number;
  outsideShare: number;
  /** How much the trials say, 0 to 1; see `trustIn` in fit/weights.ts. */
  trust?: number;
  learned?: Learned | undefined;
};

/**
 * The lowest confidence from which on at most `budget` of the answers given are wrong on the trials, weighted to the
 * share of questions outside. One more wrong answer than was seen is assumed, so that luck among the first few does not
 * pass for certainty. As far as the trials are not to be trusted, a rule of thumb takes their place: of answers above 1
 * - 2.5 x budget most lie well above it.
 */
export function thresholdFor(props: ThresholdProps): number {
  const { curve, budget, trust = 1 } = props;
  const thumb = Math.min(HIGHEST, Math.max(0.5, 1 - 2.5 * budget));
  if (curve.length < ENOUGH || trust === 0) return thumb;
  const points = riskCurve(props).filter((point) => point.wrong <= budget);
  const derived = Math.min(HIGHEST, Math.max(0.3, points.at(-1)?.confidence ?? HIGHEST));
  return trust * derived + (1 - trust) * thumb;
}

export type RiskPoint = {
  confidence: number;
  /** Of all questions, those answered when answers begin at this confidence. */
  answered: number;
  /** Of the answers given, those that are wrong. */
  wrong: number;
};

/**
 * What is promised for each threshold, by falling confidence, on questions of which `outsideShare` have no entry. Where
 * labels taught something, the trials' own outcomes are out of date, and the probability itself says how many answers
 * are wrong.
 */
export function riskCurve({ curve, outsideShare, learned }: Omit<ThresholdProps, 'budget'>): RiskPoint[] {
  const outside = curve.filter(([, , , isOutside]) => isOutside).length || 1;
  const inside = curve.length - outside || 1;
  const points = curve
    .map(([a, b, isRight, isOutside]) => {
      const confidence = confidenceOf({ inside: a, right: b }, outsideShare, learned);
      const weight = isOutside ? (outsideShare * curve.length) / outside : ((1 - outsideShare) * curve.length) / inside;
      return { confidence, weight, wrong: weight * (learned ? 1 - confidence : isRight ? 0 : 1) };
    })
    .sort((x, y) => y.confidence - x.confidence);
  let answered = 0;
  let wrong = 1;
  return points.map((point) => {
    answered += point.weight;
    wrong += point.wrong;
    return { confidence: point.confidence, answered: answered / curve.length, wrong: Math.min(1, wrong / answered) };
  });
}
