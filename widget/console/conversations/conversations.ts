/** The section where agents live: lists, the open conversation, its context. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { AgentConversation } from '../../../services/wire/agent.js';
import { act, besides, open } from '../link/acts.js';
import type { Board } from '../link/board.js';
import type { Open } from '../link/board-open.js';
import type { ConsoleClient } from '../link/client.js';
import './context.js';
import type { Ask } from '../dialogs/dialogs.js';
import type { Meaning } from '../keys.js';
import './finder.js';
import type { Lists } from './lists.js';
import './past.js';
import type { Watching } from '../link/presence.js';
import { applies } from '../link/rights.js';
import { addressOf } from '../places.js';
import { nameOf } from './rows.js';
import './side.js';
import { base } from '../shared/base.styles.js';
import type { FdThread } from '../thread/thread.js';
import { conversationsStyles } from './conversations.styles.js';
import '../thread/thread.js';
import type { Pending } from '../link/kept.js';
import { t } from '../words.js';

const nothingSent: readonly Pending[] = [];
const nobody: readonly Watching[] = [];

export class FdConversations extends LitElement {
  static override styles = [base, conversationsStyles];
  static override properties = {
    client: { attribute: false },
    board: { attribute: false },
    lists: { attribute: false },
    outbox: { attribute: false },
    presence: { attribute: false },
    problems: { attribute: false },
    busy: { attribute: false },
    labels: { attribute: false },
    failed: { type: Boolean },
    details: { state: true },
  };
  declare client: ConsoleClient;
  declare board: Board;
  declare lists: Lists;
  declare outbox: ConsoleClient['outbox']['items'];
  declare presence: ConsoleClient['presence']['others'];
  declare problems: ConsoleClient['problems'];
  declare busy: ConsoleClient['busy'];
  declare labels: ConsoleClient['labels'];
  /** The open conversation cannot be fetched at the moment. */
  declare failed: boolean;
  /** The right column is shown where it does not fit beside the others. */
  declare details: boolean;

  constructor() {
    super();
    this.details = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('board');
    if (before && before.open?.id !== this.board.open?.id) this.details = false;
  }

  override render() {
    const { board, busy } = this;
    const shown = board.open;
    const conversation = shown?.view.conversation;
    return html`
      <div class="columns ${shown ? 'has-open' : ''} ${board.beside ? 'has-beside' : ''} ${this.details && conversation ? 'has-details' : ''}">
        <div class="left">
          <fd-finder .client=${this.client} .openId=${shown?.id} @active=${() => this.requestUpdate()}></fd-finder>
        <fd-side ?hidden=${this.#finder?.active} .client=${this.client} .lists=${this.lists} .seen=${board.seen} .openId=${shown?.id} .busy=${busy}
          ?loaded=${this.client.everLive} ?available=${board.agent?.available}></fd-side>
        </div>
        <main>
          ${
            shown && board.agent
              ? repeat(
                  this.#panes,
                  ({ id }) => id,
                  (pane) => this.#pane(pane, pane.id === shown.id),
                )
              : html`<div class="blank" role="status"><h1>${t(this.lists.queue.length ? 'pickTitle' : 'calmTitle')}</h1><p>${t('pickHint')}</p></div>`
          }
        </main>
        ${
          shown && conversation && !shown.lost
            ? html`<fd-context ?folds=${board.beside !== undefined} .client=${this.client} .conversation=${conversation} .events=${shown.view.events} .decisions=${shown.decisions}
                .labels=${this.labels} ?loaded=${shown.loaded} @past=${this.#past} @erase=${this.#erase} @fold=${this.#toggleDetails}></fd-context>`
            : nothing
        }
      </div>
      ${shown ? html`<fd-past .client=${this.client} .id=${shown.id}></fd-past>` : nothing}
      ${board.agent?.role === 'admin' ? html`<fd-erase .client=${this.client} @erased=${this.#leave}></fd-erase>` : nothing}
    `;
  }

  /** Those on screen, from left to right. */
  get #panes(): Open[] {
    const { open, beside } = this.board;
    if (!open || !beside) return open ? [open] : [];
    return beside.left ? [beside, open] : [open, beside];
  }

  #pane(shown: Open, active: boolean): TemplateResult {
    const act = () => {
      if (!active) open(this.client, shown.id);
    };
    return html`<fd-thread class=${active ? 'active' : 'other'} .client=${this.client} .open=${shown} .agent=${this.board.agent}
      .outbox=${this.outbox.get(shown.id) ?? nothingSent} .problem=${this.problems.get(shown.id)} .busy=${this.busy} .labels=${this.labels}
      .watching=${this.presence.get(shown.id) ?? nobody} ?failed=${this.failed} ?paired=${this.board.beside !== undefined}
      @focusin=${act} @pointerdown=${act}
      @back=${() => this.client.dispatch({ event: 'closed', conversationId: shown.id })} @details=${this.#toggleDetails}
      @transfer=${this.#transfer} @evidence=${this.#evidence}></fd-thread>`;
  }

  /** What `take` and `beside` are about: the row in focus, else, to be taken, what is open. */
  get #focused(): string | undefined {
    return this.#finder?.focusedId ?? this.renderRoot.querySelector('fd-side')?.focusedId;
  }

  #about(means: Meaning): AgentConversation | undefined {
    const { board } = this;
    const opened = board.open?.view.conversation;
    const focused = means === 'take' ? this.renderRoot.querySelector('fd-side')?.focusedId : undefined;
    return focused ? (board.rows.get(focused) ?? opened) : opened;
  }

  /** Whether the key or command would do anything now. */
  can(means: Meaning): boolean {
    if (means === 'beside') return this.#focused !== undefined;
    return applies(means, this.board.agent, this.#about(means));
  }

  /** True where the key meant something here. */
  key(means: Meaning): boolean {
    const side = this.renderRoot.querySelector('fd-side');
    const thread = this.renderRoot.querySelector<FdThread>('fd-thread.active');
    const about = this.#about(means);
    if (means === 'escape') {
      if (this.details) this.details = false;
      else if (this.#finder?.active) this.#finder.clear();
      else side?.step(1);
    } else if (means === 'down' || means === 'up')
      (this.#finder?.active ? this.#finder : side)?.step(means === 'down' ? 1 : -1);
    else if (means === 'take' || means === 'resolve') {
      if (about && this.can(means)) void act(this.client, means, about.id);
    } else if (means === 'reply' || means === 'note') thread?.write(means);
    else if (means === 'search') thread?.slash();
    else if (means === 'beside') {
      const id = this.#focused;
      if (id) besides(this.client, id);
      else return false;
    } else if (means === 'tag') thread?.tag();
    else if (means === 'find') this.#finder?.focus();
    else if (means === 'snooze') {
      if (about && this.can(means)) this.#ask({ kind: 'snooze', id: about.id });
    } else if (means === 'past') this.#past();
    else if (means === 'goQueue' || means === 'goMine' || means === 'goAll') {
      this.#finder?.leave();
      const list = { goQueue: 'queue', goMine: 'mine', goAll: undefined } as const;
      void this.updateComplete.then(() => side?.go(list[means]));
    } else return false;
    return true;
  }

  get #finder() {
    return this.renderRoot?.querySelector('fd-finder');
  }

  #past = (): void => this.renderRoot.querySelector('fd-past')?.open();

  /** Few ever do it: it is loaded then. */
  #erase = async (): Promise<void> => {
    const conversation = this.board.open?.view.conversation;
    await import('../operations/erase-visitor.js');
    if (conversation)
      await this.renderRoot.querySelector('fd-erase')?.ask({ id: conversation.visitor.id, name: nameOf(conversation) });
  };

  #leave = (): void => {
    location.hash = addressOf({ section: 'conversations' });
  };

  #ask(detail: Ask): void {
    this.dispatchEvent(new CustomEvent('ask', { detail }));
  }

  #toggleDetails = (): void => {
    this.details = !this.details;
  };

  #transfer = (): void => {
    const conversation = this.board.open?.view.conversation;
    if (!conversation) return;
    this.#ask({ kind: 'transfer', id: conversation.id, inbox: conversation.inbox });
  };

  #evidence = (event: CustomEvent<number>): void => {
    this.details = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector('fd-context')?.show(event.detail));
  };
}

customElements.define('fd-conversations', FdConversations);

declare global {
  interface HTMLElementTagNameMap {
    'fd-conversations': FdConversations;
  }
}
