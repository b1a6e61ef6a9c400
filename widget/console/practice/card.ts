/** Under a conversation that was practice: how it went. Loaded when the first one ends. */
import { html, LitElement, nothing } from 'lit';
import type { PracticeCard } from '../../../services/wire/practice.js';
import type { ConsoleClient } from '../link/client.js';
import { addressOf } from '../places.js';
import { base } from '../shared/base.styles.js';
import { t } from '../words.js';
import { readCard } from './acts.js';
import { pointsOf, scoreOf } from './points.js';
import { practiceStyles } from './practice.styles.js';

export class FdPracticeCard extends LitElement {
  static override styles = [base, practiceStyles];
  static override properties = {
    client: { attribute: false },
    conversationId: { attribute: false },
    card: { state: true },
  };
  declare client: ConsoleClient;
  declare conversationId: string;
  /** Null: there is none. */
  declare card: PracticeCard | null | undefined;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('conversationId')) void this.#load(this.conversationId);
  }

  override render() {
    const { card } = this;
    return html`<section class="over" aria-labelledby="how">
      <header><h2 id="how">${card ? card.title : t('practiceCard')}</h2>${card ? html`<b>${scoreOf(card)}</b>` : nothing}
        <a href=${addressOf({ section: 'practice' })}>${t('practiceAgain')}</a></header>
      ${card ? pointsOf(card) : card === null ? html`<p class="none">${t('practiceCardNone')}</p>` : html`<i class="skeleton"></i><i class="skeleton"></i>`}
    </section>`;
  }

  async #load(id: string): Promise<void> {
    this.card = undefined;
    const card = await readCard(this.client, id).then(
      (reply) => reply.card,
      () => null,
    );
    if (id === this.conversationId) this.card = card;
  }
}

customElements.define('fd-practice-card', FdPracticeCard);

declare global {
  interface HTMLElementTagNameMap {
    'fd-practice-card': FdPracticeCard;
  }
}
