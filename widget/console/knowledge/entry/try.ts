/** "Try it" beside an entry: what the bot would do now, which is not yet what is being typed. */

import { html, LitElement, nothing } from 'lit';
import { MESSAGE_MAX } from '../../../../services/wire/limits.js';
import { isComposed } from '../../../shared/composing.js';
import { HttpError } from '../../../shared/http.js';
import { prose } from '../../../shared/tokens.js';
import { evidenceStyles } from '../../conversations/evidence.styles.js';
import type { ConsoleClient } from '../../link/client.js';
import { base } from '../../shared/base.styles.js';
import { t } from '../../words.js';
import { type Tried, tryQuestion } from '../acts.js';
import { outcome, tryProblem } from '../try/tried.js';
import { tryStyles } from '../try/try.styles.js';
import { besideStyles } from './try.styles.js';

export class FdEntryTry extends LitElement {
  static override styles = [base, prose, evidenceStyles, tryStyles, besideStyles];
  static override properties = {
    client: { attribute: false },
    version: { attribute: false },
    asking: { state: true },
    tried: { state: true },
    problem: { state: true },
    unready: { state: true },
  };
  declare client: ConsoleClient;
  /** The draft that is asked; the published knowledge without. */
  declare version: number | undefined;
  declare asking: boolean;
  declare tried: Tried | undefined;
  declare problem: string | undefined;
  /** The draft that was changed since it was checked: it cannot be asked. */
  declare unready: number | undefined;

  override render() {
    const { version } = this;
    const hint =
      version === undefined
        ? t('entryTryPublished')
        : t(version === this.unready ? 'entryTryUnready' : 'entryTryDraft', { version });
    return html`<section aria-labelledby="try"><h2 id="try">${t('entryTry')}</h2>
      <p class="none" id="hint" role="status">${hint}</p>
      <form @submit=${this.#ask}>
        <textarea name="question" rows="2" maxlength=${MESSAGE_MAX} required aria-label=${t('tryQuestion')} aria-describedby="hint"
          placeholder=${t('tryPlaceholder')} @keydown=${this.#enter}></textarea>
        <button type="submit" class="plain">${t(this.asking ? 'tryAsking' : 'tryAsk')}</button>
      </form>
      <div role="status" aria-busy=${this.asking ?? false}>
        ${this.problem ? html`<p class="problem">${this.problem}</p>` : this.tried ? outcome(this.tried, this.asking) : nothing}
      </div></section>`;
  }

  #enter = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || isComposed(event)) return;
    event.preventDefault();
    this.renderRoot.querySelector('form')?.requestSubmit();
  };

  #ask = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const question = this.renderRoot.querySelector('textarea')?.value.trim();
    if (!question || this.asking) return;
    const { version } = this;
    this.asking = true;
    this.problem = undefined;
    try {
      this.tried = await tryQuestion(this.client, { question, ...(version !== undefined && { version }) }).catch(
        (error) => {
          if (!(error instanceof HttpError) || error.code !== 'not_checked') throw error;
          this.unready = version;
          return tryQuestion(this.client, { question });
        },
      );
    } catch (error) {
      this.problem = tryProblem(error);
    } finally {
      this.asking = false;
    }
  };
}

customElements.define('fd-entry-try', FdEntryTry);

declare global {
  interface HTMLElementTagNameMap {
    'fd-entry-try': FdEntryTry;
  }
}
