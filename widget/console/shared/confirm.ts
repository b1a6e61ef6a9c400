/** <fd-confirm>: asks before something that others will notice. Native, so focus and Escape are right. */
import { html, LitElement, nothing } from 'lit';
import { NOTE_MAX } from '../../../services/wire/limits.js';
import { dialogStyles } from '../dialogs/dialogs.styles.js';
import { t } from '../words.js';
import { base } from './base.styles.js';
import { confirmStyles } from './confirm.styles.js';

export type Question = {
  title: string;
  /** What would happen, a paragraph each. */
  says: string[];
  /** The words on the button that does it. */
  action: string;
  /** Asks for a note, too; `true` for an empty one. */
  note?: string | true;
};
/** Undefined where it was left. */
export type Consent = { note?: string } | undefined;

export class FdConfirm extends LitElement {
  static override styles = [base, dialogStyles, confirmStyles];
  static override properties = { question: { state: true } };
  declare question: Question | undefined;
  #answer: ((consent: Consent) => void) | undefined;

  async ask(question: Question): Promise<Consent> {
    this.#end(undefined);
    this.question = question;
    await this.updateComplete;
    this.#dialog?.showModal();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end(undefined);
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  override render() {
    const { question } = this;
    return html`<dialog aria-labelledby="title" @close=${() => this.#end(undefined)} @click=${this.#outside}>
      ${
        question
          ? html`<form @submit=${this.#agree}>
              <h2 id="title">${question.title}</h2>
              ${question.says.map((text) => html`<p>${text}</p>`)}
              ${
                question.note === undefined
                  ? nothing
                  : html`<label>${t('confirmNote')}
                      <textarea name="note" rows="2" maxlength=${NOTE_MAX} .value=${question.note === true ? '' : question.note}></textarea>
                    </label>`
              }
              <div class="foot">
                <button type="button" autofocus @click=${() => this.#end(undefined)}>${t('cancel')}</button>
                <button type="submit" class="primary">${question.action}</button>
              </div>
            </form>`
          : nothing
      }
    </dialog>`;
  }

  #agree = (event: SubmitEvent): void => {
    event.preventDefault();
    const note = this.renderRoot.querySelector('textarea')?.value.trim();
    this.#end(note ? { note } : {});
  };

  #end(consent: Consent): void {
    const answer = this.#answer;
    this.#answer = undefined;
    if (this.#dialog?.open) this.#dialog.close();
    answer?.(consent);
  }

  /** A click beside the dialog lands on the dialog itself. */
  #outside = (event: Event): void => {
    if (event.target === event.currentTarget) this.#end(undefined);
  };
}

customElements.define('fd-confirm', FdConfirm);

declare global {
  interface HTMLElementTagNameMap {
    'fd-confirm': FdConfirm;
  }
}
