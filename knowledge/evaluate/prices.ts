/** What a threshold costs, where the owner says what a wrong answer and a needless handoff are worth (pure). */
import { curve, isRight, type Judged, type Prediction, scoredOf } from './figures.js';

export type Prices = {
  /** Of an answer that was wrong, in any unit. */
  wrong: number;
  /** Of a person's time for a question whose answer was there, in the same unit. */
  handoff: number;
};

/**
 * From this confidence on an answer is expected to cost less than a handoff: `c x handoff > (1 - c) x wrong` (Chow 1970,
 * "On optimum recognition error and reject tradeoff").
 */
export const breakEven = ({ wrong, handoff }: Prices): number => wrong / (wrong + handoff);

/** A hundred questions at one threshold; `threshold` is missing where it is the version's own. */
export type Cost = { threshold?: number; perHundred: number; wrong: number; needless: number };

export type Costs = {
  /** At the threshold that the version derived from the error budget. */
  now: Cost;
  /** At the break-even confidence. */
  even: Cost;
  /** At the best threshold there is for these questions, known only afterwards. */
  best: Cost;
  /** Every question goes to a person. */
  never: Cost;
};

/** Only what a threshold can change costs something: neither a right answer, nor a handoff that nothing could spare. */
export function costsOf(asked: Judged[], prices: Prices): Costs {
  // Small talk and rules are decided before any threshold.
  const scored = asked.filter(({ verdict, predicted }) => verdict !== 'small_talk' && predicted !== '');
  const cost = (isAnswered: (one: Judged) => boolean, threshold?: number): Cost => {
    const wrong = scored.filter((one) => isAnswered(one) && !isRight(one)).length;
    const needless = scored.filter((one) => !isAnswered(one) && isRight(one)).length;
    const sum = wrong * prices.wrong + needless * prices.handoff;
    return {
      ...(threshold !== undefined && { threshold }),
      ...{ perHundred: (100 * sum) / Math.max(1, asked.length), wrong, needless },
    };
  };
  const at = (threshold: number) => cost(({ confidence }) => confidence >= threshold, threshold);
  const never = cost(() => false);
  return {
    now: cost(({ verdict }) => verdict === 'answer'),
    even: at(breakEven(prices)),
    best: thresholdsOf(scored)
      .map(at)
      .reduce((best, one) => (one.perHundred < best.perHundred ? one : best), never),
    never,
  };
}

/** Enough to find the best among thousands of questions. */
const TRIED = 200;

function thresholdsOf(scored: Prediction[]): number[] {
  const all = curve(scoredOf(scored)).map(({ threshold }) => threshold);
  const every = Math.max(1, Math.ceil(all.length / TRIED));
  return all.filter((_, i) => i % every === 0);
}
