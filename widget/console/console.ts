/** <frontdesk-console>: what an agent sees. Chooses the screen, holds the columns, hears the keys. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { act, open, setAvailable, signOut } from './acts.js';
import { Alerts, type Call, calls } from './alerts.js';
import type { Board } from './board.js';
import { ConsoleClient } from './client.js';
import './context.js';
import './dialogs.js';
import './header.js';
import './promise.js';
import type { Link } from './header.js';
import { keyMeans } from './keys.js';
import { type Lists, lists, needsMe } from './lists.js';
import { may } from './rights.js';
import { nameOf } from './rows.js';
import './side.js';
import './sign-in.js';
import { tokens } from '../shared/tokens.js';
import { base } from './styles.js';
import { consoleStyles } from './styles-console.js';
import './thread.js';
import { t } from './words.js';

export class FrontdeskConsole extends LitElement {
  static override styles = [tokens, base, consoleStyles];
  static override properties = { details: { state: true }, news: { state: true }, setupToken: { state: true } };
  /** The right column is shown where it does not fit beside the others. */
  declare details: boolean;
  /** For those who listen: what has just happened. */
  declare news: string;
  declare setupToken: string | undefined;
  #client = new ConsoleClient(this);
  #alerts = new Alerts();
  #rang = new Map<string, string>();
  #lists: Lists = { queue: [], mine: [], others: [] };

  constructor() {
    super();
    this.details = false;
    this.news = '';
    this.#client.onBoard = (before, after) => this.#board(before, after);
    this.#client.say = (text) => {
      this.news = text;
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
    removeEventListener('hashchange', this.#place);
    document.removeEventListener('keydown', this.#key);
  }

  override render() {
    const { phase } = this.#client;
    if (phase === 'signedOut' || phase === 'setup')
      return html`<fd-sign-in .client=${this.#client} .token=${phase === 'setup' ? this.setupToken : undefined} @signed-in=${this.#entered} @instead=${this.#instead}></fd-sign-in>`;
    if (phase === 'unreachable') return this.#blank(t('unreachableTitle'), t('unreachableHint'));
    if (phase === 'forbidden')
      return html`${this.#blank(
        t('forbiddenTitle'),
        t('forbiddenHint'),
        html`<button type="button" @click=${this.#promise}>${t('promiseTitle')}</button>
          <button type="button" @click=${() => signOut(this.#client)}>${t('signOut')}</button>`,
      )}<fd-promise .client=${this.#client} .staff=${'content'}></fd-promise>`;
    if (phase === 'starting')
      return html`<div class="starting" role="status" aria-label=${t('loading')}><i class="bone"></i><i class="bone"></i><i class="bone"></i></div>`;
    return this.#main();
  }

  #main(): TemplateResult {
    const { board, busy, outbox, problems, labels } = this.#client;
    const shown = board.open;
    const conversation = shown?.view.conversation;
    return html`
      <fd-header .agent=${board.agent} .link=${this.#link()} .muted=${this.#alerts.muted}
        @available=${this.#available} @mute=${this.#mute} @sign-out=${this.#signOut} @promise=${this.#promise} @keys=${() => this.#dialogs?.open({ kind: 'keys' })}></fd-header>
      <div class="columns ${shown ? 'has-open' : ''} ${this.details && conversation ? 'has-details' : ''}">
        <fd-side .client=${this.#client} .lists=${this.#lists} .seen=${board.seen} .openId=${shown?.id} .busy=${busy}
          ?loaded=${this.#client.everLive} ?available=${board.agent?.available}></fd-side>
        <main>
          ${
            shown && board.agent
              ? html`<fd-thread .client=${this.#client} .open=${shown} .agent=${board.agent} .outbox=${outbox.of(shown.id)}
                  .problem=${problems.get(shown.id)} .busy=${busy} ?failed=${this.#client.fetchFailed}
                  @back=${() => this.#leave()} @details=${this.#toggleDetails} @transfer=${this.#transfer} @evidence=${this.#evidence}></fd-thread>`
              : this.#blank(t(this.#lists.queue.length ? 'pickTitle' : 'calmTitle'), t('pickHint'))
          }
        </main>
        ${
          shown && conversation && !shown.lost
            ? html`<fd-context .client=${this.#client} .conversation=${conversation} .events=${shown.view.events} .decisions=${shown.decisions}
                .labels=${labels} ?loaded=${shown.loaded} @fold=${this.#toggleDetails}></fd-context>`
            : nothing
        }
      </div>
      <fd-promise .client=${this.#client} .staff=${board.agent?.role}></fd-promise>
      <fd-dialogs .client=${this.#client} @leave=${() => signOut(this.#client)}></fd-dialogs>
      <p class="quiet-for-eyes" role="status" aria-live="polite">${this.news}</p>
    `;
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

  #promise = (): void => this.renderRoot.querySelector('fd-promise')?.open();

  #link(): Link {
    if (this.#client.connected) return 'live';
    return this.#client.everLive || !navigator.onLine ? 'lost' : 'connecting';
  }

  #board(before: Board, after: Board): void {
    const open = after.open?.view.conversation;
    if (before.rows !== after.rows || before.agent !== after.agent || before.open?.view.conversation !== open)
      this.#lists = lists(after);
    if (before.open?.id !== after.open?.id) this.#show(after.open?.id);
    this.#alerts.count(after.agent ? needsMe(after, this.#lists) : 0);
    if (!after.live) return;
    const found = calls(this.#rang, after, this.#lists, this.#client.now());
    // What is on screen needs no ringing.
    const loud = found.filter(
      ({ kind, conversation: { id } }) => kind !== 'message' || id !== after.open?.id || !document.hasFocus(),
    );
    const first = loud.find(({ kind }) => kind === 'offer') ?? loud.find(({ kind }) => kind === 'waiting') ?? loud[0];
    if (first) this.#call(first);
  }

  #call({ kind, conversation }: Call): void {
    const name = nameOf(conversation);
    const reason = conversation.reason ? t(`reason_${conversation.reason}`) : t('reason_unknown');
    const words = {
      offer: t('newsOffer', { name, reason }),
      waiting: t('newsWaiting', { name, reason }),
      message: t('newsMessage', { name }),
    };
    this.news = words[kind];
    this.#alerts.call(kind, words[kind]);
  }

  /** The address says what is open, so that reload and the back button do what one expects. */
  #place = (): void => {
    const hash = new URLSearchParams(location.hash.slice(1));
    this.setupToken = hash.get('setup') ?? undefined;
    if (this.setupToken !== undefined) {
      if (this.#client.phase === 'signedOut') this.#client.setup();
      return;
    }
    const id = hash.get('c');
    if (id && id !== this.#client.board.open?.id) open(this.#client, id);
    else if (!id && this.#client.board.open) this.#client.dispatch({ event: 'closed' });
  };

  #show(id: string | undefined): void {
    this.details = false;
    const hash = id ? `#c=${encodeURIComponent(id)}` : '';
    if (location.hash !== hash) history.pushState(null, '', `${location.pathname}${location.search}${hash}`);
  }

  #leave(): void {
    this.#client.dispatch({ event: 'closed' });
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

  #mute = (): void => {
    this.#alerts.mute(!this.#alerts.muted);
    this.requestUpdate();
  };

  #signOut = (): void => {
    const held = this.#lists.mine.length;
    if (held) this.#dialogs?.open({ kind: 'leave', open: held });
    else void signOut(this.#client);
  };

  #toggleDetails = (): void => {
    this.details = !this.details;
  };

  #transfer = (): void => {
    const conversation = this.#client.board.open?.view.conversation;
    if (conversation) this.#dialogs?.open({ kind: 'transfer', id: conversation.id, inbox: conversation.inbox });
  };

  #evidence = (event: CustomEvent<number>): void => {
    this.details = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector('fd-context')?.show(event.detail));
  };

  #key = (event: KeyboardEvent): void => {
    if (this.#client.phase !== 'ready' || this.#dialogs?.opened) return;
    const means = keyMeans(event);
    if (!means) return;
    const side = this.renderRoot.querySelector('fd-side');
    const { board } = this.#client;
    const conversation = board.open?.view.conversation;
    if (means === 'escape') {
      if (this.details) this.details = false;
      else side?.step(1);
      return;
    }
    event.preventDefault();
    if (means === 'down' || means === 'up') side?.step(means === 'down' ? 1 : -1);
    else if (means === 'help') this.#dialogs?.open({ kind: 'keys' });
    else if (means === 'take') {
      const id = side?.focusedId ?? conversation?.id;
      const row = id ? (board.rows.get(id) ?? conversation) : undefined;
      if (id && may('take', board.agent, row)) void act(this.#client, 'take', id);
    } else if (means === 'resolve') {
      if (conversation && may('resolve', board.agent, conversation)) void act(this.#client, 'resolve', conversation.id);
    } else this.renderRoot.querySelector('fd-thread')?.write(means);
  };
}

customElements.define('frontdesk-console', FrontdeskConsole);

declare global {
  interface HTMLElementTagNameMap {
    'frontdesk-console': FrontdeskConsole;
  }
}
