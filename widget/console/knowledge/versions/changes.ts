/** What a version changes: its entries, each with its lines folded out. Signs mark the lines, colour only helps. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DiffReply } from '../../../../services/wire/knowledge.js';
import type { ConsoleClient } from '../../link/client.js';
import { folded } from '../../shared/fold.js';
import { t } from '../../words.js';
import { readDiff } from '../acts.js';
import { entryAddress } from './report.js';
import type { Version } from './versions.js';

type Changed = DiffReply['entries'][number];
type Line = Changed['lines'][number];

const kinds = { added: 'versionAdded', removed: 'versionRemoved', changed: 'versionChanged' } as const;
const signs = { same: ' ', added: '+', removed: '−', skipped: '…' } as const;

/** `first`: it lay over nothing, so there is nothing to compare it with. */
export type Diff = DiffReply | 'first' | 'failed';

export async function readChanges(client: ConsoleClient, { id, state, base, changes }: Version): Promise<Diff> {
  // Versions of before this was kept have neither.
  if (base === undefined && changes) return 'first';
  return readDiff(client, state === 'draft' ? { from: id } : { to: id }).catch(() => 'failed' as const);
}

/** `draft`: where its entries can be opened. */
export function changes(diff: Diff, draft: number | undefined): TemplateResult {
  if (diff === 'failed') return html`<p class="none">${t('versionDiffFailed')}</p>`;
  if (diff === 'first') return html`<p class="none">${t('versionFirst')}</p>`;
  const { entries } = diff;
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
