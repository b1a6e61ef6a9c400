/** What every page of settings does alike: tells what differs, what was refused, and saves. */
import { html, nothing, type TemplateResult } from 'lit';
import { HttpError } from '../../shared/http.js';
import { t } from '../words.js';

/** Only what differs, so that two who change different things do not undo each other. */
export function changes<T extends object>(before: T, after: T): Partial<Omit<T, 'slug'>> {
  const differs = (name: keyof T) => JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  return Object.fromEntries(
    Object.entries(after).filter(([name]) => name !== 'slug' && differs(name as keyof T)),
  ) as Partial<Omit<T, 'slug'>>;
}

/** Lines that somebody typed, without empty ones. */
export const lines = (text: string): string[] =>
  [...new Set(text.split('\n').map((line) => line.trim()))].filter(Boolean);

/** What the server refused, field by field; anything else is a server that cannot be reached. */
export function refusals(error: unknown): string[] {
  const told = error instanceof HttpError && error.status >= 400 && error.status < 500;
  return told ? error.message.split('; ').filter(Boolean) : [t('problemOffline')];
}

/** The line at the foot of a form. `said`: what came of the last save. */
export function saveBar({
  problems,
  said,
  dirty,
}: {
  problems: string[];
  said: string;
  dirty: boolean;
}): TemplateResult {
  return html`<div class="bar">
    <div class="said">
      ${problems.length ? html`<div class="trouble" role="alert"><p>${t('settingsProblems')}</p><ul>${problems.map((one) => html`<li>${one}</li>`)}</ul></div>` : nothing}
      <span role="status">${said || (dirty ? t('settingsUnsaved') : '')}</span>
    </div>
    <div class="does"><button type="submit" class="primary" ?disabled=${!dirty}>${t('save')}</button></div>
  </div>`;
}
