/** What a figure counts, in words and in this period's numbers, and the goal for it. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { type Metric, metrics } from '../../../services/wire/figures.js';
import type { ReportReply } from '../../../services/wire/reports.js';
import type { ConsoleClient } from '../link/client.js';
import { base } from '../shared/base.styles.js';
import { problem, problemLines } from '../shared/parts.js';
import { t } from '../words.js';
import { definitionStyles } from './overview.styles.js';
import { counted } from './tiles.js';

export class FdDefinition extends LitElement {
  static override styles = [base, definitionStyles];
  static override properties = {
    client: { attribute: false },
    report: { attribute: false },
    inbox: { attribute: false },
    metric: { state: true },
    problems: { state: true },
    busy: { state: true },
  };
  declare client: ConsoleClient;
  declare report: ReportReply;
  /** Whose goal it is; empty for all. */
  declare inbox: string;
  declare metric: Metric | undefined;
  declare problems: string[] | undefined;
  declare busy: boolean;

  override render() {
    return html`<dialog aria-labelledby="name" @close=${() => (this.metric = undefined)} @click=${this.#outside}>
      ${this.metric ? this.#body(this.metric) : nothing}
    </dialog>`;
  }

  async open(metric: Metric): Promise<void> {
    this.metric = metric;
    this.problems = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  #body(metric: Metric): TemplateResult {
    const { unit, better } = metrics[metric];
    const entry = this.report.figures[metric];
    const goal = entry?.goal === undefined ? '' : String(Math.round(entry.goal * (unit === 'share' ? 1_000 : 10)) / 10);
    const scope = this.inbox ? t('repGoalInbox', { inbox: this.inbox }) : t('repGoalAll');
    return html`<form @submit=${this.#save}>
      <h2 id="name">${t('repAbout', { name: t(`metric_${metric}`) })}</h2>
      <p>${t(`metricIs_${metric}`)} ${t(better === 'higher' ? 'repBetterHigher' : 'repBetterLower')}</p>
      ${entry ? html`<p class="none">${counted(metric, entry.now)}</p>` : nothing}
      <label for="goal">${t(unit === 'share' ? 'repGoalShare' : 'repGoalTime')}</label>
      <input id="goal" name="goal" type="number" min="0" max=${unit === 'share' ? 100 : 31_536_000} step="0.1" .value=${goal} aria-describedby="hint" />
      <p id="hint" class="none">${t('repGoalHint', { scope })}</p>
      ${problem(this.problems)}
      <div class="foot"><button type="button" @click=${() => this.#close()}>${t('repClose')}</button>
        <button type="submit" class="primary" ?disabled=${this.busy}>${t('repSave')}</button></div>
    </form>`;
  }

  #save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { metric, inbox } = this;
    if (!metric) return;
    const typed = this.renderRoot.querySelector<HTMLInputElement>('#goal')?.value ?? '';
    const value = typed === '' ? null : Number(typed) / (metrics[metric].unit === 'share' ? 100 : 1);
    this.busy = true;
    try {
      const body = { ...(inbox && { inbox }), goals: { [metric]: value } };
      await this.client.call('PUT /v1/agent/reports/goals', { body });
      this.#close();
      this.dispatchEvent(new CustomEvent('changed'));
    } catch (error) {
      this.problems = problemLines(error);
    } finally {
      this.busy = false;
    }
  };

  #outside = (event: Event): void => {
    if (event.target instanceof HTMLDialogElement) this.#close();
  };

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }
}

customElements.define('fd-definition', FdDefinition);

declare global {
  interface HTMLElementTagNameMap {
    'fd-definition': FdDefinition;
  }
}
