/**
 * <fd-notification-light>: the light that says whether one would be notified now, and behind it what to mend, with a
 * test.
 */
import { css, html, LitElement, nothing } from 'lit';
import { dialogStyles } from '../dialogs/dialogs.styles.js';
import { base } from '../shared/base.styles.js';
import { icon } from '../shared/icons.js';
import { t } from '../words.js';
import type { Alerts } from './alerts.js';
import { checks, type Notifications, notified } from './notifications.js';

export class FdNotificationLight extends LitElement {
  static override properties = { alerts: { attribute: false }, notifications: { attribute: false } };
  declare alerts: Alerts;
  declare notifications: Notifications;

  override render() {
    const { level, why } = notified(this.notifications);
    const loud = level === 'bad';
    return html`<button type="button" class="light ${level}" aria-haspopup="dialog" title=${t(why)} @click=${() => this.#dialog?.showModal()}>
        ${icon(this.notifications.muted ? 'soundOff' : 'soundOn')}<span class=${loud ? '' : 'quiet-for-eyes'}>${t(loud ? 'hearNot' : 'hearTitle')}</span><i aria-hidden="true"></i>
      </button>
      <dialog aria-labelledby="title" @click=${this.#outside}>
        <h2 id="title">${t('hearTitle')}</h2>
        <p class="why ${level}" role="status">${t(why)}</p>
        <ul>${checks(this.notifications).map(
          ({ name, good }) =>
            html`<li class=${good ? 'good' : ''}>${icon(good ? 'check' : 'warning')}<span>${t(name)}</span><span class="quiet-for-eyes">${t(good ? 'checkGood' : 'checkBad')}</span></li>`,
        )}</ul>
        <div class="acts">
          <button type="button" class="plain" @click=${() => this.alerts.test(t('hearTestText'))}>${t('hearTest')}</button>
          <button type="button" class="plain" aria-pressed=${!this.notifications.muted} @click=${() => this.alerts.mute(!this.notifications.muted)}>${t(this.notifications.muted ? 'hearUnmute' : 'hearMute')}</button>
          ${this.notifications.notices === 'default' ? html`<button type="button" class="plain" @click=${() => this.alerts.allowNotices()}>${t('hearAllow')}</button>` : nothing}
        </div>
        <p class="hint">${t('hearHint')}</p>
        <div class="foot"><button type="button" autofocus @click=${() => this.#dialog?.close()}>${t('close')}</button></div>
      </dialog>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  #outside = (event: Event): void => {
    if (event.target === event.currentTarget) this.#dialog?.close();
  };

  static override styles = [
    base,
    dialogStyles,
    css`
      .light {
        display: inline-flex;
        position: relative;
        align-items: center;
        gap: 6px;
        min-width: 32px;
        height: 32px;
        padding: 0 6px;
        border-radius: var(--fd-radius-s);
      }
      .light:hover {
        background: var(--fd-hover);
      }
      .light i {
        position: absolute;
        inset-block-start: 4px;
        inset-inline-start: 22px;
        width: 9px;
        height: 9px;
        border: 2px solid var(--fd-raised);
        border-radius: 50%;
        background: var(--fd-success);
      }
      .light.partly i {
        background: var(--fd-warning);
      }
      .light.away i {
        background: var(--fd-control);
      }
      .light.bad {
        color: var(--fd-danger);
        font-weight: 600;
      }
      .light.bad i {
        background: var(--fd-danger);
      }
      .why {
        padding-block-end: var(--fd-2);
      }
      .why.bad {
        color: var(--fd-danger);
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--fd-2);
        min-height: 30px;
        color: var(--fd-danger);
      }
      li.good {
        color: var(--fd-success);
      }
      li span {
        color: var(--fd-ink);
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: var(--fd-2);
        padding-block-start: var(--fd-3);
      }
      @media (forced-colors: active) {
        .light i {
          background: Highlight;
          forced-color-adjust: none;
        }
      }
    `,
  ];
}

customElements.define('fd-notification-light', FdNotificationLight);

declare global {
  interface HTMLElementTagNameMap {
    'fd-notification-light': FdNotificationLight;
  }
}
