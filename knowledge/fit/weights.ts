/** Trials -> what is this knowledge base's own about the confidence (pure). */

import { listed, signalNames } from '../decide/features.js';
import type { Weights } from '../decide/fitted.js';
import { logOdds } from '../decide/numbers.js';
import { prior } from '../decide/prior.js';

/** A question whose right answer is known, asked of a knowledge base that never saw it. */
export type Trial = {
  /** Its entry was left out as a whole: nothing can be right. */
  outside: boolean;
  right: boolean;
  signals: Record<string, number>;
};

/**
 * What a trial counts beside a visitor's question. A content team's few examples are chosen to differ: each that is left
 * out takes its whole way of asking with it, and trials of one knowledge base err together. Of 0, 0.03, 0.1, 0.3 and 1
 * this gave the least log loss on the visitors of the worlds (see worlds.ts).
 */
const TRIAL = 0.1;
/** Precision of the belief that a knowledge base is like the others; of 0.3 and 1 the better one on the same worlds. */
const STRENGTH = 1;

/** So many has a fit of today for each step; one with another number was made for other signals. */
export const WEIGHTS = signalNames.length;

export type Own = { weights: Weights; own: number };

/**
 * The weights are those of all knowledge bases; a knowledge base's own is how much surer or less sure it is throughout,
 * one number for each of the two steps, drawn to zero as far as its trials say little (empirical Bayes: Efron and Morris
 * 1973). More numbers than that made the visitors' confidences worse on the worlds.
 */
export function fitWeights(trials: Trial[], from: Weights = prior): Own {
  const outside = trials.filter((trial) => trial.outside).length;
  const inside = trials.length - outside;
  const asked = trials.map(({ outside: isOutside, signals }): Shifted => {
    const all = isOutside ? outside : inside;
    return { z: logOdds(listed(signals), from.inside), is: !isOutside, weight: (TRIAL * trials.length) / 2 / all };
  });
  const answerable = trials.filter((trial) => !trial.outside);
  const found = answerable.map(({ right, signals }): Shifted => {
    return { z: logOdds(listed(signals), from.right), is: right, weight: TRIAL };
  });
  // Without both kinds there is nothing to tell apart.
  const [within, right] = [inside && outside ? fitShift(asked) : none, fitShift(found)];
  return { weights: { inside: shifted(from.inside, within), right: shifted(from.right, right) }, own: within.own };
}

type Shift = { by: number; own: number };
const none: Shift = { by: 0, own: 0 };

const shifted = ([one = 0, ...rest]: number[], { by }: Shift): number[] => [one + by, ...rest];

type Shifted = { z: number; is: boolean; weight: number };

/**
 * The most probable shift of the log-odds, believed to be near 0, and how much of it is told by the samples rather than
 * by that belief.
 */
export function fitShift(samples: Shifted[]): Shift {
  let by = 0;
  let bend = 0;
  for (let round = 0; round < 25; round++) {
    let slope = STRENGTH * by;
    bend = 0;
    for (const { z, is, weight } of samples) {
      const p = 1 / (1 + Math.exp(-z - by));
      slope += weight * (p - Number(is));
      bend += weight * p * (1 - p);
    }
    const step = slope / (bend + STRENGTH);
    by -= Math.max(-2, Math.min(2, step));
    if (Math.abs(step) < 1e-9) break;
  }
  return { by, own: bend / (bend + STRENGTH) };
}
