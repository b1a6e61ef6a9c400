/** The section of managers: all inboxes, and one of them. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { InboxesReply } from '../../../services/wire/inboxes.js';
import type { ConsoleClient } from '../link/client.js';
import { addressOf } from '../places.js';
import { base } from '../shared/base.styles.js';
import { pageStyles } from '../shared/page.styles.js';
import { t } from '../words.js';
import { readInboxes } from './acts.js';
import './editor.js';
import { sectionStyles } from '../shared/section.styles.js';
import { inboxStyles } from './inboxes.styles.js';
import { rightNow } from './preview.js';

export class FdInboxes extends LitElement {
  static override styles = [base, pageStyles, inboxStyles, sectionStyles];
  static override properties = {
    client: { attribute: false },
    slug: { attribute: false },
    inboxes: { state: true },
    failed: { state: true },
  };
  declare client: ConsoleClient;
  /** The one that is open. */
  declare slug: string | undefined;
  declare inboxes: InboxesReply['inboxes'] | undefined;
  declare failed: boolean;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (this.slug === undefined && (changed.has('slug') || !this.hasUpdated)) void this.#load();
  }

  override render() {
    if (this.slug !== undefined)
      return html`<main><fd-inbox .client=${this.client} .slug=${this.slug}></fd-inbox></main>`;
    return html`<main><div class="page">
      <header><h1>${t('inboxes')}</h1><a class="new" href=${addressOf({ section: 'inboxes', id: '+' })}>${t('inboxNew')}</a></header>
      ${this.failed ? this.#failed() : this.inboxes ? list(this.inboxes) : html`<div class="waiting" role="status" aria-label=${t('loading')}><i class="skeleton"></i><i class="skeleton"></i></div>`}
    </div></main>`;
  }

  #failed(): TemplateResult {
    return html`<div class="blank" role="alert"><h2>${t('inboxFailed')}</h2><p>${t('problemOffline')}</p>
      <button type="button" @click=${() => this.#load()}>${t('tryAgain')}</button></div>`;
  }

  async #load(): Promise<void> {
    this.failed = false;
    try {
      this.inboxes = (await readInboxes(this.client)).inboxes;
    } catch {
      this.failed = true;
    }
  }
}

const list = (inboxes: InboxesReply['inboxes']): TemplateResult => html`<table>
  <caption class="hidden">${t('inboxes')}</caption>
  <thead><tr><th scope="col">${t('inbox')}</th><th scope="col">${t('inboxNow')}</th><th scope="col">${t('language')}</th><th scope="col">${t('inboxOrigins')}</th></tr></thead>
  <tbody>${inboxes.map(
    (inbox) => html`<tr>
      <th scope="row"><a href=${addressOf({ section: 'inboxes', id: inbox.slug })}>${inbox.name}</a> <small>${inbox.slug}</small></th>
      <td>${rightNow(inbox.availability)}${inbox.hasHours ? nothing : html` <small>${t('inboxNoHours')}</small>`}</td>
      <td>${inbox.locale}</td>
      <td>${inbox.origins.length ? inbox.origins.join(', ') : html`<span class="none">${t('inboxNoOrigins')}</span>`}</td>
    </tr>`,
  )}</tbody>
</table>`;

customElements.define('fd-inboxes', FdInboxes);

declare global {
  interface HTMLElementTagNameMap {
    'fd-inboxes': FdInboxes;
  }
}
