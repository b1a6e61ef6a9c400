/**
 * The section of admins: what works, what is kept for how long, who changed what. Loaded when somebody first goes
 * there.
 */
import { html, LitElement, nothing } from 'lit';
import type { ConsoleClient } from '../link/client.js';
import { addressOf, operationsPages, type Place } from '../places.js';
import { base } from '../shared/base.styles.js';
import { sectionStyles } from '../shared/section.styles.js';
import { t } from '../words.js';
import './audit.js';
import './jobs.js';
import './retention.js';

export type OperationsPlace = Extract<Place, { section: 'operations' }>;

export class FdOperations extends LitElement {
  static override styles = [base, sectionStyles];
  static override properties = { client: { attribute: false }, place: { attribute: false } };
  declare client: ConsoleClient;
  declare place: OperationsPlace;

  override render() {
    return html`<nav aria-label=${t('operations')}>
        ${operationsPages.map((page) => html`<a href=${addressOf({ section: 'operations', page })} aria-current=${page === this.place.page ? 'page' : nothing}>${t(`page_${page}`)}</a>`)}
      </nav>
      <main>${this.#page()}</main>`;
  }

  #page() {
    const { client, place } = this;
    if (place.page === 'retention') return html`<fd-retention .client=${client}></fd-retention>`;
    if (place.page === 'audit') return html`<fd-audit .client=${client}></fd-audit>`;
    return html`<fd-jobs .client=${client}></fd-jobs>`;
  }
}

customElements.define('fd-operations', FdOperations);

declare global {
  interface HTMLElementTagNameMap {
    'fd-operations': FdOperations;
  }
}
