/** <frontdesk-copy>: where a copy of the conversation should be mailed to. */
import { html, LitElement, nothing } from 'lit';
import { isEmail } from '../../services/conversation/answers.js';
import { EMAIL_MAX } from '../../services/wire/limits.js';
import { base } from '../shared/tokens.js';
import type { View } from '../shared/transcript.js';
import { cardStyles } from './card.styles.js';
import { givenContact } from './lines.js';
import type { ChatController } from './link/client.js';
import { pageStyles, renderHead } from './page.js';
import { english, type Key, t, type Words } from './words.js';
import './words-later.js';

export class Copy extends LitElement {
  static override styles = [base, cardStyles, pageStyles];
  static override properties = {
    chat: { attribute: false },
    view: { attribute: false },
    words: { attribute: false },
    sent: { state: true },
    wrong: { state: true },
    busy: { state: true },
  };
  declare chat: ChatController;
  declare view: View;
  declare words: Words;
  /** Where it goes, once that is settled. */
  declare sent: string | undefined;
  /** What is wrong with the address, in words; empty where nothing is. */
  declare wrong: string;
  declare busy: boolean;

  constructor() {
    super();
    this.words = english;
    this.wrong = '';
    this.busy = false;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  protected override render() {
    const { words } = this;
    return html`${renderHead(this, words, t(words, 'mailCopy'))}
      <p role="status">${this.sent ? t(words, 'mailDone', { email: this.sent }) : nothing}</p>
      ${
        this.sent
          ? nothing
          : html`<form novalidate @submit=${this.#send}>
              <label for="email">${t(words, 'email')}</label>
              <div class="row">
                <input
                  id="email"
                  type="email"
                  name="email"
                  autocomplete="email"
                  maxlength=${EMAIL_MAX}
                  .value=${givenContact(this.view) ?? ''}
                  aria-invalid=${this.wrong !== ''}
                  aria-describedby="wrong"
                />
                <button class="do" type="submit" ?disabled=${this.busy}>${t(words, 'send')}</button>
              </div>
              <p class="error" id="wrong" role="alert">${this.wrong}</p>
            </form>`
      }`;
  }

  #send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { words, chat } = this;
    const input = this.renderRoot.querySelector('input');
    const email = input?.value.trim() ?? '';
    this.wrong = isEmail(email) ? '' : t(words, 'emailBad');
    if (this.wrong) return input?.focus();
    this.busy = true;
    const done = await chat.act('transcript', { email });
    this.busy = false;
    const { problem } = chat;
    // Said here, where it was asked.
    chat.clearProblem();
    if (done) {
      this.sent = email;
      await this.updateComplete;
      this.renderRoot.querySelector('h3')?.focus();
    } else {
      const keys: Record<string, Key> = { too_many: 'mailMany', offline: 'problemOffline', invalid: 'emailBad' };
      this.wrong = t(words, keys[problem ?? ''] ?? 'problem');
    }
  };
}

customElements.define('frontdesk-copy', Copy);
