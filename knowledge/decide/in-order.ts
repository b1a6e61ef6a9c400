/** Questions whose readings are known, answered one after the other as the bot would (pure). */
import { confidenceOf, thresholdFor } from './confidence.js';
import type { Curve } from './fitted.js';
import { askedOf, LATEST } from './outside.js';

/** As often is a threshold derived anew. */
export const STEP = 20;

/** A question that was read: its two log-odds, and whether its best entry is right. */
export type Read = { inside: number; right: number; isRight: boolean };
export type Scored = { confidence: number; isRight: boolean; answered: boolean };

type InOrder = {
  curve: Curve;
  budget: number;
  /** Where what was asked before is not to change anything. */
  outsideShare?: number;
};

/** Questions answered one after the other, as the share outside and the threshold follow what was asked before. */
export function answerInOrder(read: Read[], { curve, budget, outsideShare }: InOrder): Scored[] {
  let asked = askedOf([]);
  let threshold = 1;
  return read.map((one, i) => {
    if (i % STEP === 0) {
      const lately = askedOf(read.slice(Math.max(0, i - LATEST), i).map(({ inside, right }) => [inside, right]));
      asked = outsideShare === undefined ? lately : { ...lately, outsideShare };
      threshold = thresholdFor({ ...asked, curve, budget });
    }
    const confidence = confidenceOf(one, asked.outsideShare);
    return { confidence, isRight: one.isRight, answered: confidence >= threshold };
  });
}
