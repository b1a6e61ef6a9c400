/** The list that a slash and some letters open in the composer: what it holds, its keys, its drawing. */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Canned } from '../../services/protocol.js';
import { type Slash, slashAt } from './canned.js';
import { t } from './words.js';

export type CannedListProps = {
  find: (q: string) => Promise<readonly Canned[]>;
  choose: (canned: Canned, slash: Slash) => void;
};

export class CannedList {
  /** What fits the slash before the cursor; undefined while there is none. */
  #options: readonly Canned[] | undefined;
  #active = 0;
  #slash: Slash | undefined;
  #host: ReactiveControllerHost;
  #props: CannedListProps;

  constructor(host: ReactiveControllerHost, props: CannedListProps) {
    this.#host = host;
    this.#props = props;
  }

  get open(): boolean {
    return this.#options !== undefined;
  }

  /** Of the option that Enter would choose. */
  get activeId(): string | undefined {
    return this.#options?.length ? optionId(this.#active) : undefined;
  }

  /** Asks for what fits the slash before the cursor; an answer that comes too late is for another text. */
  async look(area: HTMLTextAreaElement): Promise<void> {
    const slash = slashAt(area.value, area.selectionEnd);
    this.#slash = slash;
    if (!slash) return this.close();
    const found = await this.#props.find(slash.q);
    if (this.#slash === slash) this.#show(found, 0);
  }

  close(): void {
    this.#slash = undefined;
    this.#show(undefined, 0);
  }

  /** True where the key was for the list. */
  key(event: KeyboardEvent): boolean {
    const options = this.#options;
    if (!options) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = options[this.#active];
    if (step && options.length) this.#show(options, (this.#active + step + options.length) % options.length);
    else if (event.key === 'Escape') {
      event.stopPropagation();
      this.close();
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) this.#choose(chosen);
    else return false;
    event.preventDefault();
    return true;
  }

  render(): TemplateResult | typeof nothing {
    const options = this.#options;
    if (!options) return nothing;
    return html`<div class="canned" id="canned" role="listbox" aria-label=${t('canned')}>
      ${options.length ? nothing : html`<p class="none">${t('noCanned')}</p>`}
      ${options.map(
        (one, i) =>
          html`<div class="option" role="option" id=${optionId(i)} aria-selected=${i === this.#active}
            @mousedown=${(event: Event) => event.preventDefault()} @click=${() => this.#choose(one)}>
            <span class="title"><b>/${one.shortcut}</b> ${one.title}</span>
            <span class="text" dir="auto">${one.text.slice(0, 160)}</span>
          </div>`,
      )}
    </div>`;
  }

  #choose(canned: Canned): void {
    const slash = this.#slash;
    this.close();
    if (slash) this.#props.choose(canned, slash);
  }

  #show(options: readonly Canned[] | undefined, active: number): void {
    this.#options = options;
    this.#active = active;
    this.#host.requestUpdate();
  }
}

const optionId = (index: number): string => `canned-${index}`;
