/**
 * <frontdesk-messages>: greeting, log, the answer being written, and a slot for cards. Scrolls with the newest line.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icons } from '../shared/icons.js';
import { base, prose } from '../shared/tokens.js';
import { emptyView, lastSeq, type View } from '../shared/transcript.js';
import { type BubbleContext, renderGroup } from './bubble.js';
import { bubbleStyles } from './bubble.styles.js';
import { renderFace } from './face.js';
import { faceStyles } from './header.styles.js';
import { type Group, groups } from './lines.js';
import type { ChatController } from './link/client.js';
import { messagesStyles } from './messages.styles.js';
import { sourceStyles } from './passage.styles.js';
import { loadRich, richText } from './rich.js';
import type { Vote } from './thumbs.js';
import { english, t, type Words } from './words.js';

/** A long history is not painted at once: opening stays quick on a slow phone. */
const FIRST = 20;
const MORE = 100;
const NEAR_PX = 80;

export class Messages extends LitElement {
  static override styles = [base, prose, faceStyles, bubbleStyles, sourceStyles, messagesStyles];
  static override properties = {
    chat: { attribute: false },
    view: { attribute: false },
    words: { attribute: false },
    locale: {},
    server: {},
    greeting: {},
    limit: { state: true },
    cited: { state: true },
    votes: { state: true },
    below: { state: true },
  };
  declare chat: ChatController;
  declare view: View;
  declare words: Words;
  declare locale: string;
  declare server: string;
  /** The inbox's first words; undefined while they are on their way. */
  declare greeting: string | undefined;
  declare limit: number;
  /** The passage that is open: `<seq>:<index>`. */
  declare cited: string | undefined;
  /** Thumbs pressed here, shown before the log has them. */
  declare votes: ReadonlyMap<number, Vote>;
  /** Something new is out of sight. */
  declare below: boolean;

  #stick = true;
  #top = 0;
  #settled = false;
  #growth = new ResizeObserver(() => this.#follow());
  #heightBefore: number | undefined;
  #focused: Element | null = null;
  /** Whether there is something to format yet. */
  #rich = false;

  constructor() {
    super();
    this.view = emptyView();
    this.words = english;
    this.locale = 'en';
    this.server = '';
    this.limit = FIRST;
    this.votes = new Map();
    this.below = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#growth.disconnect();
  }

