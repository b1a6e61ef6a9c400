/** Where the chat speaks first, best rule first. */
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { InboxSettings } from '../../../services/wire/inboxes.js';
import { chosen, textIn } from '../shared/fields.js';
import { lines } from '../shared/settings.js';
import { t } from '../words.js';
import { replaced, without } from './draft.js';
import { wordsField } from './words-field.js';

const ONCE = ['visitor', 'session'] as const;
type Rule = InboxSettings['proactive'][number];
type Props = { rules: readonly Rule[]; locale: string; change: (rules: Rule[]) => void };

export function rulesField({ rules, locale, change }: Props): TemplateResult {
  const add = () => change([...rules, { pages: ['*'], afterSeconds: 20, text: '', once: 'visitor' }]);
  return html`<section aria-labelledby="rules">
    <h2 id="rules">${t('inboxRules')}</h2>
    <small>${t('inboxRulesHint')} <code>data-proactive="on"</code></small>
    ${rules.map((rule, at) => row(rule, at, locale, (next) => change(next ? replaced(rules, at, next) : without(rules, at))))}
    <button type="button" class="small" @click=${add}>${t('inboxAddRule')}</button>
  </section>`;
}

function row(rule: Rule, at: number, locale: string, change: (rule: Rule | undefined) => void): TemplateResult {
  const what = t('inboxRule', { n: at + 1 });
  const figure = (name: 'afterSeconds' | 'afterScroll', max: number) => html`<div class="field">
    <label for="${name}-${at}">${t(`inbox_${name}`)}</label>
    <input id="${name}-${at}" type="number" min="0" max=${max} .value=${live(`${rule[name] ?? ''}`)} @change=${(
      event: Event,
    ) => {
      const value = textIn(event);
      const { [name]: _, ...rest } = rule;
      change(value === '' ? rest : { ...rest, [name]: Number(value) });
    }} /></div>`;
  return html`<div class="asked" role="group" aria-label=${what}>
    <div class="head"><b>${what}</b>
      <button type="button" class="small" aria-label=${t('inboxRemoveOf', { what })} @click=${() => change(undefined)}>${t('inboxRemove')}</button></div>
    ${wordsField({ id: `text-${at}`, label: t('inboxRuleText'), words: rule.text, locale, max: 280, change: (words) => change({ ...rule, text: words ?? '' }) })}
    <div class="field"><label for="pages-${at}">${t('inboxPages')}</label>
      <textarea id="pages-${at}" rows="2" spellcheck="false" aria-describedby="pages-hint-${at}" .value=${live(rule.pages.join('\n'))}
        @change=${(event: Event) => change({ ...rule, pages: lines(textIn(event)) })}></textarea>
      <small id="pages-hint-${at}">${t('inboxPagesHint')}</small></div>
    <div class="pairs-of">
      ${figure('afterSeconds', 3_600)} ${figure('afterScroll', 100)}
      <div class="field"><label for="once-${at}">${t('inboxOnce')}</label>
        <select id="once-${at}" @change=${(event: Event) => change({ ...rule, once: chosen(ONCE, event) })}>
          ${ONCE.map((once) => html`<option value=${once} ?selected=${once === rule.once}>${t(`inboxOnce_${once}`)}</option>`)}
        </select></div>
    </div>
  </div>`;
}
