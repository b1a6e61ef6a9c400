/**
 * "Entries": everything the bot can answer from, searchable. Draws only the rows in view and fetches only their pages.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { HttpError } from '../../../shared/http.js';
import type { ConsoleClient } from '../../link/client.js';
import { addressOf } from '../../places.js';
import { base } from '../../shared/base.styles.js';
import { pageStyles } from '../../shared/page.styles.js';
import { t } from '../../words.js';
import { listEntries } from '../acts.js';
import { figure } from '../entry/words.js';
import { entriesStyles } from './entries.styles.js';
import { everything, filters, narrowed, queryOf, type Search } from './filters.js';
import { Pager } from './pager.js';
import { rows } from './rows.js';
import { PAGE, reveal, type Span, spanOf } from './window.js';

const TYPING_MS = 200;
/** Whoever drags the bar flies past pages that nobody will read. */
const PASSING_MS = 80;
/** As in entries.styles.ts. */
const ROW = 60;
const ROW_NARROW = 96;

/** Where one was, for coming back from an entry. */
const left = new WeakMap<ConsoleClient, { search: Search; top: number }>();

export class FdEntries extends LitElement {
  static override styles = [base, pageStyles, entriesStyles];
  static override properties = { client: { attribute: false }, search: { state: true } };
  declare client: ConsoleClient;
  declare search: Search;
  #pager: Pager | undefined;
  #known = { locales: new Set<string>(), tags: new Set<string>() };
  #place = new CSSStyleSheet();
  #narrow = matchMedia('(max-width: 719px)');
  #top = 0;
  #height = 600;
  #active = -1;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #passing: ReturnType<typeof setTimeout> | undefined;
  #sized = new ResizeObserver(() => this.#measure());

