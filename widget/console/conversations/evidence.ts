/** Why the bot did what it did: the stored decision, folded until asked for. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Candidate, Decision } from '../../../services/wire/agent.js';
import { percent, sureness } from '../shared/format.js';
import { region, t } from '../words.js';

const when = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'medium' });
const figure = new Intl.NumberFormat(region, { maximumFractionDigits: 3 });

/** A share as a bar; the ticks are thresholds. An SVG, because the page allows no inline style. */
export function bar(share: number, label: string, ticks: number[] = []): TemplateResult {
  const at = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 10;
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=${label}>
    <rect class="track" width="100" height="6"></rect>
    <rect class="fill" width=${at(share)} height="6"></rect>
    ${ticks.map((tick) => svg`<rect class="tick" x=${at(tick) - 0.4} width="0.8" height="6"></rect>`)}
  </svg>`;
}

export function confidence(decision: Pick<Decision, 'confidence' | 'thresholds'>): TemplateResult {
  const words = t(sureness(decision.confidence));
  const text = t('sureFigure', { words, percent: percent(decision.confidence) });
  const { answer, suggest } = decision.thresholds;
  return html`<div class="confidence">
    <span>${text}</span>
    ${bar(decision.confidence, t('confidenceIs', { text }), [suggest, answer])}
    <small>${t('thresholds', { answer: percent(answer), suggest: percent(suggest) })}</small>
  </div>`;
}

export type EvidenceView = {
  decision: Decision;
  open: boolean;
  label: string | undefined;
  /** Names the entry that would have been right. */
  choose: ((entry: string) => void) | undefined;
  toggled: (open: boolean) => void;
};

export function evidence(view: EvidenceView): TemplateResult {
  const { decision } = view;
  const verdict = t(`verdict_${decision.verdict}`);
  return html`<details class="evidence" data-decision=${decision.id} .open=${view.open}
    @toggle=${(event: Event) => view.toggled((event.currentTarget as HTMLDetailsElement).open)}>
    <summary>
      <span class="what">${verdict}</span>
      <span class="asked">${decision.question}</span>
      <span class="share">${decision.verdict === 'small_talk' ? nothing : percent(decision.confidence)}</span>
    </summary>
    ${view.open ? inside(view) : nothing}
  </details>`;
}

function inside({ decision, label, choose }: EvidenceView): TemplateResult {
  return html`
    <blockquote dir="auto">${decision.question}</blockquote>
    ${decision.context ? html`<p class="none">${t('readWith', { context: decision.context })}</p>` : nothing}
    ${decision.parts ? partsOf(decision.parts) : nothing}
    ${decision.verdict === 'small_talk' ? nothing : confidence(decision)}
    <h4>${t('candidates')}</h4>
    ${candidates(decision.candidates, choose, label !== undefined)}
    <h4>${t('decisionTitle')}</h4>
    <dl class="pairs">
      ${pair(t('verdict'), t(`verdict_${decision.verdict}`))}
      ${decision.reason ? pair(t('reason'), t(`reason_${decision.reason}`)) : nothing}
      ${decision.version === undefined ? nothing : pair(t('version'), String(decision.version))}
      ${decision.model ? pair(t('model'), decision.model) : nothing}
      ${pair(t('took'), t('milliseconds', { ms: decision.ms }))}
      ${pair(t('when'), when.format(Date.parse(decision.createdAt)))}
    </dl>
    ${
      Object.keys(decision.features).length
        ? html`<details class="more"><summary>${t('signals')}</summary>${figures(decision.features)}</details>`
        : nothing
    }
  `;
}

/** The entries that came nearest, with their passages and signals; `choose` names one as the answer. */
export function candidates(
  list: readonly Candidate[],
  choose?: (entry: string) => void,
  chosen = false,
): TemplateResult {
  if (!list.length) return html`<p class="none">${t('noCandidates')}</p>`;
  const top = Math.max(1, ...list.map((candidate) => candidate.score));
  return html`<ol class="candidates">
    ${list.map(
      (candidate) => html`<li>
        <details>
          <summary>
            <span class="title">${candidate.title}</span>
            <span class="share">${figure.format(candidate.score)}</span>
            ${bar(candidate.score / top, t('scoreIs', { score: figure.format(candidate.score) }))}
          </summary>
          <p class="passage" dir="auto">${candidate.text}</p>
          ${figures(candidate.signals)}
          ${
            choose
              ? html`<button type="button" class="small" ?disabled=${chosen} @click=${() => choose(candidate.key)}>${t('wasTheAnswer')}</button>`
              : nothing
          }
        </details>
      </li>`,
    )}
  </ol>`;
}

/** A message with several questions: what became of each. */
export function partsOf(parts: NonNullable<Decision['parts']>): TemplateResult {
  return html`<h4>${t('parts')}</h4>
    <ol>
      ${parts.map(
        ({ question, confidence: sure, entry }) =>
          html`<li dir="auto">${question} <small>${entry ?? t('partUnanswered')}, ${percent(sure)}</small></li>`,
      )}
    </ol>`;
}

export function pair(name: string, value: unknown): TemplateResult {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function figures(values: Record<string, number> | undefined): TemplateResult | typeof nothing {
  const entries = Object.entries(values ?? {});
  if (!entries.length) return nothing;
  return html`<dl class="pairs figures">${entries.map(([name, value]) => pair(name, figure.format(value)))}</dl>`;
}
