/** <frontdesk-menu>: what one rarely does with a conversation. Loaded when it is first opened, as are its pages. */

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ListedConversation } from '../../services/wire/conversation.js';
import { requestTo } from '../shared/api.js';
import { base } from '../shared/tokens.js';
import type { View } from '../shared/transcript.js';
import type { ChatController } from './link/client.js';
import { english, type Locale, t, type Words } from './words.js';
import './words-later.js';

/** What lies over the messages until its reader is done with it. */
export type Page = () => TemplateResult;

/** The visitor's conversations in which something was said; none where we cannot tell now. */
export async function listOf(chat: ChatController): Promise<ListedConversation[]> {
  const { token } = chat.store.read();
  if (!token) return [];
  const reply = await requestTo<'GET /v1/conversations'>(`${chat.server}/v1/conversations`, { token }).catch(
    () => undefined,
  );
  return (reply?.conversations ?? []).filter(({ lastText }) => lastText);
}

/**
 * @event fd-menu - it is done
 * @event fd-page - detail is a `Page` to show, or nothing to go back to the messages
 * @event fd-ask - detail is a `Page` that asks something above the composer, or nothing once it is answered
 */
export class Menu extends LitElement {
  static override properties = {
    chat: { attribute: false },
    view: { attribute: false },
    words: { attribute: false },
    name: {},
    locale: {},
    several: { state: true },
  };
  declare chat: ChatController;
  declare view: View;
  declare words: Words;
  declare name: string;
  declare locale: Locale;
  /** There is another conversation to look at. */
  declare several: boolean;

  /** Where it says what is to be shown: it is gone itself by then. */
  #place: Element | null = null;

  constructor() {
    super();
    this.words = english;
    this.several = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#place = this.parentElement;
  }

  /** Not before: an element that was on the page before its code has its properties only now. */
  protected override firstUpdated(): void {
    void listOf(this.chat).then((list) => {
      const id = this.view.conversation?.id;
      this.several = list.some((it) => it.id !== id);
    });
  }

  protected override render() {
    const { chat, words, view } = this;
    const { sound } = chat.store.read();
    const item = (label: string, action: () => void) =>
      html`<button
        type="button"
        @click=${() => {
          this.dispatchEvent(new Event('fd-menu'));
          action();
        }}
      >
        ${label}
      </button>`;
    const said = view.events.length > 0;
    return html`
      ${said ? item(t(words, 'save'), this.#save) : nothing}
      ${said && chat.config?.mail ? item(t(words, 'mailCopy'), this.#copy) : nothing}
      ${this.several ? item(t(words, 'past'), this.#past) : nothing}
      ${item(t(words, sound ? 'soundOff' : 'soundOn'), this.#sound)}
      ${said && view.conversation?.state !== 'resolved' ? item(t(words, 'end'), this.#end) : nothing}
    `;
  }

  #save = async (): Promise<void> => {
    const { saveTranscript } = await import('./save.js');
    saveTranscript(this);
  };

  #sound = async (): Promise<void> => {
    const { sound } = this.chat.store.update((kept) => {
      kept.sound = !kept.sound;
    });
    if (sound) await import('./attention.js').then(({ ring }) => ring());
  };

  #copy = async (): Promise<void> => {
    await import('./copy.js');
    const { chat, words } = this;
    this.#tell(
      'fd-page',
      () => html`<frontdesk-copy .chat=${chat} .view=${chat.view} .words=${words}></frontdesk-copy>`,
    );
  };

  #past = async (): Promise<void> => {
    // biome-ignore lint/suspicious/noImportCycles: loaded when asked for, long after this file ran
    await import('./past.js');
    const { chat, words, locale } = this;
    this.#tell(
      'fd-page',
      () => html`<frontdesk-past .chat=${chat} .words=${words} .locale=${locale}></frontdesk-past>`,
    );
  };

  #end = (): void => {
    const { chat, words } = this;
    const answer = (end: boolean) => () => {
      this.#tell('fd-ask');
      if (end) void chat.act('resolve', {});
      this.#tell('fd-write');
    };
    this.#tell(
      'fd-ask',
      () => html`<div class="bar" role="alertdialog" aria-label=${t(words, 'end')} aria-describedby="question">
        <p id="question">${t(words, 'endAsk')}</p>
        <button class="small main" type="button" @click=${answer(true)}>${t(words, 'endYes')}</button>
        <button class="small" type="button" @click=${answer(false)}>${t(words, 'endNo')}</button>
      </div>`,
    );
  };

  #tell(name: string, detail?: Page): void {
    this.#place?.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  static override styles = [
    base,
    css`
      :host {
        position: absolute;
        inset-block-start: calc(100% + 4px);
        inset-inline-end: 0;
        z-index: 2;
        display: grid;
        min-inline-size: 200px;
        padding: var(--fd-1);
        border: 1px solid var(--fd-line);
        border-radius: var(--fd-radius);
        background: var(--fd-raised);
        box-shadow: var(--fd-shadow-2);
      }
      button {
        min-block-size: 44px;
        padding: 0 var(--fd-3);
        border-radius: var(--fd-radius-s);
        font-size: 14px;
        text-align: start;
        white-space: nowrap;
      }
      button:hover {
        background: var(--fd-hover);
      }
    `,
  ];
}

customElements.define('frontdesk-menu', Menu);
