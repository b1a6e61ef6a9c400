/** Search: one field above the lists; what it finds stands in their place until it is cleared. */

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { piecesOf, termsOf } from '../../../services/conversation/search-terms.js';
import type { SearchQuery, SearchReply } from '../../../services/wire/console.js';
import type { Reason } from '../../../services/wire/conversation.js';
import { isComposed } from '../../shared/composing.js';
import { plain } from '../../shared/plain.js';
import { colleagues, inboxes, open } from '../link/acts.js';
import type { ConsoleClient } from '../link/client.js';
import { find, tagsInUse } from '../link/marks.js';
import { base } from '../shared/base.styles.js';
import { blur, focusedId, textIn } from '../shared/fields.js';
import { icon } from '../shared/icons.js';
import { type Key, region, t } from '../words.js';
import { finderStyles } from './finder.styles.js';
import { nameOf } from './rows.js';

const day = new Intl.DateTimeFormat(region, { day: 'numeric', month: 'short' });
const SOON_MS = 180;

type Filter = Exclude<keyof SearchQuery, 'q'>;
type Choice = { value: string; words: string };
/** Every reason once: the compiler asks for those that are missing. */
const reasons = Object.keys({
  asked_for_human: 1,
  low_confidence: 1,
  nothing_found: 1,
  negative_feedback: 1,
  repeated_question: 1,
  none_of_these: 1,
  sensitive_topic: 1,
  model_declined: 1,
  model_failed: 1,
} satisfies Record<Reason, 1>) as Reason[];
const filters: readonly Filter[] = ['list', 'inbox', 'tag', 'agent', 'reason'];

export class FdFinder extends LitElement {
  static override styles = [base, finderStyles];
  static override properties = {
    client: { attribute: false },
    openId: { attribute: false },
    query: { state: true },
    reply: { state: true },
    folded: { state: true },
    tags: { state: true },
    team: { state: true },
  };
  declare client: ConsoleClient;
  declare openId: string | undefined;
  declare query: SearchQuery;
  /** Undefined while nothing is asked or the first answer is on its way. */
  declare reply: SearchReply | 'failed' | undefined;
  declare folded: boolean;
  declare tags: readonly string[];
  declare team: readonly { id: string; name: string }[];
  #soon: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | undefined;

