/** What visitors ask and get no good answer to: the dearest first, and what became of those that were closed. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { StaffRole } from '../../../../services/wire/conversation.js';
import type { GapsReply } from '../../../../services/wire/knowledge.js';
import type { ConsoleClient } from '../../link/client.js';
import { base } from '../../shared/base.styles.js';
import { t } from '../../words.js';
import { readGaps, readVersions } from '../acts.js';
import { closedGaps } from './closed.js';
import './gap.js';
import { fieldOf } from '../../shared/fields.js';
import { pageStyles } from '../../shared/page.styles.js';
import { counted, problemLines, toHeading } from '../../shared/parts.js';
import { versionStyles } from '../versions/version.styles.js';
import { type Version, versionAddress, waiting } from '../versions/versions.js';
import type { GapClosed } from './gap.js';
import { gapStyles } from './gaps.styles.js';

const periods = [7, 30, 90];
const SHOWN = 20;

export class FdGaps extends LitElement {
  static override styles = [base, pageStyles, versionStyles, gapStyles];
  static override properties = {
    client: { attribute: false },
    staff: { attribute: false },
    days: { state: true },
    inbox: { state: true },
    reply: { state: true },
    drafts: { state: true },
    said: { state: true },
    problems: { state: true },
    all: { state: true },
  };
  declare client: ConsoleClient;
  declare staff: StaffRole;
  declare days: number;
  declare inbox: string;
  declare reply: GapsReply | undefined;
  /** Those that wait, to put questions into. */
  declare drafts: Version[];
  /** What has just happened. */
  declare said: { words: string; version?: number } | undefined;
  declare problems: string[] | undefined;
  /** More than the first are shown. */
  declare all: boolean;
  #asked = 0;

  constructor() {
    super();
    this.days = 30;
    this.inbox = '';
    this.drafts = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  protected override firstUpdated(): void {
    toHeading(this.renderRoot);
  }

  override render() {
    const inboxes = this.client.board.agent?.inboxes ?? [];
    return html`<div class="page">
      <header>
        <h1 tabindex="-1">${t('gapsTitle')}</h1><span class="none">${t('gapsHint')}</span>
      </header>
      <div class="filters">
        <label>${t('gapsPeriod')} <select name="days" @change=${this.#choose}>${periods.map((days) => html`<option value=${days} ?selected=${days === this.days}>${t('gapsDays', { days })}</option>`)}</select></label>
        ${
          inboxes.length > 1
            ? html`<label>${t('inbox')} <select name="inbox" @change=${this.#choose}><option value="">${t('gapsAllInboxes')}</option>${inboxes.map((slug) => html`<option>${slug}</option>`)}</select></label>`
            : nothing
        }
      </div>
      <div role="status">${this.said ? html`<p class="meaning ok">${this.said.words} ${this.said.version === undefined ? nothing : html`<a href=${versionAddress(this.said.version)}>${t('versionSee', { id: this.said.version })}</a>`}</p>` : nothing}</div>
      ${this.problems ? this.#failed(this.problems) : this.reply ? this.#body(this.reply) : waiting()}
    </div>`;
  }

  #body({ gaps, closed, more, read, days }: GapsReply): TemplateResult {
    const shown = this.all ? gaps : gaps.slice(0, SHOWN);
    return html`
      ${more ? html`<p class="none">${t('gapsMore', { n: counted(read) })}</p>` : nothing}
      ${
        gaps.length
          ? html`<ul class="gaps">${repeat(
              shown,
              ({ decisions }) => decisions[0],
              (gap) =>
                html`<li><fd-gap .client=${this.client} .staff=${this.staff} .gap=${gap} .drafts=${this.drafts} @closed=${this.#closed}></fd-gap></li>`,
            )}</ul>`
          : html`<div class="blank" role="status"><h2>${t('gapsEmpty', { days })}</h2><p>${t('gapsEmptyHint')}</p></div>`
      }
      ${shown.length < gaps.length ? html`<p><button type="button" class="plain" @click=${() => (this.all = true)}>${t('reportAll', { n: counted(gaps.length) })}</button></p>` : nothing}
      ${closedGaps(closed)}
    `;
  }

  #failed(problems: string[]): TemplateResult {
    return html`<div class="blank" role="alert">
      <h2>${t('gapsFailed')}</h2><p>${problems[0]}</p>
      <button type="button" @click=${() => this.#load()}>${t('tryAgain')}</button>
    </div>`;
  }

  #choose = (event: Event): void => {
    const { name, value } = fieldOf(event) ?? {};
    if (value === undefined) return;
    if (name === 'days') this.days = Number(value);
    else this.inbox = value;
    this.said = undefined;
    this.reply = undefined;
    void this.#load();
  };

  /** Only this group leaves: the others stay where they are, folded out as they were. */
  #closed = ({ detail: { gap, words, version } }: GapClosed): void => {
    if (this.reply) this.reply = { ...this.reply, gaps: this.reply.gaps.filter((one) => one !== gap) };
    this.said = { words, ...(version !== undefined && { version }) };
    void this.#loadDrafts();
    toHeading(this.renderRoot);
  };

  async #load(): Promise<void> {
    const mine = ++this.#asked;
    this.problems = undefined;
    void this.#loadDrafts();
    try {
      const reply = await readGaps(this.client, { days: this.days, inbox: this.inbox });
      if (mine === this.#asked) this.reply = reply;
    } catch (error) {
      if (mine === this.#asked) this.problems = problemLines(error);
    }
  }

  /** Without them a new draft, or none, can be chosen all the same. */
  async #loadDrafts(): Promise<void> {
    const history = await readVersions(this.client).catch(() => undefined);
    if (history) this.drafts = history.versions.filter(({ state }) => state === 'draft');
  }
}

customElements.define('fd-gaps', FdGaps);

declare global {
  interface HTMLElementTagNameMap {
    'fd-gaps': FdGaps;
  }
}
