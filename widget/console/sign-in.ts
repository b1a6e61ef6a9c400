/** The way in: e-mail and password, or the first admin's account through a one-time link. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { EMAIL_MAX, PASSWORD_MIN } from '../../services/wire/limits.js';
import { HttpError } from '../shared/http.js';
import { setUp, signIn } from './link/acts.js';
import type { ConsoleClient } from './link/client.js';
import { base } from './shared/base.styles.js';
import { signInStyles } from './sign-in.styles.js';
import { t } from './words.js';

export class FdSignIn extends LitElement {
  static override styles = [base, signInStyles];
  static override properties = {
    client: { attribute: false },
    token: { attribute: false },
    error: { state: true },
    sending: { state: true },
  };
  declare client: ConsoleClient;
  /** Set: make the first account instead of signing in. */
  declare token: string | undefined;
  declare error: string;
  declare sending: boolean;

  constructor() {
    super();
    this.error = '';
    this.sending = false;
  }

  override render() {
    const setup = this.token !== undefined;
    return html`<main>
      <form @submit=${this.#submit} aria-labelledby="title">
        <p class="mark" aria-hidden="true">Frontdesk</p>
        <h1 id="title">${t(setup ? 'setupTitle' : 'signInTitle')}</h1>
        <p class="hint">${t(setup ? 'setupHint' : 'signInHint')}</p>
        ${this.client.signOutReason && !setup ? html`<p class="error" role="alert">${t(this.client.signOutReason)}</p>` : nothing}
        ${setup ? this.#field('name', 'text', 'name', t('yourName')) : nothing}
        ${this.#field('email', 'email', 'username', t('email'))}
        ${this.#field('password', 'password', setup ? 'new-password' : 'current-password', t('password'), setup)}
        <p class="error" role="alert" ?hidden=${!this.error}>${this.error}</p>
        ${this.error && setup ? html`<button type="button" class="link" @click=${() => this.dispatchEvent(new Event('instead'))}>${t('signInInstead')}</button>` : nothing}
        <button class="primary" type="submit" ?disabled=${this.sending}>
          ${t(this.sending ? 'oneMoment' : setup ? 'setupGo' : 'signInGo')}
        </button>
      </form>
    </main>`;
  }

  #field(name: string, type: string, autocomplete: string, label: string, long = false): TemplateResult {
    return html`<label>
      <span>${label}</span>
      <input name=${name} type=${type} autocomplete=${autocomplete} required minlength=${long ? PASSWORD_MIN : nothing} maxlength=${EMAIL_MAX}
        aria-describedby=${long ? 'long' : nothing} @input=${() => this.#clear()} />
      ${long ? html`<small id="long">${t('passwordHint')}</small>` : nothing}
    </label>`;
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  #clear(): void {
    this.error = '';
  }

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = this.renderRoot.querySelector('form');
    const field = (name: string) => form?.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? '';
    this.sending = true;
    this.error = '';
    try {
      const account = { email: field('email').trim(), password: field('password') };
      if (this.token === undefined) await signIn(this.client, account.email, account.password);
      else await setUp(this.client, { ...account, token: this.token, name: field('name').trim() });
      this.dispatchEvent(new Event('signed-in', { bubbles: true, composed: true }));
    } catch (problem) {
      this.error = this.#words(problem);
      await this.updateComplete;
      const wrong = problem instanceof HttpError && problem.status === 401 ? 'password' : 'email';
      this.renderRoot.querySelector<HTMLInputElement>(`input[name=${wrong}]`)?.focus();
    } finally {
      this.sending = false;
    }
  };

  #words(problem: unknown): string {
    if (!(problem instanceof HttpError)) return t('problemOffline');
    if (problem.status === 0 || problem.status >= 500) return t('signInUnreachable');
    if (problem.status === 429) return t('signInTooMany', { seconds: Math.ceil((problem.retryMs ?? 60_000) / 1000) });
    if (this.token !== undefined) {
      return [401, 403, 404].includes(problem.status) ? t('setupUsed') : problem.message;
    }
    return problem.status === 401 ? t('signInWrong') : problem.message;
  }
}

customElements.define('fd-sign-in', FdSignIn);
