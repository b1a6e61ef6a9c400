/**
 * Files in the composer: a list for each conversation, taken from the picker, a paste or a drop. What is uploaded is
 * kept with the draft.
 */
import {
  html,
  type LitElement,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { FileLimits, FileLink } from '../../../services/wire/files.js';
import { api, placeOf } from '../../shared/api.js';
import { Attachments } from '../../shared/attachments.js';
import { request } from '../../shared/http.js';
import { icons } from '../../shared/icons.js';
import { upload } from '../../shared/upload.js';
import type { ConsoleClient } from '../link/client.js';
import { region, t } from '../words.js';

type Composer = ReactiveControllerHost & LitElement & { client: ConsoleClient; reload: () => void };
type Here = { id: () => string | undefined; may: () => boolean };

/** What may be attached, asked once. */
let limits: Promise<FileLimits | undefined> | undefined;

export class ComposerFiles implements ReactiveController {
  #host: Composer;
  #here: Here;
  #lists = new Map<string, Attachments>();
  #limits: FileLimits | undefined;
  #target: EventTarget | undefined;

  constructor(host: Composer, here: Here) {
    this.#host = host;
    this.#here = here;
    host.addController(this);
  }

  hostConnected(): void {
    const root = this.#host.getRootNode();
    // The whole conversation takes what is dropped or pasted.
    this.#target = root instanceof ShadowRoot ? root.host : this.#host;
    for (const kind of kinds) this.#target.addEventListener(kind, this.#given);
    limits ??= api(request)('GET /v1/widget-config').then(
      ({ files }) => files,
      () => {
        limits = undefined;
        return undefined;
      },
    );
    void limits.then((files) => {
      this.#limits = files;
    });
  }

  hostDisconnected(): void {
    for (const kind of kinds) this.#target?.removeEventListener(kind, this.#given);
  }

  /** Whether anything is attached, on its way or there. */
  any(id: string): boolean {
    return !!this.#lists.get(id)?.items.length;
  }

  /** See `Attachments.ready`. */
  async ready(id: string): Promise<boolean> {
    return (await this.#lists.get(id)?.ready()) ?? true;
  }

  take(id: string): FileLink[] | undefined {
    return this.#lists.get(id)?.take();
  }

  /** Shows the files of a draft again. */
  restore(id: string, files: readonly FileLink[] | undefined): void {
    if (files?.length) this.#list(id).restore(files);
  }

  render(id: string): TemplateResult | typeof nothing {
    const list = this.#lists.get(id);
    return list ? html`${list}` : nothing;
  }

  button(): TemplateResult {
    return html`<button type="button" class="icon-only attach" aria-label=${t('attach')} title=${t('attach')} @click=${this.#pick}>${icons.clip}</button>`;
  }

  #pick = (): void => {
    const id = this.#here.id();
    if (id) this.#list(id).pick();
    this.#host.requestUpdate();
  };

  #given = (event: Event): void => {
    const { clipboardData, dataTransfer } = event as ClipboardEvent & DragEvent;
    const data = clipboardData ?? dataTransfer;
    const id = this.#here.id();
    // What is copied from a document or a table is text, though it has a picture with it.
    if (!id || !data?.types.includes('Files') || data.types.includes('text/plain')) return;
    // Also where it cannot be taken: the browser would leave the page for it.
    event.preventDefault();
    if (!this.#here.may()) return;
    if (event.type === 'dragover') this.#list(id).hover();
    else this.#list(id).add([...data.files]);
    this.#host.requestUpdate();
  };

  #list(id: string): Attachments {
    const known = this.#lists.get(id);
    if (known) return known;
    const list = new Attachments();
    list.say = (word, params) => t(word, params);
    list.limits = () => this.#limits;
    list.locale = region;
    list.upload = (file, options) =>
      upload(placeOf('POST /v1/agent/conversations/:id/files', { id }).path, undefined, file, options);
    list.beside = { focus: () => this.#host.renderRoot?.querySelector('textarea')?.focus() };
    list.addEventListener('fd-files', () => this.#keep(id, list));
    this.#lists.set(id, list);
    return list;
  }

  #keep(id: string, list: Attachments): void {
    const { kept } = this.#host.client;
    kept.saveDraft(id, { ...kept.draft(id), files: list.links });
    if (id === this.#here.id()) this.#host.reload();
  }
}

const kinds = ['paste', 'dragover', 'drop'];
