/** "How sure the bot is": what is promised, what it rests on, and how it was kept. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { StaffRole } from '../../../../services/wire/conversation.js';
import type { PromiseReply } from '../../../../services/wire/knowledge.js';
import { HttpError } from '../../../shared/http.js';
import type { ConsoleClient } from '../../link/client.js';
import { addressOf } from '../../places.js';
import { base } from '../../shared/base.styles.js';
import { t } from '../../words.js';
import { readPromise } from '../acts.js';
import './curve.js';
import { type Inbox, inForce, pointAt, share, two } from '../../shared/figures.js';
import { pageStyles } from '../../shared/page.styles.js';
import { kept, learned, restsOn } from './grounds.js';
import { promiseStyles } from './promise.styles.js';
import './terms.js';

type Failure = 'nothing' | 'forbidden' | 'failed';

export class FdPromise extends LitElement {
  static override styles = [base, pageStyles, promiseStyles];
  static override properties = {
    client: { attribute: false },
    staff: { attribute: false },
    slug: { attribute: false },
    promise: { state: true },
    failure: { state: true },
  };
  declare client: ConsoleClient;
  declare staff: StaffRole;
  /** The inbox that is looked at; the first where it names none of ours. */
  declare slug: string | undefined;
  declare promise: PromiseReply | undefined;
  declare failure: Failure | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    const { promise } = this;
    return html`<div class="page">
      <header>
        <h1>${t('promiseTitle')}</h1>
        ${promise ? html`<span class="none">${t('versionIs', { version: promise.version })}</span>` : nothing}
      </header>
      ${this.failure ? this.#failed(this.failure) : promise ? this.#body(promise) : waiting()}
    </div>`;
  }

  #body(promise: PromiseReply): TemplateResult {
    const { inboxes } = promise;
    const inbox = inboxes.find(({ slug }) => slug === this.slug) ?? inboxes[0];
    return html`
      ${inboxes.length > 1 ? chooser(promise, inbox) : nothing} ${inbox ? this.#inbox(promise, inbox) : nothing}
      <div class="grounds">${kept(promise)} ${restsOn(promise)} ${learned(promise)}</div>
    `;
  }

  #inbox(promise: PromiseReply, inbox: Inbox): TemplateResult {
    const several = promise.inboxes.length > 1;
    return html`<section class="inbox" aria-label=${several ? inbox.name : t('promised')}>
      <div class="promise">
        <p class="sentence">${several ? html`<b>${inbox.name}</b><br />` : nothing}${sentence(promise, inbox)}</p>
        <fd-curve .points=${promise.curve} .budget=${inbox.maxWrongAnswers} .threshold=${inForce(inbox)}></fd-curve>
      </div>
      <fd-terms .client=${this.client} .promise=${promise} .inbox=${inbox} ?may=${this.staff === 'manager' || this.staff === 'admin'}
        @changed=${(event: CustomEvent<PromiseReply>) => (this.promise = event.detail)}></fd-terms>
    </section>`;
  }

  #failed(failure: Failure): TemplateResult {
    const words = {
      nothing: [t('promiseNothing'), t('promiseNothingHint')],
      forbidden: [t('knowledgeForbidden'), t('forbiddenHint')],
      failed: [t('promiseFailed'), t('problemOffline')],
    }[failure];
    return html`<div class="blank" role=${failure === 'failed' ? 'alert' : 'status'}>
      <h2>${words[0]}</h2><p>${words[1]}</p>
      ${failure === 'forbidden' ? nothing : html`<button type="button" @click=${() => this.#load()}>${t(failure === 'nothing' ? 'lookAgain' : 'tryAgain')}</button>`}
    </div>`;
  }

  async #load(): Promise<void> {
    this.failure = undefined;
    try {
      this.promise = await readPromise(this.client);
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 0;
      this.failure = status === 404 ? 'nothing' : status === 403 ? 'forbidden' : 'failed';
    }
  }
}

/** What is promised, in a sentence or two. */
function sentence(promise: PromiseReply, inbox: Inbox): TemplateResult {
  const { answerThreshold, maxWrongAnswers } = inbox;
  const from = inForce(inbox);
  const threshold = two(from);
  const here = pointAt(promise.curve, from);
  const budget = share(maxWrongAnswers);
  if (answerThreshold === null)
    return html`${t('promiseGoal', { wrong: budget })} ${here ? t('promiseThen', { answered: share(here.answered), threshold }) : t('promiseFrom', { threshold })}`;
  const over = here && here.wrong > maxWrongAnswers;
  return html`${t('promiseByHand', { threshold })}
    ${here ? t('promiseByHandThen', { answered: share(here.answered), wrong: share(here.wrong) }) : nothing}
    ${over ? html`<span class="over">${t('promiseOver', { budget })}</span>` : nothing}`;
}

/** All inboxes beside one another; each leads to its own curve and terms. */
function chooser(promise: PromiseReply, shown: Inbox | undefined): TemplateResult {
  return html`<table class="inboxes">
    <caption class="hidden">${t('inboxes')}</caption>
    <thead><tr><th scope="col">${t('inbox')}</th><th scope="col">${t('promiseMost')}</th><th scope="col">${t('promiseThreshold')}</th><th scope="col">${t('promiseAnswered')}</th></tr></thead>
    <tbody>${promise.inboxes.map((inbox) => {
      const from = inForce(inbox);
      const here = pointAt(promise.curve, from);
      const address = addressOf({ section: 'knowledge', page: 'confidence', id: inbox.slug });
      return html`<tr class=${inbox === shown ? 'shown' : ''}>
        <th scope="row"><a href=${address} aria-current=${inbox === shown ? 'true' : nothing}>${inbox.name}</a></th>
        <td>${share(inbox.maxWrongAnswers)}</td>
        <td>${two(from)}${inbox.answerThreshold === null ? nothing : html` <small>${t('byHand')}</small>`}</td>
        <td>${here ? share(here.answered) : t('unknown')}</td>
      </tr>`;
    })}</tbody>
  </table>`;
}

function waiting(): TemplateResult {
  return html`<div class="waiting" role="status" aria-label=${t('loading')}><i class="skeleton"></i><i class="skeleton"></i><i class="skeleton tall"></i></div>`;
}

customElements.define('fd-promise', FdPromise);

declare global {
  interface HTMLElementTagNameMap {
    'fd-promise': FdPromise;
  }
}
