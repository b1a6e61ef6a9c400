/** What changed for visitors between an earlier run and this one, question by question (pure). */

import { at } from '../at.js';
import { atThreshold, figuresOf, isRight, type Judged, named } from './figures.js';
import type { Earlier } from './predictions.js';

/** What became of a question, and how good that is. */
type Worth = { name: string; worth: number };

export type Change = {
  question: string;
  expected: string;
  before: { outcome: string; predicted: string; confidence: number };
  after: { outcome: string; predicted: string; confidence: number };
  /** How far it went up, or down. */
  by: number;
};

export type Comparison = {
  /** The file it is compared with. */
  name: string;
  earlier: Earlier[];
  /** Without verdicts only the best entries can be compared, not what visitors got. */
  verdicts: boolean;
  /** The greatest changes first. */
  better: Change[];
  worse: Change[];
};

const isJudged = (one: Earlier): one is Judged => one.verdict !== undefined;

export function compare(name: string, earlier: Earlier[], asked: Judged[]): Comparison {
  const verdicts = earlier.every(isJudged);
  const outcomeOf = (one: Earlier) => (verdicts && isJudged(one) ? judgedOutcome(one) : bestEntry(one));
  const changes = asked.map((after, i): Change => {
    const before = at(earlier, i);
    const [was, is] = [outcomeOf(before), outcomeOf(after)];
    const told = ({ predicted, confidence }: Earlier, { name: outcome }: Worth) => ({
      outcome,
      predicted,
      confidence,
    });
    return {
      question: after.question,
      expected: after.expected,
      before: told(before, was),
      after: told(after, is),
      by: is.worth - was.worth,
    };
  });
  const moved = (change: Change) => Math.abs(change.after.confidence - change.before.confidence);
  const sorted = changes.sort((a, b) => Math.abs(b.by) - Math.abs(a.by) || moved(b) - moved(a));
  return {
    name,
    earlier,
    verdicts,
    better: sorted.filter(({ by }) => by > 0),
    worse: sorted.filter(({ by }) => by < 0),
  };
}

/**
 * A wrong answer is by far the worst; a handoff is better with the right entry in hand, for the agent sees it; a
 * suggestion lies between.
 */
function judgedOutcome(one: Judged): Worth {
  const right = isRight(one);
  const { verdict, expected } = one;
  if (verdict === 'answer')
    return right ? { name: 'answered rightly', worth: 4 } : { name: 'answered wrongly', worth: -2 };
  // Whoever asks for what nobody wrote should get a person; buttons for other things are a detour.
  if (expected === '')
    return verdict === 'suggest' ? { name: 'suggested in vain', worth: 1 } : { name: 'handed off', worth: 2 };
  if (verdict === 'small_talk') return { name: 'taken for small talk', worth: 1 };
  if (verdict === 'suggest')
    return right
      ? { name: 'suggested, the right entry first', worth: 3 }
      : { name: 'suggested, a wrong entry first', worth: 1 };
  return right
    ? { name: 'handed off with the right entry', worth: 2 }
    : { name: 'handed off with a wrong entry', worth: 1 };
}

function bestEntry(one: Earlier): Worth {
  if (one.expected === '') return { name: 'to hand off', worth: 0 };
  return isRight(one) ? { name: 'right entry', worth: 1 } : { name: 'wrong entry', worth: 0 };
}

/** How often each kind of change occurred, the commonest first. */
export function kindsOf(changes: Change[]): { kind: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { before, after } of changes) {
    const kind = `${before.outcome} -> ${after.outcome}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count);
}

/** The figures of both; those at the chosen threshold only where both have verdicts. */
export function figuresBeside(
  { earlier, verdicts }: Comparison,
  asked: Judged[],
): { figure: string; was: number; now: number }[] {
  const figures = (of: Earlier[]): Record<string, number> => {
    if (!verdicts || !of.every(isJudged)) return named(figuresOf(of));
    const { resolved, wrong } = atThreshold(of);
    return { ...named(figuresOf(of)), resolved, wrong };
  };
  const before = figures(earlier);
  return Object.entries(figures(asked)).map(([figure, now]) => ({ figure, was: before[figure] ?? 0, now }));
}
