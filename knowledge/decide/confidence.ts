/**
 * Signals -> a probability that the answer is right (pure), in two steps, because they change for different reasons:
 * P(right) = P(inside: some entry answers this) x P(right entry, given that). How many visitors ask for what nobody
 * wrote differs ten-fold between bots (3 to 70 % of the questions on public sets), so the share is not fixed but
 * learned from the questions that arrive, without labels: Saerens, Latinne and Decaestecker 2002, "Adjusting the
 * outputs of a classifier to new a priori probabilities".
 */
import { listed } from './features.js';
import { logOdds } from './numbers.js';
import { ordinaryQuestions } from './prior.js';

/** Weights in the order of `signalNames`. `inside` holds for as many questions inside as outside. */
export type Weights = { inside: number[]; right: number[] };

/** Trials on a version's own examples: each the two log-odds, then 1 for right, then 1 for outside. */
export type Curve = [inside: number, right: number, isRight: number, isOutside: number][];

/**
 * What labels taught about the probability itself: its log-odds become `shift + slope * log-odds` (Platt 1999). Fitted
 * in fit/learning.ts from what visitors and agents said of real decisions, which is the one thing that trials cannot
 * know.
 */
export type Learned = { shift: number; slope: number; labels: number };

/** Before any question came, and the weight of that belief in questions. */
const OUTSIDE_SHARE = 0.35;
const BELIEF = 120;
/**
 * How far the estimate is trusted, in log-odds. Visitors write less like the examples than left-out examples do, which
 * looks as if more of them asked for what nobody wrote: an estimate above the belief is trusted less than one below it.
 */
const TRUST_ABOVE = 0.6;
const TRUST_BELOW = 0.8;

const odds = (p: number): number => Math.log(p / (1 - p));
export const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

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

/** What visitors asked lately: the share that no entry answers, and the two log-odds of each question. */
export type Asked = { outsideShare: number; recent: [inside: number, right: number][] };

const LOWEST = 0.3;
const HIGHEST = 0.97;
/**
 * A confidence is a probability on average over knowledge bases, and on one of them a little more or less than it says.
 * A fifth of the budget is kept back for that: conformal risk control (Angelopoulos et al. 2022) with the knowledge base
 * as the exchangeable unit. `npm run worlds` says what is left of the promise on small ones whose source was left out.
 */
const SPENT = 0.8;
/** So many questions of the visitors weigh as much as what is known from elsewhere, or from a version's own trials. */
const ORDINARY = 60;
const OWN = 60;

export type RiskProps = Asked & { curve: Curve; learned?: Learned | undefined };
export type ThresholdProps = RiskProps & {
  /** The share of the answers given that may be wrong. */
  budget: number;
};

/**
 * The lowest confidence from which on at most `budget` of the answers given are expected to be wrong. Confidences are
 * probabilities, so the answers given say themselves how many of them are wrong; which confidences there will be is told
 * by what visitors asked lately, at first by trials and by what is asked elsewhere.
 */
export function thresholdFor({ budget, ...props }: ThresholdProps): number {
  // Equal confidences cannot be told apart by a threshold: the last of them speaks for all.
  const points = riskCurve(props).filter(
    ({ confidence, wrong }, i, all) => all[i + 1]?.confidence !== confidence && wrong <= budget * SPENT,
  );
  return Math.min(HIGHEST, Math.max(LOWEST, points.at(-1)?.confidence ?? HIGHEST));
}

export type RiskPoint = {
  confidence: number;
  /** Of all questions, those answered when answers begin at this confidence. */
  answered: number;
  /** Of the answers given, those that are expected to be wrong. */
  wrong: number;
};

/** What is promised for each threshold, by falling confidence. */
export function riskCurve({ curve, outsideShare, recent, learned }: RiskProps): RiskPoint[] {
  const point = (inside: number, right: number, weight: number) => ({
    confidence: confidenceOf({ inside, right }, outsideShare, learned),
    weight,
  });
  const points = [
    ...weighed(ordinaryQuestions, ORDINARY, outsideShare).map((one) => point(...one)),
    ...weighed(curve, Math.min(OWN, curve.length), outsideShare).map((one) => point(...one)),
    ...recent.map(([inside, right]) => point(inside, right, 1)),
  ].sort((a, b) => b.confidence - a.confidence);
  const all = points.reduce((sum, { weight }) => sum + weight, 0);
  let answered = 0;
  let wrong = 0;
  return points.map(({ confidence, weight }) => {
    answered += weight;
    wrong += weight * (1 - confidence);
    return { confidence, answered: answered / all, wrong: wrong / answered };
  });
}

/** Questions of known kinds, all of them together weighing `sum`, in the proportion that visitors ask them. */
function weighed(
  questions: Curve,
  sum: number,
  outsideShare: number,
): [inside: number, right: number, weight: number][] {
  const outside = questions.filter(([, , , isOutside]) => isOutside).length;
  const inside = questions.length - outside;
  return questions.map(([a, b, , isOutside]) => [
    a,
    b,
    (sum * (isOutside ? outsideShare : 1 - outsideShare)) / (isOutside ? outside : inside),
  ]);
}
