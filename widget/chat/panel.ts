/** <frontdesk-panel>: the opened chat. Holds the controller; its parts are pictures of the controller's state. */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { isComposed } from '../shared/composing.js';
import { icons } from '../shared/icons.js';
import { base, tokens } from '../shared/tokens.js';
import { unread } from '../shared/transcript.js';
import { greet } from './greet.js';
import { ChatController } from './link/client.js';
import './composer.js';
import type { Composer } from './composer.js';
import { renderHeader } from './header.js';
import { headerStyles } from './header.styles.js';
import type { Facts } from './link/session.js';
import type { Page } from './menu.js';
import './messages.js';
import { panelStyles } from './panel.styles.js';
import { chooseLocale, directionOf, english, type Key, type Locale, loadWords, t, type Words } from './words.js';

const attention = () => import('./attention.js');
/** Cards are loaded when a conversation first needs them; an element that is on screen already becomes one then. */
const cards = { queued: () => import('./queue-card.js'), resolved: () => import('./rating-card.js') };

export class FrontdeskPanel extends LitElement {
  static override styles = [tokens, base, panelStyles, headerStyles];
  static override properties = {
    server: {},
    inbox: {},
    locale: {},
    open: { type: Boolean, reflect: true },
    words: { state: true },
    menu: { state: true },
    asking: { state: true },
    page: { state: true },
  };
  declare server: string;
  declare inbox: string;
  /** Wanted languages, best first, separated by commas. */
  declare locale: string;
  declare open: boolean;
  declare words: Words;
  declare menu: boolean;
  /** A question above the composer, and what lies over the messages: the menu says what. */
  declare asking: Page | undefined;
  declare page: Page | undefined;

  /** The public name of the controller, for host.ts. */
  chat: ChatController | undefined;
  /** Signed by the site for whoever is signed in there now. */
  identity: string | undefined;
  /** What an agent should know; the page is where the visitor is when it is asked for. By their clock they are told when. */
  context: Facts = {
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    get page() {
      return `${location.origin}${location.pathname}`.slice(0, 500);
    },
  };
  #language: Locale = 'en';
  #size = new CSSStyleSheet();
  #unread = 0;
  #waiting = 0;
  #shown = false;

