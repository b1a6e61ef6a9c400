/** <fd-gap>: one thing that visitors ask and get no good answer to, and the three ways to close it. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { StaffRole } from '../../../../services/wire/conversation.js';
import type { CloseGap, GapsReply } from '../../../../services/wire/knowledge.js';
import type { ConsoleClient } from '../../link/client.js';
import { addressOf, sectionsOf } from '../../places.js';
import { base } from '../../shared/base.styles.js';
import { t } from '../../words.js';
import { closeGap } from '../acts.js';
import '../../shared/confirm.js';
import { folded } from '../../shared/fold.js';
import { problem, problemLines, several, when } from '../../shared/parts.js';
import { versionStyles } from '../versions/version.styles.js';
import type { Version } from '../versions/versions.js';
import { gapStyles } from './gaps.styles.js';
import { holdGap } from './held-gap.js';

export type Gap = GapsReply['gaps'][number];
/** What is said once the group has left the list. */
export type GapClosed = CustomEvent<{ gap: Gap; words: string; version?: number }>;

/** The server takes at most 200 questions at once, of 500 characters. */
const [MOST_QUESTIONS, LONGEST] = [200, 500];

export class FdGap extends LitElement {
  static override styles = [base, versionStyles, gapStyles];
  static override properties = {
    client: { attribute: false },
    staff: { attribute: false },
    gap: { attribute: false },
    drafts: { attribute: false },
    adding: { state: true },
    busy: { state: true },
    problems: { state: true },
  };
  declare client: ConsoleClient;
  declare staff: StaffRole;
  declare gap: Gap;
  declare drafts: Version[];
  /** The form for the questions of an entry is open. */
  declare adding: boolean;
  declare busy: boolean;
  declare problems: string[] | undefined;

  override render() {
    const { gap } = this;
    const reasons = Object.entries(gap.reasons) as [keyof Gap['reasons'], number][];
    return html`<details>
        <summary><b>${gap.question}</b>
          <small>${figures(gap)}</small>
          <small>${reasons.map(([reason, n]) => html`<span class="mark">${t('gapReason', { reason: t(`reason_${reason}`), n })}</span> `)}
            ${gap.badlyAnswered ? html`<span class="mark">${t('gapBadly', { n: gap.badlyAnswered })}</span>` : nothing}</small>
        </summary>
        ${this.#asked()} ${this.#replies()}
      </details>
      <div class="actions">
        <button type="button" class="plain" name="write" ?disabled=${this.busy} @click=${this.#write}>${t('gapWrite')}</button>
        ${gap.nearest ? html`<button type="button" class="plain long" name="adds" aria-expanded=${this.adding ? 'true' : 'false'} ?disabled=${this.busy} @click=${() => (this.adding = !this.adding)}>${t('gapAsksFor', { title: gap.nearest.title })}</button>` : nothing}
        <button type="button" class="plain" name="dismiss" ?disabled=${this.busy} @click=${this.#dismiss}>${t('gapDismiss')}</button>
      </div>
      ${this.adding && gap.nearest ? this.#form(gap.nearest.title) : nothing}
      ${problem(this.problems)}
      <fd-confirm></fd-confirm>`;
  }

