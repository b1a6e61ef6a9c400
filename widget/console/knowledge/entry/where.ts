/** Where a change goes: into a draft that waits, into a new one, or live at once. */
import { html, type TemplateResult } from 'lit';
import type { VersionsReply } from '../../../../services/wire/knowledge.js';
import { textIn } from '../../shared/fields.js';
import { t } from '../../words.js';

export type Where = number | 'new' | 'publish';
export type Draft = Pick<VersionsReply['versions'][number], 'id' | 'note'>;

/** Newest first. */
export const draftsOf = ({ versions }: VersionsReply): Draft[] =>
  versions.filter(({ state }) => state === 'draft').sort((a, b) => b.id - a.id);

/** The draft that is open, else the newest, else a new one. */
export const usual = (drafts: Draft[], open?: number): Where =>
  drafts.find(({ id }) => id === open)?.id ?? drafts[0]?.id ?? 'new';

/** As the server takes it. */
export const draftOf = (where: Where): { draft?: number | 'new' } => (where === 'publish' ? {} : { draft: where });

export function whereSelect(id: string, where: Where, drafts: Draft[], choose: (where: Where) => void): TemplateResult {
  const option = (value: Where, words: string) =>
    html`<option value=${value} ?selected=${value === where}>${words}</option>`;
  return html`<select id=${id} @change=${(event: Event) => {
    const value = textIn(event);
    choose(value === 'new' || value === 'publish' ? value : Number(value));
  }}>
    ${drafts.map(({ id: version, note }) => option(version, note ? t('entryDraftNote', { version, note: note.slice(0, 60) }) : t('entryDraft', { version })))}
    ${option('new', t('entryDraftNew'))} ${option('publish', t('entryPublish'))}
  </select>`;
}
