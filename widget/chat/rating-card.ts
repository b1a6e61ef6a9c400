/** <frontdesk-rating-card>: one to five, and a word if the visitor wants, after the conversation was resolved. */
import { css, html, LitElement } from 'lit';
import { COMMENT_MAX } from '../../services/wire/limits.js';
import { icons } from '../shared/icons.js';
import { later } from '../shared/icons-later.js';
import { base } from '../shared/tokens.js';
import type { View } from '../shared/transcript.js';
import { cardStyles } from './card.styles.js';
import { givenRating } from './lines.js';
import type { ChatController } from './link/client.js';
import { english, t, type Words } from './words.js';
import './words-later.js';

const SCORES = [1, 2, 3, 4, 5] as const;
type Score = (typeof SCORES)[number];

export class RatingCard extends LitElement {
  static override properties = {
    chat: { attribute: false },
    view: { attribute: false },
    words: { attribute: false },
    score: { state: true },
    sent: { state: true },
  };
  declare chat: ChatController;
  declare view: View;
  declare words: Words;
  /** 0 before one is chosen. */
  declare score: Score | 0;
  declare sent: boolean;

  constructor() {
    super();
    this.words = english;
    this.score = 0;
    this.sent = false;
  }

  protected override render() {
    const { words } = this;
    return html`${this.#renderRating()}
      <p class="again">
        ${t(words, 'pastHint')}
        <button class="text" type="button" @click=${this.#again}>${t(words, 'pastNew')}</button>
      </p>`;
  }

  #again = (): void => {
    this.chat.show();
    this.dispatchEvent(new Event('fd-write', { bubbles: true, composed: true }));
  };

  #renderRating() {
    const { words } = this;
    if (this.sent || givenRating(this.view) !== undefined) {
      return html`<div class="card" role="status"><p class="lead">${icons.check}${t(words, 'rateThanks')}</p></div>`;
    }
    return html`<form class="card" @submit=${this.#send}>
      <fieldset>
        <legend>${t(words, 'rateAsk')}</legend>
        <div class="stars">
          ${SCORES.map(
            (score) => html`<label class=${score <= this.score ? 'on' : ''}>
              <input
                type="radio"
                name="score"
                value=${score}
                aria-label="${score}: ${t(words, `rate${score}`)}"
                @change=${() => this.#choose(score)}
              />
              ${later.star}
            </label>`,
          )}
          <span aria-hidden="true">${this.score ? t(words, `rate${this.score}`) : ''}</span>
        </div>
      </fieldset>
      ${
        this.score
          ? html`<textarea rows="2" maxlength=${COMMENT_MAX} dir="auto" aria-label=${t(words, 'rateComment')} placeholder=${t(words, 'rateComment')}></textarea>
              <button class="do" type="submit">${t(words, 'rateSend')}</button>`
          : ''
      }
    </form>`;
  }

  #choose(score: Score): void {
    this.score = score;
  }

  #send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const comment = this.renderRoot.querySelector('textarea')?.value.trim();
    this.sent = await this.chat.act('rating', { score: this.score, ...(comment && { comment }) });
  };

  static override styles = [
    base,
    cardStyles,
    css`
      .again {
        display: grid;
        margin-block-start: var(--fd-3);
        font-size: 14px;
      }
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
        font-weight: 600;
      }
      .stars {
        display: flex;
        align-items: center;
        margin: var(--fd-1) 0 0 -6px;
      }
      .stars:dir(rtl) {
        margin: var(--fd-1) -6px 0 0;
      }
      .stars label {
        position: relative;
        display: grid;
        place-items: center;
        inline-size: 40px;
        block-size: 40px;
        border-radius: var(--fd-radius-s);
        color: var(--fd-control);
        cursor: pointer;
      }
      .stars label:hover {
        background: var(--fd-hover);
      }
      .stars .on {
        color: var(--fd-accent-ink);
      }
      .stars .on path {
        fill: currentcolor;
      }
      .stars input {
        position: absolute;
        inset: 0;
        inline-size: 100%;
        block-size: 100%;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      .stars label:has(:focus-visible) {
        outline: 2px solid var(--fd-accent-ink);
      }
      .stars span {
        margin-inline-start: var(--fd-2);
        color: var(--fd-muted);
        font-size: var(--fd-text-s);
      }
    `,
  ];
}

customElements.define('frontdesk-rating-card', RatingCard);
