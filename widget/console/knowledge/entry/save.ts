/** The bar under the fields of an entry, and the question before it is deleted. */
import { html, nothing, type TemplateResult } from 'lit';
import { NOTE_MAX } from '../../../../services/wire/limits.js';
import { addressOf } from '../../places.js';
import { elementOf, textIn } from '../../shared/fields.js';
import { t } from '../../words.js';
import { type Draft, type Where, whereSelect } from './where.js';

type Saving = { drafts: Draft[]; where: Where; choose: (where: Where) => void; busy: boolean };

/** What the last save came to; `version` is a draft's where it waits. */
export type Saved = { key: string; version: number; draft: boolean; changed: boolean };

type Bar = Saving & {
  note: string;
  write: (note: string) => void;
  remove: (() => void) | undefined;
  saved: Saved | undefined;
};

export function saveBar({ drafts, where, choose, busy, note, write, remove, saved }: Bar): TemplateResult {
  const publishing = where === 'publish';
  return html`<div class="bar">
    <label class="where">${t('entryWhere')} ${whereSelect('where', where, drafts, choose)}</label>
    <label class="note">${t('entryNote')} <input name="note" maxlength=${NOTE_MAX} autocomplete="off" .value=${note}
      @input=${(event: Event) => write(textIn(event))} /></label>
    <div class="does">
      <button type="submit" class="primary" ?disabled=${busy}>${busy ? t(publishing ? 'entryPublishing' : 'entrySaving') : t('save')}</button>
      ${remove ? html`<button type="button" class="plain" ?disabled=${busy} @click=${remove}>${t('entryDelete')}</button>` : nothing}
    </div>
    <p class="said none" role="status">${publishing ? t('entryPublishHint') : saved ? said(saved) : nothing}</p>
  </div>`;
}

function said({ version, draft, changed }: Saved): TemplateResult | string {
  if (!changed) return t('entrySame');
  if (!draft) return t('entryPublished', { version });
  // The page of versions is another's: its address is written as it will be read there.
  return html`<a href="#/knowledge/versions/${version}">${t('entrySavedDraft', { version })}</a>`;
}

type Removal = Saving & { title: string; problem: string | undefined; go: () => void; closed: () => void };

export function removal({ drafts, where, choose, busy, title, problem, go, closed }: Removal): TemplateResult {
  const close = (event: Event) => elementOf(event)?.closest('dialog')?.close();
  return html`<dialog aria-labelledby="removal" @close=${closed}>
    <h2 id="removal">${t('entryDeleteTitle', { title })}</h2>
    <label class="where">${t('entryDeleteWhere')} ${whereSelect('remove-where', where, drafts, choose)}</label>
    <p class="hint">${t(where === 'publish' ? 'entryDeleteNow' : 'entryDeleteDraft')}</p>
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    <div class="foot">
      <button type="button" autofocus @click=${close}>${t('cancel')}</button>
      <button type="button" class="primary" ?disabled=${busy} @click=${go}>${t(busy ? 'entryDeleting' : 'entryDelete')}</button>
    </div>
  </dialog>`;
}

export const entryAddress = (id?: string, version?: number): string =>
  addressOf({ section: 'knowledge', page: 'entries', id, version });
