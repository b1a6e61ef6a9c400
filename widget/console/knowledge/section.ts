/** The section of content teams and managers: what the bot knows, and how sure it is of it. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { StaffRole } from '../../../services/wire/conversation.js';
import type { Meaning } from '../keys.js';
import type { ConsoleClient } from '../link/client.js';
import { addressOf, knowledgePages, type Place } from '../places.js';
import { base } from '../shared/base.styles.js';
import { t } from '../words.js';
import './entries/entries.js';
import './entry/entry.js';
import './gaps/gaps.js';
import './import/import.js';
import './promise/promise.js';
import { sectionStyles } from '../shared/section.styles.js';
import './try/try.js';
import './versions/version.js';
import './versions/versions.js';

export type KnowledgePlace = Extract<Place, { section: 'knowledge' }>;

export class FdKnowledge extends LitElement {
  static override styles = [base, sectionStyles];
  static override properties = {
    client: { attribute: false },
    staff: { attribute: false },
    place: { attribute: false },
  };
  declare client: ConsoleClient;
  declare staff: StaffRole;
  declare place: KnowledgePlace;

  override render() {
    return html`
      ${knowledgePages.length > 1 ? this.#pages() : nothing}
      <main>${this.#page()}</main>
    `;
  }

  /** Whether the command would do anything now. */
  can(means: Meaning): boolean {
    return means === 'search' && this.renderRoot.querySelector('fd-entries, fd-try') !== null;
  }

  /** True where the key meant something here. */
  key(means: Meaning): boolean {
    const entries = this.renderRoot.querySelector('fd-entries');
    if (entries && (means === 'search' || means === 'down' || means === 'up')) return entries.key(means);
    const asks = this.renderRoot.querySelector('fd-try');
    if (means === 'search') asks?.write();
    return means === 'search' && asks !== null;
  }

  #pages(): TemplateResult {
    return html`<nav aria-label=${t('knowledge')}>
      ${knowledgePages.map(
        (page) =>
          html`<a href=${addressOf({ section: 'knowledge', page })} aria-current=${page === this.place.page ? 'page' : nothing}>${t(`page_${page}`)}</a>`,
      )}
    </nav>`;
  }

  #page(): TemplateResult {
    const { client, staff, place } = this;
    if (place.page === 'entries') {
      if (place.id === '+import') return html`<fd-import .client=${client}></fd-import>`;
      return place.id
        ? html`<fd-entry .client=${client} .key=${place.id} .version=${place.version}></fd-entry>`
        : html`<fd-entries .client=${client}></fd-entries>`;
    }
    if (place.page === 'versions')
      return place.id
        ? html`<fd-version .client=${client} .number=${Number(place.id)}></fd-version>`
        : html`<fd-versions .client=${client}></fd-versions>`;
    if (place.page === 'gaps') return html`<fd-gaps .client=${client} .staff=${staff}></fd-gaps>`;
    if (place.page === 'try') return html`<fd-try .client=${client} .question=${place.id}></fd-try>`;
    return html`<fd-promise .client=${client} .staff=${staff} .slug=${place.id}></fd-promise>`;
  }
}

customElements.define('fd-knowledge', FdKnowledge);

declare global {
  interface HTMLElementTagNameMap {
    'fd-knowledge': FdKnowledge;
  }
}
