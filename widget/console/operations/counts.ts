/** How many of what are, or would be, erased. */
import { html, type TemplateResult } from 'lit';
import type { RunCounts } from '../../../services/wire/operations.js';
import { counted } from '../shared/parts.js';
import { type Key, region, t } from '../words.js';

const sizes = new Intl.NumberFormat(region, { maximumFractionDigits: 1 });

/** In the units that people know from their files. */
const sizeOf = (bytes: number): string =>
  bytes >= 1_000_000 ? `${sizes.format(bytes / 1_000_000)} MB` : `${sizes.format(bytes / 1_000)} kB`;

const order = [
  'conversations',
  'events',
  'visitors',
  'files',
  'decisions',
  'mails',
  'ended',
  'auditRows',
  'passes',
] as const;

/** What is not counted there is left out; bytes stand beside the files. */
export function countsList(counts: RunCounts): TemplateResult {
  const value = (name: (typeof order)[number]) =>
    name === 'files' && counts.files
      ? `${counted(counts.files)} (${sizeOf(counts.bytes ?? 0)})`
      : counted(counts[name] ?? 0);
  return html`<dl class="counts">${order
    .filter((name) => counts[name] !== undefined)
    .map((name) => html`<div><dt>${t(`erased_${name}` as Key)}</dt><dd>${value(name)}</dd></div>`)}</dl>`;
}

/** The same in one line. */
export const countsLine = (counts: RunCounts): string =>
  order
    .filter((name) => counts[name])
    .map((name) => `${t(`erased_${name}` as Key)}: ${counted(counts[name] ?? 0)}`)
    .join(', ');
