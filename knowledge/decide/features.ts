/** From found passages to ranked entries, and on to the signals that a confidence is read from (pure). */
import { type Classifier, scores } from './classifier.js';
import type { SparseVector } from './grams.js';
import { softmax } from './numbers.js';
import { sideNames, type Wording } from './wording.js';

/**
 * One passage that was found: how like the question it is by vector (cosine) and by words and character pieces, 0 to 1.
 */
export type Match = { entry: number; kind: 'title' | 'question' | 'answer'; dense: number; lexical: number };

export type Ranked<M extends Match = Match> = {
  entry: number;
  /** P(this entry), given that one of the candidates is right. */
  share: number;
  /** Likeness of its nearest passage. */
  near: number;
  /** That passage. */
  match: M;
};

/** Weighs the two likenesses: the best of the mixes tried for nearest-example accuracy on all three suites. */
export const nearness = ({ dense, lexical }: { dense: number; lexical: number }): number => (dense + lexical / 2) / 1.5;

/**
 * Turns nearness into odds: alone, where there are too few examples to fit a classifier, and as a second opinion beside
 * it.
 */
const SHARPNESS = 16;
const SECOND_OPINION = 3;

/**
 * With fewer candidates than this, being the best of them says nothing: the nearness of an entry that has nothing to do
 * with the question (medians
 * 0.30 and 0.38 on two public sets, a tenth above 0.45 and 0.50) then stands in for the rivals that are missing.
 */
const FEW = 3;
const UNRELATED = 0.4;

/**
 * Candidates by the classifier where there is one, else by their nearest passage. `ids` names the classifier's entries.
 */
export function rank<M extends Match>(
  matches: M[],
  { classifier, ids }: { classifier?: Classifier; ids: number[] },
  question: { vector: ArrayLike<number>; row: SparseVector },
): Ranked<M>[] {
  const best = new Map<number, Ranked<M>>();
  for (const match of matches) {
    const near = nearness(match);
    const before = best.get(match.entry);
    if (!before) best.set(match.entry, { entry: match.entry, share: 0, near, match });
    else if (near > before.near) Object.assign(before, { near, match });
  }
  const ranked = [...best.values()];
  const fitted = classifier && ranked.length >= FEW && scores(classifier, question.vector, question.row);
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const share = Float32Array.from(ranked, ({ entry, near }) => {
    const score = fitted ? fitted[numbers.get(entry) ?? -1] : undefined;
    return score === undefined ? SHARPNESS * near : score + SECOND_OPINION * near;
  });
  const shares = ranked.length < FEW ? Float32Array.of(...share, SHARPNESS * UNRELATED) : share;
  softmax(shares);
  for (const [i, one] of ranked.entries()) one.share = shares[i] ?? 0;
  return ranked.sort((a, b) => b.share - a.share || b.near - a.near);
}

/**
 * What a confidence is computed from, in this order; the first is the constant, the last three are the knowledge base's
 * own and the same for every question. Tried and left out, because they helped one suite and hurt another, or none:
 * entropy, highest score before the softmax, energy, Mahalanobis distance, local density, length, votes among the
 * nearest ten, their mean likeness, nearness in units of the knowledge base's own spread, gaps of either likeness.
 */
export const signalNames = [
  'one',
  'odds',
  'near',
  'nearGap',
  'dense',
  'lexical',
  'unknown',
  'missing',
  'words',
  ...sideNames,
  'size',
  'examples',
  'background',
] as const;
export type Signals = Record<(typeof signalNames)[number], number>;

/** A knowledge base in three numbers: what a nearness of 0.7 means differs between ten entries and a thousand. */
export type Profile = {
  entries: number;
  /** Texts that teach which entry is meant, for each entry. */
  examples: number;
  /** Mean likeness (0 to 1) of an entry's own texts to the nearest text of another entry. */
  background: number;
};
/** Of most knowledge bases; for one of a single entry, and for a version fitted before it was measured. */
export const ordinary: Profile = { entries: 30, examples: 5, background: 0.55 };

/** Beyond these, more of it says no more about a confidence on the worlds it was fitted on. */
const MOST_ENTRIES = 60;
const MOST_EXAMPLES = 10;
/** Lets a background of 0.35 to 0.75 fill -1 to 1. */
const BACKGROUND_SCALE = 5;

const profiled = ({ entries, examples, background }: Profile) => ({
  size: Math.log(Math.min(MOST_ENTRIES, Math.max(1, entries))) / 5 - 0.5,
  examples: Math.log(Math.min(MOST_EXAMPLES, Math.max(1, examples))) / 3 - 0.5,
  background: Math.max(-1, Math.min(1, (background - ordinary.background) * BACKGROUND_SCALE)),
});

export type SignalProps = { matches: Match[]; ranked: Ranked[]; wording: Wording; profile: Profile };

/** Every signal is scaled to about 0-1 so that one strength of prior fits all. */
export function signalsOf({ matches, ranked, wording, profile }: SignalProps): Signals {
  const [best] = ranked;
  if (!best) throw new Error('there are no signals of an empty ranking');
  const rival = ranked.reduce(
    (most, one) => (one.entry !== best.entry && one.near > most ? one.near : most),
    ranked.length < FEW ? UNRELATED : 0,
  );
  const its = matches.filter((match) => match.entry === best.entry);
  return {
    one: 1,
    odds: Math.max(-1, Math.min(2, Math.log((best.share + 1e-6) / (1 - best.share + 1e-6)) / 4)),
    near: best.near,
    nearGap: best.near - rival,
    dense: Math.max(...its.map((match) => match.dense)),
    lexical: Math.max(...its.map((match) => match.lexical)),
    ...wording,
    ...profiled(profile),
  };
}

export const listed = (signals: Record<string, number>): number[] => signalNames.map((name) => signals[name] ?? 0);
