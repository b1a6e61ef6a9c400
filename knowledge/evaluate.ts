/** The figures of an evaluation (pure). Definitions as in docs of `npm run evaluate`: confidence is read as P(the best entry is right). */
import type { Verdict } from '../services/protocol.js';

export type Asked = {
  question: string;
  /** Empty: must be handed off. */
  expected: string;
  /** The best entry, whatever the verdict; empty only where there is none. */
  predicted: string;
  confidence: number;
  verdict: Verdict;
  ms: number;
};

export type Figures = {
  questions: number;
  answerable: number;
  acc: number;
  auroc: number;
  /** Share of answerable questions resolved rightly at the best threshold with at most so many of the answers wrong. */
  resolved: Record<'1%' | '2%' | '5%' | '10%', number>;
  ece: number;
};

type Scored = { confidence: number; right: boolean };

const isRight = ({ expected, predicted }: { expected: string; predicted: string }): boolean =>
  expected !== '' && expected === predicted;

export function figuresOf(asked: Pick<Asked, 'expected' | 'predicted' | 'confidence'>[]): Figures {
  const answerable = asked.filter(({ expected }) => expected !== '').length;
  const scored = asked
    .filter(({ predicted }) => predicted !== '')
    .map((one): Scored => ({ confidence: one.confidence, right: isRight(one) }))
    .sort((a, b) => b.confidence - a.confidence);
  return {
    questions: asked.length,
    answerable,
    acc: asked.filter(isRight).length / Math.max(1, answerable),
    auroc: auroc(scored, asked.length - scored.length),
    resolved: {
      '1%': resolvedAt(scored, 0.01, answerable),
      '2%': resolvedAt(scored, 0.02, answerable),
      '5%': resolvedAt(scored, 0.05, answerable),
      '10%': resolvedAt(scored, 0.1, answerable),
    },
    ece: bins(scored).reduce((sum, bin) => sum + bin.share * Math.abs(bin.confidence - bin.right), 0),
  };
}

/** Risk (wrong of the answers given) and coverage (answers given of all questions), at every threshold. */
export function curve(scored: Scored[]): { threshold: number; answered: number; right: number; risk: number }[] {
  const points = [];
  let right = 0;
  for (const [i, one] of scored.entries()) {
    if (one.right) right++;
    // Equal confidences cannot be told apart by a threshold.
    if (scored[i + 1]?.confidence === one.confidence) continue;
    points.push({ threshold: one.confidence, answered: i + 1, right, risk: 1 - right / (i + 1) });
  }
  return points;
}

function resolvedAt(scored: Scored[], risk: number, answerable: number): number {
  const allowed = curve(scored).filter((point) => (point.answered - point.right) / point.answered <= risk);
  return Math.max(0, ...allowed.map((point) => point.right)) / Math.max(1, answerable);
}

/** The probability that a right answer has the higher confidence; abstentions count as the lowest. Ties count half. */
function auroc(scored: Scored[], abstained: number): number {
  const positives = scored.filter(({ right }) => right).length;
  const negatives = scored.length - positives + abstained;
  if (!positives || !negatives) return 0;
  const ascending = [...scored].reverse();
  let below = abstained;
  let wins = 0;
  for (let i = 0; i < ascending.length; ) {
    let [right, wrong, j] = [0, 0, i];
    for (; j < ascending.length && ascending[j]?.confidence === ascending[i]?.confidence; j++)
      if (ascending[j]?.right) right++;
      else wrong++;
    wins += right * (below + wrong / 2);
    below += wrong;
    i = j;
  }
  return wins / (positives * negatives);
}

/** Ten bins of equally many questions, by rising confidence. */
export function bins(scored: Scored[]): { share: number; confidence: number; right: number }[] {
  const ascending = [...scored].sort((a, b) => a.confidence - b.confidence || Number(a.right) - Number(b.right));
  return Array.from({ length: 10 }, (_, b) => {
    const some = ascending.slice(
      Math.floor((b * ascending.length) / 10),
      Math.floor(((b + 1) * ascending.length) / 10),
    );
    const mean = (of: (one: Scored) => number) => some.reduce((sum, one) => sum + of(one), 0) / (some.length || 1);
    return {
      share: some.length / (ascending.length || 1),
      confidence: mean((one) => one.confidence),
      right: mean((one) => Number(one.right)),
    };
  }).filter(({ share }) => share > 0);
}

export type AtThreshold = {
  answered: number;
  /** Of the answerable questions. */
  resolved: number;
  /** Of the answers given. */
  wrong: number;
  suggested: number;
  handedOff: number;
  smallTalk: number;
  /** Handed off although the best entry was right; answered although nothing could be. */
  needless: number;
  missed: number;
  medianMs: number;
  p95Ms: number;
};

export function atThreshold(asked: Asked[]): AtThreshold {
  const of = (verdict: Verdict) => asked.filter((one) => one.verdict === verdict);
  const answers = of('answer');
  const answerable = asked.filter(({ expected }) => expected !== '').length;
  const ms = asked.map((one) => one.ms).sort((a, b) => a - b);
  const at = (share: number) => ms[Math.min(ms.length - 1, Math.floor(share * ms.length))] ?? 0;
  return {
    answered: answers.length,
    resolved: answers.filter(isRight).length / Math.max(1, answerable),
    wrong: answers.filter((one) => !isRight(one)).length / Math.max(1, answers.length),
    suggested: of('suggest').length,
    handedOff: of('handoff').length,
    smallTalk: of('small_talk').length,
    needless: of('handoff').filter(isRight).length,
    missed: answers.filter(({ expected }) => expected === '').length,
    medianMs: at(0.5),
    p95Ms: at(0.95),
  };
}

/** What needs no skill at all: nothing is worth more than what it has over these. */
export function constants(asked: Asked[]): { alwaysHandOff: number; commonest: { entry: string; acc: number } } {
  const counts = new Map<string, number>();
  for (const { expected } of asked) if (expected) counts.set(expected, (counts.get(expected) ?? 0) + 1);
  const [entry, n] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
  const answerable = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return {
    alwaysHandOff: 1 - answerable / Math.max(1, asked.length),
    commonest: { entry, acc: n / Math.max(1, answerable) },
  };
}

export const scoredOf = (asked: Asked[]): Scored[] =>
  asked
    .filter(({ predicted }) => predicted !== '')
    .map((one) => ({ confidence: one.confidence, right: isRight(one) }))
    .sort((a, b) => b.confidence - a.confidence);
