/** Rows of the list of entries: links of one height, placeholders while their page is on its way. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { plain } from '../../../shared/plain.js';
import { addressOf } from '../../places.js';
import { t } from '../../words.js';
import { day, marks, useWords } from '../entry/words.js';
import type { Listed, Pager } from './pager.js';
import type { Span } from './window.js';

/** Every row says which of how many it is: most of them are not there. */
export function rows(
  pager: Pager,
  { from, to }: Span,
  active: number,
  now: number,
  reached: (index: number) => void,
): TemplateResult {
  const indexes = Array.from({ length: to - from }, (_, i) => from + i);
  return html`<div class="all"><ul role="list" aria-label=${t('page_entries')}>${repeat(
    indexes,
    (index) => index,
    (index) => {
      const entry = pager.row(index);
      return html`<li aria-setsize=${pager.total ?? -1} aria-posinset=${index + 1}>${
        entry ? row(entry, index, index === active, now, reached) : waiting(index, active)
      }</li>`;
    },
  )}</ul></div>`;
}

function row(entry: Listed, index: number, active: boolean, now: number, reached: (index: number) => void) {
  const { key, title, tags, excerpt, updatedAt, use } = entry;
  const marked = marks({ ...entry, updatedAt }, now);
  return html`<a class="row ${active ? 'active' : ''}" data-row=${index} @focus=${() => reached(index)}
    href=${addressOf({ section: 'knowledge', page: 'entries', id: key })}>
    <span class="name"><b dir="auto">${title}</b>${marked.map(({ text, off }) => html` <span class="mark ${off ? 'off' : ''}">${text}</span>`)}</span>
    <span class="what"><code>${key}</code>${tags.length ? html` <span class="tags">${tags.join(', ')}</span>` : nothing} <span dir="auto">${plain(excerpt)}</span></span>
    <span class="use ${use.answers || use.sent ? 'some' : ''}">${useWords(use).join(', ')}${use.lastUsedAt ? html`, <span class="last">${t('entryLast', { day: day(use.lastUsedAt) })}</span>` : nothing}</span>
    <span class="when">${t('entryChanged', { day: day(updatedAt) })}</span>
  </a>`;
}

/** Can be stepped onto, so that walking quickly does not lose its place. */
function waiting(index: number, active: number): TemplateResult {
  return html`<span class="row skeletons" aria-label=${t('loading')} data-row=${index === active ? index : nothing}><i class="skeleton"></i><i class="skeleton"></i></span>`;
}
