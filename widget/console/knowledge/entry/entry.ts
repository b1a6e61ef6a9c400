/** One entry, to be read, written, tried and deleted; or a new one. What is typed is kept until it is saved. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { prose } from '../../../shared/tokens.js';
import { dialogStyles } from '../../dialogs/dialogs.styles.js';
import type { ConsoleClient } from '../../link/client.js';
import { base } from '../../shared/base.styles.js';
import { t } from '../../words.js';
import { Editing } from './editing.js';
import { form } from './form.js';
import { entryAddress, removal, saveBar } from './save.js';
import { past, preview } from './side.js';
import type { Typed } from './text.js';
import './try.js';
import { entryStyles } from '../../shared/editor.styles.js';
import { pageStyles } from '../../shared/page.styles.js';
import type { Where } from './where.js';
import { lately } from './words.js';

export class FdEntry extends LitElement {
  static override styles = [base, dialogStyles, prose, pageStyles, entryStyles];
  static override properties = {
    client: { attribute: false },
    key: { attribute: false },
    version: { attribute: false },
  };
  declare client: ConsoleClient;
  /** `+` is a new one. */
  declare key: string;
  /** The draft in which it is open. */
  declare version: number | undefined;
  #editing: Editing | undefined;
  /** A problem that was led to already. */
  #told: unknown;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('beforeunload', this.#leaving);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('beforeunload', this.#leaving);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#editing ??= new Editing(this.client, () => this.requestUpdate());
    if (changed.has('key') || changed.has('version')) void this.#open(this.#editing);
  }

  protected override updated(): void {
    const problem = this.#editing?.problem;
    if (problem && problem !== this.#told && !this.#dialog?.open)
      this.renderRoot.querySelector<HTMLElement>('.trouble')?.focus();
    this.#told = problem;
  }

  override render() {
    const { key, version } = this;
    const editing = this.#editing;
    return html`<div class="page">
      <header>
        <a class="back" href=${entryAddress()}>${t('entryBack')}</a>
        <h1 tabindex="-1" dir="auto">${key === '+' ? t('entryNewTitle') : (editing?.reply?.entry.title ?? key)}</h1>
        ${key === '+' ? nothing : html`<span class="none"><code>${key}</code> ${version === undefined ? nothing : t('entryInDraft', { version })}</span>`}
      </header>
      ${!editing ? nothing : editing.failure ? failed(editing) : editing.typed ? this.#editor(editing, editing.typed) : waiting()}
    </div>`;
  }

  #editor(editing: Editing, typed: Typed): TemplateResult {
    const { client, key } = this;
    const { drafts, where, busy, note, saved, problem, reply } = editing;
    const saving = { drafts, where, busy, choose: (to: Where) => editing.set({ where: to }) };
    const inboxes = client.board.agent?.inboxes ?? [];
    return html`<div class="both">
        <form @submit=${this.#submit} aria-label=${t(key === '+' ? 'entryNewTitle' : 'entryText')}>
          ${news(editing)} ${form({ typed, fresh: key === '+', inboxes, change: (change) => editing.type(change) })}
          ${problem ? trouble(editing, problem) : nothing}
          ${saveBar({ ...saving, note, write: (text) => editing.set({ note: text }), remove: key === '+' ? undefined : this.#ask, saved })}
        </form>
        <aside>
          ${preview(typed)}
          <fd-entry-try .client=${client} .version=${this.version}></fd-entry-try>
          ${reply ? past(reply) : nothing}
        </aside>
      </div>
      ${removal({ ...saving, title: reply?.entry.title ?? '', problem: problem?.text, go: () => void editing.remove(), closed: () => editing.set({ problem: undefined }) })}`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  async #open(editing: Editing): Promise<void> {
    if (!(await editing.open(this.key, this.version))) return;
    await this.updateComplete;
    this.renderRoot.querySelector('h1')?.focus();
  }

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#editing?.save();
  };

  #ask = (): void => {
    this.#editing?.set({ problem: undefined });
    this.#dialog?.showModal();
  };

  /** Only where the browser keeps nothing for us. */
  #leaving = (event: BeforeUnloadEvent): void => {
    if (this.#editing?.inDanger) event.preventDefault();
  };
}

/** Where the text comes from that is not the entry's own. */
function news(editing: Editing): TemplateResult | typeof nothing {
  const { gap, keptAt, elsewhere } = editing;
  if (keptAt === undefined && elsewhere === undefined && !gap) return nothing;
  return html`<div class="news" role="status">
    ${gap ? html`<p>${t('entryForGap', { count: gap.questions.length })} <button type="button" class="link" @click=${() => editing.leaveGap()}>${t('entryGapLeave')}</button></p>` : nothing}
    ${keptAt === undefined ? nothing : html`<p>${t('entryKept', { time: lately(keptAt, Date.now()) })} <button type="button" class="link" @click=${() => editing.discard()}>${t('entryDiscard')}</button></p>`}
    ${elsewhere === undefined ? nothing : html`<p>${t('entryElsewhere', { time: lately(elsewhere, Date.now()) })} <button type="button" class="link" @click=${() => editing.bring()}>${t('entryBring')}</button></p>`}
  </div>`;
}

function trouble(editing: Editing, { text, conflict }: NonNullable<Editing['problem']>): TemplateResult {
  const key = editing.key === '+' ? editing.typed?.key.trim() : editing.key;
  const now = entryAddress(key, typeof editing.where === 'number' ? editing.where : undefined);
  return html`<div class="trouble" role="alert" tabindex="-1"><p>${text}</p>
    ${
      conflict
        ? html`<p>${t('entryNothingLost')} <a href=${now} target="_blank" rel="noopener">${t('entryLookNow')}<span class="hidden"> (${t('entryNewTab')})</span></a></p>`
        : nothing
    }
    ${conflict === 'entry_changed' ? html`<p><button type="button" class="plain" @click=${() => editing.insist()}>${t('entryMine')}</button></p>` : nothing}
  </div>`;
}

function failed(editing: Editing): TemplateResult {
  const gone = editing.failure === 'gone';
  return html`<div class="blank" role="alert"><h2>${t(gone ? 'entryGone' : 'entryFailed')}</h2>
    <p>${t(gone ? 'entryGoneHint' : 'problemOffline')}</p>
    <button type="button" @click=${() => editing.retry()}>${t('tryAgain')}</button></div>`;
}

function waiting(): TemplateResult {
  return html`<div class="waiting" role="status" aria-label=${t('loading')}><i class="skeleton"></i><i class="skeleton"></i><i class="skeleton tall"></i></div>`;
}

customElements.define('fd-entry', FdEntry);

declare global {
  interface HTMLElementTagNameMap {
    'fd-entry': FdEntry;
  }
}
