/**
 * All conversations of one visitor in order of time, to read; nothing is moved, and one press goes to where a line is.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { PastReply } from '../../../services/wire/console.js';
import { open } from '../link/acts.js';
import type { ConsoleClient } from '../link/client.js';
import { past } from '../link/marks.js';
import { base } from '../shared/base.styles.js';
import { icon } from '../shared/icons.js';
import { pastStyles } from './past.styles.js';
import { nameOf } from './rows.js';
import '../thread/transcript.js';
import { region, t } from '../words.js';

const when = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' });

export class FdPast extends LitElement {
  static override styles = [base, pastStyles];
  static override properties = {
    client: { attribute: false },
    id: { attribute: false },
    reply: { state: true },
  };
  declare client: ConsoleClient;
  /** The conversation whose visitor it is about. */
  declare id: string;
  declare reply: PastReply | 'failed' | undefined;

  get opened(): boolean {
    return this.renderRoot.querySelector('dialog')?.open ?? false;
  }

  open(): void {
    this.reply = undefined;
    void this.updateComplete.then(() => this.renderRoot.querySelector('dialog')?.showModal());
    past(this.client, this.id).then(
      (reply) => {
        this.reply = reply;
      },
      () => {
        this.reply = 'failed';
      },
    );
  }

  override render() {
    const { reply } = this;
    return html`<dialog aria-labelledby="title" @click=${this.#outside}>
      <header>
        <h2 id="title">${t('pastTitle')}</h2>
        <button type="button" class="icon-only" aria-label=${t('close')} @click=${this.#close}>${icon('close')}</button>
      </header>
      ${
        !reply
          ? html`<div class="wait-rows" role="status" aria-label=${t('loading')}><i class="skeleton"></i><i class="skeleton"></i></div>`
          : reply === 'failed'
            ? html`<p class="none" role="alert">${t('pastFailed')}</p>`
            : this.#all(reply)
      }
    </dialog>`;
  }

  #all({ conversations, events, more }: PastReply): TemplateResult {
    const of = new Map(conversations.map((one) => [one.id, one]));
    // Stretches of the same conversation: each is drawn as the transcript draws it.
    const stretches: { id: string; events: PastReply['events'] }[] = [];
    for (const event of events) {
      const last = stretches.at(-1);
      if (last?.id === event.conversationId) last.events.push(event);
      else stretches.push({ id: event.conversationId, events: [event] });
    }
    return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="title">
      ${more ? html`<p class="none">${t('pastMore')}</p>` : nothing}
      ${stretches.map(({ id, events: part }) => {
        const one = of.get(id);
        return html`<section>
          <h3><span>${one?.inbox} · ${when.format(Date.parse(part[0]?.createdAt ?? ''))}</span>
            ${id === this.id ? html`<b>${t('pastThis')}</b>` : html`<button type="button" class="link" @click=${() => this.#go(id)}>${t('pastGo')}</button>`}</h3>
          <fd-transcript class="still" .conversationId=${id} .events=${part} .outbox=${[]} .decisions=${[]} .ghost=${''} .visitor=${one ? nameOf(one) : ''}></fd-transcript>
        </section>`;
      })}
    </div>`;
  }

  #go(id: string): void {
    this.#close();
    open(this.client, id);
  }

  #close = (): void => this.renderRoot.querySelector('dialog')?.close();

  #outside = (event: Event): void => {
    if (event.target === event.currentTarget) this.#close();
  };
}

customElements.define('fd-past', FdPast);

declare global {
  interface HTMLElementTagNameMap {
    'fd-past': FdPast;
  }
}
