/** The right column: who it is, what the handoff is about, and the evidence behind it. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { AgentConversation, Decision, Event } from '../../services/protocol.js';
import { type LabelKind, label } from './acts.js';
import type { ConsoleClient } from './client.js';
import { confidence, evidence, pair } from './evidence.js';
import { icon } from './icons.js';
import { nameOf } from './rows.js';
import { base } from './styles.js';
import { contextStyles } from './styles-context.js';
import { evidenceStyles } from './styles-evidence.js';
import { handoff } from './timeline.js';
import { language, region, t } from './words.js';

const when = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' });
const languages = new Intl.DisplayNames([language], { type: 'language', fallback: 'code' });

export class FdContext extends LitElement {
  static override styles = [base, evidenceStyles, contextStyles];
  static override properties = {
    client: { attribute: false },
    conversation: { attribute: false },
    events: { attribute: false },
    decisions: { attribute: false },
    labels: { attribute: false },
    loaded: { type: Boolean },
    shown: { state: true },
  };
  declare client: ConsoleClient;
  declare conversation: AgentConversation;
  declare events: readonly Event[];
  declare decisions: readonly Decision[];
  declare labels: ReadonlyMap<number, string>;
  declare loaded: boolean;
  /** The decisions that are folded out. */
  declare shown: ReadonlySet<number>;

  constructor() {
    super();
    this.shown = new Set();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('conversation') as AgentConversation | undefined;
    if (before && before.id !== this.conversation.id) this.shown = new Set();
  }

  override render() {
    return html`
      <button type="button" class="icon-only fold" aria-label=${t('closeDetails')} @click=${() => this.dispatchEvent(new Event('fold'))}>${icon('close')}</button>
      ${this.#brief()} ${this.#visitor()} ${this.#evidence()}
    `;
  }

  /** Folds out one decision and brings it into view. */
  async show(id: number): Promise<void> {
    this.shown = new Set(this.shown).add(id);
    await this.updateComplete;
    const found = this.renderRoot.querySelector<HTMLElement>(`[data-decision="${id}"]`);
    found?.scrollIntoView({ block: 'start' });
    found?.querySelector('summary')?.focus();
  }

  #brief(): TemplateResult | typeof nothing {
    const came = handoff(this.events);
    const reason = came?.event.move?.reason ?? this.conversation.reason;
    if (!came && !reason) return nothing;
    const decision = this.decisions.find((one) => one.id === came?.decisionId);
    const question = came?.question ?? decision?.question;
    const tried = decision?.candidates[0]?.title;
    return html`<section aria-labelledby="brief">
      <h2 id="brief">${t('handoff')}</h2>
      <p class="reason">${reason ? t(`reasonLong_${reason}`) : t('reason_unknown')}</p>
      ${question ? html`<blockquote dir="auto">${question}</blockquote>` : nothing}
      ${tried ? html`<p class="tried">${t('closest', { title: tried })}</p>` : nothing}
      ${decision ? html`${confidence(decision)} ${this.#labels(decision)}` : nothing}
    </section>`;
  }

  /** For a handoff: was it right to ask us. For an answer: was it right. */
  #labels(decision: Decision): TemplateResult {
    const handed = decision.verdict === 'handoff';
    const given = this.labels.get(decision.id);
    const button = (kind: LabelKind, words: string) =>
      html`<button type="button" class="small" aria-pressed=${given === kind} @click=${() => label(this.client, decision.id, kind)}>
        ${given === kind ? icon('check') : nothing}${words}
      </button>`;
    return html`<div class="labels" role="group" aria-label=${t('labels')}>
      ${button(handed ? 'good_handoff' : 'bot_was_right', t('botWasRight'))}
      ${button(handed ? 'avoidable_handoff' : 'bot_was_wrong', t(handed ? 'wasAvoidable' : 'botWasWrong'))}
      ${given ? html`<span class="hidden" role="status">${t('labelThanks')}</span>` : nothing}
    </div>`;
  }

  #visitor(): TemplateResult {
    const { visitor, context, inbox, locale, createdAt } = this.conversation;
    const { preChat, ...others } = context ?? {};
    const more = Object.entries({ ...(preChat as object), ...others }).filter(
      ([, value]) => value !== null && value !== '',
    );
    return html`<section aria-labelledby="visitor">
      <h2 id="visitor">${t('visitor')}</h2>
      <dl class="pairs">
        ${pair(t('name'), nameOf(this.conversation))}
        ${visitor.email ? pair(t('email'), html`<a href=${`mailto:${encodeURIComponent(visitor.email).replace('%40', '@')}`}>${visitor.emailProven || visitor.level === 'claimed' ? visitor.email : t('emailClaimed', { email: visitor.email })}</a>`) : nothing}
        ${pair(t('identity'), this.#identity())}
        ${pair(t('language'), languages.of(locale) ?? locale)} ${pair(t('inbox'), inbox)}
        ${pair(t('since'), when.format(Date.parse(createdAt)))}
        ${more.map(([name, value]) => pair(name, worth(value)))}
      </dl>
    </section>`;
  }

  /** In words, and whether he was already who he is when he wrote: what came before a sign-in is not vouched for. */
  #identity(): string {
    const { level } = this.conversation.visitor;
    const before = level === 'verified' && this.events.some((event) => event.level && event.level !== level);
    return before ? `${t('identity_verified')}. ${t('identityBefore')}` : t(`identity_${level}`);
  }

  #evidence(): TemplateResult {
    const list = [...this.decisions].reverse();
    return html`<section aria-labelledby="evidence">
      <h2 id="evidence">${t('evidence')}</h2>
      ${this.loaded ? nothing : html`<div class="wait-rows" aria-hidden="true"><i class="bone"></i><i class="bone"></i></div>`}
      ${this.loaded && !list.length ? html`<p class="none">${t('noEvidence')}</p>` : nothing}
      ${list.map((decision) =>
        evidence({
          decision,
          open: this.shown.has(decision.id),
          label: this.labels.get(decision.id),
          choose:
            decision.verdict === 'handoff'
              ? (entry) => void label(this.client, decision.id, 'avoidable_handoff', entry)
              : undefined,
          toggled: (open) => this.#toggle(decision.id, open),
        }),
      )}
    </section>`;
  }

  #toggle(id: number, open: boolean): void {
    if (this.shown.has(id) === open) return;
    const next = new Set(this.shown);
    if (open) next.add(id);
    else next.delete(id);
    this.shown = next;
  }
}

/** Addresses of pages can be opened, everything else is text. */
function worth(value: unknown): TemplateResult | string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return text;
  return html`<a href=${new URL(text).href} target="_blank" rel="noopener noreferrer nofollow">${text}</a>`;
}

customElements.define('fd-context', FdContext);

declare global {
  interface HTMLElementTagNameMap {
    'fd-context': FdContext;
  }
}
