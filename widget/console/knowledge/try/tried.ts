/** What came of trying a question: the verdict, the answer as a visitor reads it, and why. */
import { html, nothing, type TemplateResult } from 'lit';
import { HttpError } from '../../../shared/http.js';
import { safeLink } from '../../../shared/links.js';
import { formatted } from '../../../shared/markdown.js';
import { candidates, confidence, partsOf } from '../../conversations/evidence.js';
import { t } from '../../words.js';
import type { Tried } from '../acts.js';

/** `old`: another question is on its way. */
export function outcome(tried: Tried, old: boolean): TemplateResult {
  const { verdict, reason, version, ms } = tried;
  return html`<div class="result ${old ? 'old' : ''}">
    <section aria-labelledby="verdict">
      <h2 id="verdict" class="verdict">${t(`tryVerdict_${verdict}`)}</h2>
      ${reason ? html`<p>${t(`reasonLong_${reason}`)}</p>` : nothing}
      ${tried.context ? html`<p class="none">${t('readWith', { context: tried.context })}</p>` : nothing}
      ${tried.parts ? partsOf(tried.parts) : nothing}
      ${verdict === 'small_talk' ? nothing : html`${confidence(tried)} ${answers(tried)}`}
      <p class="foot-note none">${version === undefined ? t('milliseconds', { ms }) : t('tryFoot', { version, ms })}</p>
    </section>
    ${
      verdict === 'small_talk'
        ? nothing
        : html`<section aria-labelledby="candidates"><h2 id="candidates">${t('candidates')}</h2>${candidates(tried.candidates)}</section>`
    }
  </div>`;
}

const MOST_CHOICES = 4;

/** What the visitor would get: the entries of the answer, or those to choose from; for a handoff nothing. */
function answers({ verdict, best, answeredBy = 1 }: Tried): TemplateResult | typeof nothing {
  const shown = best.slice(0, verdict === 'answer' ? answeredBy : verdict === 'suggest' ? MOST_CHOICES : 0);
  if (!shown.length) return nothing;
  if (verdict === 'answer') return html`<h3>${t('tryAnswer')}</h3>${shown.map(inFull)}`;
  return html`<h3>${t('trySuggestions')}</h3>
    <ul class="choices">${shown.map((entry) => html`<li><details><summary>${entry.title}</summary>${inFull(entry)}</details></li>`)}</ul>`;
}

function inFull({ title, answer, link }: Tried['best'][number]): TemplateResult {
  const address = link ? safeLink(link) : undefined;
  return html`<div class="answer" dir="auto"><b>${title}</b>${formatted(answer)}
    ${address ? html`<a href=${address} target="_blank" rel="noopener noreferrer">${address}</a>` : nothing}</div>`;
}

/** Why it could not be tried. */
export function tryProblem(error: unknown): string {
  if (!(error instanceof HttpError) || error.status === 0 || error.status >= 500) return t('problemOffline');
  if (error.status === 429) return t('tryTooMany', { seconds: Math.ceil((error.retryMs ?? 10_000) / 1000) });
  return error.message;
}
