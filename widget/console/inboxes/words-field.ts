/** A text for visitors: one for all, or one by language. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Words } from '../../../services/wire/inboxes.js';
import { fieldOf, textIn } from '../shared/fields.js';
import { language, t } from '../words.js';
import { byLanguage } from './draft.js';

const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'ar', 'ja'];
const names = new Intl.DisplayNames([language], { type: 'language', fallback: 'code' });

type Field = {
  id: string;
  label: string;
  words: Words | null | undefined;
  /** Of the inbox. */
  locale: string;
  change: (words: Words | null) => void;
  hint?: string;
  max: number;
  rows?: number;
};

export function wordsField({ id, label, words, locale, change, hint, max, rows = 2 }: Field): TemplateResult {
  const area = (key: string, name: string, text: string, put: (text: string) => void) =>
    html`<textarea id=${key} aria-label=${name} rows=${rows} maxlength=${max} dir="auto" aria-describedby=${hint ? `${id}-hint` : nothing}
      .value=${live(text)} @input=${(event: Event) => put(textIn(event))}></textarea>`;
  const foot = hint ? html`<small id="${id}-hint">${hint}</small>` : nothing;
  if (words === null || words === undefined || typeof words === 'string')
    return html`<div class="field">
      <label for=${id}>${label}</label>
      ${area(id, label, words ?? '', (text) => change(text || null))}
      ${foot}
      ${words ? html`<button type="button" class="link" @click=${() => change(byLanguage(words, locale.replace(/-.*/, '')))}>${t('inboxByLanguage')}</button>` : nothing}
    </div>`;
  const left = LANGUAGES.filter((one) => !(one in words));
  const set = (tag: string, text: string | undefined) => {
    const next = { ...words };
    if (text === undefined) delete next[tag];
    else next[tag] = text;
    const texts = Object.values(next);
    change(texts.length === 0 ? null : next);
  };
  const add = (event: Event) => {
    const select = fieldOf(event);
    if (!select) return;
    set(select.value, '');
    select.value = '';
  };
  return html`<div class="field" role="group" aria-label=${label}>
    <span class="name">${label}</span>
    ${Object.entries(words).map(
      ([tag, text]) => html`<div class="spoken">
        <span>${names.of(tag) ?? tag}</span>
        ${area(`${id}-${tag}`, `${label}, ${names.of(tag) ?? tag}`, text, (typed) => set(tag, typed))}
        <button type="button" class="small" aria-label=${t('inboxRemoveOf', { what: names.of(tag) ?? tag })} @click=${() => set(tag, undefined)}>${t('inboxRemove')}</button>
      </div>`,
    )}
    ${foot}
    ${
      left.length
        ? html`<select aria-label=${t('inboxAddLanguage')} @change=${add}>
            <option value="">${t('inboxAddLanguage')}</option>
            ${left.map((tag) => html`<option value=${tag}>${names.of(tag) ?? tag}</option>`)}
          </select>`
        : nothing
    }
  </div>`;
}
