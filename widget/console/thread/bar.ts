/** The line under a conversation's head: its tags, what else was put on it, and who is looking. */

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Agent, AgentConversation } from '../../../services/wire/agent.js';
import { TAG_MAX } from '../../../services/wire/limits.js';
import { isComposed } from '../../shared/composing.js';
import { wakesAt } from '../conversations/lists.js';
import type { Ask } from '../dialogs/dialogs.js';
import type { ConsoleClient } from '../link/client.js';
import { mark, tagsInUse } from '../link/marks.js';
import type { Watching } from '../link/presence.js';
import { owns } from '../link/rights.js';
import { base } from '../shared/base.styles.js';
import { icon } from '../shared/icons.js';
import { region, t } from '../words.js';
import { barStyles } from './bar.styles.js';

const when = new Intl.DateTimeFormat(region, {
  weekday: 'short',
  hour: 'numeric',
  minute: '2-digit',
  day: 'numeric',
  month: 'short',
});

export class FdBar extends LitElement {
  static override styles = [base, barStyles];
  static override properties = {
    client: { attribute: false },
    conversation: { attribute: false },
    agent: { attribute: false },
    watching: { attribute: false },
    adding: { state: true },
    known: { state: true },
  };
  declare client: ConsoleClient;
  declare conversation: AgentConversation;
  declare agent: Agent;
  declare watching: readonly Watching[];
  /** The field for a new tag is open. */
  declare adding: boolean;
  declare known: readonly string[];

  constructor() {
    super();
    this.adding = false;
    this.known = [];
    this.watching = [];
  }

  override render() {
    const { tags = [], participants = [], visitor, state, practice } = this.conversation;
    const mine = owns(this.agent, this.conversation);
    const asleep = wakesAt(this.conversation) > this.client.now();
    return html`<div class="bar">
      <ul class="tags" aria-label=${t('tags')}>
        ${tags.map(
          (tag) =>
            html`<li class="chip"><span>${tag}</span><button type="button" aria-label=${t('tagRemove', { tag })} @click=${() => this.#mark('tags', { remove: [tag] })}>${icon('close')}</button></li>`,
        )}
      </ul>
      ${this.adding ? this.#field(tags) : html`<button type="button" class="act" title=${t('tagHint')} aria-keyshortcuts="l" @click=${() => this.addTag()}>${icon('tag')}<span>${t('tagAdd')}</span></button>`}
      ${
        asleep
          ? html`<span class="chip until">${icon('clock')}<span>${t('snoozedUntil', { until: when.format(wakesAt(this.conversation)) })}</span>${
              mine
                ? html`<button type="button" aria-label=${t('snoozeEnd')} title=${t('snoozeEnd')} @click=${() => this.#mark('snooze', { until: null })}>${icon('close')}</button>`
                : nothing
            }</span>`
          : mine
            ? html`<button type="button" class="act" title=${t('snoozeHint')} aria-keyshortcuts="s" @click=${() => this.#ask('snooze')}>${icon('clock')}<span>${t('snooze')}</span></button>`
            : nothing
      }
      ${participants.map(
        (one) =>
          html`<span class="chip guest" title=${t('guestHint')}>${icon('person')}<span>${one.name}</span><button type="button" aria-label=${t('guestRemove', { name: one.name })} @click=${() => this.#mark('remove', { agentId: one.id })}>${icon('close')}</button></span>`,
      )}
      ${practice ? nothing : html`<button type="button" class="act" title=${t('inviteHint')} @click=${() => this.#ask('invite')}>${icon('person')}<span>${t('invite')}</span></button>`}
      ${
        visitor.blocked
          ? html`<span class="chip blocked" title=${visitor.blocked.why}>${icon('block')}<span>${t('blockedBy', { agent: visitor.blocked.by })}</span><button type="button" class="words" @click=${() => this.#mark('unblock', {})}>${t('unblock')}</button></span>`
          : state === 'assigned' && !mine && this.agent.role === 'agent'
            ? nothing
            : html`<button type="button" class="act" title=${t('blockHint')} @click=${() => this.#ask('block')}>${icon('block')}<span>${t('block')}</span></button>`
      }
      ${this.#faces()}
    </div>`;
  }

  /** Opens the field; the suggestions are those in use, asked for each time. */
  addTag(): void {
    this.adding = true;
    void tagsInUse(this.client).then((tags) => {
      this.known = tags;
    });
    void this.updateComplete.then(() => this.renderRoot.querySelector('input')?.focus());
  }

  #field(held: readonly string[]): TemplateResult {
    return html`<input class="new" list="known" maxlength=${TAG_MAX} aria-label=${t('tagNew')} placeholder=${t('tagNew')} autocomplete="off" autocapitalize="off"
        @keydown=${this.#key} @blur=${this.#blur} />
      <datalist id="known">${this.known.filter((tag) => !held.includes(tag)).map((tag) => html`<option value=${tag}></option>`)}</datalist>`;
  }

  #faces(): TemplateResult | typeof nothing {
    if (!this.watching.length) return nothing;
    return html`<ul class="faces" aria-label=${t('looking')}>
      ${this.watching.map(
        ({
          name,
          writing,
        }) => html`<li class=${writing ? 'writing' : ''} title=${t(writing ? 'isWriting' : 'isLooking', { name })}>
          <span class="face" aria-hidden="true">${name.trim()[0]?.toUpperCase()}</span><span class="name">${name}</span>
        </li>`,
      )}
    </ul>`;
  }

  #key = (event: KeyboardEvent): void => {
    if (isComposed(event)) return;
    const field = event.target;
    if (!(field instanceof HTMLInputElement)) return;
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault();
      this.#add(field);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      field.value = '';
      this.#close();
    } else if (event.key === 'Backspace' && !field.value) {
      const last = this.conversation.tags?.at(-1);
      if (last) this.#mark('tags', { remove: [last] });
    }
  };

  #blur = (event: FocusEvent): void => {
    if (event.target instanceof HTMLInputElement) this.#add(event.target);
    // The line closes up when the field goes: the press that took the focus has to land before that.
    setTimeout(() => {
      if (this.shadowRoot?.activeElement?.tagName !== 'INPUT') this.adding = false;
    }, 200);
  };

  #add(field: HTMLInputElement): void {
    const tag = field.value.trim();
    field.value = '';
    if (tag) this.#mark('tags', { add: [tag] });
  }

  #close(): void {
    this.adding = false;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.act')?.focus());
  }

  #mark<K extends Parameters<typeof mark>[2]>(verb: K, body: Parameters<typeof mark<K>>[3]): void {
    void mark(this.client, this.conversation.id, verb, body);
  }

  #ask(kind: 'snooze' | 'invite' | 'block'): void {
    const detail: Ask = { kind, id: this.conversation.id };
    this.dispatchEvent(new CustomEvent('ask', { detail, bubbles: true, composed: true }));
  }
}

customElements.define('fd-bar', FdBar);

declare global {
  interface HTMLElementTagNameMap {
    'fd-bar': FdBar;
  }
}
