/** Beside the fields of an entry: how it reads, how it is used, and what became of it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EntryReply } from '../../../../services/wire/knowledge.js';
import { safeLink } from '../../../shared/links.js';
import { formatted } from '../../../shared/markdown.js';
import { t } from '../../words.js';
import { readable, type Typed } from './text.js';
import { day, moment, useWords } from './words.js';

export function preview({ title, answer, link }: Typed): TemplateResult {
  const address = safeLink(link.trim());
  return html`<section aria-labelledby="preview">
    <h2 id="preview">${t('entryPreview')}</h2>
    ${
      answer.trim()
        ? html`<div class="answer" dir="auto">${title.trim() ? html`<b>${title}</b>` : nothing}${formatted(readable(answer))}
            ${address ? html`<a href=${address} target="_blank" rel="noopener noreferrer">${address}</a>` : nothing}</div>`
        : html`<p class="none">${t('entryPreviewNone')}</p>`
    }
  </section>`;
}

export function past({ use, history }: EntryReply): TemplateResult {
  const last = use.lastUsedAt ? `, ${t('entryLast', { day: day(use.lastUsedAt) })}` : '';
  return html`<section aria-labelledby="use"><h2 id="use">${t('entryUse')}</h2><p>${useWords(use).join(', ')}${last}</p></section>
    ${
      history.length
        ? html`<section aria-labelledby="history"><h2 id="history">${t('entryHistory')}</h2>
          <ol class="history">${history.map(
            ({ version, change, author, note, at }) => html`<li>
              <span>${t('entryHistoryOne', { change: t(`entryHistory_${change}`), version })}${author ? `, ${author}` : nothing}</span>
              <small>${moment(at)}</small>
              ${note ? html`<q dir="auto">${note}</q>` : nothing}
            </li>`,
          )}</ol></section>`
        : nothing
    }`;
}
