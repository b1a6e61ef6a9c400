/** What visitors are asked first: the fields of the form, in order. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { PreChat } from '../../../services/wire/inboxes.js';
import { chosen, isTicked, textIn } from '../shared/fields.js';
import { lines } from '../shared/settings.js';
import { t } from '../words.js';
import { replaced, without } from './draft.js';
import { wordsField } from './words-field.js';

type Field = PreChat['fields'][number];
type Props = { preChat: PreChat | null; locale: string; change: (preChat: PreChat | null) => void };

const KNOWN = [
  { key: 'name', type: 'text' },
  { key: 'email', type: 'email' },
  { key: 'phone', type: 'phone' },
] as const;
const TYPES = ['text', 'textarea', 'select', 'email', 'phone'] as const;

export function formField({ preChat, locale, change }: Props): TemplateResult {
  const options = ['', 'before_first_message', 'before_person'] as const;
  const choose = (event: Event) => {
    const when = chosen(options, event);
    change(when ? { fields: [{ key: 'email', required: false, type: 'email' }], ...preChat, when } : null);
  };
  return html`<section aria-labelledby="form">
    <h2 id="form">${t('inboxForm')}</h2>
    <div class="field"><label for="when">${t('inboxFormWhen')}</label>
      <select id="when" @change=${choose}>
        ${options.map((when) => html`<option value=${when} ?selected=${when === (preChat?.when ?? '')}>${t(`inboxForm_${when || 'never'}`)}</option>`)}
      </select></div>
    ${
      preChat
        ? html`
            <ol class="fields">${preChat.fields.map((field, at) => html`<li>${row(preChat, field, at, locale, change)}</li>`)}</ol>
            <button type="button" class="small" @click=${() => change({ ...preChat, fields: [...preChat.fields, fresh(preChat)] })}>${t('inboxAddField')}</button>
            ${wordsField({
              id: 'consent',
              label: t('inboxConsent'),
              hint: t('inboxConsentHint'),
              words: preChat.consent,
              locale,
              max: 1_000,
              change: (words) => {
                const { consent: _, ...rest } = preChat;
                change(words === null ? rest : { ...rest, consent: words });
              },
            })}
          `
        : nothing
    }
  </section>`;
}

function row(preChat: PreChat, field: Field, at: number, locale: string, change: Props['change']): TemplateResult {
  const { fields } = preChat;
  const put = (next: Partial<Field>) => change({ ...preChat, fields: replaced(fields, at, { ...field, ...next }) });
  const known = KNOWN.find(({ key }) => key === field.key);
  const own = !known;
  const type = (event: Event) => {
    const { options: _, ...rest } = field;
    const next = chosen(TYPES, event);
    const changed: Field = { ...rest, type: next, ...(next === 'select' && { options: ['', ''] }) };
    change({ ...preChat, fields: replaced(fields, at, changed) });
  };
  const up = () => change({ ...preChat, fields: swapped(fields, at) });
  const what = known ? t(`inboxField_${known.key}`) : field.key;
  return html`<div class="asked" role="group" aria-label=${what}>
    <div class="head">
      <b>${what}</b>
      <label class="tick"><input type="checkbox" .checked=${live(field.required)} @change=${(event: Event) => put({ required: isTicked(event) })} /> ${t('inboxRequired')}</label>
      ${at > 0 ? html`<button type="button" class="small" aria-label=${t('inboxUpOf', { what })} @click=${up}>${t('inboxUp')}</button>` : nothing}
      <button type="button" class="small" aria-label=${t('inboxRemoveOf', { what })} @click=${() => change({ ...preChat, fields: without(fields, at) })}>${t('inboxRemove')}</button>
    </div>
    ${
      own
        ? html`
            <div class="pairs-of">
              <div class="field"><label for="key-${at}">${t('inboxFieldKey')}</label>
                <input id="key-${at}" maxlength="32" autocomplete="off" .value=${live(field.key)} @change=${(event: Event) => put({ key: textIn(event).trim() })} /></div>
              <div class="field"><label for="type-${at}">${t('inboxFieldType')}</label>
                <select id="type-${at}" @change=${type}>${TYPES.map((one) => html`<option value=${one} ?selected=${one === field.type}>${t(`inboxType_${one}`)}</option>`)}</select></div>
            </div>
            ${wordsField({ id: `label-${at}`, label: t('inboxFieldLabel'), words: field.label, locale, max: 100, rows: 1, change: (words) => put({ label: words ?? undefined }) })}
            ${
              field.type === 'select'
                ? html`<div class="field"><label for="options-${at}">${t('inboxOptions')}</label>
                    <textarea id="options-${at}" rows="3" .value=${live((field.options ?? []).join('\n'))} @change=${(event: Event) => put({ options: lines(textIn(event)) })}></textarea></div>`
                : nothing
            }
          `
        : nothing
    }
  </div>`;
}

/** Name, e-mail and phone first, for which there are words; then fields of one's own. */
function fresh({ fields }: PreChat): Field {
  const free = KNOWN.find(({ key }) => !fields.some((field) => field.key === key));
  if (free) return { ...free, required: false };
  const n = fields.filter(({ key }) => key.startsWith('field-')).length + 1;
  return { key: `field-${n}`, label: '', required: false, type: 'text' };
}

const swapped = <T>(list: readonly T[], at: number): T[] => {
  const next = [...list];
  next.splice(at - 1, 2, ...list.slice(at - 1, at + 1).reverse());
  return next;
};
