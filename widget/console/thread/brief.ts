/** The handoff brief on top of a conversation: one line when folded, a third of a screen when not. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { AgentConversation, Decision } from '../../../services/wire/agent.js';
import type { Event } from '../../../services/wire/conversation.js';
import { bar, confidence } from '../conversations/evidence.js';
import { evidenceStyles } from '../conversations/evidence.styles.js';
import { type LabelKind, label } from '../link/acts.js';
import type { ConsoleClient } from '../link/client.js';
import { base } from '../shared/base.styles.js';
import { percent } from '../shared/format.js';
import { icon } from '../shared/icons.js';
import { language, t } from '../words.js';
import { briefStyles } from './brief.styles.js';
import { briefOf } from './brief-of.js';

const languages = new Intl.DisplayNames([language], { type: 'language', fallback: 'code' });
/** Sources shown for each try; the evidence has all of them. */
const SOURCES = 2;

export class FdBrief extends LitElement {
  static override styles = [base, evidenceStyles, briefStyles];
  static override properties = {
    client: { attribute: false },
    conversation: { attribute: false },
    events: { attribute: false },
    decisions: { attribute: false },
    labels: { attribute: false },
    folded: { state: true },
  };
  declare client: ConsoleClient;
  declare conversation: AgentConversation;
  declare events: readonly Event[];
  declare decisions: readonly Decision[];
  declare labels: ReadonlyMap<number, string>;
  declare folded: boolean;

  constructor() {
    super();
    this.folded = false;
  }

  /** Whoever has answered already knows what it is about; and a phone has no room for it. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('conversation');
    if (!changed.has('conversation') || before?.id === this.conversation.id) return;
    this.folded =
      globalThis.matchMedia?.('(max-width: 719px)').matches ||
      this.conversation.state === 'resolved' ||
      this.events.some((event, i) => event.role === 'agent' && event.type === 'message' && i > this.#handed);
  }

  get #handed(): number {
    return this.events.findLastIndex((event) => event.move?.name === 'escalate');
  }

  override render() {
    const { state, reason: now } = this.conversation;
    if (state === 'bot') return nothing;
    const brief = briefOf(this.events, this.decisions);
    if (!brief) return nothing;
    const reason = brief.event.move?.reason ?? now;
    // Who asked for a person was handed over without a decision: the last one is then the one to judge.
    const judged = brief.decision ?? brief.tried.at(-1);
    return html`<details class="brief" .open=${!this.folded} @toggle=${this.#toggled}>
      <summary>
        <span class="what">${t('handoff')}</span>
        <b>${reason ? t(`reason_${reason}`) : t('reason_unknown')}</b>
        ${brief.wanted ? html`<span class="wanted" dir="auto">${brief.wanted}</span>` : nothing}
      </summary>
      <div class="inside">
        <div class="asked">
          ${brief.wanted ? html`<h3>${t('briefWanted')}</h3><blockquote dir="auto">${brief.wanted}</blockquote>` : nothing}
          ${brief.open.length ? html`<h3>${t('briefOpen')}</h3><ul class="open">${brief.open.map((text) => html`<li dir="auto">${text}</li>`)}</ul>` : nothing}
          <p class="about">
            ${reason ? t(`reasonLong_${reason}`) : nothing}
            ${t('briefWrites', { language: languages.of(this.conversation.locale) ?? this.conversation.locale })}
          </p>
          ${judged ? html`${confidence(judged)} ${labelsOf(this.client, judged, this.labels)}` : nothing}
        </div>
        <div class="tried">
          <h3>${t('briefTried')}</h3>
          ${brief.tried.length ? html`<ul>${brief.tried.map((one) => this.#try(one))}</ul>` : html`<p class="none">${t('briefNothing')}</p>`}
        </div>
      </div>
    </details>`;
  }

  #try({ verdict, question, candidates, confidence: sure }: Decision): TemplateResult {
    const top = Math.max(1, ...candidates.map(({ score }) => score));
    return html`<li>
      <span class="verdict">${t(`verdict_${verdict}`)}, ${percent(sure)}</span> <span dir="auto">“${question}”</span>
      ${candidates
        .slice(0, SOURCES)
        .map(
          ({ title, score, text }) =>
            html`<span class="source" title=${text}>${title} ${bar(score / top, t('scoreIs', { score: score.toFixed(2) }))}<small>${score.toFixed(2)}</small></span>`,
        )}
    </li>`;
  }

  #toggled = (event: { currentTarget: unknown }): void => {
    this.folded = !(event.currentTarget as HTMLDetailsElement).open;
  };
}

/** Was it right to hand over, or was what it did before; or would a better bot have spared us this. */
function labelsOf(client: ConsoleClient, decision: Decision, labels: ReadonlyMap<number, string>): TemplateResult {
  const handed = decision.verdict === 'handoff';
  const given = labels.get(decision.id);
  const button = (kind: LabelKind, words: string) =>
    html`<button type="button" class="small" aria-pressed=${given === kind} @click=${() => label(client, decision.id, kind)}>
      ${given === kind ? icon('check') : nothing}${words}
    </button>`;
  return html`<div class="labels" role="group" aria-label=${t('labels')}>
    ${button(handed ? 'good_handoff' : 'bot_was_right', t('botWasRight'))}
    ${button('avoidable_handoff', t('wasAvoidable'))}
    ${given ? html`<span class="hidden" role="status">${t('labelThanks')}</span>` : nothing}
  </div>`;
}

customElements.define('fd-brief', FdBrief);

declare global {
  interface HTMLElementTagNameMap {
    'fd-brief': FdBrief;
  }
}
