/** <frontdesk-composer>: where the visitor writes. Grows to five lines; Enter sends, Shift+Enter makes a line. */
import { css, html, LitElement, nothing } from 'lit';
import type { FileLimits } from '../../services/protocol-files.js';
import type { Attachments } from '../shared/attachments.js';
import type { ChatController } from '../shared/client.js';
import { icons } from '../shared/icons.js';
import { base } from '../shared/tokens.js';
import { english, t, type Words } from './words.js';

/** As the server has it, see MESSAGE_MAX in services/protocol.ts; importing it would bring zod along. */
const MAX = 4_000;
const NEAR = 300;

/**
 * @event fd-typing
 * @event fd-human - the visitor wants a person
 */
export class Composer extends LitElement {
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
    return length <= MAX && (length > 0 || !!this.files?.items.length);
  }

  protected override render() {
    const { words } = this;
    const left = MAX - this.draft.trim().length;
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

  #input = (event: Event): void => {
    this.draft = (event.target as HTMLTextAreaElement).value;
    if (this.draft.trim()) this.dispatchEvent(new Event('fd-typing'));
  };

  #key = (event: KeyboardEvent): void => {
    // While a word is being composed (Japanese, Chinese), Enter chooses the word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
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
   * The paper clip, a paste, a drop, or something held over the panel; all that follows comes with the first of them. What is copied
   * from a document or a table is text, though it has a picture with it.
   */
  #attach = (event: Event): void => {
    const { clipboardData, dataTransfer } = event as ClipboardEvent & DragEvent;
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

  static override styles = [
    base,
    css`
      form {
        padding: var(--fd-2) var(--fd-3) calc(var(--fd-2) + env(safe-area-inset-bottom, 0px));
        border-block-start: 1px solid var(--fd-line);
        background: var(--fd-surface);
      }
      .box {
        display: flex;
        align-items: flex-end;
        gap: var(--fd-1);
        padding: 3px;
        border: 1px solid var(--fd-control);
        border-radius: 14px;
      }
      .box:focus-within {
        border-color: var(--fd-accent-ink);
        box-shadow: 0 0 0 1px var(--fd-accent-ink);
      }
      /* The text written twice, once unseen: it gives the box its height without measuring. */
      .grow {
        display: grid;
        flex: 1;
        min-inline-size: 0;
        max-block-size: calc(5 * 22px + 14px);
        overflow: hidden auto;
      }
      .grow::after {
        content: attr(data-text);
        visibility: hidden;
      }
      .grow::after,
      textarea {
        grid-area: 1 / 1;
        min-inline-size: 0;
        margin: 0;
        padding: 7px var(--fd-2);
        border: 0;
        background: none;
        font: inherit;
        line-height: 22px;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      textarea {
        overflow: hidden;
        outline: none;
        resize: none;
      }
      textarea::placeholder {
        color: var(--fd-muted);
        opacity: 1;
      }
      .round {
        display: grid;
        place-items: center;
        flex: none;
        inline-size: 36px;
        block-size: 36px;
        border-radius: var(--fd-radius);
        color: var(--fd-muted);
      }
      .send:not(:disabled) {
        background: var(--fd-accent);
        color: var(--fd-on-accent);
      }
      .send:disabled {
        background: var(--fd-100);
        color: var(--fd-muted);
      }
      .foot {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--fd-2);
        min-block-size: 8px;
      }
      .human {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-block-size: 36px;
        margin-block-start: 2px;
        padding: 0 var(--fd-2);
        border-radius: var(--fd-radius-s);
        color: var(--fd-accent-ink);
        font-size: var(--fd-text-s);
        font-weight: 600;
      }
      .human:hover {
        background: var(--fd-accent-soft);
      }
      #count {
        margin-inline-start: auto;
        color: var(--fd-muted);
        font-size: var(--fd-text-xs);
      }
      #count.over {
        color: var(--fd-danger);
        font-weight: 600;
      }
      @media (pointer: coarse) {
        .round {
          inline-size: 44px;
          block-size: 44px;
        }
        textarea,
        .grow::after {
          padding-block: 11px;
        }
      }
      @media (max-width: 479px) {
        /* Below 16 px a phone zooms into the field. */
        .grow::after,
        textarea {
          font-size: 16px;
        }
      }
      @media (forced-colors: active) {
        .send,
        .human {
          border: 1px solid ButtonText;
        }
      }
    `,
  ];
}

customElements.define('frontdesk-composer', Composer);
