/**
 * <fd-erase>: asks before a visitor is erased, does it, and shows what is gone. Native, so focus and Escape are right.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Erased } from '../../../services/wire/operations.js';
import { dialogStyles } from '../dialogs/dialogs.styles.js';
import type { ConsoleClient } from '../link/client.js';
import { base } from '../shared/base.styles.js';
import { problem, problemLines } from '../shared/parts.js';
import { t } from '../words.js';
import { eraseVisitor } from './acts.js';
import { countsList } from './counts.js';
import { operationsStyles } from './operations.styles.js';

export type Whom = { id: string; name: string };
type Stage = 'asking' | 'busy' | { erased: Erased } | { problems: string[] };

export class FdErase extends LitElement {
  static override styles = [base, dialogStyles, operationsStyles];
  static override properties = {
    client: { attribute: false },
    whom: { state: true },
    stage: { state: true },
  };
  declare client: ConsoleClient;
  declare whom: Whom | undefined;
  declare stage: Stage;

  async ask(whom: Whom): Promise<void> {
    this.whom = whom;
    this.stage = 'asking';
    await this.updateComplete;
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  override render() {
    return html`<dialog aria-labelledby="title" @cancel=${this.#hold}>${this.whom ? this.#body(this.whom) : nothing}</dialog>`;
  }

  #body({ name }: Whom): TemplateResult {
    const { stage } = this;
    const close = html`<button type="button" @click=${this.#close}>${t('close')}</button>`;
    if (stage === 'busy')
      return html`<h2 id="title">${t('eraseTitle', { name })}</h2><p role="status">${t('erasing')}</p>`;
    if (typeof stage === 'object' && 'erased' in stage)
      return html`<h2 id="title" tabindex="-1">${t('eraseDone', { name })}</h2>${countsList(stage.erased)}<div class="foot">${close}</div>`;
    return html`<h2 id="title">${t('eraseTitle', { name })}</h2>
      <p>${t('eraseSays')}</p><p>${t('eraseKept')}</p>
      ${typeof stage === 'object' ? problem(stage.problems) : nothing}
      <div class="foot">
        <button type="button" autofocus @click=${this.#close}>${t('cancel')}</button>
        <button type="button" class="primary" @click=${this.#erase}>${t('eraseGo')}</button>
      </div>`;
  }

  /** Escape does not hide what goes on. */
  #hold = (event: Event): void => {
    if (this.stage === 'busy') event.preventDefault();
  };

  #close = (): void => this.renderRoot.querySelector('dialog')?.close();

  #erase = async (): Promise<void> => {
    if (!this.whom) return;
    this.stage = 'busy';
    try {
      const { erased } = await eraseVisitor(this.client, this.whom.id);
      this.stage = { erased };
      this.dispatchEvent(new Event('erased'));
    } catch (error) {
      this.stage = { problems: problemLines(error) };
    }
    await this.updateComplete;
    this.renderRoot.querySelector('h2')?.focus();
  };
}

customElements.define('fd-erase', FdErase);

declare global {
  interface HTMLElementTagNameMap {
    'fd-erase': FdErase;
  }
}
