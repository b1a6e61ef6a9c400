/** What a draft or an import would do, drawn: first what it means, then what is behind it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DryRunReply } from '../../../../services/wire/knowledge.js';
import { addressOf } from '../../places.js';
import { share, two } from '../../shared/figures.js';
import { folded } from '../../shared/fold.js';
import { counted, several } from '../../shared/parts.js';
import { type Key, t } from '../../words.js';

type Row = DryRunReply['rows'][number];
type Verdict = Row['verdict'];
type Trial = DryRunReply['questions']['changed'][number];
type Outcome = Trial['after'];

/** The gravest first; what stays as it is, is only counted. */
const verdicts = [
  'invalid',
  'contradicts',
  'near_duplicate',
  'duplicate',
  'new',
  'changed',
] as const satisfies Verdict[];
const grave: readonly Verdict[] = ['invalid', 'contradicts', 'near_duplicate', 'duplicate'];

export const entryAddress = (key: string, version?: number): string =>
  addressOf({ section: 'knowledge', page: 'entries', id: key, version });

export function report(run: DryRunReply): TemplateResult {
  return html`<section class="report" aria-labelledby="report">
    <h2 id="report">${t('reportTitle')}</h2>
    <p class="meaning ${run.ok ? 'ok' : 'bad'}" role="status">${meaning(run)}</p>
    <p class="none">${t('reportCounts', figuresOf(run.counts))}</p>
    ${verdicts.map((verdict) => group(run, verdict))} ${removed(run)} ${questions(run)} ${curve(run)} ${notes(run)}
  </section>`;
}

/** The gravest thing that can be said, in a sentence. */
function meaning({ ok, counts, questions, removed }: DryRunReply): string {
  if (counts.invalid) return several(counts.invalid, 'reportInvalidOne', 'reportInvalid');
  if (!ok) return several(questions.failed, 'reportFailedOne', 'reportFailed');
  if (counts.created + counts.updated + counts.removed + removed.length === 0) return t('reportSame');
  return t(questions.tried ? 'reportOk' : 'reportOkUntried');
}

const figuresOf = (counts: DryRunReply['counts']): Record<string, string> =>
  Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, counted(n)]));

function group(run: DryRunReply, verdict: (typeof verdicts)[number]): TemplateResult | typeof nothing {
  const rows = run.rows.filter((one) => one.verdict === verdict);
  if (!rows.length) return nothing;
  return html`<details ?open=${grave.includes(verdict)}>
    <summary>${t(`report_${verdict}`)} <small>${counted(rows.length)}</small></summary>
    <ul class="found">${folded(verdict, rows, (row) => found(row, run))}</ul>
  </details>`;
}

function found({ key, title, file, line, of, why, verdict }: Row, { draft, rows }: DryRunReply): TemplateResult {
  // What an import would bring is nowhere to be looked at yet.
  const there = (of: string) => draft !== undefined || !rows.some((row) => row.key === of && row.change === 'new');
  const name = title ?? key;
  const place = file && (line === undefined ? file : t('reportPlace', { file, line }));
  const linked = key !== undefined && (draft !== undefined || verdict === 'changed');
  return html`<li>
    ${name ? html`<span>${linked ? html`<a href=${entryAddress(key, draft)}>${name}</a>` : name}</span>` : nothing}
    ${place ? html`<code>${place}</code>` : nothing} ${why ? html`<span>${why}</span>` : nothing}
    ${of ? html`<span class="none">${t('reportOther')} ${there(of) ? html`<a href=${entryAddress(of, draft)}>${of}</a>` : of}</span>` : nothing}
  </li>`;
}

function removed({ removed }: DryRunReply): TemplateResult | typeof nothing {
  if (!removed.length) return nothing;
  return html`<details open><summary>${t('reportRemoved')} <small>${counted(removed.length)}</small></summary>
    <ul class="found">${folded('removed', removed, (key) => html`<li><a href=${entryAddress(key)}>${key}</a></li>`)}</ul>
  </details>`;
}

const order = { worse: 0, better: 1, other: 2 };

function questions({ questions }: DryRunReply): TemplateResult {
  const { tried, better, worse, changed } = questions;
  const sorted = [...changed].sort((a, b) => order[a.change] - order[b.change]);
  const other = changed.length - better - worse;
  const said = !tried
    ? t('reportUntried')
    : changed.length
      ? t('reportTriedChanged', { n: counted(tried), better, worse, other })
      : t('reportTried', { n: counted(tried) });
  return html`<h3>${t('reportQuestions')}</h3><p>${said}</p>
    ${sorted.length ? html`<ul class="trials">${folded('questions', sorted, trial)}</ul>` : nothing}`;
}

function trial({ question, context, expected, before, after, change }: Trial): TemplateResult {
  return html`<li>
    <span><span class="mark ${change}">${t(`reportChange_${change}`)}</span> <b>${question}</b></span>
    ${context ? html`<small>${t('readWith', { context })}</small>` : nothing}
    <span>${t('reportFrom', { before: before ? outcome(before) : t('reportNotYet'), after: outcome(after) })}</span>
    ${expected ? html`<small>${t('reportExpected', { key: expected })}</small>` : nothing}
  </li>`;
}

/** The verdict, the entries it is made of, and whether that is right. */
function outcome({ verdict, entries, is }: Outcome): string {
  const made = entries.length ? `${t(`verdict_${verdict}`)}: ${entries.join(', ')}` : t(`verdict_${verdict}`);
  return is ? `${made} (${t(`reportIs_${is}`)})` : made;
}

function curve({ budgets: { before = [], after = [] } }: DryRunReply): TemplateResult | typeof nothing {
  if (!after.length) return nothing;
  const heads: Key[] = ['reportBudget', 'reportThreshold', 'reportShare'];
  return html`<h3 id="curve">${t('reportCurve')}</h3>
    <table aria-labelledby="curve">
      <thead><tr>${heads.map((key) => html`<th scope="col">${t(key)}</th>`)}</tr></thead>
      <tbody>${after.map((now) => {
        const was = before.find(({ budget }) => budget === now.budget);
        const both = (a: string | undefined, b: string) =>
          a === undefined || a === b ? b : t('fromTo', { before: a, after: b });
        return html`<tr><th scope="row">${share(now.budget)}</th>
          <td>${both(was && two(was.threshold), two(now.threshold))}</td>
          <td>${both(was && share(was.answered), share(now.answered))}</td></tr>`;
      })}</tbody>
    </table>`;
}

function notes({ notes = [] }: DryRunReply): TemplateResult | typeof nothing {
  if (!notes.length) return nothing;
  return html`<details><summary>${t('reportNotes')} <small>${counted(notes.length)}</small></summary>
    <ul class="found">${folded('notes', notes, ({ file, line, message }) => html`<li><code>${line === undefined ? file : t('reportPlace', { file, line })}</code> <span>${message}</span></li>`)}</ul>
  </details>`;
}
