/** The fields of an entry. It draws them and tells of every change; what becomes of them is entry.ts's. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { chosen, isTicked, textIn } from '../../shared/fields.js';
import { t } from '../../words.js';
import { parts, slugOf, type Typed } from './text.js';

const AUDIENCES = ['everyone', 'agents'] as const;

type Form = {
  typed: Typed;
  /** A new one has a key to choose. */
  fresh: boolean;
  inboxes: readonly string[];
  change: (change: Partial<Typed>) => void;
};

type TextName = Exclude<keyof Typed, 'inboxes' | 'audience'>;
type Field = { name: TextName; label: string; hint?: unknown; type?: string; max?: number; required?: boolean };

export function form({ typed, fresh, inboxes, change }: Form): TemplateResult {
  const input = ({ name, label, hint, type = 'text', max, required }: Field) => html`<div class="field ${name}">
    <label for=${name}>${label}</label>
    <input id=${name} name=${name} type=${type} autocomplete="off" maxlength=${max ?? nothing} ?required=${required}
      aria-describedby=${hint ? `${name}-hint` : nothing} .value=${live(typed[name])}
      @input=${(event: Event) => change({ [name]: textIn(event) })} />
    ${hint ? html`<small id="${name}-hint">${hint}</small>` : nothing}
  </div>`;
  const title = (event: Event) => {
    const text = textIn(event);
    // Suggested until somebody writes another.
    const follows = fresh && typed.key === slugOf(typed.title);
    change({ title: text, ...(follows && { key: slugOf(text) }) });
  };
  return html`
    <div class="field"><label for="title">${t('entryTitle')}</label>
      <input id="title" name="title" autocomplete="off" required .value=${live(typed.title)} @input=${title} /></div>
    ${fresh ? input({ name: 'key', label: t('entryKey'), hint: t('entryKeyHint'), max: 200, required: true }) : nothing}
    <div class="field"><label for="questions">${t('entryQuestions')}</label>
      <textarea id="questions" name="questions" rows="5" dir="auto" aria-describedby="questions-hint" .value=${live(typed.questions)}
        @input=${(event: Event) => change({ questions: textIn(event) })}></textarea>
      <small id="questions-hint">${t('entryQuestionCount', { count: parts(typed.questions, '\n').length })} ${t('entryQuestionsHint')}</small></div>
    <div class="field"><label for="answer">${t('entryText')}</label>
      <textarea id="answer" name="answer" rows="10" dir="auto" required aria-describedby="answer-hint" .value=${live(typed.answer)}
        @input=${(event: Event) => change({ answer: textIn(event) })}></textarea>
      <small id="answer-hint">${t('entryTextHint', { name: '{{visitor.name|there}}' })}</small></div>
    <fieldset><legend>${t('entryMore')}</legend>
      ${input({ name: 'locale', label: t('entryLocale'), hint: t('entryLocaleHint'), max: 35, required: true })}
      ${input({ name: 'tags', label: t('entryTags') })}
      ${input({ name: 'link', label: t('entryLink'), type: 'url' })}
      <div class="field audience"><label for="audience">${t('entryAudience')}</label>
        <select id="audience" name="audience" @change=${(event: Event) => change({ audience: chosen(AUDIENCES, event) })}>
          ${AUDIENCES.map((one) => html`<option value=${one} ?selected=${typed.audience === one}>${t(`entryAudience_${one}`)}</option>`)}
        </select></div>
      ${input({ name: 'validFrom', label: t('entryValidFrom'), type: 'date' })}
      ${input({ name: 'validUntil', label: t('entryValidUntil'), type: 'date' })}
      ${inboxes.length > 1 ? ticks(typed.inboxes, inboxes, change) : nothing}
    </fieldset>`;
}

/** Those that the entry names and this account does not have stay as they are. */
function ticks(ticked: string[], inboxes: readonly string[], change: Form['change']): TemplateResult {
  const toggle = (slug: string, event: Event) =>
    change({
      inboxes: isTicked(event) ? [...ticked, slug] : ticked.filter((other) => other !== slug),
    });
  return html`<div class="field inboxes" role="group" aria-label=${t('entryInboxes')}>
    <span>${t('entryInboxes')}</span>
    ${[...new Set([...inboxes, ...ticked])].map(
      (slug) =>
        html`<label class="tick"><input type="checkbox" .checked=${live(ticked.includes(slug))} @change=${(event: Event) => toggle(slug, event)} /> ${slug}</label>`,
    )}
    <small>${t('entryInboxesHint')}</small></div>`;
}
