/**
 * The few figures that come first, and the table of all of them: each with its goal, its trend, and its definition one
 * press away.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { type Metric, metricNames, metrics } from '../../../services/wire/figures.js';
import type { ReportReply } from '../../../services/wire/reports.js';
import { share } from '../shared/figures.js';
import { icon } from '../shared/icons.js';
import { t } from '../words.js';
import { count, grounds, shown, span, stars, trend } from './figures.js';

export const first: readonly Metric[] = ['resolution', 'deflection', 'handoff', 'humanReply', 'abandonment', 'csat'];

type Ask = (metric: Metric) => void;
type Entry = NonNullable<ReportReply['figures'][Metric]>;

export const tiles = (report: ReportReply, ask: Ask): TemplateResult => html`<ul class="tiles">
  ${first.map((metric) => tile(metric, report.figures[metric], ask))}
</ul>`;

function tile(metric: Metric, entry: Entry | undefined, ask: Ask): TemplateResult | typeof nothing {
  if (!entry) return nothing;
  const { now, before } = entry;
  return html`<li>
    ${name(metric, ask)}
    <strong>${shown(metric, now.value)}</strong>
    ${moved(metric, now, before)} ${aim(metric, entry)}
    <small>${grounds(metric, now)}${now.mean && metrics[metric].unit === 'share' ? html`, ${t('repStars', { mean: stars(now.mean) })}` : nothing}</small>
  </li>`;
}

const name = (metric: Metric, ask: Ask): TemplateResult =>
  html`<button type="button" class="name" aria-haspopup="dialog" title=${t('repDefinition')} @click=${() => ask(metric)}>${t(`metric_${metric}`)}</button>`;

function moved(metric: Metric, now: Entry['now'], before: Entry['before']): TemplateResult {
  const { words, towards, good } = trend(metric, now, before);
  const sign = { up: '▲', down: '▼', same: '' }[towards];
  return html`<span class="trend ${good === undefined ? '' : good ? 'good' : 'bad'}"><span aria-hidden="true">${sign}</span> ${words}</span>`;
}

function aim(metric: Metric, { goal, met }: Entry): TemplateResult | typeof nothing {
  if (goal === undefined) return nothing;
  const words = { goal: shown(metric, goal) };
  if (met === undefined) return html`<span class="aim">${t('repGoalSet', words)}</span>`;
  return html`<span class="aim ${met ? 'good' : 'bad'}">${icon(met ? 'check' : 'warning')}${t(met ? 'repGoalMet' : 'repGoalMissed', words)}</span>`;
}

/** Every figure, with what it is counted over. */
export function allFigures(report: ReportReply, ask: Ask): TemplateResult {
  return html`<section aria-labelledby="all"><h2 id="all">${t('repAllFigures')}</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="all"><table>
      <thead><tr><th scope="col">${t('repFigure')}</th><th scope="col">${t('repNow')}</th><th scope="col">${t('repBefore')}</th><th scope="col">${t('repGoal')}</th><th scope="col">${t('repOf')}</th></tr></thead>
      <tbody>${metricNames.map((metric) => {
        const entry = report.figures[metric];
        if (!entry) return nothing;
        const { now, before } = entry;
        return html`<tr><th scope="row">${name(metric, ask)}</th><td><b>${shown(metric, now.value)}</b></td>
          <td>${shown(metric, before.value)}</td><td>${aim(metric, entry)}</td><td>${counted(metric, now)}</td></tr>`;
      })}</tbody>
    </table></div></section>`;
}

export function counted(metric: Metric, now: Entry['now']): string {
  const pending = now.pending ? [t('repPending', { n: count(now.pending) })] : [];
  if (now.value === null) return [t('repNoFigure'), ...pending].join('; ');
  if (metrics[metric].unit === 'share')
    return [
      t('repCount', { count: count(now.count ?? 0), of: count(now.of) }),
      ...(now.mean ? [t('repStars', { mean: stars(now.mean) })] : []),
      ...pending,
    ].join('; ');
  return t('repTimes', {
    of: count(now.of),
    median: span(now.value),
    p90: span(now.p90 ?? 0),
    mean: span(now.mean ?? 0),
  });
}

/** Why people took over, as bars with their figures. */
export function reasons({ reasons, figures }: ReportReply): TemplateResult {
  const all = figures.handoff?.now.count ?? 0;
  return html`<section class="reasons" aria-labelledby="reasons"><h3 id="reasons">${t('repChart_reasons')}</h3>
    ${
      reasons.length
        ? html`<table aria-labelledby="reasons"><tbody>${reasons.map(
            ({ reason, count: n }) => html`<tr><th scope="row">${t(`reason_${reason}`)}</th>
              <td class="bar"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect width=${(100 * n) / (reasons[0]?.count || 1)} height="8" rx="1" /></svg></td>
              <td>${count(n)}</td><td>${share(n / (all || 1))}</td></tr>`,
          )}</tbody></table>`
        : html`<p class="none">${t('repChartNone')}</p>`
    }</section>`;
}
