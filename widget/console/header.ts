/** The top line: who I am, whether I am available, whether I would hear of anything. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Agent } from '../../services/wire/agent.js';
import type { Alerts } from './alerts/alerts.js';
import type { Notifications } from './alerts/notifications.js';
import './alerts/notification-light.js';
import { headerStyles } from './header.styles.js';
import type { Section } from './places.js';
import { base } from './shared/base.styles.js';
import { icon } from './shared/icons.js';
import { t } from './words.js';

export type Link = 'live' | 'connecting' | 'lost';
/** One section in the navigation; `waiting` conversations need the reader. */
export type SectionLink = { section: Section; address: string; current: boolean; waiting: number };

export class FdHeader extends LitElement {
  static override styles = [base, headerStyles];
  static override properties = {
    agent: { attribute: false },
    link: { attribute: false },
    alerts: { attribute: false },
    notifications: { attribute: false },
    links: { attribute: false },
  };
  declare agent: Agent;
  declare link: Link;
  declare alerts: Alerts;
  declare notifications: Notifications;
  declare links: readonly SectionLink[];

  override render() {
    const { name } = this.agent;
    return html`<header class="${this.#attends ? this.link : ''} ${this.links.length > 1 ? 'has-sections' : ''}">
        <span class="mark">Frontdesk</span>
        ${this.links.length > 1 ? this.#sections() : nothing}
        ${this.#attends ? this.#link() : nothing}
        <span class="space"></span>
        <button type="button" class="icon-only keys" aria-label=${t('showKeys')} title=${t('showKeys')} @click=${() => this.#emit('keys')}>${icon('keys')}</button>
        ${this.#attends ? this.#desk() : nothing}
        <button type="button" class="me" aria-label="${t('account')}: ${name}" title=${t('account')} @click=${() => this.#emit('account')}><span aria-hidden="true">${name}</span><span class="initial" aria-hidden="true">${[...name][0]}</span></button>
        <button type="button" class="icon-only" aria-label=${t('signOut')} title=${t('signOut')} @click=${() => this.#emit('sign-out')}>${icon('logOut')}</button>
      </header>`;
  }

  /** On a narrow screen not all of them are in sight. */
  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('links'))
      this.renderRoot.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** Whoever sees no conversations is not offered any and hears of none. */
  get #attends(): boolean {
    return this.links.some(({ section }) => section === 'conversations');
  }

  #sections(): TemplateResult {
    return html`<nav aria-label=${t('sections')}>
      ${this.links.map(
        ({ section, address, current, waiting }) => html`<a href=${address} aria-current=${current ? 'page' : nothing}>
          ${t(section)}${waiting && !current ? html`<span class="waiting"><span aria-hidden="true">${waiting}</span><span class="hidden">${t('needYou', { count: waiting })}</span></span>` : nothing}
        </a>`,
      )}
    </nav>`;
  }

  #desk(): TemplateResult {
    const { available } = this.agent;
    return html`<fd-notification-light .alerts=${this.alerts} .notifications=${this.notifications}></fd-notification-light>
      <button type="button" class="switch" role="switch" aria-checked=${available} title=${t(available ? 'availableHint' : 'awayHint')} @click=${() => this.#emit('available')}>
        <i aria-hidden="true"></i><span>${t(available ? 'available' : 'away')}</span>
      </button>`;
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
