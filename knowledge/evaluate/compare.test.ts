import { expect, test } from 'vitest';
import { confidenceOf, readSignals } from '../decide/confidence.js';
import { signalNames } from '../decide/features.js';
import { ablate } from './ablation.js';
import { checkBounds, readBounds, toldBound } from './bounds.js';
import { compare, kindsOf } from './compare.js';
import { atThreshold, type Case, figuresOf } from './figures.js';
import { mistakesIn } from './mistakes.js';
import { type Evaluation, reportHtml } from './report.js';
import { summary } from './summary.js';

const made = (question: string, expected: string, predicted: string, rest: Partial<Case> = {}): Case => ({
  ...{ question, expected, predicted, confidence: 0.5, verdict: 'answer', ms: 5, features: {}, candidates: [] },
  ...rest,
});

const outcomes = [
  made('right', 'a', 'a'),
  made('first', 'a', 'a', { verdict: 'suggest' }),
  made('needless', 'a', 'a', { verdict: 'handoff' }),
  made('no use', 'a', 'b', { verdict: 'handoff' }),
  made('wrong', 'a', 'b'),
];

test('for an answerable question, each outcome is better than the next, and the reverse is worse', () => {
  for (let i = 1; i < outcomes.length; i++) {
    const [better, worse] = [outcomes[i - 1] as Case, outcomes[i] as Case];
    expect(compare('old', [worse], [better])).toMatchObject({ better: [{}], worse: [] });
    expect(compare('old', [better], [worse])).toMatchObject({ better: [], worse: [{}] });
    expect(compare('old', [worse], [worse])).toMatchObject({ better: [], worse: [] });
  }
});

test('for a question to hand off, a wrong answer that became a handoff is better; small talk is as good as a handoff', () => {
  const answered = made('out', '', 'a');
  const handed = made('out', '', 'b', { verdict: 'handoff' });
  const { better, worse } = compare('old', [answered, handed], [handed, { ...answered, verdict: 'small_talk' }]);
  expect(kindsOf(better)).toEqual([{ kind: 'answered wrongly -> handed off', count: 1 }]);
  expect(worse).toEqual([]);
});

test('without verdicts only the best entries are compared', () => {
  const earlier = [made('q', 'a', 'b'), made('r', 'a', 'a'), made('s', '', 'a')].map(
    ({ question, expected, predicted, confidence }) => ({ question, expected, predicted, confidence }),
  );
  const now = [made('q', 'a', 'a', { verdict: 'handoff' }), made('r', 'a', ''), made('s', '', 'b')];
  const { verdicts, better, worse } = compare('old', earlier, now);
  expect(verdicts).toBe(false);
  expect(kindsOf(better)).toEqual([{ kind: 'wrong entry -> right entry', count: 1 }]);
  expect(kindsOf(worse)).toEqual([{ kind: 'right entry -> wrong entry', count: 1 }]);
});

test('the greatest changes come first', () => {
  const now = outcomes.map(() => made('q', 'a', 'a'));
  expect(compare('old', outcomes, now).better.map(({ by }) => by)).toEqual([6, 3, 2, 1]);
});

test('floors and ceilings are read, one or several, and told with both values', () => {
  const bounds = [...readBounds('min', ['acc=0.5,res@5%=0.9', ' auroc = 0 ']), ...readBounds('max', ['wrong=0.1'])];
  const checked = checkBounds(bounds, figuresOf(outcomes), atThreshold(outcomes));
  expect(checked.map(toldBound)).toEqual([
    'acc 0.6 keeps its floor 0.5',
    'res@5 0 is below its floor 0.9',
    'auroc 0.5 keeps its floor 0',
    'wrong 0.5 is above its ceiling 0.1',
  ]);
  expect(checked.map(({ kept }) => kept)).toEqual([true, false, true, false]);
});

test('a floor that makes no sense is refused, with what does', () => {
  expect(() => readBounds('min', ['accuracy=0.5'])).toThrow(/no figure "accuracy".*acc, auroc, res@1.*ece, wrong/);
  expect(() => readBounds('min', ['ece=0.05'])).toThrow(/write --max ece=0.05/);
  expect(() => readBounds('max', ['acc=0.5'])).toThrow(/write --min acc=0.5/);
  expect(() => readBounds('min', ['acc'])).toThrow(/"acc" is not figure=value/);
  expect(() => readBounds('min', ['acc=5%'])).toThrow(/"5%" is no share from 0 to 1/);
  expect(() => readBounds('min', ['acc=0.5,'])).toThrow(/is not figure=value/);
});

