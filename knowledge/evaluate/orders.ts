/** What thresholds make of a suite, whatever the order of its file (pure). */
import { at } from '../at.js';
import type { Curve } from '../decide/confidence.js';
import { answerInOrder } from '../fit/honesty.js';
import { randomFrom, shuffle } from '../fit/random.js';
import { type Case, isRight } from './figures.js';

export type InOrders = {
  /** Of the answerable questions. */
  resolved: number;
  /** Of the answers given. */
  wrong: number;
};

const ORDERS = [1, 2, 3];

/** Any order, the same in every run. */
export const shuffled = <T>(items: T[], seed: number): T[] => shuffle([...items], randomFrom(seed));

/**
 * Resolved and wrong at the threshold that the version derives: the mean over three orders in which the questions may
 * come, or with a share of questions outside that nothing changes. Questions that no score decided, such as small talk,
 * are left out.
 */
export function inOrders(cases: Case[], props: { curve: Curve; budget: number; outsideShare?: number }): InOrders {
  const answerable = cases.filter(({ expected }) => expected !== '').length;
  const read = cases.flatMap((one) => {
    const { inside, right } = one.features;
    return inside === undefined || right === undefined ? [] : [{ inside, right, isRight: isRight(one) }];
  });
  const orders = (props.outsideShare === undefined ? ORDERS : [at(ORDERS, 0)]).map((seed) => {
    const answers = answerInOrder(shuffled(read, seed), props).filter(({ answered }) => answered);
    const right = answers.filter((one) => one.isRight).length;
    return {
      resolved: right / Math.max(1, answerable),
      wrong: (answers.length - right) / Math.max(1, answers.length),
    };
  });
  const mean = (of: (one: InOrders) => number) => orders.reduce((sum, one) => sum + of(one), 0) / orders.length;
  return { resolved: mean(({ resolved }) => resolved), wrong: mean(({ wrong }) => wrong) };
}

/**
 * The 95 % interval of a share, of which `of` in `all` were seen (Wilson 1927).
 */
export function interval(of: number, all: number): [low: number, high: number] {
  if (all === 0) return [0, 1];
  const z = 1.96;
  const share = of / all;
  const middle = (share + (z * z) / (2 * all)) / (1 + (z * z) / all);
  const reach = (z * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all))) / (1 + (z * z) / all);
  return [Math.max(0, middle - reach), Math.min(1, middle + reach)];
}
