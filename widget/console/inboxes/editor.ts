/** One inbox: what it says, when people are there, what it asks and where it speaks first; with a preview beside it. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Availability, InboxSettings } from '../../../services/wire/inboxes.js';
import { brandRule } from '../../shared/accent.js';
import type { ConsoleClient } from '../link/client.js';
import { addressOf } from '../places.js';
import { base } from '../shared/base.styles.js';
import { entryStyles } from '../shared/editor.styles.js';
import { isTicked, textIn } from '../shared/fields.js';
import { pageStyles } from '../shared/page.styles.js';
import { changes, lines, refusals, saveBar } from '../shared/settings.js';
import { t } from '../words.js';
import { addInbox, readInbox, saveInbox } from './acts.js';
import { botField } from './bot-field.js';
import { formField } from './form-field.js';
import { hoursField } from './hours.js';
import { inboxStyles } from './inboxes.styles.js';
import { preview, previewStyles, rightNow } from './preview.js';
import { queueField } from './queue-field.js';
import { rulesField } from './rules.js';
import { wordsField } from './words-field.js';

const NEW: InboxSettings = {
  ...{ slug: '', name: '', greeting: null, locale: 'en', accent: null, origins: [] },
  ...{ hours: null, preChat: null, proactive: [], theme: null, verifiedOnly: false },
  // As the server makes one.
  ...{
    routing: 'balanced',
    accept: true,
    acceptSeconds: 30,
    replySeconds: null,
    skills: [],
    remindSeconds: null,
    remindTo: [],
  },
  ...{ botHelps: true, sensitive: [], autoResolve: true, idleMinutes: 60 },
};

export class FdInbox extends LitElement {
  static override styles = [base, pageStyles, entryStyles, inboxStyles, previewStyles];
  static override properties = {
    client: { attribute: false },
    slug: { attribute: false },
    draft: { state: true },
    availability: { state: true },
    mail: { state: true },
    problems: { state: true },
    said: { state: true },
    failed: { state: true },
  };
  declare client: ConsoleClient;
  /** `+` is a new one. */
  declare slug: string;
  declare draft: InboxSettings | undefined;
  declare availability: Availability | undefined;
  /** This installation can send e-mail. */
  declare mail: boolean;
  declare problems: string[];
  declare said: string;
  declare failed: boolean;
  #saved: InboxSettings = NEW;
  #brand = new CSSStyleSheet();

  constructor() {
    super();
    this.problems = [];
    this.said = '';
    this.failed = false;
    this.mail = true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('slug')) void this.#load();
  }

  protected override firstUpdated(): void {
    (this.renderRoot as ShadowRoot).adoptedStyleSheets.push(this.#brand);
  }

  /** The colour shows in the preview alone. */
  protected override updated(): void {
    const rule = brandRule(this.draft?.accent ?? undefined)?.replace(':host', '.preview');
    const own = '.preview{--fd-accent:var(--fd-brand);--fd-on-accent:var(--fd-on-brand)}';
    this.#brand.replaceSync(rule ? `${rule}${own}` : '');
  }

  override render() {
    const { draft } = this;
    if (this.failed)
      return html`<div class="blank" role="alert"><h2>${t('inboxFailed')}</h2><p>${t('problemOffline')}</p><button type="button" @click=${() => this.#load()}>${t('tryAgain')}</button></div>`;
    if (!draft)
      return html`<div class="page"><div class="waiting" role="status" aria-label=${t('loading')}><i class="skeleton"></i><i class="skeleton"></i></div></div>`;
    return html`<div class="page">
      <header>
        <a class="back" href=${addressOf({ section: 'inboxes' })}>${t('inboxes')}</a>
        <h1 tabindex="-1">${this.slug === '+' ? t('inboxNew') : draft.name || draft.slug}</h1>
        ${this.availability ? html`<span class="none">${rightNow(this.availability)}</span>` : nothing}
      </header>
      <div class="both">
        <form novalidate @submit=${this.#save}>${this.#fields(draft)} ${this.#bar()}</form>
        <aside><section aria-label=${t('inboxPreview')}><h2>${t('inboxPreview')}</h2>${preview(draft)}</section></aside>
      </div>
    </div>`;
  }

  #change = (change: Partial<InboxSettings>): void => {
    if (this.draft) this.draft = { ...this.draft, ...change };
    this.said = '';
  };

  #fields(draft: InboxSettings): TemplateResult {
    const { locale, theme } = draft;
    const text = (name: 'slug' | 'name' | 'locale', label: string, hint?: string) => html`<div class="field">
      <label for=${name}>${label}</label>
      <input id=${name} autocomplete="off" maxlength="100" aria-describedby=${hint ? `${name}-hint` : nothing} .value=${live(draft[name])}
        @input=${(event: Event) => this.#change({ [name]: textIn(event) })} />
      ${hint ? html`<small id="${name}-hint">${hint}</small>` : nothing}</div>`;
    return html`
      <section aria-labelledby="looks"><h2 id="looks">${t('inboxLooks')}</h2>
        ${this.slug === '+' ? text('slug', t('inboxSlug'), t('inboxSlugHint')) : nothing}
        ${text('name', t('name'), t('inboxNameHint'))}
        ${wordsField({ id: 'greeting', label: t('inboxGreeting'), hint: t('inboxGreetingHint', { name: '{name}' }), words: draft.greeting, locale, max: 500, change: (greeting) => this.#change({ greeting }) })}
        <div class="pairs-of">
          ${text('locale', t('language'))}
          <div class="field"><label for="accent">${t('inboxAccent')}</label>
            <span class="colour"><input type="color" aria-label=${t('inboxAccentPick')} .value=${live(draft.accent ?? '#1f5f57')} @input=${(event: Event) => this.#change({ accent: textIn(event) })} />
            <input id="accent" maxlength="7" placeholder="#1f5f57" .value=${live(draft.accent ?? '')} @change=${(event: Event) => this.#change({ accent: textIn(event).trim() || null })} /></span></div>
          <div class="field"><label for="radius">${t('inboxRadius')}</label>
            <input id="radius" type="number" min="0" max="24" placeholder="16" .value=${live(`${theme?.radius ?? ''}`)} @change=${(event: Event) => this.#change({ theme: textIn(event) === '' ? null : { radius: Number(textIn(event)) } })} /></div>
        </div>
        <div class="field"><label for="origins">${t('inboxOrigins')}</label>
          <textarea id="origins" rows="3" spellcheck="false" aria-describedby="origins-hint" placeholder="https://www.example.com" .value=${live(draft.origins.join('\n'))}
            @change=${(event: Event) => this.#change({ origins: lines(textIn(event)) })}></textarea>
          <small id="origins-hint">${t('inboxOriginsHint')}</small></div>
        <div class="field"><label class="tick"><input type="checkbox" aria-describedby="verified-hint" .checked=${live(draft.verifiedOnly)}
            @change=${(event: Event) => this.#change({ verifiedOnly: isTicked(event) })} /> ${t('inboxVerified')}</label>
          <small id="verified-hint">${t('inboxVerifiedHint')}</small></div>
      </section>
      ${queueField({ queue: draft, mail: this.mail, change: this.#change })}
      ${botField({ bot: draft, change: this.#change })}
      ${hoursField({ hours: draft.hours, change: (hours) => this.#change({ hours }) })}
      ${formField({ preChat: draft.preChat, locale, change: (preChat) => this.#change({ preChat }) })}
      ${rulesField({ rules: draft.proactive, locale, change: (proactive) => this.#change({ proactive }) })}
    `;
  }

  #bar(): TemplateResult {
    const dirty = this.draft !== undefined && Object.keys(changes(this.#saved, this.draft)).length > 0;
    return saveBar({ problems: this.problems, said: this.said, dirty });
  }

  async #load(): Promise<void> {
    this.failed = false;
    this.problems = [];
    this.draft = this.#saved = NEW;
    this.availability = undefined;
    if (this.slug === '+') return;
    this.draft = undefined;
    try {
      const { inbox, availability, mail } = await readInbox(this.client, this.slug);
      this.draft = this.#saved = inbox;
      this.availability = availability;
      this.mail = mail;
    } catch {
      this.failed = true;
    }
  }

  #save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { draft } = this;
    if (!draft) return;
    const change = changes(this.#saved, draft);
    try {
      const reply =
        this.slug === '+'
          ? await addInbox(this.client, { ...change, slug: draft.slug, name: draft.name })
          : await saveInbox(this.client, this.slug, change);
      this.problems = [];
      this.draft = this.#saved = reply.inbox;
      this.availability = reply.availability;
      this.said = t('inboxSaved');
      if (this.slug === '+') location.hash = addressOf({ section: 'inboxes', id: reply.inbox.slug });
    } catch (error) {
      this.problems = refusals(error);
    }
  };
}

customElements.define('fd-inbox', FdInbox);
