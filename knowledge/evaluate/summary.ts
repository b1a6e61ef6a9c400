/** An evaluation as text for a terminal (pure). */

import type { Ablation } from './ablation.js';
import { toldBound } from './bounds.js';
import { type Change, type Comparison, figuresBeside, kindsOf } from './compare.js';
import { atThreshold, constants, type Figures, figuresOf, named, resolvedWithin, timesOf } from './figures.js';
import { type InOrders, inOrders, interval } from './orders.js';
import { breakEven, type Cost, costsOf, type Prices } from './prices.js';
import type { Evaluation } from './report.js';

/** How many of the questions that changed are printed; the report has more. */
const SHOWN = 12;

const f = (value: number): string => value.toFixed(3);
const signed = (value: number): string =>
  Math.abs(value) < 0.0005 ? f(0) : `${value < 0 ? '-' : '+'}${f(Math.abs(value))}`;
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

export function summary(evaluation: Evaluation): string {
  const { contestants, comparison, ablation, prices, cases, checked } = evaluation;
  const parts = [
    own(evaluation),
    ...(prices ? [priced(cases, prices)] : []),
    ...(contestants.length > 1 ? [besides(evaluation)] : []),
    ...(comparison ? [compared(evaluation, comparison)] : []),
    ...(ablation ? [ablated(ablation)] : []),
    ...(checked.length ? [checked.map(toldBound).join('\n')] : []),
  ];
  return parts.join('\n\n');
}

function own({ cases, curve, maxWrong, seconds }: Evaluation): string {
  const figures = figuresOf(cases);
  const at = atThreshold(cases);
  const { alwaysHandOff, commonest } = constants(cases);
  const share = (n: number) => `${n} (${percent(n / cases.length)})`;
  const rows: [string, string][] = [
    ['questions / to hand off', `${figures.questions} / ${figures.questions - figures.answerable}`],
    ...Object.entries(named(figures)).map(([name, value]): [string, string] => [name, f(value)]),
    ['', ''],
    [`with at most ${percent(maxWrong)} of the answers wrong`, ''],
    [
      '  resolved, of the answerable',
      `${within(at.answered - at.mistaken, figures.answerable)}; at best ${percent(resolvedWithin(cases, maxWrong))}`,
    ],
    ['  wrong, of the answers given', within(at.mistaken, at.answered)],
    ['  the same over three orders', ordered(inOrders(cases, { curve, budget: maxWrong }))],
    ['  and with a third outside, fixed', ordered(inOrders(cases, { curve, budget: maxWrong, outsideShare: 1 / 3 }))],
    ['  answered', share(at.answered)],
    ['  suggested', share(at.suggested)],
    ['  handed off', share(at.handedOff)],
    ['  small talk', share(at.smallTalk)],
    ['  needless handoffs', share(at.needless)],
    ['  missed handoffs', share(at.missed)],
    ['  ms per question, median / p95', `${at.medianMs} / ${at.p95Ms}`],
    ['', ''],
    ['constant: always hand off', `right in ${percent(alwaysHandOff)} of the questions, resolves none`],
    [`constant: always "${commonest.entry}"`, `acc ${f(commonest.acc)}`],
    ['published in / asked in', `${seconds.publish.toFixed(1)} s / ${seconds.ask.toFixed(1)} s`],
  ];
  return rows.map(([name, value]) => (value ? `${name.padEnd(44)}${value}` : name)).join('\n');
}

function priced(cases: Evaluation['cases'], prices: Prices): string {
  const { now, even, best, never } = costsOf(cases, prices);
  const row = (name: string, { threshold, perHundred, wrong, needless }: Cost) => [
    name,
    threshold === undefined ? '-' : threshold.toFixed(2),
    perHundred.toFixed(1),
    `${wrong}`,
    `${needless}`,
  ];
  return [
    `what 100 questions cost, a wrong answer at ${prices.wrong} and a needless handoff at ${prices.handoff}`,
    table([
      ['', 'threshold', 'cost', 'wrong', 'needless'],
      row('at the derived threshold', now),
      row('where an answer begins to pay', even),
      row('at the best threshold of these questions', best),
      row('never answering', never),
    ]),
    `An answer pays from a confidence of ${breakEven(prices).toFixed(2)} on: an inbox answers so where that is set as its threshold.`,
  ].join('\n');
}