/** Whatever the signals are called and weigh today: the second tells right from wrong, the third does not. */
const weight = signalNames.map((_, i) => [0, 2, 0.1][i] ?? 0);
const weights = { inside: weight, right: weight };

test('ablation: a signal that tells right from wrong is missed, one that is the same everywhere is not listed', () => {
  const [constant, telling, idle] = signalNames as unknown as [string, string, string];
  const cases = Array.from({ length: 20 }, (_, i): Case => {
    const right = i % 2 === 0;
    // The third differs but is as high for right as for wrong ones.
    const features = { [constant]: 1, [telling]: right ? 1 : -1, [idle]: 0.1 * (i >> 1), outsideShare: 0.3 };
    const confidence = confidenceOf(readSignals(features, weights), 0.3);
    return made(`q${i}`, 'a', right ? 'a' : 'b', { features, confidence });
  });
  const { all, without, read } = ablate([...cases, made('empty', 'a', '', { confidence: 0 })], weights);
  expect(read).toBe(20);
  expect(all.auroc).toBe(1);
  expect(without.map(({ signal }) => signal)).toEqual([telling, idle]);
  expect(without[0]?.figures.auroc).toBeLessThan(0.6);
  expect(without[1]?.figures.auroc).toBe(1);
});

test('the worst mistakes: sure and wrong, right and not trusted, each by what it costs', () => {
  const { answers, handoffs } = mistakesIn(
    [
      made('a', 'x', 'y', { confidence: 0.6 }),
      made('b', '', 'y', { confidence: 0.9 }),
      made('c', 'x', 'x', { confidence: 0.1, verdict: 'handoff' }),
      made('d', 'x', 'x', { confidence: 0, verdict: 'handoff' }),
      made('e', 'x', 'x', { confidence: 0.99 }),
      made('f', '', 'x', { confidence: 0.1, verdict: 'handoff' }),
    ],
    10,
  );
  expect(answers.map(({ question }) => question)).toEqual(['b', 'a']);
  expect(handoffs.map(({ question }) => question)).toEqual(['d', 'c']);
  expect(answers[0]?.loss).toBeCloseTo(-Math.log(0.1));
  expect(handoffs[0]?.loss).toBeLessThan(25);
});

/** Everything that can come from a file or a visitor, as an attack. */
const evil = `<img src=x onerror="alert('1')">&`;

function evaluationOf(cases: Case[]): Evaluation {
  return {
    suite: evil,
    titles: new Map([['a', evil]]),
    maxWrong: 0.05,
    cases,
    contestants: [
      { name: 'Frontdesk', kind: 'frontdesk', predictions: cases, ms: cases.map(({ ms }) => ms) },
      { name: evil, kind: 'platform', predictions: cases },
    ],
    comparison: compare(evil, outcomes, [...cases].reverse()),
    ablation: ablate(cases, weights),
    checked: checkBounds(readBounds('min', ['acc=0.9']), figuresOf(cases), atThreshold(cases)),
    curve: [],
    seconds: { publish: 1, ask: 1 },
  };
}

test('the report is one page that fetches nothing and runs nothing, whatever it is given', () => {
  const cases = outcomes.map((one) => ({
    ...one,
    question: `${one.question} ${evil}`,
    predicted: one.predicted === 'b' ? evil : one.predicted,
    features: { [evil]: 1 },
    candidates: [{ key: evil, title: evil, text: evil, score: 0.5, signals: { [evil]: 0.1 } }],
  }));
  const html = reportHtml(evaluationOf(cases));
  expect(html).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;');
  expect(html).not.toMatch(/<img|<script|<link|https?:|@import|url\((?!#)|NaN|undefined|Infinity/);
  for (const title of ['Figures, beside others', 'Against', 'The worst mistakes', 'What each signal brings'])
    expect(html).toContain(title);
});

test('a report and a summary of nothing that was answered hold no nonsense', () => {
  const cases = [made('q', '', '', { confidence: 0, verdict: 'handoff' })];
  const evaluation = { ...evaluationOf(outcomes), cases, contestants: [], comparison: undefined, checked: [] };
  expect(reportHtml(evaluation)).not.toMatch(/NaN|undefined|Infinity/);
  expect(summary(evaluation)).not.toMatch(/NaN|undefined|Infinity/);
});

test('the summary names what changed, and nothing in it steers a terminal', () => {
  const cases = outcomes.map((one) => ({ ...one, question: `\u001b[2J${one.question}` }));
  const text = summary(evaluationOf(cases));
  expect(text).toContain('better: 2');
  expect(text).toContain('1  answered wrongly -> answered rightly');
  expect(text).toContain('acc 0.6 is below its floor 0.9');
  expect(text).not.toContain('\u001b');
});
