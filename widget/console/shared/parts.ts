/**
 * What the pages about versions, imports and gaps share: a progress line, problems in words, days, and lists that fold.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { HttpError } from '../../shared/http.js';
import { type Key, region, t } from '../words.js';
import type { Progress } from './lines.js';

const steps: Record<string, Key> = {
  'writing entries': 'stepWriting',
  'keeping entries': 'stepWriting',
  embedding: 'stepEmbedding',
  fitting: 'stepFitting',
  'asking test questions': 'stepDeciding',
};

/** Only the words are a status: a figure that is read out twenty times a second tells nobody anything. */
export function progressLine(progress: Progress | undefined, begins: string): TemplateResult {
  const step = progress && steps[progress.step];
  return html`<div class="progress">
    <span role="status">${step ? t(step) : begins}</span>
    ${
      progress && progress.total > 0
        ? html`<progress aria-label=${begins} max=${progress.total} .value=${Math.min(progress.done, progress.total)}></progress>`
        : html`<progress aria-label=${begins}></progress>`
    }
  </div>`;
}

/** Sentences: the server tells several mistakes in one message, a line each. */
export function problemLines(error: unknown): string[] {
  if (!(error instanceof HttpError) || error.status === 0 || error.status >= 500) return [t('problemOffline')];
  if (error.status === 403) return [t('knowledgeForbidden')];
  const lines = error.message.split('\n').map((line) => line.trim());
  return lines.filter(Boolean);
}

export function problem(lines: string[] | undefined): TemplateResult | typeof nothing {
  if (!lines?.length) return nothing;
  return lines.length === 1
    ? html`<p class="problem" role="alert">${lines[0]}</p>`
    : html`<div class="problem" role="alert"><ul class="lines">${lines.map((line) => html`<li>${line}</li>`)}</ul></div>`;
}

const dates = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' });

/** A moment, to the minute. */
export const when = (iso: string): TemplateResult => html`<time datetime=${iso}>${dates.format(new Date(iso))}</time>`;

/** One or many; the key of one has no figure in it. */
export const several = (n: number, one: Key, many: Key): string => t(n === 1 ? one : many, { n: counted(n) });

const figures = new Intl.NumberFormat(region, { maximumFractionDigits: 0 });
export const counted = (n: number): string => figures.format(n);

/** Puts a reader, and whoever listens, at the top of a page that was just opened. */
export function toHeading(root: ParentNode): void {
  root.querySelector('h1')?.focus({ preventScroll: true });
}
