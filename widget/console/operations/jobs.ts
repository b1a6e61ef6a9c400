/**
 * Whether everything works, and if not, what to do; then the figures behind it. Asks again every five seconds while it
 * is looked at.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Health } from '../../../services/wire/jobs.js';
import '../shared/clock.js';
import type { ConsoleClient } from '../link/client.js';
import { addressOf } from '../places.js';
import { base } from '../shared/base.styles.js';
import { pageStyles } from '../shared/page.styles.js';
import { counted, problemLines, toHeading, when } from '../shared/parts.js';
import { type Key, t } from '../words.js';
import { jobStyles } from './jobs.styles.js';
import { troublesIn } from './troubles.js';

const EVERY_MS = 5_000;

export class FdJobs extends LitElement {
  static override styles = [base, pageStyles, jobStyles];
  static override properties = {
    client: { attribute: false },
    health: { state: true },
    stale: { state: true },
    said: { state: true },
  };
  declare client: ConsoleClient;
  declare health: Health | undefined;
  /** The last try failed. */
  declare stale: boolean;
  /** What came of the last press. */
  declare said: string;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.stale = false;
    this.said = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
    this.#timer = setInterval(() => document.visibilityState === 'visible' && this.#load(), EVERY_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override firstUpdated(): void {
    toHeading(this.renderRoot);
  }

  override render() {
    const { health } = this;
    return html`<div class="page">
      <header><h1 tabindex="-1">${t('page_jobs')}</h1>${this.stale ? html`<span class="bad" role="status">${t('problemOffline')}</span>` : nothing}</header>
      ${health ? this.#body(health) : html`<div class="waiting" role="status" aria-label=${t('loading')}><i class="skeleton tall"></i></div>`}
    </div>`;
  }

  #body(health: Health): TemplateResult {
    return html`<div class="told" role="status">${told(health)}</div>
      ${processes(health)} ${owed(health, this.client.skew)} ${queues(health)}
      <p role="status">${this.said}</p>
      ${health.failed.length ? this.#failed(health.failed) : nothing} ${health.mails.length ? this.#mails(health.mails) : nothing}`;
  }

  #failed(failed: Health['failed']): TemplateResult {
    return html`<section aria-labelledby="failed"><h2 id="failed">${t('jobFailed')}</h2>
      <p class="none">${t('jobFailedHint')}</p>
      ${failed.length > 1 ? html`<button type="button" class="plain" @click=${() => this.#settle(failed.map(jobOf), 'retry')}>${t('jobRetryAll')}</button>` : nothing}
      ${table(
        ['jobQueue', 'jobConversation', 'jobError', 'jobAttempts', 'jobWhen'],
        failed.map((one) => [
          one.queue,
          html`<a href=${addressOf({ section: 'conversations', id: one.conversationId })}>${one.conversationId.slice(0, 8)}</a>`,
          one.error,
          counted(one.attempts),
          when(one.at),
          this.#buttons(jobOf(one), one.error),
        ]),
      )}</section>`;
  }

  #mails(mails: Health['mails']): TemplateResult {
    return html`<section aria-labelledby="mails"><h2 id="mails">${t('jobMails')}</h2>
      ${table(
        ['jobMail', 'jobError', 'jobAttempts', 'jobWhen'],
        mails.map((one) => [
          t(`jobMail_${one.kind}`),
          one.error,
          counted(one.attempts),
          when(one.at),
          this.#buttons(mailOf(one), one.error),
        ]),
      )}</section>`;
  }

  #buttons(it: Settles, error: string): TemplateResult {
    return html`<button type="button" class="plain" aria-label="${t('tryAgain')}: ${error}" @click=${() => this.#settle([it], 'retry')}>${t('tryAgain')}</button>
      <button type="button" class="plain" aria-label="${t('jobForget')}: ${error}" @click=${() => this.#settle([it], 'forget')}>${t('jobForget')}</button>`;
  }

  async #settle(all: Settles[], how: keyof Settles): Promise<void> {
    try {
      for (const one of all) await one[how](this.client);
      this.said = t(how === 'retry' ? 'jobRetried' : 'jobForgotten');
    } catch (error) {
      this.said = problemLines(error).join(' ');
    }
    await this.#load();
  }

  async #load(): Promise<void> {
    try {
      this.health = await this.client.call('GET /v1/agent/jobs');
      this.stale = false;
    } catch {
      this.stale = true;
    }
  }
}

