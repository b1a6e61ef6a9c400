/**
 * Why a waiting conversation waits and who was not given it: shown beside its row while the pointer or the focus is
 * there.
 */

import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { QueueReply } from '../../../services/wire/agent.js';
import { isComposed } from '../../shared/composing.js';
import type { ConsoleClient } from '../link/client.js';
import { elementOf } from '../shared/fields.js';
import { clock } from '../shared/format.js';
import { t } from '../words.js';

/** A pointer that only passes by asks nothing. */
const REST_MS = 250;
/** While it is shown it stays true. */
const AGAIN_MS = 3_000;
const SHOWN = 8;

const inside = ['pointerover', 'focusin', 'focusout', 'keydown', 'scroll'] as const;

type Host = ReactiveControllerHost & HTMLElement;

export class Skips implements ReactiveController {
  /** The conversation whose account is shown. */
  id: string | undefined;
  #account: QueueReply | 'failed' | undefined;
  #row: HTMLElement | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly host: Host,
    readonly client: () => ConsoleClient,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    for (const type of inside) this.host.shadowRoot?.addEventListener(type, this.#on, { capture: type === 'scroll' });
    this.host.addEventListener('pointerleave', this.#on);
  }

  hostDisconnected(): void {
    for (const type of inside)
      this.host.shadowRoot?.removeEventListener(type, this.#on, { capture: type === 'scroll' });
    this.host.removeEventListener('pointerleave', this.#on);
    this.#hide();
  }

  hostUpdated(): void {
    const panel = this.host.shadowRoot?.getElementById('skips');
    if (!panel || !this.#row) return;
    if (!this.#row.isConnected) {
      this.#hide();
      return;
    }
    if (!panel.matches(':popover-open')) panel.showPopover();
    const row = this.#row.getBoundingClientRect();
    const beside = innerWidth - row.right > panel.offsetWidth + 16;
    const top = beside ? row.top : row.bottom;
    panel.style.left = `${beside ? row.right - 1 : Math.max(8, row.left + 8)}px`;
    panel.style.top = `${Math.max(8, Math.min(top, innerHeight - panel.offsetHeight - 8))}px`;
  }

  #on = (event: Event): void => {
    const { type } = event;
    // A finger that opens a row does not rest on it, and what it would show covers the rows below.
    if (event instanceof PointerEvent && event.pointerType === 'touch') return;
    const target = elementOf(event);
    if (type === 'keydown') {
      if (!(event instanceof KeyboardEvent) || event.key !== 'Escape' || isComposed(event) || !this.id) return;
      event.stopPropagation();
      this.#hide();
    } else if (type === 'pointerleave' || type === 'focusout' || type === 'scroll') this.#hide();
    else if (target?.closest('#skips')) clearTimeout(this.#timer);
    else {
      const row = target?.closest<HTMLElement>('ul.queue .row') ?? undefined;
      if (!row) this.#hide();
      else if (row !== this.#row) this.#rest(row, type === 'focusin' ? 0 : REST_MS);
    }
  };

  #rest(row: HTMLElement, ms: number): void {
    // A click gives a row the focus as well, and opens it: that asks nothing.
    if (ms === 0 && !row.matches(':focus-visible')) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#row = row;
      this.id = row.dataset.id;
      this.#account = undefined;
      this.host.requestUpdate();
      void this.#ask();
    }, ms);
  }

  #hide(): void {
    clearTimeout(this.#timer);
    if (!this.id) return;
    this.id = undefined;
    this.#row = undefined;
    this.#account = undefined;
    this.host.requestUpdate();
  }

  async #ask(): Promise<void> {
    const { id } = this;
    if (!id) return;
    const account = await this.client()
      .call('GET /v1/agent/conversations/:id/queue', { params: { id } })
      .catch(() => 'failed' as const);
    if (this.id !== id) return;
    this.#account = account;
    this.host.requestUpdate();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), AGAIN_MS);
  }

  render(): TemplateResult | typeof nothing {
    if (!this.id) return nothing;
    return html`<div id="skips" class="skips" role="tooltip" popover="manual">${this.#inside()}</div>`;
  }

  #inside(): TemplateResult {
    const account = this.#account;
    if (!account) return html`<p>${t('queueAsking')}</p>`;
    if (account === 'failed') return html`<p>${t('queueNoAnswer')}</p>`;
    const inbox = this.client().board.rows.get(this.id ?? '')?.inbox ?? '';
    const left = (until: string | undefined) => clock(Date.parse(until ?? '') - this.client().now() + 999);
    const people = [
      ...account.offered.map(({ agent, until }) => ({
        name: agent.name,
        text: t('skip_offered', { time: left(until) }),
      })),
      ...account.skipped.map(({ agent, reason, until }) => ({
        name: agent.name,
        text: t(`skip_${reason}`, { time: left(until) }),
      })),
    ];
    const more = people.length - SHOWN;
    const toMe = account.offered.some(({ agent }) => agent.id === this.client().board.agent?.id);
    return html`
      <p class="skips-why">${t(toMe ? 'offeredToYou' : `why_${account.why}`)}</p>
      <p>${t('queuePlace', { position: account.position, inbox })}, ${eta(account)}</p>
      ${
        people.length
          ? html`<ul>
              ${people.slice(0, SHOWN).map(({ name, text }) => html`<li><b>${name}</b> <span>${text}</span></li>`)}
              ${more > 0 ? html`<li>${t('skipMore', { number: more })}</li>` : nothing}
            </ul>`
          : nothing
      }
    `;
  }
}

function eta({ etaSeconds, etaWhy }: QueueReply): string {
  if (etaSeconds) return t('queueEta', { low: clock(etaSeconds[0] * 1_000), high: clock(etaSeconds[1] * 1_000) });
  return t(etaWhy === 'manual' || etaWhy === 'nobody_available' ? `queueEta_${etaWhy}` : 'queueEta_too_few');
}
