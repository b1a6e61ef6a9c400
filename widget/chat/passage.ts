/** <frontdesk-passage>: what an answer rests on, opened in place. Loaded when the first one is opened. */
import { css, html, LitElement, nothing } from 'lit';
import type { Citation } from '../../services/wire/conversation.js';
import { icons } from '../shared/icons.js';
import { later } from '../shared/icons-later.js';
import { safeLink } from '../shared/links.js';
import { formatted } from '../shared/markdown.js';
import { base, prose } from '../shared/tokens.js';
import { english, t, type Words } from './words.js';

/** @event fd-close */
export class Passage extends LitElement {
  static override properties = { words: { attribute: false }, citation: { attribute: false } };
  declare words: Words;
  declare citation: Citation;

  constructor() {
    super();
    this.words = english;
  }

  protected override render() {
    const { words, citation } = this;
    const link = safeLink(citation.link);
    return html`<div role="region" aria-label=${t(words, 'source', { n: citation.index })}>
      <div class="head">
        <h3 dir="auto">${citation.title}</h3>
        <button type="button" aria-label=${t(words, 'closeSource')} @click=${() => this.dispatchEvent(new Event('fd-close'))}>${icons.close}</button>
      </div>
      <div class="text" dir="auto" tabindex="0">${formatted(citation.text)}</div>
      ${
        link
          ? html`<a class="link" href=${link} target="_blank" rel="noopener noreferrer nofollow">${t(words, 'openSource')}${later.external}</a>`
          : nothing
      }
    </div>`;
  }

  static override styles = [
    base,
    prose,
    css`
      :host {
        display: block;
        align-self: stretch;
        padding: var(--fd-2) var(--fd-3) var(--fd-3);
        border: 1px solid var(--fd-line);
        border-inline-start: 3px solid var(--fd-accent);
        border-radius: var(--fd-radius-s);
        background: var(--fd-surface);
        font-size: var(--fd-text-s);
      }
      .head {
        display: flex;
        align-items: flex-start;
        justify-content: space-between;
        gap: var(--fd-2);
      }
      h3 {
        padding-block: 4px;
        font-size: var(--fd-text-s);
        font-weight: 650;
      }
      button {
        display: grid;
        place-items: center;
        inline-size: 28px;
        block-size: 28px;
        margin-inline-end: -6px;
        border-radius: var(--fd-radius-s);
        color: var(--fd-muted);
      }
      button:hover {
        background: var(--fd-hover);
      }
      button svg {
        inline-size: 16px;
      }
      .text {
        max-block-size: 180px;
        overflow: auto;
      }
      .link {
        display: inline-flex;
        align-items: center;
        gap: var(--fd-1);
        margin-block-start: var(--fd-2);
        color: var(--fd-accent-ink);
        font-weight: 600;
        text-underline-offset: 2px;
      }
      @media (forced-colors: active) {
        :host {
          border: 1px solid CanvasText;
        }
      }
    `,
  ];
}

customElements.define('frontdesk-passage', Passage);
