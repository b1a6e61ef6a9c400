/** The list that a slash and some letters open in the composer: what it holds, its keys, its drawing. */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Canned, CannedReply } from '../../../services/wire/agent.js';
import { percent } from '../shared/format.js';
import { t } from '../words.js';
import { type Slash, slashAt } from './canned.js';

export type CannedListProps = {
  find: (q: string) => Promise<CannedReply>;
  choose: (canned: Canned, slash: Slash) => void;
  /** Has a reply written in the place of the slash. */
  draft: (slash: Slash) => void;
};

type Option = Canned | 'draft';

export class CannedList {
  /** What fits the slash before the cursor; undefined while there is none. */
  #options: readonly Option[] | undefined;
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
    const { canned, drafts } = await this.#props.find(slash.q);
    if (this.#slash !== slash) return;
    // Only where something fits is there anything to write it from. What was written by people goes first.
    const fits = canned.filter(({ fit }) => fit !== undefined);
    const others = canned.filter(({ fit }) => fit === undefined);
    this.#show([...fits, ...(drafts && fits.length ? ['draft' as const] : []), ...others], 0);
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
            ${one === 'draft' ? draftOption() : cannedOption(one)}
          </div>`,
      )}
    </div>`;
  }

  #choose(option: Option): void {
    const slash = this.#slash;
    this.close();
    if (!slash) return;
    if (option === 'draft') this.#props.draft(slash);
    else this.#props.choose(option, slash);
  }

  #show(options: readonly Option[] | undefined, active: number): void {
    this.#options = options;
    this.#active = active;
    this.#host.requestUpdate();
  }
}

const cannedOption = ({ shortcut, title, text, fit }: Canned) => html`<span class="title"><b>/${shortcut}</b> ${title}
    ${fit === undefined ? nothing : html`<small>${t('cannedFits', { percent: percent(fit) })}</small>`}</span>
  <span class="text" dir="auto">${text.slice(0, 160)}</span>`;

const draftOption = () =>
  html`<span class="title">${t('cannedDraft')}</span><span class="text">${t('cannedDraftHint')}</span>`;

const optionId = (index: number): string => `canned-${index}`;