  constructor() {
    super();
    this.query = {};
    this.folded = true;
    this.tags = [];
    this.team = [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#soon);
    this.#abort?.abort();
  }

  /** Something is searched for: the lists make room. */
  get active(): boolean {
    return Object.values(this.query).some(Boolean);
  }

  override render() {
    const set = filters.filter((name) => this.query[name]);
    return html`<search>
        <div class="field">
          ${icon('find')}
          <input type="search" aria-label=${t('find')} placeholder=${t('findHint')} autocomplete="off" aria-keyshortcuts="f" aria-describedby="found"
            .value=${this.query.q ?? ''} @input=${this.#typed} @keydown=${this.#key} />
          ${this.active ? html`<button type="button" class="icon-only" aria-label=${t('findClear')} title=${t('findClear')} @click=${() => this.clear()}>${icon('close')}</button>` : nothing}
          <button type="button" class="icon-only" aria-label=${t('filters')} title=${t('filters')} aria-expanded=${!this.folded} @click=${this.#fold}>${icon('filter')}</button>
        </div>
        ${this.folded ? nothing : html`<div class="filters">${filters.map((name) => this.#filter(name))}</div>`}
        ${
          set.length && this.folded
            ? html`<ul class="set">${set.map(
                (name) =>
                  html`<li><span>${this.#choices(name).find(({ value }) => value === this.query[name])?.words ?? this.query[name]}</span><button type="button" aria-label=${t('filterRemove', { name: t(`filter_${name}`) })} @click=${() => this.#set({ [name]: undefined })}>${icon('close')}</button></li>`,
              )}</ul>`
            : nothing
        }
      </search>
      <p id="found" class="hidden" role="status">${this.active ? this.#count() : ''}</p>
      ${this.active ? this.#found() : nothing}`;
  }

  override focus(): void {
    const field = this.renderRoot.querySelector('input');
    field?.focus();
    field?.select();
  }

  /** j and k among what was found. */
  step(by: 1 | -1): void {
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('button.row')];
    const focus = this.shadowRoot?.activeElement;
    const focused = focus instanceof HTMLElement ? rows.indexOf(focus) : -1;
    const at = focused < 0 ? rows.findIndex(({ dataset }) => dataset.id === this.openId) : focused;
    rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))]?.focus();
  }

  get focusedId(): string | undefined {
    return focusedId(this.shadowRoot);
  }

  clear(): void {
    this.leave();
    this.focus();
  }

  /** Back to the lists. */
  leave(): void {
    this.#set({ q: undefined, list: undefined, inbox: undefined, tag: undefined, agent: undefined, reason: undefined });
    this.folded = true;
  }

  #filter(name: Filter): TemplateResult {
    const choices = this.#choices(name);
    const chosen = this.query[name] ?? '';
    return html`<label><span>${t(`filter_${name}`)}</span>
      <select @change=${(event: Event) => this.#set({ [name]: textIn(event) || undefined })}>
        <option value="" ?selected=${!chosen}>${t('filterAny')}</option>
        ${choices.map(({ value, words }) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`)}
      </select>
    </label>`;
  }

  #choices(name: Filter): Choice[] {
    const asWords = (values: readonly string[]) => values.map((value) => ({ value, words: value }));
    if (name === 'list')
      return (['queue', 'mine', 'resolved'] as const).map((value) => ({
        value,
        words: t(value === 'resolved' ? 'stateResolved' : value),
      }));
    if (name === 'inbox') return asWords(inboxes(this.client));
    if (name === 'tag') return asWords(this.tags);
    if (name === 'reason') return reasons.map((value) => ({ value, words: t(`reason_${value}`) }));
    const { agent } = this.client.board;
    return [...(agent ? [agent] : []), ...this.team].map(({ id, name: words }) => ({ value: id, words }));
  }

  #count(): string {
    if (this.reply === 'failed') return t('findFailed');
    if (!this.reply) return t('finding');
    const { length } = this.reply.found;
    return length === 1 ? t('foundOne') : t('foundMany', { count: length });
  }

  #found(): TemplateResult {
    const { reply } = this;
    if (!reply)
      return html`<div class="wait-rows" aria-hidden="true"><i class="skeleton"></i><i class="skeleton"></i></div>`;
    if (reply === 'failed')
      return html`<p class="none">${t('findFailed')} <button type="button" class="link" @click=${() => this.#ask(0)}>${t('tryNow')}</button></p>`;
    if (!reply.found.length) return html`<p class="none">${t('findNone')}</p>`;
    const terms = termsOf(this.query.q ?? '');
    const marked = (text: string) =>
      piecesOf(text, terms).map(({ text, hit }) => (hit ? html`<mark>${text}</mark>` : text));
    return html`<p class="none count">${this.#count()}</p>
      <ul class="rows">${repeat(
        reply.found,
        ({ conversation }) => conversation.id,
        ({ conversation, line }) => html`<li>
          <button type="button" class="row" data-id=${conversation.id} aria-current=${conversation.id === this.openId ? 'true' : nothing} @click=${() => open(this.client, conversation.id)}>
            <span class="top"><span class="name">${marked(nameOf(conversation))}</span><span class="when">${day.format(Date.parse(conversation.updatedAt))}</span></span>
            <span class="line">${
              line
                ? html`<b>${t(by[line.type === 'note' ? 'note' : (line.role ?? 'visitor')] ?? 'visitor')}</b> ${marked(plain(line.text ?? ''))}`
                : plain(conversation.lastText ?? t('nothingSaid'))
            }</span>
            <span class="why">${t(states[conversation.state])}${conversation.visitor.name && conversation.visitor.email ? html` · ${marked(conversation.visitor.email)}` : nothing}${(conversation.tags ?? []).map((tag) => html` · ${marked(tag)}`)}</span>
          </button>
        </li>`,
      )}</ul>
      ${reply.more ? html`<p class="none">${t('findMore')}</p>` : nothing}`;
  }

  #fold = (): void => {
    this.folded = !this.folded;
    if (this.folded) return;
    void tagsInUse(this.client).then((tags) => {
      this.tags = tags;
    });
    void colleagues(this.client).then(
      (team) => {
        this.team = team;
      },
      () => undefined,
    );
  };

  #typed = (event: Event): void => {
    this.#set({ q: textIn(event) || undefined }, SOON_MS);
  };

  #key = (event: KeyboardEvent): void => {
    if (isComposed(event)) return;
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.step(1);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (this.active) this.clear();
      else blur(event);
    }
  };

  #set(change: SearchQuery, wait = 0): void {
    const was = this.active;
    this.query = Object.fromEntries(Object.entries({ ...this.query, ...change }).filter(([, value]) => value));
    if (was !== this.active) this.dispatchEvent(new CustomEvent('active'));
    this.#ask(wait);
  }

  /**
   * The answer to an older question is thrown away, and what was found stays on screen until the new answer is here.
   */
  #ask(wait: number): void {
    clearTimeout(this.#soon);
    this.#abort?.abort();
    if (!this.active) {
      this.reply = undefined;
      return;
    }
    const abort = new AbortController();
    this.#abort = abort;
    this.#soon = setTimeout(() => {
      find(this.client, this.query, abort.signal).then(
        (reply) => {
          if (!abort.signal.aborted) this.reply = reply;
        },
        () => {
          if (!abort.signal.aborted) this.reply = 'failed';
        },
      );
    }, wait);
  }
}

const by: Partial<Record<string, Key>> = { visitor: 'visitor', bot: 'bot', agent: 'byTeam', note: 'note' };
const states = { bot: 'stateBot', queued: 'stateQueued', assigned: 'stateHeld', resolved: 'stateResolved' } as const;

customElements.define('fd-finder', FdFinder);

declare global {
  interface HTMLElementTagNameMap {
    'fd-finder': FdFinder;
  }
}
