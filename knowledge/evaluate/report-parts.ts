/** Parts of a report: the worst mistakes, the comparison with an earlier run, what each signal brings (pure). */
import type { Ablation } from './ablation.js';
import { type Change, type Comparison, figuresBeside, kindsOf } from './compare.js';
import { atThreshold, type Case, type Figures } from './figures.js';
import { type Mistake, mistakesIn } from './mistakes.js';
import { escaped } from './plots.js';

/** More than this nobody reads. */
const MOST_MISTAKES = 12;
const MOST_CHANGES = 60;
const MOST_CANDIDATES = 3;

export const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

/** `rows` are markup; heads are text, as many to the left as hold words. */
export const table = (heads: string[], rows: string[], words = 1): string =>
  `<table><thead><tr>${heads.map((head, i) => `<th scope="col"${i < words ? ' class="text"' : ''}>${escaped(head)}</th>`).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;

export function mistakesSection(cases: Case[], titles: Map<string, string>): string {
  const { answers, handoffs } = mistakesIn(cases, MOST_MISTAKES);
  const { answered, wrong, needless } = atThreshold(cases);
  const cards = (some: Mistake[], kind: string) =>
    some.map((one) => mistakeCard(one, kind, titles)).join('\n') || '<p class="muted">None.</p>';
  return `<h2>The worst mistakes</h2>
<h3>Confident wrong answers, the surest first (${answers.length} of ${Math.round(wrong * answered)})</h3>
${cards(answers, 'wrong')}
<h3>Needless handoffs, where the right entry was trusted least first (${handoffs.length} of ${needless})</h3>
${cards(handoffs, 'pity')}`;
}

function mistakeCard(one: Mistake, kind: string, titles: Map<string, string>): string {
  const entry = (key: string) =>
    key === '' ? 'a person' : `${escaped(titles.get(key) ?? key)} <code>${escaped(key)}</code>`;
  // The expected entry is worth a look wherever it came.
  const shown = one.candidates
    .map((candidate, i) => ({ ...candidate, place: i + 1 }))
    .filter(({ key, place }) => place <= MOST_CANDIDATES || key === one.expected);
  const lost = one.expected !== '' && !one.candidates.some(({ key }) => key === one.expected);
  const signals = [...new Set(shown.flatMap((candidate) => Object.keys(candidate.signals ?? {})))];
  const rows = shown.map(
    ({ key, place, text, score, signals: own = {} }) =>
      `<tr${key === one.expected ? ' class="expected"' : ''}><th scope="row">${place}. <code>${escaped(key)}</code></th><td class="text" dir="auto">${escaped(clipped(text, 160))}</td>${[score, ...signals.map((name) => own[name])].map((value) => `<td>${value?.toFixed(2) ?? ''}</td>`).join('')}</tr>`,
  );
  const verdict =
    one.verdict === 'answer'
      ? `Answered with ${entry(one.predicted)}`
      : `Handed off${one.reason ? ` (${escaped(one.reason.replaceAll('_', ' '))})` : ''}, best entry ${entry(one.predicted)}`;
  return `<article class="case ${kind}"><p class="question" dir="auto">${escaped(clipped(one.question, 400))}</p>
<p>${verdict}. Expected: ${entry(one.expected)}. Confidence ${one.confidence.toFixed(3)}, loss ${one.loss.toFixed(2)}.${lost ? ' The expected entry is not among the candidates.' : ''}</p>
<div class="wide">${table(['entry', 'nearest passage', 'score', ...signals], rows, 2)}</div>
<p class="signals">${Object.entries(one.features)
    .map(([name, value]) => `<span>${escaped(name)} <b>${value.toFixed(2)}</b></span>`)
    .join('')}</p></article>`;
}

export function comparisonSection(comparison: Comparison, cases: Case[]): string {
  const { name, verdicts, better, worse } = comparison;
  const rows = figuresBeside(comparison, cases).map(
    ({ figure, was, now }) =>
      `<tr><th scope="row">${figure}</th><td>${was.toFixed(3)}</td><td>${now.toFixed(3)}</td>${changeCell(now - was, figure === 'ece' || figure === 'wrong')}</tr>`,
  );
  return `<h2>Against ${escaped(name)}</h2>
<div class="card wide">${table(['', 'then', 'now', 'change'], rows)}</div>
${verdicts ? '<p class="muted">Resolved and wrong are each at its own threshold.</p>' : '<p class="muted">The file has no verdicts, so only the best entries are compared.</p>'}
${changesList('Better', better)}
${changesList('Worse', worse)}`;
}

function changesList(title: string, changes: Change[]): string {
  if (changes.length === 0) return `<h3>${title}: none</h3>`;
  const kinds = kindsOf(changes).map(({ kind, count }) => `${count} ${escaped(kind.replace('->', '→'))}`);
  const told = ({ outcome, predicted, confidence }: Change['before']) =>
    `<td class="text">${escaped(outcome)} <code>${escaped(predicted || 'nothing')}</code> ${confidence.toFixed(2)}</td>`;
  const rows = changes
    .slice(0, MOST_CHANGES)
    .map(
      ({ question, expected, before, after }) =>
        `<tr><td class="text" dir="auto">${escaped(clipped(question, 160))}</td><td class="text"><code>${escaped(expected || 'to hand off')}</code></td>${told(before)}${told(after)}</tr>`,
    );
  const more = changes.length - rows.length;
  return `<h3>${title}: ${changes.length}</h3><p>${kinds.join(', ')}.</p>
<div class="card wide">${table(['question', 'expected', 'then', 'now'], rows, 4)}</div>${more > 0 ? `<p class="muted">And ${more} more.</p>` : ''}`;
}

export function ablationSection({ all, without, read }: Ablation): string {
  const cells = (figures: Figures, than?: Figures) =>
    [
      [figures.auroc, than?.auroc, false],
      [figures.resolved['5%'], than?.resolved['5%'], false],
      [figures.ece, than?.ece, true],
    ] satisfies [number, number | undefined, boolean][];
  const row = (name: string, figures: Figures, than?: Figures) =>
    `<tr><th scope="row">${escaped(name)}</th>${cells(figures, than)
      .map(
        ([value, was, lower]) =>
          `<td>${value.toFixed(3)}</td>${was === undefined ? '<td></td>' : changeCell(value - was, lower)}`,
      )
      .join('')}</tr>`;
  const rows = [
    row('all signals', all),
    ...without.map(({ signal, figures }) => row(`without ${signal}`, figures, all)),
  ];
  return `<h2>What each signal brings</h2>
<p class="muted">One signal at a time is put to its mean over the questions. This shows how much the confidence, as it is, leans on it; not what would be lost without it, because nothing is refitted and the others would take over some of its work.${read < all.questions ? ` The confidence of ${all.questions - read} questions stays as it was: it is put together from several readings, or there was nothing to read.` : ''}</p>
<div class="card wide">${table(['', 'auroc', 'change', 'res@5%', 'change', 'ece', 'change'], rows)}</div>`;
}

function changeCell(by: number, lowerIsBetter: boolean): string {
  if (Math.abs(by) < 0.0005) return '<td class="muted">0.000</td>';
  return `<td class="${by > 0 !== lowerIsBetter ? 'up' : 'down'}">${by > 0 ? '+' : '−'}${Math.abs(by).toFixed(3)}</td>`;
}

function clipped(text: string, most: number): string {
  const signs = [...text];
  return signs.length > most ? `${signs.slice(0, most).join('')}…` : text;
}
