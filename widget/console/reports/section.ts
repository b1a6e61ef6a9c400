/**
 * The section of managers: what became of conversations, and what goes on now. Loaded when somebody first goes there.
 */
import { html, LitElement, nothing } from 'lit';
import type { ConsoleClient } from '../link/client.js';
import { addressOf, type Place, reportPages } from '../places.js';
import { base } from '../shared/base.styles.js';
import { sectionStyles } from '../shared/section.styles.js';
import { t } from '../words.js';
import './overview.js';
import './wallboard.js';

export type ReportsPlace = Extract<Place, { section: 'reports' }>;

export class FdReports extends LitElement {
  static override styles = [base, sectionStyles];
  static override properties = { client: { attribute: false }, place: { attribute: false } };
  declare client: ConsoleClient;
  declare place: ReportsPlace;

  override render() {
    const { client, place } = this;
    return html`<nav aria-label=${t('reports')}>
        ${reportPages.map((page) => html`<a href=${addressOf({ section: 'reports', page })} aria-current=${page === place.page ? 'page' : nothing}>${t(`page_${page}`)}</a>`)}
      </nav>
      <main>${place.page === 'live' ? html`<fd-wallboard .client=${client}></fd-wallboard>` : html`<fd-report .client=${client}></fd-report>`}</main>`;
  }
}

customElements.define('fd-reports', FdReports);

declare global {
  interface HTMLElementTagNameMap {
    'fd-reports': FdReports;
  }
}
