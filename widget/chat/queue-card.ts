/** <frontdesk-queue-card>: the place in line, an honest range, and what the visitor can do meanwhile. */
import { html, LitElement } from 'lit';
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

  /** "We are back tomorrow at 9:00", where it is closed and that is still to come. */
  get #back(): string | undefined {
    const { people, nextOpen = '', timeZone } = this.chat.config?.availability ?? {};
    if (people !== 'closed' || !timeZone || !(Date.parse(nextOpen) > Date.now())) return undefined;
    const { locale, words } = this;
    const back = backAt({ nextOpen: new Date(nextOpen), now: new Date(), timeZone, locale, words: words.widget });
    return t(words, 'statusBack', { back });
  }

  protected override updated(): void {
    const back = this.#back;
    if (this.chat.back !== back) this.chat.notice({ back });
  }

  protected override render() {
    const { words, view } = this;
    const back = this.#back;
    return html`<div class="card">
      <p class="lead">
        ${later.clock}
        <span>
          <span role="status">${queueSentence(words, this.locale, view.conversation?.queue)}${back && ` ${t(words, 'queueNoEta', { place: back })}`}</span>
          <span class="muted">${t(words, 'queueStay')}</span>
        </span>
      </p>
      ${this.#renderEmail()}
      <button class="text" type="button" @click=${() => this.chat.act('hand-back', {})}>${t(words, 'backToBot')}</button>
    </div>`;
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
