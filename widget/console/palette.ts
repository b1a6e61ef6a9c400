/** Ctrl K: every command and every conversation by a few letters. */

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { isComposed } from '../shared/composing.js';
import { nameOf } from './conversations/rows.js';
import type { Shortcuts } from './dialogs/dialogs.js';
import { type Meaning, meaningOf } from './keys.js';
import { open } from './link/acts.js';
import type { ConsoleClient } from './link/client.js';
import { find } from './link/marks.js';
import { paletteStyles } from './palette.styles.js';
import { base } from './shared/base.styles.js';
import { textIn } from './shared/fields.js';
import { t } from './words.js';

type Option = { id: string; words: string; more?: string; key?: string; run: () => void };

const SOON_MS = 150;

export class FdPalette extends LitElement {
  static override styles = [base, paletteStyles];
  static override properties = {
    client: { attribute: false },
    q: { state: true },
    active: { state: true },
    found: { state: true },
    shortcuts: { state: true },
  };
  declare client: ConsoleClient;
  declare q: string;
  declare active: number;
  declare found: readonly Option[];
  declare shortcuts: Shortcuts;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.q = '';
    this.active = 0;
    this.found = [];
    this.shortcuts = [];
  }

  get opened(): boolean {
    return this.renderRoot.querySelector('dialog')?.open ?? false;
  }

  open(shortcuts: Shortcuts): void {
    this.shortcuts = shortcuts;
    this.q = '';
    this.active = 0;
    this.found = [];
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector('dialog')?.showModal();
      this.renderRoot.querySelector('input')?.focus();
    });
  }

  override render() {
    const options = this.#options();
    const chosen = options[this.active];
    return html`<dialog aria-label=${t('palette')} @click=${this.#outside}>
      <input role="combobox" aria-expanded="true" aria-controls="options" aria-autocomplete="list" aria-label=${t('palette')} placeholder=${t('paletteHint')}
        aria-activedescendant=${chosen ? `option-${this.active}` : nothing} autocomplete="off" .value=${this.q} @input=${this.#typed} @keydown=${this.#key} />
      <div id="options" role="listbox" aria-label=${t('palette')}>
        ${options.map((option, i) => this.#option(option, i))}
      </div>
      ${options.length ? nothing : html`<p class="none" role="status">${t('paletteNone')}</p>`}
    </dialog>`;
  }

  #option({ words, more, key, run }: Option, i: number): TemplateResult {
    return html`<div role="option" id="option-${i}" aria-selected=${i === this.active} @mousedown=${(event: Event) => event.preventDefault()} @click=${() => this.#run(run)}>
      <span class="words">${words}</span>${more ? html`<small>${more}</small>` : nothing}${key ? html`<kbd>${key}</kbd>` : nothing}
    </div>`;
  }

  /** Commands first, then conversations on screen and, after a moment, those of the whole search. */
  #options(): Option[] {
    const q = this.q.trim().toLowerCase();
    const fits = (words: string) => q.split(/\s+/).every((part) => words.toLowerCase().includes(part));
    const commands = this.shortcuts.flatMap(([key, words]): Option[] => {
      const means = meaningOf(key);
      return means ? [{ id: key, words: t(words), key, run: () => this.#command(means) }] : [];
    });
    const rows = [...this.client.board.rows.values()].map((row) => this.#to(row));
    const near = q ? rows.filter(({ words, more }) => fits(`${words} ${more ?? ''}`)).slice(0, 8) : [];
    const far = this.found.filter(({ id }) => !near.some((one) => one.id === id));
    return [...commands.filter(({ words }) => fits(words)), ...near, ...far];
  }

  #to(row: Parameters<typeof nameOf>[0]): Option {
    return {
      id: row.id,
      words: nameOf(row),
      ...(row.lastText && { more: row.lastText }),
      run: () => open(this.client, row.id),
    };
  }

  #command(means: Meaning): void {
    this.dispatchEvent(new CustomEvent('command', { detail: means }));
  }

  #run(run: () => void): void {
    this.renderRoot.querySelector('dialog')?.close();
    run();
  }

  #typed = (event: Event): void => {
    this.q = textIn(event);
    this.active = 0;
    clearTimeout(this.#soon);
    const { q } = this;
    const attends = this.client.board.agent?.role !== 'content';
    if (q.trim().length < 2 || !attends) {
      this.found = [];
      return;
    }
    this.#soon = setTimeout(() => {
      find(this.client, { q }).then(
        ({ found }) => {
          if (q === this.q) this.found = found.slice(0, 8).map(({ conversation }) => this.#to(conversation));
        },
        () => undefined,
      );
    }, SOON_MS);
  };

  #key = (event: KeyboardEvent): void => {
    if (isComposed(event)) return;
    const options = this.#options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      this.active = (this.active + step + options.length) % options.length;
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }),
      );
    } else if (event.key === 'Enter') {
      const chosen = options[this.active];
      if (chosen) this.#run(chosen.run);
    } else return;
    event.preventDefault();
  };

  #outside = (event: Event): void => {
    if (event.target === event.currentTarget && event.target instanceof HTMLDialogElement) event.target.close();
  };
}

customElements.define('fd-palette', FdPalette);

declare global {
  interface HTMLElementTagNameMap {
    'fd-palette': FdPalette;
  }
}
