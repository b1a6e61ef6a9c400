/** The mistakes that cost most, for people to look at (pure). */
import { type Case, isRight } from './figures.js';

export type Mistake = Case & {
  /** Logarithmic loss: what a confidence costs that turned out wrong, or was withheld from what turned out right. */
  loss: number;
};

export type Mistakes = { answers: Mistake[]; handoffs: Mistake[] };

const CLOSE_TO_ZERO = 1e-9;
const lossOf = (probability: number): number => -Math.log(Math.max(CLOSE_TO_ZERO, probability));

/** The surest of the wrong answers, and of the needless handoffs those where the right entry was trusted least. */
export function mistakesIn(cases: Case[], most: number): Mistakes {
  const worst = (some: Mistake[]) => some.sort((a, b) => b.loss - a.loss).slice(0, most);
  return {
    answers: worst(
      cases
        .filter((one) => one.verdict === 'answer' && !isRight(one))
        .map((one) => ({ ...one, loss: lossOf(1 - one.confidence) })),
    ),
    handoffs: worst(
      cases
        .filter((one) => one.verdict === 'handoff' && isRight(one))
        .map((one) => ({ ...one, loss: lossOf(one.confidence) })),
    ),
  };
}
