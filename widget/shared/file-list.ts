/**
 * <frontdesk-files>: the files of a message. Images as thumbnails in a box of fixed size, so that nothing jumps when
 * they come; others as rows.
 */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { FileLink } from '../../services/wire/files.js';
import { isImage, sizeText } from './file-look.js';
import { later } from './icons-later.js';
import { base } from './tokens.js';

export class FileList extends LitElement {
  static override properties = {
    files: { attribute: false },
    server: {},
    locale: {},
    broken: { state: true },
  };
  declare files: readonly FileLink[];
  /** Origin of the Frontdesk server; empty on its own pages. */
  declare server: string;
  declare locale: string;
  /** Images that did not load, or may not in this page: shown as rows. */
  declare broken: ReadonlySet<string>;

  constructor() {
    super();
    this.files = [];
    this.server = '';
    this.locale = 'en';
    this.broken = new Set();
  }

  protected override render() {
    const shown = this.files.filter((file) => isImage(file) && !this.broken.has(file.id));
    const rows = this.files.filter((file) => !shown.includes(file));
    return html`
      ${shown.length ? html`<div class="images ${shown.length > 1 ? 'several' : ''}">${shown.map((file) => this.#image(file))}</div>` : nothing}
      ${rows.map((file) => this.#row(file))}
    `;
  }

  #image(file: FileLink): TemplateResult {
    const address = this.server + file.url;
    return html`<a class="image" href=${address} target="_blank" rel="noopener noreferrer" title=${file.name}>
      <img src=${address} alt=${file.name} loading="lazy" decoding="async" @error=${() => this.#break(file)} />
    </a>`;
  }

  #row(file: FileLink): TemplateResult {
    return html`<a class="row" href=${this.server + file.url} target="_blank" rel="noopener noreferrer">
      ${later.file}<bdi class="name">${file.name}</bdi><span class="size">${sizeText(file.size, this.locale)}</span>
    </a>`;
  }

  #break({ id }: FileLink): void {
    this.broken = new Set([...this.broken, id]);
  }

  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: var(--fd-1);
        max-inline-size: 100%;
      }
      :host(.visitor) {
        justify-items: end;
      }
      .images {
        display: grid;
        grid-template-columns: minmax(0, 240px);
        gap: var(--fd-1);
      }
      .images.several {
        grid-template-columns: repeat(2, minmax(0, 132px));
      }
      .image {
        display: block;
        aspect-ratio: 4 / 3;
        border: 1px solid var(--fd-line);
        border-radius: var(--fd-radius);
        background: var(--fd-100);
        overflow: hidden;
      }
      .several .image {
        aspect-ratio: 1;
      }
      img {
        display: block;
        inline-size: 100%;
        block-size: 100%;
        object-fit: cover;
      }
      .row {
        display: flex;
        align-items: center;
        gap: var(--fd-2);
        min-block-size: 44px;
        inline-size: fit-content;
        max-inline-size: 320px;
        padding: var(--fd-2) var(--fd-3);
        border: 1px solid var(--fd-control);
        border-radius: var(--fd-radius);
        background: var(--fd-surface);
        color: var(--fd-ink);
        font-size: var(--fd-text-s);
        text-decoration: none;
      }
      .row svg {
        color: var(--fd-accent-ink);
      }
      .row:hover {
        background: var(--fd-hover);
      }
      .row:hover .name {
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      .name {
        flex: 1;
        min-inline-size: 0;
        overflow-wrap: anywhere;
        font-weight: 600;
      }
      .size {
        flex: none;
        color: var(--fd-muted);
        font-size: var(--fd-text-xs);
      }
    `,
  ];
}

customElements.define('frontdesk-files', FileList);
