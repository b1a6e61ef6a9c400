/** The right column: who it is, and the evidence behind what the bot did. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { AgentConversation, Decision } from '../../../services/wire/agent.js';
import type { Event } from '../../../services/wire/conversation.js';
import { label } from '../link/acts.js';
import type { ConsoleClient } from '../link/client.js';
import { base } from '../shared/base.styles.js';
import { icon } from '../shared/icons.js';
import { type Key, language, region, t } from '../words.js';
import { contextStyles } from './context.styles.js';
import { evidence, pair } from './evidence.js';
import { evidenceStyles } from './evidence.styles.js';
import { nameOf } from './rows.js';

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
    const before = changed.get('conversation');
    if (before && before.id !== this.conversation.id) this.shown = new Set();
  }

  override render() {
    return html`
      <button type="button" class="icon-only fold" aria-label=${t('closeDetails')} @click=${() => this.dispatchEvent(new Event('fold'))}>${icon('close')}</button>
      ${this.#visitor()} ${this.#evidence()}
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
        ${more.map(([name, value]) => pair(known[name] ? t(known[name]) : name, worth(value)))}
      </dl>
      <div class="labels"><button type="button" class="small" aria-keyshortcuts="p" title=${t('keyPast')} @click=${() => this.dispatchEvent(new Event('past'))}>${t('pastOpen')}</button>
        ${this.client.board.agent?.role === 'admin' ? html`<button type="button" class="small" @click=${() => this.dispatchEvent(new Event('erase'))}>${t('eraseVisitor')}</button>` : nothing}</div>
    </section>`;
  }

  /** In words, and whether they were already known when they wrote: what came before a sign-in is not vouched for. */
  #identity(): string {
    const { level } = this.conversation.visitor;
    const before = level === 'verified' && this.events.some((event) => event.level && event.level !== level);
    return before ? `${t('identity_verified')}. ${t('identityBefore')}` : t(`identity_${level}`);
  }

  #evidence(): TemplateResult {
    const list = [...this.decisions].reverse();
    return html`<section aria-labelledby="evidence">
      <h2 id="evidence">${t('evidence')}</h2>
      ${this.loaded ? nothing : html`<div class="wait-rows" aria-hidden="true"><i class="skeleton"></i><i class="skeleton"></i></div>`}
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

/** What a page may say of itself, by our names; anything else stands under the page's own. */
const known: Partial<Record<string, Key>> = {
  page: 'contextPage',
  url: 'contextPage',
  title: 'contextTitle',
  referrer: 'contextReferrer',
};

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
