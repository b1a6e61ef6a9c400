/** The left column: queue, mine, others, with their empty and loading states. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { AgentConversation } from '../../../services/wire/agent.js';
import { act, besides, decline, open } from '../link/acts.js';
import type { Board } from '../link/board.js';
import type { ConsoleClient } from '../link/client.js';
import '../shared/clock.js';
import { addressOf } from '../places.js';
import { base } from '../shared/base.styles.js';
import { elementOf, focusedId } from '../shared/fields.js';
import { icon } from '../shared/icons.js';
import { type Key, t } from '../words.js';
import { inOrder, type Lists, offeredTo, owed, unread } from './lists.js';
import { mentionRow, mineRow, nameOf, otherRow, queueRow, type RowView, snoozedRow } from './rows.js';
import { sideStyles } from './side.styles.js';
import { Skips } from './skips.js';
import { skipsStyles } from './skips.styles.js';

const practise = (words: Key) => html`<a class="practise" href=${addressOf({ section: 'practice' })}>${t(words)}</a>`;

export class FdSide extends LitElement {
  static override styles = [base, sideStyles, skipsStyles];
  static override properties = {
    client: { attribute: false },
    lists: { attribute: false },
    seen: { attribute: false },
    openId: { attribute: false },
    busy: { attribute: false },
    loaded: { type: Boolean },
    available: { type: Boolean },
  };
  declare client: ConsoleClient;
  declare lists: Lists;
  declare seen: Board['seen'];
  declare openId: string | undefined;
  declare busy: ReadonlySet<string>;
  declare loaded: boolean;
  declare available: boolean;
  #skips = new Skips(this, () => this.client);
  #offers: ReturnType<typeof setTimeout> | undefined;

  override render() {
    const { queue, mentioned, mine, snoozed, others } = this.lists;
    return html`<nav aria-label=${t('conversations')} @click=${this.#click}>
      ${this.#section('queue', 'queue', queue, queueRow, this.available ? 'queueEmpty' : 'queueEmptyAway')}
      ${mentioned.length ? this.#section('mentioned', 'mentioned', mentioned, mentionRow, 'mineEmpty') : nothing}
      ${this.#section('mine', 'mine', mine, mineRow, 'mineEmpty')}
      ${snoozed.length ? this.#section('snoozed', 'snoozed', snoozed, snoozedRow, 'mineEmpty') : nothing}
      ${this.#section('others', 'others', others, otherRow, 'othersEmpty')}
      ${this.#skips.render()}
    </nav>`;
  }

  #section(
    name: keyof Lists,
    title: Key,
    conversations: AgentConversation[],
    row: (view: RowView) => TemplateResult,
    none: Key,
  ): TemplateResult {
    return html`<section class=${name} aria-labelledby=${name}>
      <h2 id=${name} tabindex="-1">${t(title)} ${this.loaded ? html`<span class="count">${conversations.length}</span>` : nothing}</h2>
      ${name === 'mine' && conversations.length ? practise('practice') : nothing}
      ${
        !this.loaded
          ? html`<div class="wait-rows" aria-hidden="true"><i class="skeleton"></i><i class="skeleton"></i></div>`
          : conversations.length
            ? html`<ul class=${name}>${repeat(
                conversations,
                (one) => one.id,
                (one) => {
                  const view = this.#view(one);
                  const draw = () =>
                    html`<li class=${view.offered ? 'offered' : ''}>${row(view)}${
                      this.openId && !view.open
                        ? html`<button type="button" class="icon-only beside" data-beside=${one.id} tabindex="-1" aria-keyshortcuts="Shift+Enter" aria-label=${t('besideRow', { name: nameOf(one) })} title=${t('besideHint')}>${icon('beside')}</button>`
                        : nothing
                    }</li>`;
                  // There may be hundreds: a row that shows what it showed is not drawn again.
                  return guard([...Object.values(view), this.openId === undefined], draw);
                },
              )}</ul>`
            : html`<p class="none">${t(none)} ${name === 'mine' ? practise('practiseLink') : nothing}</p>`
      }
    </section>`;
  }

  #view(conversation: AgentConversation): RowView {
    const { board, skew } = this.client;
    return {
      conversation,
      open: conversation.id === this.openId,
      unread: unread(board, conversation),
      owed: owed(conversation),
      offered: conversation.state === 'queued' && offeredTo(conversation, board.agent?.id, this.client.now()),
      accepting: this.busy.has(`${conversation.id}/take`),
      explained: conversation.id === this.#skips.id,
      skew,
    };
  }

  /** An offer that runs out changes the row without any news from the server. */
  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('lists')) return;
    clearTimeout(this.#offers);
    const now = this.client.now();
    const ends = this.lists.queue.map((one) => Date.parse(one.offer?.expiresAt ?? '')).filter((at) => at > now);
    if (ends.length) this.#offers = setTimeout(() => this.requestUpdate('lists'), Math.min(...ends) - now + 50);
  }

  #click = (event: MouseEvent): void => {
    const button = elementOf(event)?.closest('button');
    if (button?.dataset.accept) void act(this.client, 'take', button.dataset.accept);
    else if (button?.dataset.decline) void decline(this.client, button.dataset.decline);
    else if (button?.dataset.beside) besides(this.client, button.dataset.beside);
    else if (button?.dataset.id && event.shiftKey && this.openId) besides(this.client, button.dataset.id);
    else if (button?.dataset.id) open(this.client, button.dataset.id);
  };

  /** j and k: from the row in focus, else from the open one. */
  step(by: 1 | -1): void {
    const ids = inOrder(this.lists);
    if (!ids.length) return;
    const focused = focusedId(this.shadowRoot);
    const at = ids.indexOf(focused ?? this.openId ?? '');
    const to = at < 0 ? (by > 0 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, at + by));
    const row = this.renderRoot.querySelector<HTMLElement>(`button[data-id="${CSS.escape(ids[to] ?? '')}"]`);
    row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  }

  /** To the first row of a list, or of all of them. */
  go(list: keyof Lists | undefined): void {
    const rows = this.renderRoot.querySelector<HTMLElement>(`${list ? `section.${list} ` : ''}button.row`);
    const heading = this.renderRoot.querySelector<HTMLElement>(`section.${list ?? 'queue'} h2`);
    (rows ?? heading)?.focus();
    (rows ?? heading)?.scrollIntoView({ block: 'nearest' });
  }

  /** The row in focus, for keys that act on it. */
  get focusedId(): string | undefined {
    return focusedId(this.shadowRoot);
  }
}

customElements.define('fd-side', FdSide);

declare global {
  interface HTMLElementTagNameMap {
    'fd-side': FdSide;
  }
}
