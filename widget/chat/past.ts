/** <frontdesk-past>: the visitor's conversations, to read or to go on with, and a way to begin another. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ListedConversation } from '../../services/wire/conversation.js';
import { plain } from '../shared/plain.js';
import { base } from '../shared/tokens.js';
import type { ChatController } from './link/client.js';
// biome-ignore lint/suspicious/noImportCycles: the menu loads this file when it is asked for
import { listOf } from './menu.js';
import { leave, pageStyles, renderHead } from './page.js';
import { english, type Locale, t, type Words } from './words.js';
import './words-later.js';

export class Past extends LitElement {
  static override properties = {
    chat: { attribute: false },
    words: { attribute: false },
    locale: {},
    list: { state: true },
  };
  declare chat: ChatController;
  declare words: Words;
  declare locale: Locale;
  declare list: ListedConversation[] | undefined;

  constructor() {
    super();
    this.words = english;
    this.locale = 'en';
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('h3')?.focus();
    void listOf(this.chat).then((list) => {
      this.list = list;
    });
  }

  protected override render() {
    const { words } = this;
    return html`${renderHead(this, words, t(words, 'past'))}
      ${
        this.list
          ? html`<ul aria-label=${t(words, 'past')}>
              ${this.list.map((it) => html`<li>${this.#renderOne(it)}</li>`)}
            </ul>`
          : html`<p class="skeleton" role="status"><span class="quiet-for-eyes">${t(words, 'loading')}</span><i></i><i></i></p>`
      }
      <button class="new" type="button" @click=${() => this.#show()}>${t(words, 'pastNew')}</button>`;
  }

  #renderOne(it: ListedConversation): TemplateResult {
    const { words } = this;
    const at = new Date(it.updatedAt);
    const today = at.toDateString() === new Date().toDateString();
    const when = new Intl.DateTimeFormat(this.locale, today ? { timeStyle: 'short' } : { dateStyle: 'medium' });
    const state =
      it.state === 'resolved'
        ? t(words, 'statusResolved')
        : it.state === 'queued'
          ? t(words, 'statusQueued')
          : (it.agent?.name ?? t(words, 'bot'));
    const here = it.id === this.chat.view.conversation?.id;
    return html`<button type="button" aria-current=${here} @click=${() => this.#show(it)}>
      <span class="line" dir="auto">${plain(it.lastText)}</span>
      <span class="muted"><time datetime=${it.updatedAt}>${when.format(at)}</time> · ${state}</span>
      ${it.unread && !here ? html`<span class="unread">${t(words, 'unread', { n: it.unread })}</span>` : nothing}
    </button>`;
  }

  #show(it?: ListedConversation): void {
    const { view } = this.chat;
    if (it ? it.id !== view.conversation?.id : view.events.length > 0) this.chat.show(it?.id, it?.seen?.visitor);
    leave(this, true);
  }

  static override styles = [
    base,
    pageStyles,
    css`
      ul {
        display: grid;
        gap: var(--fd-1);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li button {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px var(--fd-2);
        align-items: center;
        inline-size: 100%;
        min-block-size: 56px;
        padding: var(--fd-2) var(--fd-3);
        border: 1px solid var(--fd-line);
        border-radius: var(--fd-radius);
        font-size: 14px;
        text-align: start;
      }
      li button:hover {
        background: var(--fd-hover);
      }
      [aria-current='true'] {
        border-color: var(--fd-accent-ink);
      }
      .line {
        grid-column: 1 / -1;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .muted {
        color: var(--fd-muted);
        font-size: var(--fd-text-s);
      }
      .unread {
        padding: 0 var(--fd-2);
        border-radius: 10px;
        background: var(--fd-accent);
        color: var(--fd-on-accent);
        font-size: var(--fd-text-xs);
        font-weight: 600;
      }
      .new {
        align-self: start;
        min-block-size: 44px;
        padding: 0 var(--fd-4);
        border: 1px solid var(--fd-control);
        border-radius: var(--fd-radius-s);
        font-weight: 600;
      }
      .new:hover {
        background: var(--fd-hover);
      }
      .skeleton {
        display: grid;
        gap: var(--fd-1);
      }
      .skeleton i {
        block-size: 56px;
        border-radius: var(--fd-radius);
        background: var(--fd-100);
      }
      @media (forced-colors: active) {
        .unread {
          border: 1px solid currentcolor;
        }
      }
    `,
  ];
}

customElements.define('frontdesk-past', Past);
