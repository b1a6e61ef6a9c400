/** A row of the audit log as a sentence, with what it is about as a link, and what was changed in it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { AuditRow, RunCounts } from '../../../services/wire/operations.js';
import { addressOf } from '../places.js';
import { shortId } from '../shared/format.js';
import { type Key, t } from '../words.js';
import { countsLine } from './counts.js';

export function sentence(row: AuditRow): TemplateResult {
  const { target, action } = row;
  // All of a visitor's conversations at once are read from one of them.
  const key = action === 'conversation_read' && target?.kind === 'visitor' ? 'audit_visitor_read' : `audit_${action}`;
  const [before = '', after] = t(key as Key, { who: whoOf(row), what: '\0' }).split('\0');
  return html`${before}${after === undefined ? nothing : html`${whatOf(target)}${after}`}`;
}

function whoOf({ by }: AuditRow): string {
  if (by.kind === 'agent') return by.name ?? t('auditBy_nobody');
  return by.name ? t('auditByNamed', { who: t(`auditBy_${by.kind}`), name: by.name }) : t(`auditBy_${by.kind}`);
}

function whatOf(target: AuditRow['target']): TemplateResult {
  const { kind, id, name } = target ?? {};
  const words = name ?? (kind === 'conversation' || kind === 'visitor' ? shortId(id ?? '') : (id ?? ''));
  const address =
    id === undefined
      ? undefined
      : kind === 'inbox'
        ? addressOf({ section: 'inboxes', id })
        : kind === 'account'
          ? addressOf({ section: 'team', id })
          : kind === 'version'
            ? addressOf({ section: 'knowledge', page: 'versions', id })
            : kind === 'conversation'
              ? addressOf({ section: 'conversations', id })
              : undefined;
  return address ? html`<a href=${address}>${words}</a>` : html`<b>${words}</b>`;
}

/** What was before and what is after, a line each; else whatever else was written down. */
export function detailsOf({ action, details }: AuditRow): TemplateResult | typeof nothing {
  if (action === 'visitor_erased' || action === 'retention_carried_out')
    return html`<ul><li>${countsLine(details as RunCounts)}</li></ul>`;
  const { changes, ...rest } = details;
  const lines = [
    ...Object.entries((changes ?? {}) as Record<string, [unknown, unknown]>).map(
      ([field, [before, after]]) =>
        html`<li><code>${field}</code> ${t('fromTo', { before: shown(before), after: shown(after) })}</li>`,
    ),
    ...(rest.more ? [html`<li>${t('auditMore')}</li>`] : []),
    ...Object.entries(rest)
      .filter(([field, value]) => field !== 'more' && value !== null && value !== 0 && shown(value) !== NONE)
      .map(([field, value]) => html`<li><code>${field}</code> ${shown(value)}</li>`),
  ];
  return lines.length ? html`<ul>${lines}</ul>` : nothing;
}

const NONE = '–';

function shown(value: unknown): string {
  if (value === null || value === '' || (Array.isArray(value) && !value.length)) return NONE;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