/** A share with its 95 % interval. */
function within(of: number, all: number): string {
  const [low, high] = interval(of, all);
  return `${percent(of / Math.max(1, all))} (${percent(low)} to ${percent(high)})`;
}

const ordered = ({ resolved, wrong }: InOrders): string => `${percent(resolved)} resolved, ${percent(wrong)} wrong`;

function besides({ contestants }: Evaluation): string {
  const rows = contestants.map(({ name, predictions, ms }) => {
    const { median, p95 } = timesOf(ms ?? []);
    const times = ms ? [`${median}`, `${p95}`] : ['-', '-'];
    return [name, ...Object.values(named(figuresOf(predictions))).map(f), ...times];
  });
  const head = ['', ...Object.keys(named(figuresOf([]))), 'p50 ms', 'p95 ms'];
  return table([head, ...rows]);
}

function compared({ cases, maxWrong }: Evaluation, comparison: Comparison): string {
  const { name, verdicts, better, worse } = comparison;
  const rows = figuresBeside(comparison, cases).map(({ figure, was, now }) => [
    figure,
    f(was),
    f(now),
    signed(now - was),
  ]);
  return [
    `against ${name}`,
    table([['', 'then', 'now', 'change'], ...rows]),
    verdicts
      ? `resolved and wrong: then at its own threshold, now at the one for ${percent(maxWrong)}.`
      : `${name} has no verdicts: only the best entries are compared.`,
    ...changes('better', better),
    ...changes('worse', worse),
  ].join('\n');
}

function changes(title: string, some: Change[]): string[] {
  return [
    '',
    `${title}: ${some.length}`,
    ...kindsOf(some).map(({ kind, count }) => `  ${String(count).padStart(4)}  ${kind}`),
    ...some.slice(0, SHOWN).map(({ question, expected, before, after }) => {
      const told = ({ outcome, predicted, confidence }: Change['before']) =>
        `${outcome} (${predicted || 'nothing'}, ${confidence.toFixed(2)})`;
      return `  "${printable(question)}" [${expected || 'to hand off'}]\n      ${told(before)} -> ${told(after)}`;
    }),
    ...(some.length > SHOWN ? [`  and ${some.length - SHOWN} more`] : []),
  ];
}

function ablated({ all, without, read }: Ablation): string {
  const row = (name: string, { auroc, resolved, ece }: Figures) => [name, f(auroc), f(resolved['5%']), f(ece)];
  return [
    'how much the confidence leans on each signal (put to its mean, nothing refitted)',
    table([
      ['', 'auroc', 'res@5%', 'ece', 'd auroc', 'd res@5%', 'd ece'],
      row('all signals', all),
      ...without.map(({ signal, figures }) => [
        ...row(`without ${signal}`, figures),
        signed(figures.auroc - all.auroc),
        signed(figures.resolved['5%'] - all.resolved['5%']),
        signed(figures.ece - all.ece),
      ]),
    ]),
    ...(read < all.questions
      ? [`The confidence of ${all.questions - read} of ${all.questions} questions stays as it was.`]
      : []),
  ].join('\n');
}

/** The first column to the left, figures to the right. */
function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const padded = (cell: string, i: number) => (i ? cell.padStart((widths[i] ?? 0) + 2) : cell.padEnd(widths[i] ?? 0));
  return rows.map((row) => row.map(padded).join('').trimEnd()).join('\n');
}

/** What visitors wrote must not steer somebody's terminal. */
const printable = (text: string): string => {
  const clean = text.replace(/\p{Cc}+/gu, ' ');
  return clean.length > 100 ? `${clean.slice(0, 99)}…` : clean;
};
