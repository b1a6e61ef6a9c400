/** The page retention. */
import { html, LitElement } from 'lit';
import type { ConsoleClient } from '../client.js';
import { pageStyles } from '../knowledge/styles-page.js';
import { base } from '../styles.js';
import { t } from '../words.js';

export class FdRetention extends LitElement {
  static override styles = [base, pageStyles];
  static override properties = { client: { attribute: false } };
  declare client: ConsoleClient;

  override render() {
    return html`<div class="page"><header><h1>${t('page_retention')}</h1></header></div>`;
  }
}

customElements.define('fd-retention', FdRetention);

declare global {
  interface HTMLElementTagNameMap {
    'fd-retention': FdRetention;
  }
}
