/** What a report is narrowed to: days, time zone, inbox, person. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Asked, spans } from '../reports/figures.js';
import { t } from '../words.js';
import { chosen, textIn } from './fields.js';

export type Choices = {
  inboxes: readonly { inbox: string; name: string }[];
  agents: readonly { id: string; name: string }[];
};

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
const zones = (): string[] => [...new Set([ownZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])];

export function filters(
  asked: Asked,
  { inboxes, agents }: Choices,
  change: (change: Partial<Asked>) => void,
): TemplateResult {
  const select = (
    name: 'inbox' | 'agent' | 'zone',
    label: string,
    options: (readonly [string, string])[],
  ) => html`<label>${label}
    <select name=${name} @change=${(event: Event) => change({ [name]: textIn(event) })}>
      ${options.map(([key, words]) => html`<option value=${key} ?selected=${key === asked[name]}>${words}</option>`)}
    </select></label>`;
  const day = (name: 'from' | 'to', label: string) => html`<label>${label}
    <input type="date" name=${name} required .value=${asked[name]} @change=${(event: Event) => textIn(event) && change({ [name]: textIn(event) })} /></label>`;
  return html`<form class="filters" role="search" @submit=${(event: Event) => event.preventDefault()}>
    <label>${t('repRange')} <select name="span" @change=${(event: Event) => change({ span: chosen(spans, event) })}>
      ${spans.map((span) => html`<option value=${span} ?selected=${span === asked.span}>${t(`repRange_${span}`)}</option>`)}
    </select></label>
    ${asked.span === 'custom' ? html`${day('from', t('repFrom'))} ${day('to', t('repTo'))}` : nothing}
    ${inboxes.length > 1 ? select('inbox', t('inbox'), [['', t('repEveryInbox')], ...inboxes.map(({ inbox, name }) => [inbox, name] as const)]) : nothing}
    ${agents.length > 1 ? select('agent', t('repAgent'), [['', t('repEverybody')], ...agents.map(({ id, name }) => [id, name] as const)]) : nothing}
    ${select(
      'zone',
      t('repZone'),
      zones().map((zone) => [zone, zone.replaceAll('_', ' ')] as const),
    )}
  </form>`;
}