  constructor() {
    super();
    this.search = everything;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const before = left.get(this.client);
    if (before) this.search = before.search;
    this.#top = before?.top ?? 0;
    this.#narrow.addEventListener('change', this.#measure);
    this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    left.set(this.client, { search: this.search, top: this.#top });
    clearTimeout(this.#typing);
    clearTimeout(this.#passing);
    this.#narrow.removeEventListener('change', this.#measure);
    this.#sized.disconnect();
  }

  protected override firstUpdated(): void {
    (this.renderRoot as ShadowRoot).adoptedStyleSheets.push(this.#place);
    if (this.#list) this.#sized.observe(this.#list);
    this.renderRoot.querySelector('h1')?.focus({ preventScroll: true });
  }

  protected override updated(): void {
    const top = this.#top;
    if (this.#list && this.#list.scrollTop !== top && this.#pager?.total) this.#list.scrollTop = top;
  }

  /** True where the key meant something here. */
  key(means: 'search' | 'down' | 'up'): boolean {
    if (means === 'search') this.renderRoot.querySelector<HTMLInputElement>('input[type=search]')?.focus();
    else void this.#move(means === 'down' ? 1 : -1);
    return true;
  }

  override render() {
    const total = this.#pager?.total;
    const inboxes = this.client.board.agent?.inboxes ?? [];
    const change = (some: Partial<Search>, typed: boolean) => this.#change(some, typed);
    return html`<div class="page">
      <header>
        <h1 tabindex="-1">${t('page_entries')}</h1>
        <span class="none" role="status">${total === undefined ? nothing : t(total === 1 ? 'entriesOne' : 'entriesTotal', { count: figure(total) })}</span>
        <span class="go">
          <a href=${to('+import')}>${t('entriesImport')}</a><a class="primary" href=${to('+')}>${t('entriesNew')}</a>
        </span>
      </header>
      ${filters({ search: this.search, inboxes, locales: [...this.#known.locales], tags: [...this.#known.tags], change })}
      <div class="list" tabindex="-1" aria-busy=${total === undefined && !this.#pager?.failure} @scroll=${this.#scrolled}>${this.#body()}</div>
    </div>`;
  }

  #body(): TemplateResult | typeof nothing {
    const pager = this.#pager;
    if (!pager) return nothing;
    if (pager.failure && pager.total === undefined) return this.#failed(pager.failure);
    if (pager.total === 0) return this.#none();
    const span = this.#span();
    this.#place.replaceSync(
      `.all{block-size:${(pager.total ?? span.to) * this.#row}px}.all ul{transform:translateY(${span.from * this.#row}px)}`,
    );
    return html`${pager.failure ? html`<p class="lost" role="alert">${t('entriesLost')} <button type="button" class="link" @click=${() => pager.retry(span)}>${t('tryAgain')}</button></p>` : nothing}
      ${rows(pager, span, this.#active, Date.now(), (index) => (this.#active = index))}`;
  }

  #none(): TemplateResult {
    if (narrowed(this.search))
      return html`<div class="blank"><h2>${t('entriesNoMatch')}</h2><p>${t('entriesNoMatchHint')}</p>
        <button type="button" @click=${() => this.#change(everything, false)}>${t('entriesAll')}</button></div>`;
    return html`<div class="blank"><h2>${t('entriesNone')}</h2><p>${t('entriesNoneHint')}</p>
      <a class="primary" href=${to('+')}>${t('entriesNew')}</a></div>`;
  }

  #failed(error: unknown): TemplateResult {
    const status = error instanceof HttpError ? error.status : 0;
    if (status === 403)
      return html`<div class="blank"><h2>${t('knowledgeForbidden')}</h2><p>${t('forbiddenHint')}</p></div>`;
    const why = error instanceof HttpError && status >= 400 && status < 500 ? error.message : t('problemOffline');
    return html`<div class="blank" role="alert"><h2>${t('entriesFailed')}</h2><p>${why}</p>
      <button type="button" @click=${() => this.#pager?.retry(this.#span())}>${t('tryAgain')}</button></div>`;
  }

  get #list(): HTMLElement | null {
    return this.renderRoot.querySelector('.list');
  }

  get #row(): number {
    return this.#narrow.matches ? ROW_NARROW : ROW;
  }

  #span(): Span {
    const total = this.#pager?.total ?? Math.ceil(this.#height / this.#row);
    return spanOf({ top: this.#top, height: this.#height, row: this.#row, total });
  }

  /** A new search is a new list, from its top. */
  #change(change: Partial<Search>, typed: boolean): void {
    this.search = { ...this.search, ...change };
    clearTimeout(this.#typing);
    this.#typing = setTimeout(
      () => {
        this.#top = 0;
        this.#active = -1;
        this.#begin();
      },
      typed ? TYPING_MS : 0,
    );
  }

  #begin(): void {
    const query = queryOf(this.search);
    const pager = new Pager(
      (offset) => listEntries(this.client, query, offset, PAGE).then((reply) => this.#learn(reply)),
      () => {
        if (pager === this.#pager) this.requestUpdate();
      },
    );
    this.#pager = pager;
    pager.need(this.#span());
    this.requestUpdate();
  }

  /** What the fields for languages and tags can offer. */
  #learn<T extends Awaited<ReturnType<typeof listEntries>>>(reply: T): T {
    for (const { locale, tags } of reply.entries) {
      this.#known.locales.add(locale);
      for (const tag of tags) this.#known.tags.add(tag);
    }
    return reply;
  }

  #scrolled = (): void => {
    this.#top = this.#list?.scrollTop ?? 0;
    clearTimeout(this.#passing);
    this.#passing = setTimeout(() => this.#pager?.need(this.#span()), PASSING_MS);
    this.requestUpdate();
  };

  #measure = (): void => {
    this.#height = this.#list?.clientHeight || this.#height;
    this.#pager?.need(this.#span());
    this.requestUpdate();
  };

  async #move(step: 1 | -1): Promise<void> {
    const total = this.#pager?.total ?? 0;
    if (!total) return;
    const row = this.#row;
    // Whoever has scrolled away goes on from what is seen.
    const { from, to: end } = this.#span();
    const here =
      this.#active >= from && this.#active < end ? this.#active : Math.ceil(this.#top / row) - (step === 1 ? 1 : 0);
    this.#active = Math.min(total - 1, Math.max(0, here + step));
    this.#top = reveal(this.#active, { top: this.#top, height: this.#height, row });
    this.#pager?.need(this.#span());
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`a[data-row="${this.#active}"]`)?.focus({ preventScroll: true });
  }
}

const to = (id: string): string => addressOf({ section: 'knowledge', page: 'entries', id });

customElements.define('fd-entries', FdEntries);

declare global {
  interface HTMLElementTagNameMap {
    'fd-entries': FdEntries;
  }
}