  protected override firstUpdated(): void {
    for (const node of this.renderRoot.querySelectorAll('.scroll, .content')) this.#growth.observe(node);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#focused = this.isConnected ? (this.shadowRoot?.activeElement ?? null) : null;
    if (!this.#rich && (this.view.ghost || this.view.events.some(({ role }) => role === 'bot' || role === 'agent'))) {
      this.#rich = true;
      void loadRich().then(() => this.requestUpdate());
    }
    const before = changed.get('view');
    if (!before || before === this.view) return;
    if (before.events.length > 0 && this.view.events.length === 0) {
      // Another conversation: from its end, and its history is not read out either.
      this.#stick = true;
      this.#settled = this.below = false;
      this.limit = FIRST;
    }
    if (this.view.outbox.length > before.outbox.length) this.#stick = true;
    else if (!this.#stick && lastSeq(this.view) > lastSeq(before) && before.events.length > 0) this.below = true;
  }

  protected override updated(): void {
    const scroll = this.#scroll;
    if (this.#heightBefore !== undefined && scroll) {
      scroll.scrollTop += scroll.scrollHeight - this.#heightBefore;
      this.#heightBefore = undefined;
    }
    this.#follow();
    // A button that did its work is gone: whoever pressed it by keyboard goes on from the messages, not from the top of
    // the page.
    if (this.#focused && !this.#focused.isConnected) scroll?.focus({ preventScroll: true });
    this.#focused = null;
    // Only what arrives from now on is read out; the history is not.
    if (!this.#settled && !this.chat.loading) {
      requestAnimationFrame(() => {
        this.#settled = true;
        this.requestUpdate();
      });
    }
  }

  get #scroll(): HTMLElement | null {
    return this.renderRoot.querySelector('.scroll');
  }

  #follow(): void {
    const scroll = this.#scroll;
    if (this.#stick && scroll) scroll.scrollTop = scroll.scrollHeight;
  }

  protected override render() {
    const { words, view } = this;
    const all = groups(view);
    const shown = all.slice(-this.limit);
    const context: BubbleContext = {
      chat: this.chat,
      view,
      words,
      time: new Intl.DateTimeFormat(this.locale, { hour: 'numeric', minute: '2-digit' }),
      locale: this.locale,
      server: this.server,
      cited: this.cited,
      onCite: (key) => {
        this.cited = this.cited === key ? undefined : key;
      },
      votes: this.votes,
      onVote: (seq, vote) => void this.#vote(seq, vote),
    };
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t(words, 'log')} @scroll=${this.#onScroll}>
        <div class="content">
          ${
            shown.length < all.length
              ? html`<button class="earlier" type="button" @click=${this.#showMore}>${t(words, 'earlier')}</button>`
              : this.#renderGreeting()
          }
          ${this.chat.loading ? this.#renderSkeleton() : nothing}
          <div role="log" aria-live=${this.#settled ? 'polite' : 'off'} aria-relevant="additions" aria-label=${t(words, 'log')}>
            ${repeat(
              shown,
              (group) => group.key,
              (group) => renderGroup(context, group),
            )}
          </div>
          ${this.#renderGhost(all.at(-1))}
          <slot></slot>
        </div>
      </div>
      ${
        this.below
          ? html`<button class="below" type="button" @click=${this.#toEnd}>${icons.down}${t(words, 'newMessages')}</button>`
          : nothing
      }`;
  }

  /** Shown at once; afterwards the log tells, or, where it did not go through, nothing was said. */
  async #vote(seq: number, vote: Vote): Promise<void> {
    this.votes = new Map(this.votes).set(seq, vote);
    await this.chat.act('feedback', { seq, ...vote });
    if (this.votes.get(seq) !== vote) return;
    const votes = new Map(this.votes);
    votes.delete(seq);
    this.votes = votes;
  }

  #renderGreeting(): TemplateResult {
    const { words } = this;
    const { greeting } = this;
    return html`<div class="group bot greeting">
      ${renderFace({ role: 'bot', name: '', server: this.server })}
      <div class="lines">
        <p class="name">${t(words, 'bot')}<span class="mark">${t(words, 'botMark')}</span></p>
        <div class="bubble" part="bubble">${greeting === undefined ? html`<span class="skeleton-line"></span>` : html`<p dir="auto">${greeting}</p>`}</div>
      </div>
    </div>`;
  }

  #renderSkeleton(): TemplateResult {
    return html`<div class="skeleton" role="status">
      <span class="quiet-for-eyes">${t(this.words, 'loading')}</span>
      <span class="skeleton-line own"></span><span class="skeleton-line"></span><span class="skeleton-line own short"></span>
    </div>`;
  }

  /** Outside the log, so that a screen reader hears the answer once, when it is whole. */
  #renderGhost(last: Group | undefined): TemplateResult {
    const { words, view } = this;
    const state = view.conversation?.state;
    const agent = view.conversation?.agent?.name;
    const person = state === 'assigned' && view.typing.agent !== undefined && agent;
    const owed = state === 'bot' && view.outbox.length === 0 && last?.role === 'visitor';
    const waiting = view.ghost !== undefined || owed;
    const said = person ? t(words, 'writing', { name: person }) : waiting ? t(words, 'answering') : '';
    const face = renderFace(
      person ? { role: 'agent', name: person, server: this.server } : { role: 'bot', name: '', server: this.server },
    );
    return html`<p class="quiet-for-eyes" role="status">${said}</p>
      ${
        said
          ? html`<div class="group ${person ? 'agent' : 'bot'} ghost" aria-hidden="true">
              ${face}
              <div class="lines">
                ${view.ghost || !person ? html`<p class="name">${t(words, 'bot')}<span class="mark">${t(words, 'botMark')}</span></p>` : nothing}
                <div class="bubble" part="bubble">
                  ${view.ghost && !person ? richText(view.ghost.text) : html`<span class="dots"><i></i><i></i><i></i></span>`}
                </div>
              </div>
            </div>`
          : nothing
      }`;
  }

  #onScroll = (): void => {
    const scroll = this.#scroll;
    if (!scroll) return;
    const near = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX;
    // Told a frame late: what has grown below meanwhile, such as a card, was not the reader's doing. Only they scroll
    // up.
    this.#stick = near || (this.#stick && scroll.scrollTop >= this.#top);
    this.#top = scroll.scrollTop;
    if (this.#stick) this.below = false;
  };

  #toEnd = (): void => {
    this.#stick = true;
    this.below = false;
    this.#follow();
    this.#scroll?.focus();
  };

  #showMore = (): void => {
    this.#stick = false;
    this.#heightBefore = this.#scroll?.scrollHeight;
    this.limit += MORE;
  };
}

customElements.define('frontdesk-messages', Messages);
