/** An evaluation as one HTML page that needs nothing else: no script, no font, no picture from elsewhere (pure). */
import type { Curve } from '../decide/fitted.js';
import type { Ablation } from './ablation.js';
import { type Checked, toldBound } from './bounds.js';
import type { Comparison } from './compare.js';
import {
  atThreshold,
  bins,
  type Case,
  type Contestant,
  constants,
  figuresOf,
  isRight,
  named,
  type Prediction,
  scoredOf,
  timesOf,
} from './figures.js';
import { escaped, type Line, reliability, riskCoverage, sample } from './plots.js';
import type { Prices } from './prices.js';
import { ablationSection, comparisonSection, mistakesSection, percent, table } from './report-parts.js';
import { style } from './report-style.js';

/** Everything that one run of `evaluate` found out. */
export type Evaluation = {
  suite: string;
  /** Titles of the entries by key. */
  titles: Map<string, string>;
  maxWrong: number;
  cases: Case[];
  /** Frontdesk first. */
  contestants: Contestant[];
  comparison?: Comparison;
  ablation?: Ablation;
  /** What a wrong answer and a needless handoff cost, where that was said. */
  prices?: Prices;
  checked: Checked[];
  /** Trials on the knowledge base's own examples. */
  curve: Curve;
  seconds: { publish: number; ask: number };
};

