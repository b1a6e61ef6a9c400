/** What the pages of the menu have in common: a head with a way back, and where the focus goes. */
import { css, html, type LitElement, type TemplateResult } from 'lit';
import { icons } from '../shared/icons.js';
import { t, type Words } from './words.js';
import './words-later.js';

/** Goes back to the messages. `written` where the visitor goes on by writing. */
export function leave(page: LitElement, written = false): void {
  page.dispatchEvent(new CustomEvent(written ? 'fd-write' : 'fd-page', { bubbles: true, composed: true }));
}

export function renderHead(page: LitElement, words: Words, title: string): TemplateResult {
  return html`<div class="head">
    <button class="back" type="button" aria-label=${t(words, 'pastBack')} @click=${() => leave(page)}>${icons.down}</button>
    <h3 tabindex="-1">${title}</h3>
  </div>`;
}

export const pageStyles = css`
  :host {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: var(--fd-3);
    min-block-size: 0;
    padding: var(--fd-2) var(--fd-4) var(--fd-4);
    overflow: auto;
  }
  .head {
    display: flex;
    align-items: center;
    gap: var(--fd-1);
    margin-inline-start: calc(-1 * var(--fd-3));
  }
  .back {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border-radius: var(--fd-radius);
    color: var(--fd-muted);
  }
  .back:hover {
    background: var(--fd-hover);
    color: var(--fd-ink);
  }
  .back svg {
    transform: rotate(90deg);
  }
  .back:dir(rtl) svg {
    transform: rotate(-90deg);
  }
  h3 {
    font-size: var(--fd-text-m);
    font-weight: 650;
  }
  /* It takes the focus so that it is read; nothing can be done with it. */
  h3:focus-visible {
    outline: none;
  }
`;
