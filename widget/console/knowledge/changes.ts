/** What a version changes: its entries, each with its lines folded out. Signs mark the lines, colour only helps. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DiffReply } from '../../../services/protocol-knowledge.js';
import { t } from '../words.js';
import { folded } from './fold.js';
import { entryAddress } from './report.js';

type Changed = DiffReply['entries'][number];
type Line = Changed['lines'][number];

const kinds = { added: 'versionAdded', removed: 'versionRemoved', changed: 'versionChanged' } as const;
const signs = { same: ' ', added: '+', removed: '−', skipped: '…' } as const;

/** `draft`: where its entries can be opened. */
export function changes({ entries }: DiffReply, draft: number | undefined): TemplateResult {
  if (!entries.length) return html`<p class="none">${t('versionNoChanges')}</p>`;
  return html`<ul class="changes">${folded('changes', entries, (entry) => changed(entry, draft))}</ul>`;
}

function changed({ key, title, kind, fields, lines }: Changed, draft: number | undefined): TemplateResult {
  return html`<li><details>
    <summary><span class="mark ${kind}">${t(kinds[kind])}</span> ${title}</summary>
    ${kind === 'changed' && fields.length ? html`<small>${t('versionFields', { fields: fields.join(', ') })}</small>` : nothing}
    ${draft !== undefined && kind !== 'removed' ? html`<p><a href=${entryAddress(key, draft)}>${t('versionOpenEntry')}</a></p>` : nothing}
    <ol class="lines-of">${lines.map(line)}</ol>
  </details></li>`;
}

function line({ kind, text }: Line): TemplateResult {
  const heard = kind === 'added' ? t('versionLineAdded') : kind === 'removed' ? t('versionLineRemoved') : '';
  return html`<li class=${kind}><i aria-hidden="true">${signs[kind]}</i><span><span class="hidden">${heard} </span>${kind === 'skipped' ? t('versionSkipped') : text}</span></li>`;
}