export function reportHtml(evaluation: Evaluation): string {
  const { suite, cases, titles, maxWrong, checked, comparison, ablation } = evaluation;
  const { questions, answerable } = figuresOf(cases);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Evaluation of ${escaped(suite)}</title>
<style>${style}</style>
<main>
<h1>Evaluation of ${escaped(suite)}</h1>
<p class="muted">${questions} questions to ${titles.size} entries: ${answerable} can be answered, ${questions - answerable} must be handed off. At most ${Number((100 * maxWrong).toFixed(1))} % of the answers given may be wrong.</p>
${tiles(cases)}
${verdicts(cases)}
${checked.length ? `<h2>Floors and ceilings</h2><ul class="card plain">${checked.map((one) => `<li class="${one.kept ? 'up' : 'down'}">${one.kept ? '&#10003;' : '&#10007;'} ${escaped(toldBound(one))}</li>`).join('')}</ul>` : ''}
<h2>Figures, beside others</h2>
${besides(evaluation)}
<h2>Can the confidence be trusted?</h2>
${curves(evaluation)}
${comparison ? comparisonSection(comparison, cases) : ''}
${mistakesSection(cases, titles)}
${ablation ? ablationSection(ablation) : ''}
<h2>What the figures mean</h2>
${glossary}
</main>
</html>
`;
}

function tiles(cases: Case[]): string {
  const figures = named(figuresOf(cases));
  const at = atThreshold(cases);
  const tiles: [string, string][] = [
    [percent(at.resolved), 'of the answerable questions resolved'],
    [percent(at.wrong), 'of the answers given were wrong'],
    [figures.acc.toFixed(3), 'acc'],
    [figures.auroc.toFixed(3), 'auroc'],
    [figures['res@5%'].toFixed(3), 'res@5%'],
    [figures.ece.toFixed(3), 'ece'],
  ];
  return `<ul class="tiles">${tiles.map(([value, name]) => `<li><b>${value}</b><span>${name}</span></li>`).join('')}</ul>`;
}

/** What visitors got, at the threshold that the version chose itself. */
function verdicts(cases: Case[]): string {
  const of = (keep: (one: Case) => boolean) => cases.filter(keep).length;
  const parts: [string, string, number][] = [
    ['right', 'answered rightly', of((one) => one.verdict === 'answer' && isRight(one))],
    ['wrong', 'answered wrongly', of((one) => one.verdict === 'answer' && !isRight(one))],
    ['suggest', 'suggested', of((one) => one.verdict === 'suggest')],
    ['talk', 'small talk', of((one) => one.verdict === 'small_talk')],
    ['needless', 'handed off needlessly', of((one) => one.verdict === 'handoff' && isRight(one))],
    ['handoff', 'handed off', of((one) => one.verdict === 'handoff' && !isRight(one))],
  ];
  const shown = parts.filter(([, , count]) => count);
  return `<div class="bar" aria-hidden="true">${shown.map(([name, , count]) => `<i class="v-${name}" style="flex:${count}"></i>`).join('')}</div>
<ul class="legend">${shown.map(([name, label, count]) => `<li><span class="swatch v-${name}"></span>${label} ${count} (${percent(count / cases.length)})</li>`).join('')}</ul>`;
}

function besides({ contestants, cases, titles }: Evaluation): string {
  const { alwaysHandOff, commonest } = constants(cases);
  const always = (predicted: string) =>
    cases.map(({ question, expected }): Prediction => ({ question, expected, predicted, confidence: 1 }));
  const rows = [
    ...contestants.map((one) => ({ ...one, kind: one.kind === 'frontdesk' ? '' : one.kind })),
    {
      name: `always ${titles.get(commonest.entry) ?? commonest.entry}`,
      kind: 'constant',
      predictions: always(commonest.entry),
    },
    { name: 'always hand off', kind: 'constant', predictions: always('') },
  ].map((one) => ({
    ...one,
    figures: new Map(Object.entries(named(figuresOf(one.predictions)))),
    times: one.ms && timesOf(one.ms),
  }));
  const names = Object.keys(named(figuresOf([])));
  const best = Object.fromEntries(
    names.map((name) => {
      const values = rows.filter(({ kind }) => kind !== 'constant').map(({ figures }) => figures.get(name) ?? 0);
      return [name, name === 'ece' ? Math.min(...values) : Math.max(...values)];
    }),
  );
  const body = rows.map(({ name, kind, predictions, figures, times }, i) => {
    // Whoever never answers has no confidence to judge.
    const silent = predictions.every(({ predicted }) => predicted === '');
    const cells = names.map((figure) => {
      if (silent && (figure === 'auroc' || figure === 'ece')) return '<td>-</td>';
      const value = figures.get(figure) ?? 0;
      return `<td${value === best[figure] ? ' class="best"' : ''}>${value.toFixed(3)}</td>`;
    });
    const ms = times ? `<td>${times.median}</td><td>${times.p95}</td>` : '<td>-</td><td>-</td>';
    return `<tr${i ? '' : ' class="own"'}><th scope="row">${escaped(name)}${kind && `<span class="kind">${kind}</span>`}</th>${cells.join('')}${ms}</tr>`;
  });
  return `<div class="card wide">${table(['', ...names, 'p50 ms', 'p95 ms'], body)}</div>
<p class="muted">The best of each column is underlined. Always to hand off is right for ${percent(alwaysHandOff)} of the questions and resolves none of them.</p>`;
}

function curves({ contestants, comparison, cases, maxWrong }: Evaluation): string {
  const all = [
    ...contestants,
    ...(comparison ? [{ name: comparison.name, kind: 'earlier' as const, predictions: comparison.earlier }] : []),
  ];
  const lines = all.map((one, number): Line & Pick<Contestant, 'kind'> => ({ ...one, number, own: number === 0 }));
  const at = atThreshold(cases);
  const { answerable, questions } = figuresOf(cases);
  // Drawn last, so that it lies above the others.
  const risk = riskCoverage([...lines.slice(1), ...lines.slice(0, 1)], {
    maxWrong,
    answerable: answerable / (questions || 1),
    ...(at.answered && { chosen: { answered: at.answered / questions, wrong: at.wrong } }),
  });
  const legend = lines.map(
    (line) =>
      `<li>${sample(line)}<span${line.own ? ' class="own-name"' : ''}>${escaped(line.name)}</span>${line.own ? '' : `<span class="kind">${line.kind}</span>`}</li>`,
  );
  return `<div class="figures">
<figure>${risk}<ul class="legend">${legend.join('')}</ul>
<figcaption>Risk and coverage: the more questions are answered, the more answers are wrong. Lower and longer is better. The ring is the threshold that the version chose itself.</figcaption></figure>
<figure>${reliability(bins(scoredOf(cases)))}
<figcaption>Reliability, in ten groups of equally many questions. On the diagonal, 90 % sure means nine in ten; above it Frontdesk is too modest, below it too sure. The gaps make up the ece.</figcaption></figure>
</div>`;
}

const glossary = `<dl class="card">
<dt>acc</dt><dd>The right entry came first, of the questions that have one, threshold aside.</dd>
<dt>auroc</dt><dd>How often a right answer is more confident than anything else: a wrong entry, or a question that nothing answers. 0.5 is chance.</dd>
<dt>res@5%</dt><dd>Answerable questions resolved rightly at the best threshold with at most 5 % of the answers given wrong; found with the labels at hand, hence the most that any threshold within that budget can do.</dd>
<dt>ece</dt><dd>Expected calibration error: how far confidence and share right lie apart, over ten groups of equally many questions.</dd>
<dt>loss</dt><dd>-ln of the probability given to what turned out true: 0 is perfect, 0.69 a coin toss, 4.6 means one in a hundred.</dd>
<dt>handed off needlessly</dt><dd>The right entry was in hand, but not trusted enough.</dd>
<dt>ms</dt><dd>Milliseconds per question, with the embedding where one is needed: half of the questions, and 95 of 100, took at most so long.</dd>
</dl>`;
