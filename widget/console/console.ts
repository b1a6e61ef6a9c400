/** <frontdesk-console>: what the team sees. Chooses screen and section, hears the keys, calls for attention. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import './account/account.js';
import { Alerts, type Call, calls, unclaimed } from './alerts/alerts.js';
import type { FdConversations } from './conversations/conversations.js';
import { open, setAvailable, signOut } from './link/acts.js';
import { type Board, shownOf } from './link/board.js';
import { ConsoleClient } from './link/client.js';
import './conversations/conversations.js';
import { type Ask, shortcutsOf } from './dialogs/dialogs.js';
import './dialogs/dialogs.js';
import type { Link, SectionLink } from './header.js';
import './header.js';
import type { Notifications } from './alerts/notifications.js';
import './inboxes/section.js';
import './team/section.js';
import { asksForPalette, Keys, type Meaning, meaningOf } from './keys.js';
import type { FdKnowledge } from './knowledge/section.js';
import './knowledge/section.js';
import './palette.js';
import { type Lists, lists, needsMe, noLists, wakesAt } from './conversations/lists.js';
import { nameOf } from './conversations/rows.js';
import { addressOf, first, type Place, permitted, placeOf, sections, sectionsOf } from './places.js';
import './sign-in.js';
import { tokens } from '../shared/tokens.js';
import { consoleStyles } from './console.styles.js';
import { base } from './shared/base.styles.js';
import { t } from './words.js';

export class FrontdeskConsole extends LitElement {
  static override styles = [tokens, base, consoleStyles];
  static override properties = { place: { state: true }, news: { state: true }, setupToken: { state: true } };
  /** What the address asks for; undefined where it asks for nothing. */
  declare place: Place | undefined;
  /** For those who listen: what has just happened. */
  declare news: string;
  declare setupToken: string | undefined;
  #client = new ConsoleClient(this);
  #alerts = new Alerts();
  #keys = new Keys();
  #rang = new Map<string, string>();
  #lists: Lists = noLists;
  #wake: ReturnType<typeof setTimeout> | undefined;
  /** The conversation that was open when another section was entered. */
  #left: string | undefined;

  constructor() {
    super();
    this.news = '';
    this.#client.onBoard = (before, after) => this.#board(before, after);
    this.#client.say = (text) => {
      this.news = text;
    };
    this.#alerts.onNotifications = () => this.requestUpdate();
    this.#alerts.onOpen = (id) => {
      location.hash = addressOf({ section: 'conversations', id });
    };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#alerts.start();
    addEventListener('hashchange', this.#place);
    document.addEventListener('keydown', this.#key);
    this.#place();
    if (this.setupToken !== undefined) this.#client.setup();
    else void this.#client.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#alerts.stop();
    clearTimeout(this.#wake);
    removeEventListener('hashchange', this.#place);
    document.removeEventListener('keydown', this.#key);
  }

  override render() {
    const { phase } = this.#client;
    if (phase === 'signedOut' || phase === 'setup')
      return html`<fd-sign-in .client=${this.#client} .token=${phase === 'setup' ? this.setupToken : undefined} @signed-in=${this.#entered} @instead=${this.#instead}></fd-sign-in>`;
    if (phase === 'unreachable') return this.#blank(t('unreachableTitle'), t('unreachableHint'));
    if (phase === 'forbidden')
      return this.#blank(
        t('forbiddenTitle'),
        t('forbiddenHint'),
        html`<button type="button" @click=${() => signOut(this.#client)}>${t('signOut')}</button>`,
      );
    if (phase === 'starting')
      return html`<div class="starting" role="status" aria-label=${t('loading')}><i class="skeleton"></i><i class="skeleton"></i><i class="skeleton"></i></div>`;
    return this.#main();
  }

  #main(): TemplateResult {
    const { board } = this.#client;
    const place = this.#here;
    return html`
      <fd-header .agent=${board.agent} .link=${this.#link()} .alerts=${this.#alerts} .notifications=${this.#notifications} .links=${this.#links(place.section)}
        @available=${this.#available} @sign-out=${this.#signOut} @keys=${() => this.#ask({ kind: 'keys' })} @account=${() => this.renderRoot.querySelector('fd-account')?.open()}></fd-header>
      ${this.#client.signOutReason ? html`<p class="sign-out-reason"><span>${t(this.#client.signOutReason)}</span><button type="button" @click=${this.#understood}>${t('close')}</button></p>` : nothing}
      ${this.#section(place)}
      <fd-dialogs .client=${this.#client} @leave=${() => signOut(this.#client)}></fd-dialogs>
      <fd-account .client=${this.#client}></fd-account>
      <fd-palette .client=${this.#client} @command=${this.#command}></fd-palette>
      <p class="quiet-for-eyes" role="status" aria-live="polite">${this.news}</p>
    `;
  }

  #section(place: Place): TemplateResult {
    if (place.section === 'conversations') return this.#conversations();
    if (place.section === 'reports') {
      // Charts weigh more than the rest together, and most people never go there.
      void import('./reports/section.js');
      return html`<fd-reports .client=${this.#client} .place=${place}></fd-reports>`;
    }
    if (place.section === 'operations') {
      void import('./operations/section.js');
      return html`<fd-operations .client=${this.#client} .place=${place}></fd-operations>`;
    }
    if (place.section === 'practice') {
      void import('./practice/section.js');
      return html`<fd-practice .client=${this.#client}></fd-practice>`;
    }
    if (place.section === 'inboxes') return html`<fd-inboxes .client=${this.#client} .slug=${place.id}></fd-inboxes>`;
    if (place.section === 'team') return html`<fd-team .client=${this.#client} .member=${place.id}></fd-team>`;
    const { agent } = this.#client.board;
    return html`<fd-knowledge .client=${this.#client} .staff=${agent?.role} .place=${place}></fd-knowledge>`;
  }

  #conversations(): TemplateResult {
    const { board, busy, outbox, problems, labels, fetchFailed } = this.#client;
    return html`<fd-conversations .client=${this.#client} .board=${board} .lists=${this.#lists} .busy=${busy} .problems=${problems}
      .labels=${labels} .presence=${this.#client.presence.others} .outbox=${outbox.items} ?failed=${fetchFailed}
      @ask=${(event: CustomEvent<Ask>) => this.#ask(event.detail)}></fd-conversations>`;
  }

  /** The sections of this account; back to conversations leads to the one that was open. */
  #links(open: Place['section']): SectionLink[] {
    const { agent } = this.#client.board;
    return sectionsOf(agent?.role ?? 'agent').map((section) => ({
      section,
      address: addressOf(section === 'conversations' ? { section, id: this.#left } : first(section)),
      current: section === open,
      waiting: section === 'conversations' && agent ? needsMe(this.#client.board, this.#lists) : 0,
    }));
  }

  #blank(title: string, hint: string, more: unknown = nothing): TemplateResult {
    return html`<div class="blank" role="status"><h2>${title}</h2><p>${hint}</p>${more}</div>`;
  }

  protected override updated(): void {
    this.#client.look();
  }

  get #dialogs() {
    return this.renderRoot.querySelector('fd-dialogs');
  }

  get #here(): Place {
    return permitted(this.place, this.#client.board.agent?.role ?? 'agent');
  }

  #ask(ask: Ask): void {
    this.#dialogs?.open(ask);
  }

  #link(): Link {
    if (this.#client.connected) return 'live';
    return this.#client.everLive || !navigator.onLine ? 'lost' : 'connecting';
  }

  get #notifications(): Notifications {
    const { board, connected } = this.#client;
    return { ...this.#alerts.notifications, connected, available: board.agent?.available ?? false };
  }

  #board(before: Board, after: Board): void {
    const open = after.open?.view.conversation;
    if (
      before.rows !== after.rows ||
      before.agent !== after.agent ||
      before.open?.view.conversation !== open ||
      before.beside?.view.conversation !== after.beside?.view.conversation
    )
      this.#sort(after);
    if (before.open?.id !== after.open?.id) this.#show(after.open?.id);
    this.#alerts.count(after.agent ? needsMe(after, this.#lists) : 0);
    if (!after.live) return;
    const found = calls(this.#rang, after, this.#lists, this.#client.now());
    // What is on screen needs no ringing.
    const loud = found.filter(
      ({ kind, conversation: { id } }) => kind !== 'message' || !shownOf(after, id) || !document.hasFocus(),
    );
    const first = loud.find(({ kind }) => kind === 'offer') ?? loud.find(({ kind }) => kind === 'waiting') ?? loud[0];
    if (first) {
      this.news = this.#words(first);
      this.#alerts.call(first, this.news);
    }
    const pending = unclaimed(after, this.#lists, this.#client.now());
    this.#alerts.remind(pending, pending ? this.#words(pending) : '');
  }

  /** Into the lists, and again when the next snooze ends: no news from the server says so. */
  #sort(board: Board): void {
    const now = this.#client.now();
    this.#lists = lists(board, now);
    clearTimeout(this.#wake);
    const next = this.#lists.snoozed[0];
    if (!next) return;
    const again = () => {
      this.#sort(this.#client.board);
      this.requestUpdate();
    };
    this.#wake = setTimeout(again, Math.min(wakesAt(next) - now + 50, 3_600_000));
  }

  #words({ kind, conversation }: Call): string {
    const name = nameOf(conversation);
    const reason = conversation.reason ? t(`reason_${conversation.reason}`) : t('reason_unknown');
    return {
      offer: t('newsOffer', { name, reason }),
      waiting: t('newsWaiting', { name, reason }),
      message: t('newsMessage', { name }),
    }[kind];
  }

  /** The address says what is open, so that reload and the back button do what one expects. */
  #place = (): void => {
    this.setupToken = new URLSearchParams(location.hash.slice(1)).get('setup') ?? undefined;
    if (this.setupToken !== undefined) {
      if (this.#client.phase === 'signedOut') this.#client.setup();
      return;
    }
    this.place = placeOf(location.hash);
    const here = this.#here;
    const shown = this.#client.board.open?.id;
    const id = here.section === 'conversations' ? here.id : undefined;
    if (id && id !== shown) open(this.#client, id);
    // Nothing counts as read while another section is on screen, so nothing stays open there.
    else if (!id && shown) this.#client.dispatch({ event: 'closed' });
    this.#left = here.section === 'conversations' ? undefined : (shown ?? this.#left);
  };

  #show(id: string | undefined): void {
    const here = this.#here;
    if (here.section !== 'conversations') return;
    const place: Place = { section: 'conversations', id };
    if (here.id !== id) history.pushState(null, '', `${location.pathname}${location.search}${addressOf(place)}`);
    this.place = place;
  }

  #entered = (): void => {
    if (this.setupToken === undefined) return;
    this.setupToken = undefined;
    history.replaceState(null, '', location.pathname);
  };

  #instead = (): void => {
    this.#entered();
    void this.#client.restart();
  };

  #available = async (): Promise<void> => {
    const available = !this.#client.board.agent?.available;
    if (!(await setAvailable(this.#client, available))) this.news = t('availabilityFailed');
  };

  #understood = (): void => {
    this.#client.signOutReason = undefined;
    this.requestUpdate();
  };

  #signOut = (): void => {
    const held = this.#lists.mine.filter(({ practice }) => !practice).length;
    if (held) this.#ask({ kind: 'leave', open: held });
    else void signOut(this.#client);
  };

  #key = (event: KeyboardEvent): void => {
    const palette = this.renderRoot.querySelector('fd-palette');
    const account = this.renderRoot.querySelector('fd-account');
    if (this.#client.phase !== 'ready' || this.#dialogs?.opened || palette?.opened || account?.opened) return;
    if (asksForPalette(event)) {
      event.preventDefault();
      const all = shortcutsOf(this.#client.board.agent?.role ?? 'agent', this.#here.section);
      palette?.open(all.filter(([key]) => this.#can(meaningOf(key))));
      return;
    }
    const means = this.#keys.means(event);
    if (means && this.#do(means) && means !== 'escape') event.preventDefault();
  };

  #command = (event: CustomEvent<Meaning>): void => {
    this.#do(event.detail);
  };

  /** What is listed as a command: nothing that would do nothing. */
  #can(means: Meaning | undefined): boolean {
    if (!means) return false;
    const section = sections.find((name) => name === means);
    if (section) return section !== this.#here.section;
    if (means === 'practice') return this.#here.section !== 'practice';
    return means === 'help' || !!this.#keyed?.can(means);
  }

  /** The section that keys are for. */
  get #keyed() {
    return this.renderRoot.querySelector<FdConversations | FdKnowledge>('fd-conversations, fd-knowledge');
  }

  /** False where it means nothing here. */
  #do(means: Meaning): boolean {
    const section = sections.find((name) => name === means);
    const link = section && this.#links(section).find((one) => one.section === section);
    if (link) location.hash = link.address;
    else if (means === 'practice') location.hash = addressOf({ section: 'practice' });
    else if (means === 'help') this.#ask({ kind: 'keys' });
    else return !!this.#keyed?.key(means);
    return true;
  }
}

customElements.define('frontdesk-console', FrontdeskConsole);

declare global {
  interface HTMLElementTagNameMap {
    'frontdesk-console': FrontdeskConsole;
  }
}
