/** "Try it": what the bot would do with a question, and why. Nothing of it is stored. */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { MESSAGE_MAX } from '../../../../services/wire/limits.js';
import { isComposed } from '../../../shared/composing.js';
import { prose } from '../../../shared/tokens.js';
import { evidenceStyles } from '../../conversations/evidence.styles.js';
import type { ConsoleClient } from '../../link/client.js';
import { addressOf } from '../../places.js';
import { base } from '../../shared/base.styles.js';
import { pageStyles } from '../../shared/page.styles.js';
import { t } from '../../words.js';
import { type Tried, tryQuestion } from '../acts.js';
import { outcome, tryProblem } from './tried.js';
import { tryStyles } from './try.styles.js';

export class FdTry extends LitElement {
  static override styles = [base, prose, pageStyles, evidenceStyles, tryStyles];
  static override properties = {
    client: { attribute: false },
    question: { attribute: false },
    asking: { state: true },
    tried: { state: true },
    problem: { state: true },
  };
  declare client: ConsoleClient;
  /** From the address, so that a question can be sent to a colleague. */
  declare question: string | undefined;
  declare asking: boolean;
  declare tried: Tried | undefined;
  declare problem: string | undefined;
  /** Counts questions, so that a late answer to an earlier one is not shown for the last. */
  #asked = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('question') && this.question) void this.#ask(this.question);
  }

  protected override firstUpdated(): void {
    if (!this.question) this.write();
  }

  /** Puts the cursor where one asks. */
  write(): void {
    this.renderRoot.querySelector('textarea')?.focus();
  }

  override render() {
    const inboxes = this.client.board.agent?.inboxes ?? [];
    return html`<div class="page">
      <header><h1>${t('tryTitle')}</h1><span class="none">${t('tryHint')}</span></header>
      <form @submit=${this.#submit}>
        <textarea name="question" rows="2" maxlength=${MESSAGE_MAX} required aria-label=${t('tryQuestion')} placeholder=${t('tryPlaceholder')}
          .value=${this.question ?? ''} @keydown=${this.#enter}></textarea>
        ${
          inboxes.length > 1
            ? html`<label class="inbox">${t('inbox')} <select name="inbox">${inboxes.map((slug) => html`<option>${slug}</option>`)}</select></label>`
            : nothing
        }
        <button type="submit" class="primary">${t(this.asking ? 'tryAsking' : 'tryAsk')}</button>
      </form>
      <div role="status" aria-busy=${this.asking}>
        ${this.problem ? html`<p class="problem">${this.problem}</p>` : this.tried ? outcome(this.tried, this.asking) : nothing}
        ${this.asking && !this.tried ? html`<div class="waiting" aria-label=${t('loading')}><i class="skeleton"></i><i class="skeleton"></i></div>` : nothing}
      </div>
    </div>`;
  }

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = this.renderRoot.querySelector('textarea');
    const question = field?.value.trim() ?? '';
    if (!question) {
      this.write();
      return;
    }
    const address = addressOf({ section: 'knowledge', page: 'try', id: question });
    // A new address asks by itself; the same question again, or one that is too long for an address, is asked here.
    if (location.hash === address || address.length > 1_500) void this.#ask(question);
    else location.hash = address;
  };

  /** Enter asks, as it sends for a visitor. */
  #enter = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || isComposed(event)) return;
    event.preventDefault();
    this.renderRoot.querySelector('form')?.requestSubmit();
  };

  async #ask(question: string): Promise<void> {
    const mine = ++this.#asked;
    const inbox = this.renderRoot.querySelector('select')?.value;
    this.asking = true;
    this.problem = undefined;
    try {
      const tried = await tryQuestion(this.client, { question, ...(inbox && { inbox }) });
      if (mine === this.#asked) this.tried = tried;
    } catch (error) {
      if (mine === this.#asked) this.problem = tryProblem(error);
    } finally {
      if (mine === this.#asked) this.asking = false;
    }
  }
}

customElements.define('fd-try', FdTry);

declare global {
  interface HTMLElementTagNameMap {
    'fd-try': FdTry;
  }
}
