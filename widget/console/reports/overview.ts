/** The report: few big figures, then one small chart for each question, then everything as tables. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Metric } from '../../../services/wire/figures.js';
import type { BreakdownReply, By, ReportReply, SeriesReply } from '../../../services/wire/reports.js';
import { placeOf, queryOf } from '../../shared/api.js';
import { HttpError } from '../../shared/http.js';
import type { ConsoleClient } from '../link/client.js';
import { base } from '../shared/base.styles.js';
import { pageStyles } from '../shared/page.styles.js';
import { toHeading } from '../shared/parts.js';
import { type Key, t } from '../words.js';
import './chart.js';
import { chartsOf } from './charts.js';
import './definition.js';
import { chosen } from '../shared/fields.js';
import { type Choices, filters, ownZone } from '../shared/filters.js';
import { type Asked, count, daysOf, rangeOf, shown } from './figures.js';
import { reportStyles } from './overview.styles.js';
import { allFigures, first, reasons, tiles } from './tiles.js';

const groupings = ['inbox', 'agent', 'entry', 'hour', 'reason'] as const satisfies readonly By[];

type Loaded = { report: ReportReply; series: SeriesReply; hours: BreakdownReply };

export class FdReport extends LitElement {
  static override styles = [base, pageStyles, reportStyles];
  static override properties = {
    client: { attribute: false },
    asked: { state: true },
    by: { state: true },
    loaded: { state: true },
    rows: { state: true },
    choices: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare client: ConsoleClient;
  declare asked: Asked;
  declare by: By;
  declare loaded: Loaded | undefined;
  declare rows: BreakdownReply | undefined;
  declare choices: Choices;
  declare failure: 'forbidden' | 'failed' | undefined;
  declare busy: boolean;
  #turn = 0;

  constructor() {
    super();
    const zone = ownZone();
    this.asked = { span: '7', ...daysOf(7, zone), zone, inbox: '', agent: '' };
    this.by = 'inbox';
    this.choices = { inboxes: [], agents: [] };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
    void this.#choose();
  }

  protected override firstUpdated(): void {
    toHeading(this.renderRoot);
  }

  override render() {
    const { loaded, failure } = this;
    return html`<div class="page" aria-busy=${!!this.busy}>
      <header><h1 tabindex="-1">${t('repTitle')}</h1>
        <a class="aside" href=${`${placeOf('GET /v1/agent/reports/conversations.csv').path}${queryOf(rangeOf(this.asked))}`} download title=${t('repCsvHint')}>${t('repCsv')}</a></header>
      ${filters(this.asked, this.choices, (change) => this.#change(change))}
      ${failure ? this.#failed(failure) : loaded ? this.#body(loaded) : waiting()}
    </div>`;
  }

  #body({ report, series, hours }: Loaded): TemplateResult {
    const ask = (metric: Metric) => this.renderRoot.querySelector('fd-definition')?.open(metric);
    if (report.started === 0)
      return html`<div class="blank" role="status"><h2>${t('repNoneTitle')}</h2><p>${t('repNoneHint')}</p></div>`;
    return html`
      <p class="none">${t('repCohort', { engaged: count(report.engaged), started: count(report.started) })}</p>
      ${tiles(report, ask)}
      <div class="charts">${chartsOf(report, series, hours).map((chart) => html`<fd-chart .chart=${chart}></fd-chart>`)} ${reasons(report)}</div>
      ${this.#compared()} ${allFigures(report, ask)}
      <fd-definition .client=${this.client} .report=${report} .inbox=${this.asked.inbox} @changed=${() => this.#load()}></fd-definition>
    `;
  }

  #compared(): TemplateResult {
    const { rows, by } = this;
    const name = (row: BreakdownReply['rows'][number]) =>
      by === 'hour'
        ? `${row.key.padStart(2, '0')}:00`
        : by === 'reason'
          ? t(`reason_${row.key}` as Key)
          : (row.name ?? row.key);
    return html`<section aria-labelledby="by"><header class="compare"><h2 id="by">${t('repBy')}</h2>
        <select aria-labelledby="by" @change=${(event: Event) => this.#compare(chosen(groupings, event))}>
          ${groupings.map((one) => html`<option value=${one} ?selected=${one === by}>${t(`repBy_${one}`)}</option>`)}</select></header>
      ${
        rows?.rows.length
          ? html`<div class="scroll" tabindex="0" role="region" aria-labelledby="by"><table>
              <thead><tr><th scope="col">${t(`repBy_${by}`)}</th><th scope="col">${t('repStarted')}</th>${first.map((metric) => html`<th scope="col">${t(`metric_${metric}`)}</th>`)}<th scope="col">${t('metric_handle')}</th><th scope="col">${t('metric_answersRight')}</th></tr></thead>
              <tbody>${rows.rows.map(
                (row) => html`<tr><th scope="row">${name(row)}</th><td>${count(row.started)}</td>
                  ${[...first, 'handle' as const, 'answersRight' as const].map((metric) => html`<td>${shown(metric, row.figures[metric]?.value)}</td>`)}</tr>`,
              )}</tbody></table></div>
              ${rows.more ? html`<p class="none">${t('repMore', { n: count(rows.more) })}</p>` : nothing}`
          : html`<p class="none">${t('repChartNone')}</p>`
      }</section>`;
  }

  #failed(failure: 'forbidden' | 'failed'): TemplateResult {
    return html`<div class="blank" role=${failure === 'failed' ? 'alert' : 'status'}>
      <h2>${t(failure === 'failed' ? 'repFailed' : 'repForbidden')}</h2><p>${t(failure === 'failed' ? 'problemOffline' : 'forbiddenHint')}</p>
      ${failure === 'failed' ? html`<button type="button" @click=${() => this.#load()}>${t('tryAgain')}</button>` : nothing}
    </div>`;
  }

  #change(change: Partial<Asked>): void {
    this.asked = { ...this.asked, ...change };
    void this.#load();
  }

  #compare(by: By): void {
    this.by = by;
    void this.#load();
  }

  /** What was there stays on screen until the next is: nothing jumps. Of two requests only the later one counts. */
  async #load(): Promise<void> {
    const turn = ++this.#turn;
    const query = rangeOf(this.asked);
    const { client, by } = this;
    this.failure = undefined;
    this.busy = true;
    try {
      const [report, series, hours, rows] = await Promise.all([
        client.call('GET /v1/agent/reports', { query }),
        client.call('GET /v1/agent/reports/series', { query }),
        client.call('GET /v1/agent/reports/breakdown', { query: { ...query, by: 'hour' } }),
        client.call('GET /v1/agent/reports/breakdown', { query: { ...query, by } }),
      ]);
      if (turn === this.#turn) Object.assign(this, { loaded: { report, series, hours }, rows });
    } catch (error) {
      if (turn === this.#turn)
        this.failure = error instanceof HttpError && error.status === 403 ? 'forbidden' : 'failed';
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }

  async #choose(): Promise<void> {
    const { client } = this;
    const [{ inboxes }, { agents }] = await Promise.all([
      client.call('GET /v1/agent/reports/live', { query: { zone: this.asked.zone } }).catch(() => ({ inboxes: [] })),
      client.call('GET /v1/agent/agents').catch(() => ({ agents: [] })),
    ]);
    this.choices = { inboxes, agents };
  }
}

const waiting = (): TemplateResult =>
  html`<div role="status" aria-label=${t('loading')}><ul class="tiles">${first.map(() => html`<li><i class="skeleton"></i><i class="skeleton"></i></li>`)}</ul>
    <div class="charts"><i class="skeleton tall"></i><i class="skeleton tall"></i></div></div>`;

customElements.define('fd-report', FdReport);

declare global {
  interface HTMLElementTagNameMap {
    'fd-report': FdReport;
  }
}
