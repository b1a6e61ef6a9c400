/** <frontdesk-queue-card>: the place in line and an honest range, or when somebody is back, and what to do meanwhile. */
import { html, LitElement, nothing } from 'lit';
import { isEmail } from '../../services/conversation/answers.js';
import { backAt } from '../../services/conversation/back.js';
import { EMAIL_MAX } from '../../services/wire/limits.js';
import { later } from '../shared/icons-later.js';
import { base } from '../shared/tokens.js';
import type { View } from '../shared/transcript.js';
import { cardStyles } from './card.styles.js';
import { givenContact } from './lines.js';
import type { ChatController } from './link/client.js';
import { english, queueSentence, t, type Words } from './words.js';
import './words-later.js';

export class QueueCard extends LitElement {
  static override styles = [base, cardStyles];
  static override properties = {
    chat: { attribute: false },
    view: { attribute: false },
    words: { attribute: false },
    locale: {},
    saved: { state: true },
    bad: { state: true },
  };
  declare chat: ChatController;
  declare view: View;
  declare words: Words;
  declare locale: string;
  /** The address as just saved; empty while it is being changed. */
  declare saved: string | undefined;
  declare bad: boolean;

  constructor() {
    super();
    this.words = english;
    this.locale = 'en';
    this.bad = false;
  }

  #clock: ReturnType<typeof setInterval> | undefined;

  /** Whoever waits long sees it become "today", and that people are here. */
  override connectedCallback(): void {
    super.connectedCallback();
    const look = () => this.chat?.loadConfig(true).then(() => this.requestUpdate());
    queueMicrotask(look);
    this.#clock = setInterval(look, 60_000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  /**
   * Where nobody is there, a place in line says nothing: when they are back, on the reader's own clock ("We are back
   * tomorrow at 9:00"), or that nobody is there.
   */
  get #nobody(): string | undefined {
    const { locale, words } = this;
    const { people = 'here', nextOpen = '' } = this.chat.config?.availability ?? {};
    if (people === 'here') return undefined;
    if (!(Date.parse(nextOpen) > Date.now())) return t(words, 'queueNobody');
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const back = backAt({ nextOpen: new Date(nextOpen), now: new Date(), timeZone, locale, words: words.widget });
    return t(words, 'statusBack', { back });
  }

  protected override updated(): void {
    const back = this.view.conversation?.state === 'queued' ? this.#nobody : undefined;
    if (this.chat.back !== back) this.chat.notice({ back });
  }

  protected override render() {
    const { words, view } = this;
    if (view.conversation?.wantsPerson) return this.#renderFirst();
    const nobody = this.#nobody;
    const { queue, botHelps } = view.conversation ?? {};
    const lead = nobody ? t(words, 'queueNoEta', { place: nobody }) : queueSentence(words, this.locale, queue);
    return html`<div class="card">
      <p class="lead">
        ${later.clock}
        <span>
          <span role="status">${lead}</span>
          <span class="muted">${t(words, nobody ? 'queueKept' : 'queueStay')}</span>
        </span>
      </p>
      ${botHelps ? html`<p class="muted">${t(words, 'queueHelps')}</p>` : nothing}
      ${this.#renderEmail()}
      ${this.#renderBack()}
    </div>`;
  }

  /** Asked for before anything was said: nobody can help yet. */
  #renderFirst() {
    return html`<div class="card">
      <p class="lead" role="status">${later.clock} ${t(this.words, 'queueFirst')}</p>
      ${this.#renderBack()}
    </div>`;
  }

  #renderBack() {
    const back = () => this.chat.act('hand-back', {});
    return html`<button class="text" type="button" @click=${back}>${t(this.words, 'backToBot')}</button>`;
  }

  #renderEmail() {
    const { words } = this;
    const email = this.saved ?? givenContact(this.view);
    if (email) {
      const change = () => {
        this.saved = '';
      };
      return html`<p>
        ${t(words, this.chat.config?.mail ? 'emailSavedMail' : 'emailSaved', { email })}
        <button class="text" type="button" @click=${change}>${t(words, 'emailChange')}</button>
      </p>`;
    }
    return html`<form novalidate @submit=${this.#save}>
      <label for="email">${t(words, this.chat.config?.mail ? 'emailAskMail' : 'emailAsk')}</label>
      <div class="row">
        <input
          id="email"
          type="email"
          name="email"
          autocomplete="email"
          maxlength=${EMAIL_MAX}
          placeholder=${t(words, 'email')}
          aria-invalid=${this.bad}
          aria-describedby="bad"
        />
        <button class="do" type="submit">${t(words, 'emailSend')}</button>
      </div>
      <p class="error" id="bad" role="alert">${this.bad ? t(words, 'emailBad') : ''}</p>
    </form>`;
  }

  #save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const input = this.renderRoot.querySelector('input');
    const email = input?.value.trim() ?? '';
    this.bad = !isEmail(email);
    if (this.bad) return input?.focus();
    if (await this.chat.act('contact', { email })) this.saved = email;
  };
}

customElements.define('frontdesk-queue-card', QueueCard);
