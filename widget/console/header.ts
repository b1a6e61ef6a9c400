/** The top line: who I am, whether I am available, whether I would hear of anything. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Agent } from '../../services/protocol.js';
import { icon } from './icons.js';
import { base } from './styles.js';
import { headerStyles } from './styles-header.js';
import { t } from './words.js';

export type Link = 'live' | 'connecting' | 'lost';

export class FdHeader extends LitElement {
  static override styles = [base, headerStyles];
  static override properties = {
    agent: { attribute: false },
    link: { attribute: false },
    muted: { type: Boolean },
  };
  declare agent: Agent;
  declare link: Link;
  declare muted: boolean;

  override render() {
    const { available, name } = this.agent;
    return html`<header class=${this.link}>
        <span class="mark">Frontdesk</span>
        ${this.#link()}
        <span class="space"></span>
        ${
          this.agent.role === 'agent'
            ? nothing
            : html`<button type="button" class="icon-only" aria-label=${t('promiseTitle')} title=${t('promiseTitle')} @click=${() => this.#emit('promise')}>${icon('promise')}</button>`
        }
        <button type="button" class="icon-only keys" aria-label=${t('showKeys')} title=${t('showKeys')} @click=${() => this.#emit('keys')}>${icon('keys')}</button>
        <button type="button" class="icon-only" aria-pressed=${!this.muted} aria-label=${t('sound')}
          title=${t(this.muted ? 'soundIsOff' : 'soundIsOn')} @click=${() => this.#emit('mute')}>${icon(this.muted ? 'soundOff' : 'soundOn')}</button>
        <button type="button" class="switch" role="switch" aria-checked=${available} title=${t(available ? 'availableHint' : 'awayHint')} @click=${() => this.#emit('available')}>
          <i aria-hidden="true"></i><span>${t(available ? 'available' : 'away')}</span>
        </button>
        <span class="me">${name}</span>
        <button type="button" class="icon-only" aria-label=${t('signOut')} title=${t('signOut')} @click=${() => this.#emit('sign-out')}>${icon('logOut')}</button>
      </header>`;
  }

  #link(): TemplateResult {
    const lost = this.link === 'lost';
    const words = { live: t('linkLive'), connecting: t('linkConnecting'), lost: t('linkLost') }[this.link];
    return html`<span class="link ${this.link}" role=${lost ? 'alert' : 'status'} title=${lost ? t('linkLostLong') : nothing}>
      ${lost ? icon('warning') : html`<i aria-hidden="true"></i>`}<span>${words}</span>
      ${lost ? html`<span class="more">${t('linkLostLong')}</span>` : nothing}
    </span>`;
  }

  #emit(name: string): void {
    this.dispatchEvent(new CustomEvent(name));
  }
}

customElements.define('fd-header', FdHeader);

declare global {
  interface HTMLElementTagNameMap {
    'fd-header': FdHeader;
  }
}
