/** The wallboard: who waits and who works, large enough to be read across a room. Asks again every ten seconds. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { LiveReply } from '../../../services/wire/reports.js';
import '../shared/clock.js';
import type { ConsoleClient } from '../link/client.js';
import { base } from '../shared/base.styles.js';
import { ownZone } from '../shared/filters.js';
import { pageStyles } from '../shared/page.styles.js';
import { toHeading } from '../shared/parts.js';
import { type Key, region, t } from '../words.js';
import { count } from './figures.js';
import { wallStyles } from './wallboard.styles.js';

const EVERY_MS = 10_000;
const clock = new Intl.DateTimeFormat(region, { timeStyle: 'medium' });

export class FdWallboard extends LitElement {
  static override styles = [base, pageStyles, wallStyles];
  static override properties = { client: { attribute: false }, live: { state: true }, stale: { state: true } };
  declare client: ConsoleClient;
  declare live: LiveReply | undefined;
  /** The last try failed. */
  declare stale: boolean;
  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
    this.#timer = setInterval(() => this.#load(), EVERY_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override firstUpdated(): void {
    toHeading(this.renderRoot);
  }

  override render() {
    const { live } = this;
    const time = live ? clock.format(new Date(live.at)) : '';
    return html`<div class="page wall">
      <header><h1 tabindex="-1">${t('repLiveTitle')}</h1>
        <span class="as-of ${this.stale ? 'stale' : ''}" role="status">${live ? t(this.stale ? 'repStale' : 'repAsOf', { time }) : this.stale ? t('problemOffline') : nothing}</span>
        <button type="button" class="plain" @click=${this.#full}>${t('repFull')}</button></header>
      ${live ? this.#body(live) : html`<div class="waiting" role="status" aria-label=${t('loading')}><i class="skeleton tall"></i></div>`}
    </div>`;
  }

  #body({ waiting, longestSince, offered, assigned, withBot, agents, today, inboxes }: LiveReply): TemplateResult {
    const figure = (key: Key, value: string | TemplateResult) => html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`;
    const longest = longestSince
      ? html`<fd-clock class="wait" .skew=${this.client.skew} .from=${Date.parse(longestSince)}></fd-clock>`
      : t('repNobodyWaits');
    return html`
      <dl class="huge">${figure('repWaiting', count(waiting))} ${figure('repLongest', longest)} ${figure('repFree', count(agents.free))} ${figure('repAssigned', count(assigned))}</dl>
      <section aria-labelledby="team"><h2 id="team">${t('repTeam')}</h2>
        <dl>${figure('repHere', count(agents.here))} ${figure('repAvailable', count(agents.available))} ${figure('repBusy', count(agents.busy))} ${figure('repOffered', count(offered))} ${figure('repBotNow', count(withBot))}</dl></section>
      <section aria-labelledby="today"><h2 id="today">${t('repToday')}</h2>
        <dl>${figure('repTodayStarted', count(today.started))} ${figure('repTodayAnswered', count(today.answered))} ${figure('repTodayHandedOff', count(today.handedOff))} ${figure('repTodayResolved', count(today.resolved))} ${figure('repTodayGaveUp', count(today.gaveUp))}</dl></section>
      ${
        inboxes.length > 1
          ? html`<table><caption class="hidden">${t('inboxes')}</caption><thead><tr><th scope="col">${t('inbox')}</th><th scope="col">${t('repWaiting')}</th><th scope="col">${t('repLongest')}</th><th scope="col">${t('repAssigned')}</th></tr></thead>
            <tbody>${inboxes.map(
              (one) => html`<tr><th scope="row">${one.name}</th><td>${count(one.waiting)}</td>
                <td>${one.longestSince ? html`<fd-clock class="wait" .skew=${this.client.skew} .from=${Date.parse(one.longestSince)}></fd-clock>` : '–'}</td><td>${count(one.assigned)}</td></tr>`,
            )}</tbody></table>`
          : nothing
      }`;
  }

  async #load(): Promise<void> {
    try {
      this.live = await this.client.call('GET /v1/agent/reports/live', { query: { zone: ownZone() } });
      this.stale = false;
    } catch {
      this.stale = true;
    }
  }

  #full = (): void => {
    void this.requestFullscreen?.().catch(() => undefined);
  };
}

customElements.define('fd-wallboard', FdWallboard);

declare global {
  interface HTMLElementTagNameMap {
    'fd-wallboard': FdWallboard;
  }
}