/** The two ways to settle what failed. */
type Settles = Record<'retry' | 'forget', (client: ConsoleClient) => Promise<void>>;

function jobOf({ queue, id }: Health['failed'][number]): Settles {
  const params = { queue, job: id };
  return {
    retry: (client) => client.call('POST /v1/agent/jobs/:queue/:job/retry', { params }),
    forget: (client) => client.call('DELETE /v1/agent/jobs/:queue/:job', { params }),
  };
}

function mailOf({ id }: Health['mails'][number]): Settles {
  const params = { id };
  return {
    retry: (client) => client.call('POST /v1/agent/mails/:id/retry', { params }),
    forget: (client) => client.call('DELETE /v1/agent/mails/:id', { params }),
  };
}

function told(health: Health): TemplateResult {
  const troubles = troublesIn(health);
  if (troubles.length === 0) return html`<p class="well">${t('jobWell')}</p>`;
  return html`<ul>${troubles.map(({ says, does, params = {} }) => html`<li><b>${t(says, params)}</b> ${t(does, params)}</li>`)}</ul>`;
}

function processes({ processes }: Health): TemplateResult {
  return html`<section aria-labelledby="processes"><h2 id="processes">${t('jobProcesses')}</h2>
    ${table(
      ['jobRole', 'jobAlive', 'jobSeen'],
      processes.map(({ role, alive, seenAt }) => [
        html`${role} <small>${t(`jobRole_${role}`)}</small>`,
        alive ? counted(alive) : html`<b class="bad">${t('jobNone')}</b>`,
        seenAt ? when(seenAt) : '–',
      ]),
    )}</section>`;
}

function owed({ owed: { turns, queued, mails } }: Health, skew: number): TemplateResult {
  const row = (words: Key, { count, oldest }: typeof turns) => [
    t(words),
    counted(count),
    oldest ? html`<fd-clock .skew=${skew} .from=${Date.parse(oldest)}></fd-clock>` : '–',
  ];
  return html`<section aria-labelledby="owed"><h2 id="owed">${t('jobOwed')}</h2><p class="none">${t('jobOwedHint')}</p>
    ${table(['jobWhat', 'jobHowMany', 'jobOldest'], [row('jobTurns', turns), row('jobQueued', queued), row('jobMailsOwed', mails)])}</section>`;
}

function queues({ queues, store }: Health): TemplateResult {
  const states = ['waiting', 'active', 'delayed', 'failed'] as const;
  return html`<section aria-labelledby="queues"><h2 id="queues">${t('jobQueues')}</h2><p class="none">${t(`jobStore_${store}`)}</p>
    ${table(
      ['jobQueue', ...states.map((state) => `jobCount_${state}` as const)],
      queues.map(({ name, counts }) => [name, ...states.map((state) => (counts ? counted(counts[state]) : '–'))]),
    )}</section>`;
}

/** The last cell of a row may be its buttons, which need no heading. */
function table(heads: Key[], rows: (string | TemplateResult)[][]): TemplateResult {
  const acts = rows.some((row) => row.length > heads.length);
  return html`<table><thead><tr>${heads.map((head) => html`<th scope="col">${t(head)}</th>`)}${acts ? html`<td></td>` : nothing}</tr></thead>
    <tbody>${rows.map(
      ([first, ...others]) =>
        html`<tr><th scope="row">${first}</th>${others.map((cell, i) => html`<td data-head=${heads[i + 1] ? t(heads[i + 1] as Key) : nothing}>${cell}</td>`)}</tr>`,
    )}</tbody></table>`;
}

customElements.define('fd-jobs', FdJobs);

declare global {
  interface HTMLElementTagNameMap {
    'fd-jobs': FdJobs;
  }
}
