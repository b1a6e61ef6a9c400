/** Trials -> the weights of the confidence, and how far they are to be trusted (pure). */
import { prior, type Weights } from '../decide/confidence.js';
import { listed, signalNames } from '../decide/features.js';
import { fitLogistic, type Sample } from './logistic.js';

/** A question whose right answer is known, asked of a knowledge base that never saw it. */
export type Trial = {
  /** Its entry was left out as a whole: nothing can be right. */
  outside: boolean;
  right: boolean;
  signals: Record<string, number>;
};

/** A ridge around the prior: a hundred trials begin to move it, a thousand overrule it. */
const STRENGTH = signalNames.map((_, i) => (i === 0 ? 1 : 4));

/**
 * How much the trials say, 0 to 1. A content team's few examples are chosen to differ: each that is left out takes its
 * whole way of asking with it, most are then missed, and visitors, who ask what is usual, are judged too harshly. Where
 * that is so, the prior from other knowledge bases is the better guess, and it is honest for weak ones too: its signals
 * are as weak there.
 */
export function trustIn(trials: Trial[]): number {
  const inside = trials.filter((trial) => !trial.outside);
  const found = inside.filter((trial) => trial.right).length / Math.max(1, inside.length);
  return Math.min(1, Math.max(0, (found - 0.5) / 0.2));
}

export function fitWeights(trials: Trial[], trust: number): Weights {
  const outside = trials.filter((trial) => trial.outside).length;
  const inside = trials.length - outside;
  const balanced = trials.map(({ outside: isOutside, signals }): Sample => {
    return {
      x: listed(signals),
      right: !isOutside,
      weight: (trust * trials.length) / 2 / Math.max(1, isOutside ? outside : inside),
    };
  });
  const answerable = trials.filter((trial) => !trial.outside);
  const samples = answerable.map(({ right, signals }): Sample => ({ x: listed(signals), right, weight: trust }));
  return {
    // Without both kinds there is nothing to tell apart.
    inside: inside && outside ? fitLogistic(balanced, prior.inside, STRENGTH) : prior.inside,
    right: fitLogistic(samples, prior.right, STRENGTH),
  };
}
