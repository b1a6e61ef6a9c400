/** The gaps that were closed, and whether that helped: in words, with two bars beside them. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { share } from '../../shared/figures.js';
import { folded } from '../../shared/fold.js';
import { when } from '../../shared/parts.js';
import { t } from '../../words.js';
import { entryAddress } from '../versions/report.js';
import { type Closed, measured } from './measured.js';

export function closedGaps(closed: readonly Closed[]): TemplateResult | typeof nothing {
  if (!closed.length) return nothing;
  return html`<section aria-labelledby="closed">
    <h2 id="closed">${t('gapsClosed')} <small>${t('gapsClosedHint')}</small></h2>
    <ul class="closed">${folded('closed', closed, one)}</ul>
  </section>`;
}

function one(gap: Closed): TemplateResult {
  const state = t(`gapState_${gap.state}`);
  const found = measured(gap);
  return html`<li>
    <div>
      <b>${gap.question}</b>
      <small><span class="mark">${gap.by ? t('gapBy', { state, by: gap.by }) : state}</span> ${when(gap.publishedAt ?? gap.at)}
        ${gap.key === undefined ? nothing : html`<a href=${entryAddress(gap.key)}>${t('gapOpenEntry')}</a>`}</small>
    </div>
    ${
      found === undefined
        ? nothing
        : 'early' in found
          ? html`<p class="none">${found.early}</p>`
          : html`<div class="measured"><p>${found.before}<br />${found.since}</p>${bars(found.shares)}</div>`
    }
  </li>`;
}

const WIDTH = 120;

/** The same length means the same share, so before and since can be compared by eye. */
function bars([before, since]: [number, number]): TemplateResult {
  const bar = (value: number, y: number, kind: string) =>
    svg`<rect class="whole" x="0" y=${y} width=${WIDTH} height="10" rx="2"/><rect class=${kind} x="0" y=${y} width=${Math.round(value * WIDTH)} height="10" rx="2"/>`;
  const label = t('gapBars', { before: share(before), after: share(since) });
  return html`<svg class="bars" role="img" aria-label=${label} viewBox="0 0 ${WIDTH} 26" width=${WIDTH} height="26">${bar(before, 1, 'before')}${bar(since, 15, 'since')}</svg>`;
}
