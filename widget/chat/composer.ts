/** <frontdesk-composer>: where the visitor writes. Grows to five lines; Enter sends, Shift+Enter makes a line. */

import { html, LitElement, nothing } from 'lit';
import type { FileLimits } from '../../services/wire/files.js';
import { MESSAGE_MAX } from '../../services/wire/limits.js';
import type { Attachments } from '../shared/attachments.js';
import { isComposed } from '../shared/composing.js';
import { icons } from '../shared/icons.js';
import { base } from '../shared/tokens.js';
import { composerStyles } from './composer.styles.js';
import type { ChatController } from './link/client.js';
import { english, t, type Words } from './words.js';

const NEAR = 300;

/**
 * @event fd-typing
 * @event fd-human - the visitor wants a person
 */
export class Composer extends LitElement {
  static override styles = [base, composerStyles];
  static override properties = {
    words: { attribute: false },
    human: { attribute: false },
    resolved: { attribute: false },
    limits: { attribute: false },
    draft: { state: true },
  };
  declare words: Words;
  /** Whether asking for a person makes sense now. */
  declare human: boolean;
  declare resolved: boolean;
  /** What may be attached; undefined until the server told. */
  declare limits: FileLimits | undefined;
  declare chat: ChatController;
  /** What is attached, once something was. */
  files: Attachments | undefined;
  declare draft: string;

  constructor() {
    super();
    this.words = english;
    this.human = true;
    this.resolved = false;
    this.draft = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const kind of ['paste', 'dragover', 'drop']) this.parentElement?.addEventListener(kind, this.#attach);
  }

  override focus(): void {
    void this.updateComplete.then(() => this.#area?.focus({ preventScroll: true }));
  }

  get #area(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  get #able(): boolean {
    const { length } = this.draft.trim();
    return length <= MESSAGE_MAX && (length > 0 || !!this.files?.items.length);
  }

  protected override render() {
    const { words } = this;
    const left = MESSAGE_MAX - this.draft.trim().length;
    const count = left < 0 ? t(words, 'tooLong', { n: -left }) : left <= NEAR ? t(words, 'left', { n: left }) : '';
    const label = t(words, this.resolved ? 'placeholderResolved' : 'placeholder');
    return html`<form @submit=${this.#submit}>
      ${this.files}
      <div class="box">
        ${
          this.limits &&
          html`<button class="round" type="button" aria-label=${t(words, 'attach')} @pointerenter=${this.#attach} @click=${this.#attach}>${icons.clip}</button>`
        }
        <div class="grow" data-text=${`${this.draft}\n`}>
          <textarea
            rows="1"
            dir="auto"
            enterkeyhint="send"
            aria-label=${label}
            placeholder=${label}
            aria-invalid=${left < 0}
            aria-describedby="count"
            .value=${this.draft}
            @input=${this.#input}
            @keydown=${this.#key}
          ></textarea>
        </div>
        <button class="round send" type="submit" aria-label=${t(words, 'send')} ?disabled=${!this.#able}>
          ${icons.send}
        </button>
      </div>
      <div class="foot">
        ${
          this.human
            ? html`<button class="human" type="button" @click=${() => this.dispatchEvent(new Event('fd-human'))}>
                ${icons.person}${t(words, 'human')}
              </button>`
            : nothing
        }
        <span id="count" class=${left < 0 ? 'over' : ''} role="status">${count}</span>
      </div>
    </form>`;
  }

  #input = (): void => {
    this.draft = this.#area?.value ?? '';
    if (this.draft.trim()) this.dispatchEvent(new Event('fd-typing'));
  };

  #key = (event: KeyboardEvent): void => {
    // While a word is being composed (Japanese, Chinese), Enter chooses the word.
    if (event.key !== 'Enter' || event.shiftKey || isComposed(event)) return;
    this.#submit(event);
  };

  #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!this.#able || (this.files && !(await this.files.ready()))) return;
    // Whoever pressed twice while the files were on their way has sent it by now.
    if (!this.#able) return;
    this.chat.send(this.draft.trim(), { files: this.files?.take() });
    this.draft = '';
    this.#area?.focus();
  };

  /**
   * The paper clip, a paste, a drop, or something held over the panel; all that follows comes with the first of them.
   * What is copied from a document or a table is text, though it has a picture with it.
   */
  #attach = (event: Event): void => {
    // Each kind of event has one of the two, or neither.
    const { clipboardData, dataTransfer } = event as Partial<ClipboardEvent & DragEvent> & Event;
    const data = clipboardData ?? dataTransfer;
    if (data) {
      if (!this.limits || !data.types.includes('Files') || data.types.includes('text/plain')) return;
      event.preventDefault();
    }
    const given = [...(data?.files ?? [])];
    import('./attachments.js').then(
      ({ attach }) => attach(this, event.type, given),
      () => this.chat.notice({ problem: 'offline' }),
    );
  };
}

customElements.define('frontdesk-composer', Composer);
