/**
 * <frontdesk-attachments>: files on their way into a message. They are uploaded at once; the message waits for them.
 */
import { html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { FileLimits, FileLink } from '../../services/wire/files.js';
import { FILES_PER_MESSAGE } from '../../services/wire/limits.js';
import { draw, type FileWord, type Item, renderChip, type Say } from './attachment-chip.js';
import { attachmentsStyles } from './attachments.styles.js';
import { sizeText } from './file-look.js';
import type { HttpError } from './http.js';
import { icons } from './icons.js';
import { later } from './icons-later.js';
import { base } from './tokens.js';
import type { Upload } from './upload.js';
import { uuid } from './uuid.js';

/** While something is held over us, the browser says so many times a second. */
const OVER_MS = 400;

/** @event fd-files - what is attached, or how far it is, has changed */
export class Attachments extends LitElement {
  static override styles = [base, attachmentsStyles];
  static override properties = { items: { state: true }, notes: { state: true }, over: { state: true } };
  declare items: readonly Item[];
  /** What was refused, and why: name and sentence. */
  declare notes: readonly { name: string; text: string }[];
  /** Files are held over the drop target. */
  declare over: boolean;
  upload: Upload = () => Promise.reject();
  say: Say = (word) => word;
  limits: () => FileLimits | undefined = () => undefined;
  locale = 'en';
  /** Where the focus goes when the last button is gone. */
  beside: { focus: () => void } | undefined;

  #drawn = new WeakSet<Element>();
  #overUntil: ReturnType<typeof setTimeout> | undefined;
  #waiting: Promise<boolean> | undefined;
  #refused = false;
  #field = document.createElement('input');

  constructor() {
    super();
    this.items = [];
    this.notes = [];
    this.over = false;
    this.#field.type = 'file';
    this.#field.multiple = true;
    this.#field.addEventListener('change', () => {
      this.add([...(this.#field.files ?? [])]);
      // So that a file that was removed can be chosen again.
      this.#field.value = '';
    });
  }

  /** A message is waiting for its files. */
  get held(): boolean {
    return this.#waiting !== undefined;
  }

  /** Lets the person choose. */
  pick(): void {
    this.#field.accept = this.limits()?.types.join() ?? '';
    this.#field.click();
  }

  /** Shows the drop target for a moment. */
  hover(): void {
    this.over = true;
    clearTimeout(this.#overUntil);
    this.#overUntil = setTimeout(() => {
      this.over = false;
    }, OVER_MS);
  }

  /** Takes what may be taken and begins to send it; tells of the rest why not. */
  add(files: readonly File[]): void {
    this.over = false;
    this.notes = [];
    const most = this.limits()?.maxBytes ?? Number.POSITIVE_INFINITY;
    for (const file of files) {
      if (file.size > most) this.#refuse(file, 'fileTooLarge');
      else if (file.size === 0) this.#refuse(file, 'fileEmpty');
      else if (this.items.length >= FILES_PER_MESSAGE) this.#refuse(file, 'fileTooMany');
      else {
        const item = { clientId: uuid(), file, sent: 0, abort: new AbortController(), settled: Promise.resolve() };
        this.items = [...this.items, item];
        this.#send(item);
      }
    }
    this.#tell();
  }

  /**
   * Resolves when everything is there; false where something is not, which then says so itself. Tries again what failed
   * before.
   */
  ready(): Promise<boolean> {
    this.#waiting ??= this.#wait().finally(() => {
      this.#waiting = undefined;
      this.#tell();
    });
    this.#tell();
    return this.#waiting;
  }

  /** What is there already. */
  get links(): FileLink[] {
    return this.items.flatMap(({ link }) => link ?? []);
  }

  /** Files that were uploaded before and not sent. */
  restore(links: readonly FileLink[]): void {
    const fresh = links.filter(({ id }) => !this.items.some(({ link }) => link?.id === id));
    const abort = new AbortController();
    const settled = Promise.resolve();
    if (fresh.length)
      this.items = [
        ...this.items,
        ...fresh.map((link) => ({ clientId: link.id, file: link, sent: 1, link, abort, settled })),
      ];
  }

  /** The files for the message; afterwards there are none. */
  take(): FileLink[] | undefined {
    const { links } = this;
    this.items = [];
    this.notes = [];
    this.#tell();
    return links.length ? links : undefined;
  }

  async #wait(): Promise<boolean> {
    this.#refused = false;
    for (const item of this.items) if (item.error) this.#send(item);
    // Another file may be added meanwhile.
    for (let all = this.items; ; all = this.items) {
      await Promise.all(all.map(({ settled }) => settled));
      if (all.every((item) => item.link || item.error || !this.items.includes(item)) && !this.#open()) break;
    }
    return !this.#refused && this.items.every(({ link }) => link);
  }

  #open(): boolean {
    return this.items.some(({ link, error }) => !link && !error);
  }

  #send(item: Item): void {
    const change = (now: Partial<Item>) => {
      Object.assign(item, now);
      this.requestUpdate();
    };
    change({ sent: 0, error: undefined });
    if (!(item.file instanceof File)) return;
    item.settled = this.upload(item.file, {
      clientId: item.clientId,
      signal: item.abort.signal,
      onProgress: (sent) => change({ sent }),
    }).then(
      (link) => change({ link, sent: 1 }),
      (error: HttpError) => {
        if (item.abort.signal.aborted) return;
        const word = ({ too_large: 'fileTooLarge', file_type: 'fileType', file_empty: 'fileEmpty' } as const)[
          error.code
        ];
        if (word) {
          this.#refused = true;
          this.items = this.items.filter((one) => one !== item);
          this.#refuse(item.file, word);
        } else change({ error: this.say(error.code === 'too_many' ? 'problemMany' : 'fileFailed') });
      },
    );
    void item.settled.then(() => this.#tell());
  }

  #refuse({ name, size }: Item['file'], word: FileWord): void {
    const max = sizeText(this.limits()?.maxBytes ?? 0, this.locale);
    const text = this.say(word, { size: sizeText(size, this.locale), max, n: FILES_PER_MESSAGE });
    this.notes = [...this.notes, { name, text }];
  }

  #tell(): void {
    this.requestUpdate();
    this.dispatchEvent(new Event('fd-files'));
  }

  protected override render() {
    const { items, notes, over } = this;
    return html`
      ${
        notes.length
          ? html`<div class="notes" role="alert">${notes.map(
              (note) => html`<p>
                <span><b dir="auto">${note.name}</b>${note.text}</span>
                <button type="button" aria-label=${this.say('dismiss')} @click=${() => this.#dismiss(note)}>${icons.close}</button>
              </p>`,
            )}</div>`
          : nothing
      }
      ${
        items.length
          ? html`<ul aria-label=${this.say('attach')}>${repeat(
              items,
              (item) => item.clientId,
              (item) =>
                renderChip(item, {
                  say: this.say,
                  locale: this.locale,
                  onRetry: () => this.#send(item),
                  onRemove: () => this.#remove(item),
                }),
            )}</ul>`
          : nothing
      }
      ${over ? html`<div class="drop">${later.file}${this.say('dropFiles')}</div>` : nothing}
    `;
  }

  protected override updated(): void {
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) {
      if (this.#drawn.has(canvas)) continue;
      this.#drawn.add(canvas);
      const item = this.items.find(({ clientId }) => clientId === canvas.dataset.id);
      if (item?.file instanceof File) void draw(canvas, item.file);
    }
  }

  #remove(item: Item): void {
    item.abort.abort();
    this.items = this.items.filter((one) => one !== item);
    this.#tell();
    void this.#refocus();
  }

  #dismiss(note: { name: string; text: string }): void {
    this.notes = this.notes.filter((one) => one !== note);
    void this.#refocus();
  }

  /** The button that was pressed is gone. */
  async #refocus(): Promise<void> {
    await this.updateComplete;
    (this.renderRoot.querySelector('button') ?? this.beside)?.focus();
  }
}

customElements.define('frontdesk-attachments', Attachments);
