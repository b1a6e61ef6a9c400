/** <fd-account>: one's own account; for now, its password. */
import { html, LitElement } from 'lit';
import { HttpError } from '../shared/http.js';
import { changePassword } from './acts.js';
import type { ConsoleClient } from './client.js';
import { base } from './styles.js';
import { dialogStyles } from './styles-dialogs.js';
import { t } from './words.js';

const FIELDS = [
  { name: 'current', label: 'passwordCurrent', autocomplete: 'current-password', least: 1 },
  { name: 'password', label: 'passwordNew', autocomplete: 'new-password', least: 10 },
] as const;

export class FdAccount extends LitElement {
  static override styles = [base, dialogStyles];
  static override properties = { client: { attribute: false }, shown: { state: true }, problem: { state: true } };
  declare client: ConsoleClient;
  declare shown: 'form' | 'done' | undefined;
  declare problem: string;

  constructor() {
    super();
    this.problem = '';
  }

  async open(): Promise<void> {
    this.shown = 'form';
    this.problem = '';
    await this.updateComplete;
    this.#dialog?.showModal();
  }

  get opened(): boolean {
    return this.#dialog?.open ?? false;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  override render() {
    const { agent } = this.client.board;
    return html`<dialog aria-labelledby="title" @close=${() => (this.shown = undefined)}>${
      this.shown === undefined
        ? ''
        : html`<h2 id="title">${t('account')}</h2>
          <p class="hint">${agent?.name}, ${agent?.email}</p>
          ${this.shown === 'done' ? this.#done() : this.#form()}`
    }</dialog>`;
  }

  #form() {
    return html`<form @submit=${this.#change}>
      ${FIELDS.map(
        ({ name, label, autocomplete, least }) => html`<label>${t(label)}
          <input name=${name} type="password" autocomplete=${autocomplete} required minlength=${least} maxlength="200" /></label>`,
      )}
      <p class="hint">${t('passwordChangeHint')}</p>
      <p class="error" role="alert">${this.problem}</p>
      <div class="foot">
        <button type="button" @click=${() => this.#dialog?.close()}>${t('cancel')}</button>
        <button type="submit" class="primary">${t('passwordChange')}</button>
      </div>
    </form>`;
  }

  #done() {
    return html`<p role="status">${t('passwordChanged')}</p>
      <div class="foot"><button type="button" autofocus @click=${() => this.#dialog?.close()}>${t('close')}</button></div>`;
  }

  #change = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const field = (name: string) => this.renderRoot.querySelector(`[name=${name}]`) as HTMLInputElement;
    this.problem = '';
    try {
      await changePassword(this.client, { current: field('current').value, password: field('password').value });
      this.shown = 'done';
    } catch (error) {
      const known = error instanceof HttpError && error.status >= 400 && error.status < 500;
      const wrong = known && error.code === 'wrong_password';
      this.problem = wrong ? t('passwordWrong') : known ? error.message : t('problemOffline');
      if (wrong) field('current').select();
    }
  };
}

customElements.define('fd-account', FdAccount);

declare global {
  interface HTMLElementTagNameMap {
    'fd-account': FdAccount;
  }
}
