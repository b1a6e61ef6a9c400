/** Practice: who comes, who is here, and how it went. Loaded when somebody first goes there. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { PracticeCard, PracticeReply, StartPractice } from '../../../services/wire/practice.js';
import { HttpError } from '../../shared/http.js';
import type { ConsoleClient } from '../link/client.js';
import { addressOf } from '../places.js';
import { base } from '../shared/base.styles.js';
import { chosen } from '../shared/fields.js';
import { pageStyles } from '../shared/page.styles.js';
import { language, region, t } from '../words.js';
import { readPractice, readTeamCards, startPractice } from './acts.js';
import { pointsOf, scoreOf } from './points.js';
import { practiceStyles } from './practice.styles.js';

const when = new Intl.DateTimeFormat(region, { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });
const LANGUAGES = ['en', 'de'] as const;
const languages = new Intl.DisplayNames(region, { type: 'language' });

export class FdPractice extends LitElement {
  static override styles = [base, pageStyles, practiceStyles];
  static override properties = {
    client: { attribute: false },
    reply: { state: true },
    team: { state: true },
    speaks: { state: true },
    failed: { state: true },
    problem: { state: true },
    busy: { state: true },
  };
  declare client: ConsoleClient;
  declare reply: PracticeReply | undefined;
  /** Everybody's, for those who lead. */
  declare team: readonly PracticeCard[];
  declare speaks: StartPractice['language'];
  declare failed: boolean;
  declare problem: string;
  declare busy: boolean;

  constructor() {
    super();
    this.team = [];
    this.speaks = language === 'de' ? 'de' : 'en';
    this.problem = '';
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) void this.#load();
  }

  override render() {
    const { reply } = this;
    if (this.failed)
      return html`<main><div class="blank" role="alert"><h2>${t('loadFailedTitle')}</h2><p>${t('problemOffline')}</p>
        <button type="button" @click=${() => this.#load()}>${t('tryAgain')}</button></div></main>`;
    if (!reply)
      return html`<main><div class="page"><div class="waiting" role="status" aria-label=${t('loading')}><i class="skeleton"></i><i class="skeleton"></i><i class="skeleton"></i></div></div></main>`;
    return html`<main><div class="page">
      <header><h1>${t('practice')}</h1><a href=${addressOf({ section: 'conversations' })}>${t('conversations')}</a></header>
      <p class="intro">${t('practiceIntro')} ${reply.model ? t('practiceModel') : nothing}</p>
      ${reply.running.length ? running(reply) : nothing}
      ${this.#form(reply)}
      ${cards(t('practiceCards'), reply.cards, false)}
      ${this.team.length ? cards(t('practiceCardsTeam'), this.team, true) : nothing}
    </div></main>`;
  }

  #form({ scenarios, running, most }: PracticeReply): TemplateResult {
    const free = most - running.length;
    const counts = Array.from({ length: most }, (_, i) => i + 1);
    return html`<form @submit=${this.#start}>
      <fieldset class="who">
        <legend>${t('practiceWho')}</legend>
        ${[{ id: '', title: t('practiceAny'), about: t('practiceAnyAbout') }, ...scenarios].map(
          ({
            id,
            title,
            about,
          }) => html`<label class="choice"><input type="radio" name="scenario" value=${id} ?checked=${id === ''} />
            <span><b>${title}</b><small>${about}</small></span></label>`,
        )}
      </fieldset>
      <div class="how">
        <label>${t('practiceLanguage')}
          <select name="language" @change=${this.#speaks}>
            ${LANGUAGES.map((one) => html`<option value=${one} ?selected=${one === this.speaks}>${languages.of(one)}</option>`)}
          </select></label>
        <label>${t('practiceCount')}
          <select name="count">${counts.map((count) => html`<option value=${count} ?disabled=${count > free}>${count}</option>`)}</select></label>
        <button class="primary" ?disabled=${this.busy || free < 1}>${t('practiceStart')}</button>
      </div>
      <p class="problem" role="alert">${free < 1 ? t('practiceFull') : this.problem}</p>
    </form>`;
  }

  async #load(): Promise<void> {
    this.failed = false;
    const leads = ['manager', 'admin'].includes(this.client.board.agent?.role ?? '');
    try {
      const [reply, team] = await Promise.all([
        readPractice(this.client, this.speaks),
        leads ? readTeamCards(this.client) : { cards: [] },
      ]);
      this.reply = reply;
      // One's own stand above already.
      this.team = team.cards.filter(({ agent }) => agent.id !== this.client.board.agent?.id);
    } catch {
      this.failed = true;
    }
  }

  #speaks = (event: Event): void => {
    this.speaks = chosen(LANGUAGES, event);
    void this.#load();
  };

  #start = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target instanceof HTMLFormElement ? event.target : undefined);
    const scenario = String(form.get('scenario') ?? '');
    this.busy = true;
    this.problem = '';
    try {
      const { conversationIds } = await startPractice(this.client, {
        language: this.speaks,
        count: Number(form.get('count')),
        ...(scenario && { scenario }),
      });
      location.hash = addressOf({ section: 'conversations', id: conversationIds[0] });
    } catch (error) {
      const full = error instanceof HttpError && error.code === 'practice_full';
      this.problem = t(full ? 'practiceFull' : 'practiceFailed');
      if (full) void this.#load();
    } finally {
      this.busy = false;
    }
  };
}

function running({ running }: PracticeReply): TemplateResult {
  return html`<section aria-labelledby="running">
    <h2 id="running">${t('practiceRunning')}</h2>
    <ul class="running">${running.map(
      ({ conversationId, title, startedAt }) =>
        html`<li><a href=${addressOf({ section: 'conversations', id: conversationId })}>${title}</a><fd-clock .from=${Date.parse(startedAt)}></fd-clock></li>`,
    )}</ul>
  </section>`;
}

/** Only one's own conversations can be read again. */
function cards(title: string, all: readonly PracticeCard[], team: boolean): TemplateResult {
  return html`<section aria-label=${title}>
    <h2>${title}</h2>
    ${all.length ? nothing : html`<p class="none">${t('practiceCardsNone')}</p>`}
    ${all.map(
      (card) => html`<details class="card">
        <summary><b>${card.title}</b>${team ? html`<span>${card.agent.name}</span>` : nothing}<span class="score">${scoreOf(card)}</span><time datetime=${card.endedAt}>${when.format(Date.parse(card.endedAt))}</time></summary>
        ${pointsOf(card)}
        ${team ? nothing : html`<a href=${addressOf({ section: 'conversations', id: card.conversationId })}>${t('practiceRead')}</a>`}
      </details>`,
    )}
  </section>`;
}

customElements.define('fd-practice', FdPractice);

declare global {
  interface HTMLElementTagNameMap {
    'fd-practice': FdPractice;
  }
}
