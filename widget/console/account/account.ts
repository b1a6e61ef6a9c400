/** <fd-account>: one's own account, its picture and its password. */
import { html, LitElement, nothing } from 'lit';
import type { Agent } from '../../../services/wire/agent.js';
import { PASSWORD_MAX, PASSWORD_MIN } from '../../../services/wire/limits.js';
import { HttpError } from '../../shared/http.js';
import { initials } from '../../shared/initials.js';
import { dialogStyles } from '../dialogs/dialogs.styles.js';
import { changePassword, changePicture } from '../link/acts.js';
import type { ConsoleClient } from '../link/client.js';
import { base } from '../shared/base.styles.js';
import { t } from '../words.js';
import { squared } from './picture.js';

const FIELDS = [
  { name: 'current', label: 'passwordCurrent', autocomplete: 'current-password', least: 1 },
  { name: 'password', label: 'passwordNew', autocomplete: 'new-password', least: PASSWORD_MIN },
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
          ${agent ? this.#picture(agent) : nothing}
          ${this.shown === 'done' ? this.#done() : this.#form()}`
    }</dialog>`;
  }

  #picture({ name, email, avatar }: Agent) {
    return html`<div class="self">
      <span class="face" aria-hidden="true">${avatar ? html`<img src=${avatar} alt="" />` : initials(name)}</span>
      <div>
        <p>${name}<br /><small>${email}</small></p>
        <label class="choose">${t(avatar ? 'pictureOther' : 'pictureChoose')}
          <input type="file" accept="image/png,image/jpeg,image/webp,image/gif" @change=${this.#choose} /></label>
        ${avatar ? html`<button type="button" class="link" @click=${() => this.#keep(undefined)}>${t('pictureRemove')}</button>` : nothing}
      </div>
    </div>`;
  }

  #choose = async (event: Event): Promise<void> => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement)) return;
    const [file] = input.files ?? [];
    input.value = '';
    if (!file) return;
    const picture = await squared(file);
    if (picture) await this.#keep(picture);
    else this.problem = t('pictureWrong');
  };

  async #keep(picture: Blob | undefined): Promise<void> {
    this.problem = '';
    try {
      await changePicture(this.client, picture);
      this.client.say(t(picture ? 'pictureSaved' : 'pictureRemoved'));
      this.requestUpdate();
    } catch (error) {
      this.problem = this.#words(error);
    }
  }

  #form() {
    return html`<form @submit=${this.#change}>
      ${FIELDS.map(
        ({ name, label, autocomplete, least }) => html`<label>${t(label)}
          <input name=${name} type="password" autocomplete=${autocomplete} required minlength=${least} maxlength=${PASSWORD_MAX} /></label>`,
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
    const field = (name: string) => this.renderRoot.querySelector<HTMLInputElement>(`[name=${name}]`);
    this.problem = '';
    try {
      await changePassword(this.client, {
        current: field('current')?.value ?? '',
        password: field('password')?.value ?? '',
      });
      this.shown = 'done';
    } catch (error) {
      this.problem = this.#words(error);
      if (error instanceof HttpError && error.code === 'wrong_password') field('current')?.select();
    }
  };

  #words(error: unknown): string {
    if (!(error instanceof HttpError) || error.status < 400 || error.status >= 500) return t('problemOffline');
    return error.code === 'wrong_password' ? t('passwordWrong') : error.message;
  }
}

customElements.define('fd-account', FdAccount);

declare global {
  interface HTMLElementTagNameMap {
    'fd-account': FdAccount;
  }
}
