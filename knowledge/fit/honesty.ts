/** Whether thresholds keep their promise on knowledge bases whose source no weight was fitted on (pure). */
import { at } from '../at.js';
import { readSignals } from '../decide/confidence.js';
import type { Curve, Weights } from '../decide/fitted.js';
import { answerInOrder, type Scored, STEP } from '../decide/in-order.js';
import { randomFrom, shuffle } from '../random.js';
import { fitWeights } from './weights.js';
import type { Visit, World } from './worlds.js';

export type Honesty = {
  budget: number;
  worlds: number;
  /** Shares of the answers given that were wrong: over worlds the mean and the ninth tenth, and of all answers. */
  mean: number;
  ninth: number;
  pooled: number;
  /** Shares of the answerable questions resolved: by the derived thresholds, and at best within the budget. */
  resolved: number;
  best: number;
};

/** How much is asked that nobody wrote differs ten-fold between public bots. */
const SHARES = [0.05, 0.2, 0.35, 0.5, 0.7];
type Props = { without: Map<string, Weights>; budget: number };

export function honestyOf(worlds: World[], { without, budget }: Props): Honesty {
  const random = randomFrom(5);
  const played = worlds.flatMap((world) => {
    const prior = without.get(world.source);
    const visits = drawVisits(world.visits, at(SHARES, Math.floor(random() * SHARES.length)), random);
    return prior && visits.length >= STEP ? [play(world, { visits, prior, budget })] : [];
  });
  const sum = (of: (one: Played) => number) => played.reduce((total, one) => total + of(one), 0);
  const shares = played.map(({ answered, right }) => (answered - right) / Math.max(1, answered)).sort((a, b) => a - b);
  return {
    budget,
    worlds: played.length,
    mean: shares.reduce((total, share) => total + share, 0) / Math.max(1, shares.length),
    ninth: shares[Math.floor(0.9 * shares.length)] ?? 0,
    pooled:
      sum(({ answered, right }) => answered - right) /
      Math.max(
        1,
        sum(({ answered }) => answered),
      ),
    resolved:
      sum(({ right }) => right) /
      Math.max(
        1,
        sum(({ inside }) => inside),
      ),
    best:
      sum(({ best }) => best) /
      Math.max(
        1,
        sum(({ inside }) => inside),
      ),
  };
}

/** As many as there are in this proportion, in any order. */
function drawVisits(visits: Visit[], share: number, random: () => number): Visit[] {
  const kind = (outside: boolean) =>
    shuffle(
      visits.filter((visit) => visit.outside === outside),
      random,
    );
  const [inside, outside] = [kind(false), kind(true)];
  const all = Math.min(inside.length / (1 - share), outside.length / share);
  return shuffle(
    [...inside.slice(0, Math.round(all * (1 - share))), ...outside.slice(0, Math.round(all * share))],
    random,
  );
}

type Played = { inside: number; answered: number; right: number; best: number };
type Playing = { visits: Visit[]; prior: Weights; budget: number };

function play({ trials }: World, { visits, prior, budget }: Playing): Played {
  const { weights } = fitWeights(trials, prior);
  const curve = trials.map(({ signals, right, outside }): Curve[number] => {
    const read = readSignals(signals, weights);
    return [read.inside, read.right, Number(right), Number(outside)];
  });
  const asked = visits.map(({ signals, right }) => ({ ...readSignals(signals, weights), isRight: right }));
  const scored = answerInOrder(asked, { curve, budget });
  const answers = scored.filter(({ answered }) => answered);
  return {
    inside: visits.filter(({ outside }) => !outside).length,
    answered: answers.length,
    right: answers.filter(({ isRight }) => isRight).length,
    best: bestOf(scored, budget),
  };
}

/** Right answers at the best threshold that keeps the budget. */
function bestOf(scored: Scored[], budget: number): number {
  let right = 0;
  let best = 0;
  for (const [i, one] of [...scored].sort((a, b) => b.confidence - a.confidence).entries()) {
    right += Number(one.isRight);
    if (i + 1 - right <= budget * (i + 1)) best = right;
  }
  return best;
}

const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;

export const toldHonesty = (it: Honesty): string =>
  `at most ${percent(it.budget)} wrong, ${it.worlds} small knowledge bases: wrong ${percent(it.mean)} on average, ` +
  `${percent(it.ninth)} at the ninth tenth, ${percent(it.pooled)} of all answers; ` +
  `resolved ${percent(it.resolved)} where ${percent(it.best)} would have been best`;

/** So many questions of either kind stand for what is asked elsewhere. */
const ORDINARY = 60;

/** What decide/prior.ts holds; `encoder` names what made the worlds' vectors. */
export function priorFile(prior: Weights, worlds: World[], encoder: string): string {
  const random = randomFrom(3);
  const some = (outside: boolean) =>
    shuffle(
      worlds.flatMap(({ visits }) => visits.filter((visit) => visit.outside === outside)),
      random,
    ).slice(0, ORDINARY);
  const short = (x: number) => Math.round(x * 1_000) / 1_000;
  const points = [...some(false), ...some(true)].map(({ signals, right, outside }) => {
    const read = readSignals(signals, prior);
    return [short(read.inside), short(read.right), Number(right), Number(outside)];
  });
  const sources = [...new Set(worlds.map(({ source }) => source))].sort().join(', ');
  return `/**
 * Where every version starts from. Written by \`npm run worlds -- SUITE... --write\`; see fit/worlds.ts.
 * Drawn ${worlds.length} times out of ${sources}.
 */
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: figures that were fitted, like pi by chance.
import type { Curve, Weights } from './fitted.js';

/** The encoder whose vectors it was fitted on; where another one reads, it is a first guess. */
export const fittedWith = '${encoder}';

/** In the order of \`signalNames\`. */
export const prior: Weights = {
  inside: ${JSON.stringify(prior.inside.map(short))},
  right: ${JSON.stringify(prior.right.map(short))},
};

/** Questions as they are asked of other knowledge bases, half of them outside, with what was found. */
export const ordinaryQuestions: Curve = ${JSON.stringify(points)};
`;
}
