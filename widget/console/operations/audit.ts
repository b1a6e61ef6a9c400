/**
 * Who changed or looked at what: sentences, newest first, narrowed by who, what and when; and whether the log is whole.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { auditKindNames } from '../../../services/wire/audit-kinds.js';
import type { AuditCheckReply, AuditReply, AuditRow } from '../../../services/wire/operations.js';
import { waiting } from '../knowledge/versions/versions.js';
import type { ConsoleClient } from '../link/client.js';
import { base } from '../shared/base.styles.js';
import { textIn } from '../shared/fields.js';
import { ownZone } from '../shared/filters.js';
import { pageStyles } from '../shared/page.styles.js';
import { counted, problemLines, toHeading, when } from '../shared/parts.js';
import { t } from '../words.js';
import { type AuditAsked, auditFile, checkAudit, readAudit } from './acts.js';
import { detailsOf, sentence } from './audit-line.js';
import { operationsStyles } from './operations.styles.js';

export class FdAudit extends LitElement {
  static override styles = [base, pageStyles, operationsStyles];
  static override properties = {
    client: { attribute: false },
    asked: { state: true },
    rows: { state: true },
    people: { state: true },
    next: { state: true },
    busy: { state: true },
    problems: { state: true },
    checked: { state: true },
  };
  declare client: ConsoleClient;
  declare asked: AuditAsked;
  declare rows: AuditRow[] | undefined;
  declare people: AuditReply['people'];
  declare next: number | undefined;
  declare busy: boolean;
  declare problems: string[] | undefined;
  declare checked: AuditCheckReply | 'checking' | 'failed' | undefined;
  #turn = 0;

  constructor() {
    super();
    this.asked = {};
    this.people = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  protected override firstUpdated(): void {
    toHeading(this.renderRoot);
  }

  override render() {
    return html`<div class="page" aria-busy=${this.busy}>
      <header><h1 tabindex="-1">${t('page_audit')}</h1><span class="none">${t('auditHint')}</span>
        <a class="aside" href=${auditFile(this.#zoned())} download>${t('repCsv')}</a></header>
      ${this.#chain()} ${this.#filters()} ${this.#body()}
    </div>`;
  }

  #chain(): TemplateResult {
    const { checked } = this;
    return html`<div class="chain">
      <button type="button" class="plain" ?disabled=${checked === 'checking'} @click=${this.#check}>${t('auditCheck')}</button>
      <p role="status" class=${typeof checked === 'object' && checked.broken !== undefined ? 'problem' : ''}>${checked === undefined ? t('auditCheckHint') : checked === 'checking' ? t('auditChecking') : checked === 'failed' ? t('problemOffline') : told(checked)}</p>
    </div>`;
  }

  #filters(): TemplateResult {
    const { asked } = this;
    const change = (name: keyof AuditAsked) => (event: Event) => {
      this.asked = { ...this.asked, [name]: textIn(event) };
      void this.#load();
    };
    const select = (name: 'by' | 'kind', label: string, options: (readonly [string, string])[]) =>
      html`<label>${label} <select name=${name} @change=${change(name)}>
        ${options.map(([value, words]) => html`<option value=${value} ?selected=${value === (asked[name] ?? '')}>${words}</option>`)}
      </select></label>`;
    const day = (name: 'from' | 'to', label: string) =>
      html`<label>${label} <input type="date" name=${name} .value=${asked[name] ?? ''} @change=${change(name)} /></label>`;
    return html`<form class="filters" role="search" @submit=${(event: Event) => event.preventDefault()}>
      ${select('by', t('auditWho'), [
        ['', t('repEverybody')],
        ...this.people.map(({ id, name }) => [id, name] as const),
        ...(['script', 'system', 'nobody'] as const).map((kind) => [kind, t(`auditBy_${kind}`)] as const),
      ])}
      ${select('kind', t('auditWhat'), [
        ['', t('auditEverything')],
        ...auditKindNames.map((kind) => [kind, t(`auditKind_${kind}`)] as const),
      ])}
      ${day('from', t('repFrom'))} ${day('to', t('repTo'))}
    </form>`;
  }

  #body(): TemplateResult {
    const { rows, problems } = this;
    if (problems)
      return html`<div class="blank" role="alert"><h2>${t('inboxFailed')}</h2><p>${problems[0]}</p>
        <button type="button" @click=${() => this.#load()}>${t('tryAgain')}</button></div>`;
    if (!rows) return waiting();
    if (!rows.length)
      return html`<div class="blank" role="status"><h2>${t('auditNone')}</h2><p>${t('auditNoneHint')}</p></div>`;
    return html`<table>
        <caption class="hidden">${t('page_audit')}</caption>
        <thead><tr><th scope="col">${t('auditWhen')}</th><th scope="col">${t('auditWhat')}</th><th scope="col">${t('auditFrom')}</th></tr></thead>
        <tbody>${rows.map(
          (row) =>
            html`<tr><td>${when(row.at)}</td><td>${sentence(row)}${detailsOf(row)}</td><td>${row.address ?? ''}</td></tr>`,
        )}</tbody>
      </table>
      ${this.next ? html`<button type="button" class="plain" ?disabled=${this.busy} @click=${() => this.#load(this.next)}>${t('auditOlder')}</button>` : nothing}`;
  }

  /** Days are those of whoever reads. */
  #zoned(): AuditAsked {
    const { from, to } = this.asked;
    return { ...this.asked, ...((from || to) && { zone: ownZone() }) };
  }

  async #load(before?: number): Promise<void> {
    const turn = ++this.#turn;
    this.problems = undefined;
    this.busy = true;
    try {
      const { rows, next, people } = await readAudit(this.client, this.#zoned(), before);
      if (turn !== this.#turn) return;
      this.rows = before ? [...(this.rows ?? []), ...rows] : rows;
      this.next = next;
      this.people = people;
    } catch (error) {
      if (turn === this.#turn) this.problems = problemLines(error);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }

  #check = async (): Promise<void> => {
    this.checked = 'checking';
    this.checked = await checkAudit(this.client).catch(() => 'failed' as const);
  };
}

function told({ broken, rows, from, to, hash }: AuditCheckReply): TemplateResult | string {
  if (broken !== undefined) return t('auditBroken', { n: counted(broken) });
  if (!from || !to) return t('auditNone');
  return html`${t('auditWhole', { n: counted(rows) })} ${when(from)} – ${when(to)}<br /><small>${t('auditHash')} <code>${hash}</code></small>`;
}

customElements.define('fd-audit', FdAudit);

declare global {
  interface HTMLElementTagNameMap {
    'fd-audit': FdAudit;
  }
}
