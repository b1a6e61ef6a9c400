/**
 * For how long things are kept: the policy with what it would erase today, the last round, and erasing one visitor now.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { EMAIL_MAX, KEPT_DAYS_MAX } from '../../../services/wire/limits.js';
import type { FoundVisitor, Policy, RetentionPreview, RetentionReply } from '../../../services/wire/operations.js';
import type { ConsoleClient } from '../link/client.js';
import { shortId } from '../shared/format.js';
import '../shared/confirm.js';
import { waiting } from '../knowledge/versions/versions.js';
import { base } from '../shared/base.styles.js';
import { pageStyles } from '../shared/page.styles.js';
import { problem, problemLines, toHeading, when } from '../shared/parts.js';
import { t } from '../words.js';
import { findVisitors, previewRetention, readRetention, setRetention } from './acts.js';
import { countsLine, countsList } from './counts.js';
import './erase-visitor.js';
import { textIn } from '../shared/fields.js';
import { operationsStyles } from './operations.styles.js';

/** The fewest days of each; the most are ten years. */
const least = { conversationDays: 30, fileDays: 1, auditDays: 30 } as const;
const fields = ['conversationDays', 'fileDays', 'auditDays'] as const;
type Field = (typeof fields)[number];

export class FdRetention extends LitElement {
  static override styles = [base, pageStyles, operationsStyles];
  static override properties = {
    client: { attribute: false },
    reply: { state: true },
    draft: { state: true },
    preview: { state: true },
    problems: { state: true },
    refused: { state: true },
    said: { state: true },
    found: { state: true },
    findProblems: { state: true },
  };
  declare client: ConsoleClient;
  declare reply: RetentionReply | undefined;
  /** As typed. */
  declare draft: Record<Field, string> | undefined;
  declare preview: RetentionPreview | undefined;
  declare problems: string[] | undefined;
  declare refused: string[] | undefined;
  declare said: string;
  declare found: FoundVisitor[] | undefined;
  declare findProblems: string[] | undefined;
  #turn = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  protected override firstUpdated(): void {
    toHeading(this.renderRoot);
  }

  override render() {
    return html`<div class="page">
      <header><h1 tabindex="-1">${t('page_retention')}</h1><span class="none">${t('retentionHint')}</span></header>
      ${
        this.problems
          ? html`<div class="blank" role="alert"><h2>${t('inboxFailed')}</h2><p>${this.problems[0]}</p>
              <button type="button" @click=${() => this.#load()}>${t('tryAgain')}</button></div>`
          : this.reply && this.draft
            ? html`${this.#policy(this.reply, this.draft)} ${lastRound(this.reply)} ${this.#visitor()}`
            : waiting()
      }
      <fd-confirm></fd-confirm>
      <fd-erase .client=${this.client} @erased=${this.#erased}></fd-erase>
    </div>`;
  }

  #policy(reply: RetentionReply, draft: Record<Field, string>): TemplateResult {
    const wrong = wrongIn(draft);
    const dirty = fields.some((field) => draft[field] !== text(reply.policy[field]));
    return html`<form class="policy" novalidate @submit=${this.#save}>
      <h2>${t('retentionKept')}</h2>
      <div class="days">${fields.map(
        (field) => html`<div class="field"><label for=${field}>${t(`retention_${field}`)}</label>
          <input id=${field} type="number" inputmode="numeric" min=${least[field]} max=${KEPT_DAYS_MAX} aria-describedby="${field}-hint" aria-invalid=${wrong.includes(field)} .value=${live(draft[field])}
            @input=${(event: Event) => this.#change(field, textIn(event))} />
          <small id="${field}-hint" class=${wrong.includes(field) ? 'wrong' : ''}>${wrong.includes(field) ? t('retentionLimits', { least: least[field], most: KEPT_DAYS_MAX }) : t(`retentionHint_${field}`)}</small></div>`,
      )}</div>
      <div role="status" class="today">${this.preview && !wrong.length ? today(this.preview) : nothing}</div>
      ${problem(this.refused)}
      <div class="does"><button type="submit" class="primary" ?disabled=${!dirty || wrong.length > 0}>${t('save')}</button><span role="status">${this.said || (dirty ? t('settingsUnsaved') : '')}</span></div>
    </form>`;
  }

  #visitor(): TemplateResult {
    const { found } = this;
    return html`<section aria-labelledby="one">
      <h2 id="one">${t('retentionVisitor')}</h2>
      <form class="find" @submit=${this.#find}>
        <label for="email">${t('email')}</label>
        <input id="email" name="email" type="email" required maxlength=${EMAIL_MAX} autocomplete="off" aria-describedby="email-hint" />
        <button type="submit" class="plain">${t('retentionFind')}</button>
        <small id="email-hint">${t('retentionVisitorHint')}</small>
      </form>
      ${problem(this.findProblems)}
      <div role="status">${found && !found.length ? html`<p class="none">${t('retentionNobody')}</p>` : nothing}</div>
      ${
        found?.length
          ? html`<table><caption class="hidden">${t('retentionVisitor')}</caption>
              <thead><tr><th scope="col">${t('visitor')}</th><th scope="col">${t('conversations')}</th><th scope="col">${t('retentionLast')}</th><td></td></tr></thead>
              <tbody>${found.map(
                (
                  one,
                ) => html`<tr><th scope="row">${nameOf(one)} ${one.provenEmail ? html`<small>${t('retentionProven', { email: one.provenEmail })}</small>` : nothing}</th>
                  <td>${t('retentionOpen', { n: one.conversations, open: one.open })}</td><td>${one.lastAt ? when(one.lastAt) : '–'}</td>
                  <td><button type="button" class="small" aria-label="${t('eraseVisitor')}: ${nameOf(one)}" @click=${() => this.renderRoot.querySelector('fd-erase')?.ask({ id: one.id, name: nameOf(one) })}>${t('eraseVisitor')}</button></td></tr>`,
              )}</tbody></table>`
          : nothing
      }
    </section>`;
  }

  #change(field: Field, value: string): void {
    if (!this.draft) return;
    this.draft = { ...this.draft, [field]: value };
    this.said = '';
    this.refused = undefined;
    void this.#look(400);
  }

  /** What it would erase, once nobody has typed for a moment. */
  async #look(ms: number): Promise<void> {
    const turn = ++this.#turn;
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (turn !== this.#turn || !this.draft || wrongIn(this.draft).length) return;
    const preview = await previewRetention(this.client, policyOf(this.draft)).catch(() => undefined);
    if (turn === this.#turn) this.preview = preview;
  }

  #save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!this.draft || wrongIn(this.draft).length) return;
    const policy = policyOf(this.draft);
    try {
      // Asked for now: what stands on the page may be of before the last digit.
      const counts = countsLine(await previewRetention(this.client, policy));
      const agreed = await this.renderRoot.querySelector('fd-confirm')?.ask({
        title: t('retentionAsk'),
        says: [counts ? t('retentionAskSays', { counts }) : t('retentionAskNone'), t('retentionReports')],
        action: t('save'),
      });
      if (!agreed) return;
      this.#show(await setRetention(this.client, policy));
      this.said = t('retentionSaved');
    } catch (error) {
      this.refused = problemLines(error);
    }
  };

  #find = async (event: Event): Promise<void> => {
    event.preventDefault();
    const email = this.renderRoot.querySelector<HTMLInputElement>('#email')?.value.trim() ?? '';
    this.findProblems = undefined;
    try {
      this.found = (await findVisitors(this.client, email)).visitors;
    } catch (error) {
      this.found = undefined;
      this.findProblems = problemLines(error);
    }
  };

  #erased = (): void => {
    const whom = this.renderRoot.querySelector('fd-erase')?.whom;
    this.found = this.found?.filter(({ id }) => id !== whom?.id);
    void this.#look(0);
  };

  #show(reply: RetentionReply): void {
    this.reply = reply;
    const { conversationDays, fileDays, auditDays } = reply.policy;
    this.draft = { conversationDays: text(conversationDays), fileDays: text(fileDays), auditDays: text(auditDays) };
    void this.#look(0);
  }

  async #load(): Promise<void> {
    this.problems = undefined;
    this.said = '';
    try {
      this.#show(await readRetention(this.client));
    } catch (error) {
      this.problems = problemLines(error);
    }
  }
}

const text = (days: number | null): string => (days === null ? '' : `${days}`);
const nameOf = ({ name, email, id }: FoundVisitor): string => name ?? email ?? shortId(id);
const policyOf = (draft: Record<Field, string>): Policy => ({
  conversationDays: draft.conversationDays ? Number(draft.conversationDays) : null,
  fileDays: draft.fileDays ? Number(draft.fileDays) : null,
  auditDays: Number(draft.auditDays),
});

function wrongIn(draft: Record<Field, string>): Field[] {
  return fields.filter((field) => {
    const days = Number(draft[field]);
    const may =
      draft[field] === ''
        ? field !== 'auditDays'
        : Number.isInteger(days) && days >= least[field] && days <= KEPT_DAYS_MAX;
    return !may;
  });
}

function today({ oldest, ...counts }: RetentionPreview): TemplateResult {
  return html`<h3>${t('retentionToday')}</h3>${countsList(counts)}
    ${oldest ? html`<p class="none">${t('retentionOldest')} ${when(oldest)}</p>` : nothing}`;
}

function lastRound({ run }: RetentionReply): TemplateResult {
  const did = Object.fromEntries(Object.entries(run?.counts ?? {}).filter(([, n]) => n));
  return html`<section aria-labelledby="round">
    <h2 id="round">${t('retentionRound')}</h2>
    <p class="none">${!run ? t('retentionNever') : run.endedAt ? html`${t('retentionEnded')} ${when(run.endedAt)}` : html`${t('retentionRunning')} ${when(run.beganAt)}`}</p>
    ${Object.keys(did).length ? countsList(did) : run?.endedAt ? html`<p>${t('retentionNothing')}</p>` : nothing}
  </section>`;
}

customElements.define('fd-retention', FdRetention);

declare global {
  interface HTMLElementTagNameMap {
    'fd-retention': FdRetention;
  }
}
