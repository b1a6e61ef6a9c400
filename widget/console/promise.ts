/** "How sure the bot is": what the current version promises, each inbox's error budget, and how the promise was kept. For managers and content teams. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { PromiseReply, StaffRole } from '../../services/protocol.js';
import type { HttpError } from '../shared/http.js';
import type { ConsoleClient } from './client.js';
import { curve, pointAt } from './curve.js';
import { percent } from './format.js';
import { base } from './styles.js';
import { dialogStyles } from './styles-dialogs.js';
import { promiseStyles } from './styles-promise.js';
import { t } from './words.js';

type Inbox = PromiseReply['inboxes'][number];

/** Two digits, as a threshold is set. */
const two = (value: number): string => value.toFixed(2);

export class FdPromise extends LitElement {
  static override styles = [base, dialogStyles, promiseStyles];
  static override properties = {
    client: { attribute: false },
    staff: { attribute: false },
    promise: { state: true },
    problem: { state: true },
    said: { state: true },
  };
  declare client: ConsoleClient;
  /** Whose it is to change the budget; content teams only look. */
  declare staff: StaffRole;
  declare promise: PromiseReply | undefined;
  declare problem: string | undefined;
  declare said: string;

  constructor() {
    super();
    this.said = '';
  }

  open(): void {
    this.said = '';
    void this.#load();
    void this.updateComplete.then(() => this.#dialog?.showModal());
  }

  get opened(): boolean {
    return this.#dialog?.open ?? false;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  override render() {
    return html`<dialog class="wide" aria-labelledby="title">
      <h2 id="title">${t('promiseTitle')}</h2>
      ${this.problem ? html`<p class="problem" role="alert">${this.problem} <button type="button" class="link" @click=${() => this.#load()}>${t('tryNow')}</button></p>` : nothing}
      ${this.promise ? this.#body(this.promise) : this.problem ? nothing : html`<div class="wait-rows" aria-hidden="true"><i class="bone"></i><i class="bone"></i><i class="bone"></i></div>`}
      <p class="said" role="status">${this.said}</p>
      <div class="foot"><button type="button" @click=${() => this.#dialog?.close()}>${t('close')}</button></div>
    </dialog>`;
  }

  #body(promise: PromiseReply): TemplateResult {
    const { trust, trials, outsideShare, budgets, drift, learned, version } = promise;
    return html`
      <p>${trust > 0 ? t('promiseFrom', { trials, version, outside: percent(outsideShare) }) : t('promiseThumb', { version })}</p>
      ${promise.inboxes.map((inbox) => this.#inbox(promise, inbox))}
      ${
        trust > 0
          ? html`<h3>${t('promiseBudgets')}</h3>
            <table><thead><tr><th scope="col">${t('promiseWrong')}</th><th scope="col">${t('promiseThreshold')}</th><th scope="col">${t('promiseAnswered')}</th></tr></thead>
            <tbody>${budgets.map(
              ({ budget, threshold, answered }) =>
                html`<tr><td>${percent(budget)}</td><td>${two(threshold)}</td><td>${percent(answered)}</td></tr>`,
            )}</tbody></table>`
          : nothing
      }
      <h3>${t('promiseKept')}</h3>
      <p class=${drift.alarm ? 'problem' : ''}>${
        drift.answers
          ? t(drift.alarm ? 'promiseBroken' : 'promiseHolds', {
              answers: drift.answers,
              observed: percent(drift.observed),
              promised: percent(drift.promised),
            })
          : t('promiseUnjudged')
      }</p>
      ${learned ? html`<p>${t('promiseLearned', { labels: learned.labels })}</p>` : nothing}
    `;
  }

  #inbox({ curve: points, trust }: PromiseReply, inbox: Inbox): TemplateResult {
    const threshold = inbox.answerThreshold ?? inbox.derivedThreshold;
    const may = this.staff === 'manager' || this.staff === 'admin';
    const answered = pointAt(points, threshold)?.answered ?? 0;
    const sentence =
      trust > 0
        ? t('promiseSentence', {
            wrong: percent(inbox.maxWrongAnswers),
            answered: percent(answered),
            threshold: two(threshold),
          })
        : t('promiseSentenceShort', { wrong: percent(inbox.maxWrongAnswers), threshold: two(threshold) });
    return html`<section aria-label=${inbox.name}>
      <h3>${inbox.name}</h3>
      <p class="sentence">${sentence}</p>
      ${
        trust > 0
          ? curve(points, {
              budget: inbox.maxWrongAnswers,
              threshold,
              label: sentence,
              across: t('promiseAcross'),
              up: t('promiseUp'),
            })
          : nothing
      }
      <form @submit=${(event: Event) => this.#save(event, inbox)}>
        <label>${t('promiseBudget')}
          <input name="budget" type="number" min="0.1" max="99" step="0.1" required ?disabled=${!may} .value=${String(Math.round(inbox.maxWrongAnswers * 1000) / 10)}>
        </label>
        <label>${t('promiseByHand')}
          <input name="threshold" type="number" min="0" max="1" step="0.01" ?disabled=${!may} placeholder=${two(inbox.derivedThreshold)}
            .value=${inbox.answerThreshold === null ? '' : two(inbox.answerThreshold)}>
        </label>
        ${may ? html`<button type="submit" class="primary">${t('save')}</button>` : html`<small>${t('promiseReadOnly')}</small>`}
      </form>
    </section>`;
  }

  async #load(): Promise<void> {
    this.problem = undefined;
    try {
      this.promise = await this.client.call<PromiseReply>('knowledge/promise');
    } catch (error) {
      this.problem = (error as HttpError).status === 404 ? t('promiseNothing') : t('promiseFailed');
    }
  }

  async #save(event: Event, inbox: Inbox): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const given = (name: string) => (form.elements.namedItem(name) as HTMLInputElement).value;
    const body = {
      maxWrongAnswers: Number(given('budget')) / 100,
      answerThreshold: given('threshold') === '' ? null : Number(given('threshold')),
    };
    try {
      const path = `inboxes/${encodeURIComponent(inbox.slug)}/confidence`;
      this.promise = await this.client.call<PromiseReply>(path, { method: 'PUT', body });
      const now = this.promise.inboxes.find(({ slug }) => slug === inbox.slug) ?? inbox;
      const of = ({ answerThreshold, derivedThreshold }: Inbox) => two(answerThreshold ?? derivedThreshold);
      this.said = t('promiseSaved', { inbox: inbox.name, before: of(inbox), after: of(now) });
    } catch (error) {
      this.problem = (error as HttpError).status ? (error as HttpError).message : t('promiseFailed');
    }
  }
}

customElements.define('fd-promise', FdPromise);

declare global {
  interface HTMLElementTagNameMap {
    'fd-promise': FdPromise;
  }
}
