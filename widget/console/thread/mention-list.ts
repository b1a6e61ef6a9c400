/** The list that an @ and some letters open in a note: colleagues, and whom the finished note names. */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Colleague } from '../link/acts.js';
import { t } from '../words.js';

export type At = {
  /** Where the @ stands. */
  from: number;
  /** What was typed after it. */
  q: string;
};

/** The @ that is being typed just before the cursor. Not the one of an address: it begins a word. */
export function atAt(text: string, caret: number): At | undefined {
  const found = /(?:^|[\s(])@([\p{L}\p{N}_.' -]{0,40})$/u.exec(text.slice(0, caret));
  const q = found?.[1];
  return q === undefined ? undefined : { from: caret - q.length - 1, q };
}

/** Colleagues whose name, or a later part of it, begins like that. */
export const named = (team: readonly Colleague[], q: string): Colleague[] =>
  team.filter(({ name }) => ` ${name.toLowerCase()}`.includes(` ${q.toLowerCase()}`)).slice(0, 6);

/** Whom a text names: the longest name counts, so that "@Ann" is not found in "@Annika". */
export function mentionsIn(text: string, team: readonly Colleague[]): string[] {
  const ids = new Set<string>();
  const longest = [...team].sort((a, b) => b.name.length - a.name.length);
  for (const [index] of [...text.matchAll(/(?<![\p{L}\p{N}])@/gu)].map((match) => [match.index] as const)) {
    const rest = text.slice(index + 1);
    const found = longest.find(
      ({ name }) =>
        rest.toLowerCase().startsWith(name.toLowerCase()) && !/^[\p{L}\p{N}]/u.test(rest.slice(name.length)),
    );
    if (found) ids.add(found.id);
  }
  return [...ids];
}

export class MentionList {
  /** Known from the moment that somebody begins a note, so that one can be named without a connection. */
  team: readonly Colleague[] = [];
  #asked: Promise<void> | undefined;
  #options: readonly Colleague[] | undefined;
  #active = 0;
  #at: At | undefined;
  #host: ReactiveControllerHost;
  #props: { colleagues: () => Promise<Colleague[]>; choose: (colleague: Colleague, at: At) => void };

  constructor(
    host: ReactiveControllerHost,
    props: { colleagues: () => Promise<Colleague[]>; choose: (colleague: Colleague, at: At) => void },
  ) {
    this.#host = host;
    this.#props = props;
  }

  get open(): boolean {
    return this.#options !== undefined;
  }

  get activeId(): string | undefined {
    return this.#options ? optionId(this.#active) : undefined;
  }

  /** Once; again only where it failed. */
  load(): Promise<void> {
    this.#asked ??= this.#props.colleagues().then(
      (team) => {
        this.team = team;
      },
      () => {
        this.#asked = undefined;
      },
    );
    return this.#asked;
  }

  async look(area: HTMLTextAreaElement): Promise<void> {
    const at = atAt(area.value, area.selectionEnd);
    this.#at = at;
    if (!at) return this.close();
    await this.load();
    if (this.#at !== at) return;
    const found = named(this.team, at.q);
    this.#show(found.length ? found : undefined, 0);
  }

  close(): void {
    this.#at = undefined;
    this.#show(undefined, 0);
  }

  /** True where the key was for the list. */
  key(event: KeyboardEvent): boolean {
    const options = this.#options;
    if (!options) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = options[this.#active];
    if (step) this.#show(options, (this.#active + step + options.length) % options.length);
    else if (event.key === 'Escape') {
      event.stopPropagation();
      this.close();
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) this.#choose(chosen);
    else return false;
    event.preventDefault();
    return true;
  }

  render(): TemplateResult | typeof nothing {
    if (!this.#options) return nothing;
    return html`<div class="canned" id="mentions" role="listbox" aria-label=${t('mentionWhom')}>
      ${this.#options.map(
        (one, i) => html`<div class="option" role="option" id=${optionId(i)} aria-selected=${i === this.#active}
          @mousedown=${(event: Event) => event.preventDefault()} @click=${() => this.#choose(one)}>
          <span class="title"><b>@${one.name}</b> ${t(one.available ? 'available' : 'away')}</span>
        </div>`,
      )}
    </div>`;
  }

  #choose(colleague: Colleague): void {
    const at = this.#at;
    this.close();
    if (at) this.#props.choose(colleague, at);
  }

  #show(options: readonly Colleague[] | undefined, active: number): void {
    this.#options = options;
    this.#active = active;
    this.#host.requestUpdate();
  }
}

const optionId = (index: number): string => `mention-${index}`;
