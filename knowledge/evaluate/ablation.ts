/**
 * What each signal of the confidence brings (pure). One at a time is replaced by its mean over the questions, so that
 * it can no longer tell them apart, and the confidence is read anew with the weights that the version fitted. It
 * measures how much the confidence, as it is, leans on a signal. It does not measure what would be lost without it:
 * nothing is refitted, and signals that say much the same would take over from one another. Which entry comes first,
 * and the share of questions outside, stay as they were, hence acc too.
 */
import { confidenceOf, readSignals } from '../decide/confidence.js';
import { signalNames } from '../decide/features.js';
import type { Weights } from '../decide/fitted.js';
import { type Case, type Figures, figuresOf } from './figures.js';

export type Ablation = {
  all: Figures;
  without: { signal: string; figures: Figures }[];
  /**
   * Questions whose confidence could be read anew; that of others is put together from several readings, and stays as
   * it was.
   */
  read: number;
};

export function ablate(cases: Case[], weights: Weights, names: readonly string[] = signalNames): Ablation {
  const read = new Set(
    cases.filter(
      ({ features, confidence }) =>
        names.some((name) => name in features) && Math.abs(confidenceAnew(features, weights) - confidence) < 1e-6,
    ),
  );
  const figures = (change: Record<string, number>) =>
    figuresOf(
      cases.map((one) =>
        read.has(one) ? { ...one, confidence: confidenceAnew({ ...one.features, ...change }, weights) } : one,
      ),
    );
  const values = (name: string) => [...read].map(({ features }) => features[name] ?? 0);
  // What is the same for every question, such as the constant, tells nothing apart in the first place.
  const telling = names.filter((name) => new Set(values(name)).size > 1);
  return {
    all: figuresOf(cases),
    without: telling.map((signal) => ({
      signal,
      figures: figures({ [signal]: values(signal).reduce((sum, value) => sum + value, 0) / read.size }),
    })),
    read: read.size,
  };
}

/** As `decide` reads it, from what it stored. */
const confidenceAnew = (features: Record<string, number>, weights: Weights): number =>
  confidenceOf(readSignals(features, weights), features.outsideShare ?? 0);