  constructor() {
    super();
    this.open = false;
    this.words = english;
    this.menu = false;
    this.addEventListener('keydown', this.#onKey);
  }

  /** The launcher's button says what it does now, and how much is unread. */
  label(unread: number): string {
    if (this.open) return t(this.words, 'close');
    return unread ? `${t(this.words, 'open')}, ${t(this.words, 'unread', { n: unread })}` : t(this.words, 'open');
  }

  override connectedCallback(): void {
    if (!this.chat) {
      this.#language = chooseLocale(this.locale);
      this.chat = new ChatController(this, {
        server: this.server,
        inbox: this.inbox,
        locale: this.#language,
        form: () => import('./pre-chat.js'),
        context: this.context,
        identity: () => this.identity,
      });
      void loadWords(this.#language).then((words) => {
        this.words = words;
        this.#tell('fd-words');
      });
    }
    super.connectedCallback();
    globalThis.visualViewport?.addEventListener('resize', this.#onResize);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    globalThis.visualViewport?.removeEventListener('resize', this.#onResize);
  }

  protected override firstUpdated(): void {
    this.shadowRoot?.adoptedStyleSheets.push(this.#size);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const chat = this.chat;
    if (!chat) return;
    if (changed.has('open') && this.open) {
      void chat.loadConfig().then(() => {
        this.#tell('fd-accent', chat.config?.accent);
        this.#onResize();
      });
      this.#onResize();
      if (!this.hasAttribute('quiet')) this.#composer?.focus();
    }
    if (this.open && document.visibilityState === 'visible') chat.markRead();
    const count = this.open ? 0 : unread(chat.view);
    if (count !== this.#unread) this.#tell('fd-unread', count);
    this.#unread = count;
    this.#tell('fd-update');
    this.#call(unread(chat.view), chat.store.read().sound);
  }

  /** Whatever of it is on no screen now: the tab may be another one, although the panel is open. */
  #call(waiting: number, sound = false): void {
    if (waiting === this.#waiting) return;
    const more = waiting > this.#waiting;
    this.#waiting = waiting;
    void attention().then(({ markTitle, ring }) => {
      markTitle(this, waiting);
      if (more && sound) void ring();
    });
  }

  protected override render() {
    const chat = this.chat;
    this.#shown ||= this.open;
    // Until somebody looks, the controller listens and nothing is drawn.
    if (!chat || !this.#shown) return nothing;
    const { words, view } = { words: this.words, view: chat.view };
    const state = view.conversation?.state;
    const name = chat.config?.name ?? t(words, 'team');
    const card = view.conversation?.wantsPerson ? 'queued' : state;
    if (card === 'queued' || card === 'resolved') void cards[card]().catch(() => {});
    const kept = chat.store.read();
    const greeting = kept.said ?? chat.config?.greeting ?? (chat.problem ? t(words, 'greeting') : undefined);
    return html`<section
      part="panel"
      role="dialog"
      aria-label=${t(words, 'panel', { name })}
      lang=${this.#language}
      dir=${directionOf(this.#language)}
      ?inert=${!this.open}
      @fd-page=${this.#onPage}
      @fd-write=${() => this.#onPage({}, true)}
      @fd-ask=${({ detail }: CustomEvent<Page>) => {
        this.asking = detail;
      }}
    >
      ${renderHeader({
        chat,
        locale: this.#language,
        words,
        name,
        view,
        server: this.server,
        status: chat.status,
        back: chat.back,
        menu: this.menu,
        onMenu: (open) => {
          void import('./menu.js').catch(() => {});
          this.menu = open;
        },
        onClose: () => this.#tell('fd-close'),
      })}
      ${this.page?.()}
      <frontdesk-messages part="messages" exportparts="bubble" ?hidden=${this.page} .chat=${chat} .view=${view} .words=${words} .locale=${this.#language} .server=${this.server} .greeting=${greeting && greet(greeting, kept.form?.answers.name)}>
        ${chat.answer ? html`<frontdesk-pre-chat .chat=${chat} .words=${words}></frontdesk-pre-chat>` : nothing}
        ${
          card === 'queued'
            ? html`<frontdesk-queue-card .chat=${chat} .view=${view} .words=${words} .locale=${this.#language}></frontdesk-queue-card>`
            : nothing
        }
        ${
          state === 'resolved'
            ? html`<frontdesk-rating-card .chat=${chat} .view=${view} .words=${words}></frontdesk-rating-card>`
            : nothing
        }
      </frontdesk-messages>
      ${this.asking?.()} ${chat.problem && !this.asking ? this.#renderProblem(chat) : nothing}
      <frontdesk-composer
        part="composer"
        ?hidden=${this.page}
        .words=${words}
        .human=${card === undefined || card === 'bot' || card === 'resolved'}
        .resolved=${state === 'resolved'}
        .chat=${chat}
        .limits=${chat.config?.files}
        @fd-typing=${() => chat.typing()}
        @fd-human=${() => chat.askHuman()}
      ></frontdesk-composer>
    </section>`;
  }

  #renderProblem(chat: ChatController) {
    const keys: Record<string, Key> = {
      offline: 'problemOffline',
      too_many: 'problemMany',
      identity_required: 'signInFirst',
      identity_invalid: 'signInAgain',
      identity_expired: 'signInAgain',
    };
    return html`<div class="bar problem" role="alert">
      ${icons.warning}
      <p>${t(this.words, keys[chat.problem ?? ''] ?? 'problem')}</p>
      <button class="small" type="button" @click=${() => chat.clearProblem()}>${t(this.words, 'dismiss')}</button>
    </div>`;
  }

  override focus(): void {
    this.#composer?.focus();
  }

  get #composer(): Composer | null {
    return this.renderRoot.querySelector<Composer>('frontdesk-composer');
  }

  #tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #onPage = async ({ detail }: { detail?: Page }, write?: boolean): Promise<void> => {
    this.page = detail;
    await this.updateComplete;
    if (!detail) this.renderRoot.querySelector<HTMLElement>(write ? 'frontdesk-composer' : '[aria-controls]')?.focus();
  };

  #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || isComposed(event)) return;
    event.stopPropagation();
    if (this.menu) this.menu = false;
    else if (this.asking) this.asking = undefined;
    else if (this.page) this.#onPage({});
    else this.#tell('fd-close');
  };

  /**
   * On a phone the keyboard covers the page: the panel takes what is left. A style sheet, because inline styles are
   * forbidden.
   */
  #onResize = (): void => {
    const seen = globalThis.visualViewport;
    const full = innerWidth < 480 && seen && seen.scale === 1;
    const radius = this.chat?.config?.theme?.radius;
    this.#size.replaceSync(
      (radius === undefined ? '' : `:host{--fd-radius:${radius}px;--fd-radius-l:${radius}px}`) +
        (full ? `section{block-size:${seen.height}px!important;inset-block-start:${seen.offsetTop}px!important}` : ''),
    );
  };
}

customElements.define('frontdesk-panel', FrontdeskPanel);

declare global {
  interface HTMLElementTagNameMap {
    'frontdesk-panel': FrontdeskPanel;
  }
  interface HTMLElementEventMap {
    'fd-accent': CustomEvent<string | undefined>;
    'fd-unread': CustomEvent<number>;
  }
}
