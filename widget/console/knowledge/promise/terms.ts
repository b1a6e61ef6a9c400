/**
 * What the owner of an inbox decides: how many answers may be wrong, or a threshold by hand. Says what a change
 * changed.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { PromiseReply } from '../../../../services/wire/knowledge.js';
import { HttpError } from '../../../shared/http.js';
import type { ConsoleClient } from '../../link/client.js';
import { base } from '../../shared/base.styles.js';
import { textIn } from '../../shared/fields.js';
import { type Inbox, inForce, pointAt, share, two } from '../../shared/figures.js';
import { icon } from '../../shared/icons.js';
import { t } from '../../words.js';
import { setTerms, type Terms } from '../acts.js';
import { termsStyles } from './terms.styles.js';

/** As typed: a budget in percent, a threshold, and which of the two decides. */
type Draft = { budget: string; hand: boolean; threshold: string };
/** What the last save changed, and how to take it back. */
type Done = { before: PromiseReply; slug: string };

export class FdTerms extends LitElement {
  static override styles = [base, termsStyles];
  static override properties = {
    client: { attribute: false },
    promise: { attribute: false },
    inbox: { attribute: false },
    may: { type: Boolean },
    draft: { state: true },
    done: { state: true },
    problem: { state: true },
    saving: { state: true },
  };
  declare client: ConsoleClient;
  declare promise: PromiseReply;
  declare inbox: Inbox;
  declare may: boolean;
  declare draft: Draft;
  declare done: Done | undefined;
  declare problem: string | undefined;
  declare saving: boolean;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('inbox')) return;
    const before = changed.get('inbox');
    this.draft = draftOf(this.inbox);
    if (before?.slug === this.inbox.slug) return;
    this.done = undefined;
    this.problem = undefined;
  }

  override render() {
    const { draft, may } = this;
    const { derivedThreshold } = this.inbox;
    return html`<form @submit=${this.#submit}>
      <h2>${t('termsTitle')}</h2>
      ${may ? nothing : html`<p class="reason" id="reason">${icon('lock')}<span>${t('termsReadOnly')}</span></p>`}
      <fieldset ?disabled=${!may} aria-describedby=${may ? nothing : 'reason'}>
        <legend class="hidden">${t('termsTitle')}</legend>
        <label class="field"><span>${t('termsBudget')}</span>
          <span class="figure"><input name="budget" type="number" inputmode="decimal" min="0.1" max="99" step="0.1" required .value=${draft.budget}
            @input=${(event: InputEvent) => this.#type({ budget: textIn(event) })} /> %</span></label>
        ${this.#budgets()}
        <div role="radiogroup" aria-labelledby="from">
          <p class="name" id="from">${t('termsFrom')}</p>
          <label><input type="radio" name="kind" .checked=${!draft.hand} @change=${() => this.#type({ hand: false })} />
            ${t('termsDerived', { threshold: two(derivedThreshold) })}</label>
          <label><input type="radio" name="kind" .checked=${draft.hand} @change=${() => this.#type({ hand: true })} /> ${t('termsByHand')}
            <input name="threshold" type="number" inputmode="decimal" min="0" max="1" step="0.01" aria-label=${t('termsThreshold')} ?required=${draft.hand}
              .value=${draft.threshold} @input=${(event: InputEvent) => this.#type({ hand: true, threshold: textIn(event) })} /></label>
          ${draft.hand ? this.#foretold() : nothing}
        </div>
        ${may ? html`<button type="submit" class="primary" ?disabled=${this.saving || !this.#changed}>${t(this.saving ? 'oneMoment' : 'save')}</button>` : nothing}
      </fieldset>
      <p class="problem" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
      <div role="status">${this.done ? this.#saved(this.done) : nothing}</div>
    </form>`;
  }

  /** What other budgets would give; one press tries one on. */
  #budgets(): TemplateResult {
    return html`<table>
      <caption class="hidden">${t('termsOthers')}</caption>
      <thead><tr><th scope="col">${t('promiseMost')}</th><th scope="col">${t('promiseThreshold')}</th><th scope="col">${t('promiseAnswered')}</th></tr></thead>
      <tbody>${this.promise.budgets.map(({ budget, threshold, answered }) => {
        const value = typed(budget * 100);
        return html`<tr>
          <td><button type="button" class="small" aria-pressed=${Number(this.draft.budget) === Number(value)}
            @click=${() => this.#type({ budget: value })}>${share(budget)}</button></td>
          <td>${two(threshold)}</td><td>${share(answered)}</td>
        </tr>`;
      })}</tbody>
    </table>`;
  }

  #foretold(): TemplateResult | typeof nothing {
    const threshold = Number(this.draft.threshold);
    if (!this.draft.threshold) return nothing;
    const here = pointAt(this.promise.curve, threshold);
    return html`<p class="none">${here ? t('termsForetold', { answered: share(here.answered), wrong: share(here.wrong) }) : t('curveNone', { threshold: two(threshold) })}</p>`;
  }

  #saved({ before, slug }: Done): TemplateResult | typeof nothing {
    const old = before.inboxes.find((inbox) => inbox.slug === slug);
    if (!old) return nothing;
    const figures = (promise: PromiseReply, inbox: Inbox) => {
      const from = inForce(inbox);
      const here = pointAt(promise.curve, from);
      return [share(inbox.maxWrongAnswers), two(from), here ? share(here.answered) : t('unknown')];
    };
    const [was, is] = [figures(before, old), figures(this.promise, this.inbox)];
    const names = [t('promiseMost'), t('promiseThreshold'), t('promiseAnswered')];
    return html`<div class="done">
      <p>${icon('check')}<b>${t('termsSaved')}</b></p>
      <dl>${names.map((name, i) => html`<div><dt>${name}</dt><dd>${was[i] === is[i] ? is[i] : t('fromTo', { before: was[i] ?? '', after: is[i] ?? '' })}</dd></div>`)}</dl>
      <button type="button" class="link" ?disabled=${this.saving} @click=${() => this.#save({ maxWrongAnswers: old.maxWrongAnswers, answerThreshold: old.answerThreshold })}>${t('undo')}</button>
    </div>`;
  }

  #type(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
    this.done = undefined;
    this.problem = undefined;
  }

  /** Only what differs from what is in force; undefined where nothing does. */
  get #changed(): Terms | undefined {
    const { budget, hand, threshold } = this.draft;
    const held = draftOf(this.inbox);
    const answerThreshold = hand ? Number(threshold) : null;
    const terms = {
      ...(budget !== held.budget && { maxWrongAnswers: Number(typed(Number(budget))) / 100 }),
      ...((hand !== held.hand || (hand && threshold !== held.threshold)) && { answerThreshold }),
    };
    return Object.keys(terms).length ? terms : undefined;
  }

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const terms = this.#changed;
    if (terms) void this.#save(terms);
  };

  async #save(terms: Terms): Promise<void> {
    const { promise: before, inbox } = this;
    this.saving = true;
    this.problem = undefined;
    try {
      const detail = await setTerms(this.client, inbox.slug, terms);
      this.done = { before, slug: inbox.slug };
      this.dispatchEvent(new CustomEvent('changed', { detail }));
    } catch (error) {
      const told = error instanceof HttpError && error.status > 0 && error.status < 500;
      this.problem = told ? error.message : t('problemOffline');
    } finally {
      this.saving = false;
    }
  }
}

const draftOf = ({ maxWrongAnswers, answerThreshold, derivedThreshold }: Inbox): Draft => ({
  budget: typed(maxWrongAnswers * 100),
  hand: answerThreshold !== null,
  threshold: (answerThreshold ?? derivedThreshold).toFixed(2),
});

/** As a number field holds it, without what binary fractions leave behind. */
const typed = (percent: number): string => String(Math.round(percent * 10) / 10);

customElements.define('fd-terms', FdTerms);

declare global {
  interface HTMLElementTagNameMap {
    'fd-terms': FdTerms;
  }
}