  #asked(): TemplateResult {
    const linked = sectionsOf(this.staff).includes('conversations');
    return html`<h3>${t('gapQuestions')}</h3>
      <ul class="found">${folded(
        'questions',
        this.gap.questions,
        ({ text, conversationId, at, times }) => html`<li>
          ${linked ? html`<a href=${addressOf({ section: 'conversations', id: conversationId })}>${text}</a>` : html`<span>${text}</span>`}
          <small>${times > 1 ? html`${t('gapTimes', { n: times })}, ` : nothing}${when(at)}</small></li>`,
      )}</ul>`;
  }

  #replies(): TemplateResult {
    const { replies } = this.gap;
    if (!replies.length) return html`<h3>${t('gapReplies')}</h3><p class="none">${t('gapNoReplies')}</p>`;
    return html`<fieldset><legend>${t('gapReplies')}</legend>
      ${replies.map(
        (
          { text, agent, at },
          i,
        ) => html`<label class="pick"><input type="radio" name="reply" value=${i} ?checked=${i === 0} />
          <span dir="auto">${text}<small>${agent}, ${when(at)}</small></span></label>`,
      )}
      <label class="pick"><input type="radio" name="reply" value="" /> <span>${t('gapReplyNone')}</span></label>
    </fieldset>`;
  }

  #form(title: string): TemplateResult {
    return html`<form @submit=${this.#add}>
      <fieldset><legend>${t('gapAdds', { title })}</legend>
        ${this.#texts().map((text) => html`<label class="pick"><input type="checkbox" name="question" value=${text} checked /> <span>${text}</span></label>`)}
      </fieldset>
      <label class="where">${t('gapWhere')} <select name="draft">
        <option value="new">${t('gapNew')}</option>
        ${this.drafts.map(({ id, note }) => html`<option value=${id}>${t(note ? 'gapIntoNoted' : 'gapInto', { id, note: note ?? '' })}</option>`)}
        <option value="">${t('gapAtOnce')}</option>
      </select></label>
      <div><button type="submit" class="primary" ?disabled=${this.busy}>${t(this.busy ? 'gapAdding' : 'gapAdd')}</button></div>
    </form>`;
  }

  /** Each question once, whoever asked it. */
  #texts(): string[] {
    const texts = this.gap.questions.map(({ text }) => text.trim().slice(0, LONGEST));
    return [...new Set(texts)].filter(Boolean).slice(0, MOST_QUESTIONS);
  }

  #write = (): void => {
    const { decisions, question, replies } = this.gap;
    const picked = this.renderRoot.querySelector<HTMLInputElement>('input[name=reply]:checked')?.value;
    const answer = picked ? (replies[Number(picked)]?.text ?? '') : '';
    holdGap({ decisions, title: question, questions: this.#texts(), answer });
    location.hash = addressOf({ section: 'knowledge', page: 'entries', id: '+' });
  };

  #add = (event: SubmitEvent): void => {
    event.preventDefault();
    const { decisions, nearest } = this.gap;
    const ticked = [...this.renderRoot.querySelectorAll<HTMLInputElement>('input[name=question]')];
    const questions = ticked.filter(({ checked }) => checked).map(({ value }) => value);
    if (!questions.length || !nearest) {
      this.problems = [t('gapPick')];
      return;
    }
    const where = this.renderRoot.querySelector('select')?.value;
    const draft = where === 'new' ? ('new' as const) : where ? Number(where) : undefined;
    const body = { decisions, key: nearest.key, questions, ...(draft !== undefined && { draft }) };
    void this.#close(body, (id) =>
      draft === undefined ? t('gapPublished', { title: nearest.title }) : t('gapDrafted', { id: id ?? '' }),
    );
  };

  #dismiss = async (): Promise<void> => {
    const { decisions, question } = this.gap;
    const consent = await this.renderRoot.querySelector('fd-confirm')?.ask({
      title: t('gapDismissTitle'),
      says: [t('gapDismissSays', { question })],
      action: t('gapDismiss'),
    });
    if (consent) await this.#close({ decisions, dismiss: true }, () => t('gapDismissed', { question }));
  };

  async #close(body: CloseGap, words: (version: number | undefined) => string): Promise<void> {
    this.busy = true;
    this.problems = undefined;
    try {
      const { version } = await closeGap(this.client, body);
      const detail = { gap: this.gap, words: words(version), ...(version !== undefined && { version }) };
      this.dispatchEvent(new CustomEvent('closed', { detail }));
    } catch (error) {
      this.problems = problemLines(error);
    } finally {
      this.busy = false;
    }
  }
}

function figures({ asked, handoffs, minutes }: Gap): string {
  const spent = Math.round(minutes);
  return [
    several(asked, 'gapAskedOne', 'gapAsked'),
    ...(handoffs ? [several(handoffs, 'gapHandoff', 'gapHandoffs')] : []),
    ...(spent ? [several(spent, 'gapMinute', 'gapMinutes')] : []),
  ].join(', ');
}

customElements.define('fd-gap', FdGap);

declare global {
  interface HTMLElementTagNameMap {
    'fd-gap': FdGap;
  }
}
