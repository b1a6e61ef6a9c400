/** Files become entries: chosen, tried without any effect, and only then kept as a draft or published. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { DryRunReply, LoadedReply } from '../../../../services/wire/knowledge.js';
import type { ConsoleClient } from '../../link/client.js';
import { base } from '../../shared/base.styles.js';
import { icon } from '../../shared/icons.js';
import { t } from '../../words.js';
import { type ImportBody, importFiles, tryImport } from '../acts.js';
import '../../shared/confirm.js';
import { isTicked } from '../../shared/fields.js';
import type { Progress } from '../../shared/lines.js';
import { pageStyles } from '../../shared/page.styles.js';
import { counted, problem, problemLines, progressLine, toHeading } from '../../shared/parts.js';
import { report } from '../versions/report.js';
import { versionStyles } from '../versions/version.styles.js';
import { versionAddress } from '../versions/versions.js';
import { importStyles } from './import.styles.js';
import { encoded, MOST_BYTES, MOST_FILES, size, tooMuch, total, Unreadable } from './upload.js';

type Doing = 'importTrying' | 'importWorking';

export class FdImport extends LitElement {
  static override styles = [base, pageStyles, versionStyles, importStyles];
  static override properties = {
    client: { attribute: false },
    files: { state: true },
    prune: { state: true },
    over: { state: true },
    run: { state: true },
    doing: { state: true },
    progress: { state: true },
    loaded: { state: true },
    problems: { state: true },
  };
  declare client: ConsoleClient;
  declare files: File[];
  declare prune: boolean;
  /** Files are held over the page. */
  declare over: boolean;
  /** What these very files would do; gone as soon as they are others. */
  declare run: DryRunReply | undefined;
  declare doing: Doing | undefined;
  declare progress: Progress | undefined;
  declare loaded: LoadedReply | undefined;
  declare problems: string[] | undefined;
  #leaving = new AbortController();

  constructor() {
    super();
    this.files = [];
    this.prune = false;
    this.over = false;
  }

  protected override firstUpdated(): void {
    toHeading(this.renderRoot);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaving.abort();
  }

  override render() {
    const much = tooMuch(this.files);
    return html`<div class="page">
      <header><h1 tabindex="-1">${t('importTitle')}</h1><span class="none">${t('importHint')}</span></header>
      <div class="drop ${this.over ? 'over' : ''}" @dragover=${this.#drag} @dragleave=${this.#drag} @drop=${this.#drop}>
        <label class="choose">${t('importChoose')}<input type="file" multiple class="hidden" ?disabled=${!!this.doing} @change=${this.#choose} /></label>
        <span class="none">${t('importDrop')}</span>
      </div>
      ${this.files.length ? this.#chosen() : nothing}
      ${
        much
          ? html`<p class="problem" role="alert">${t(much, { size: size(total(this.files)), most: much === 'importTooMany' ? counted(MOST_FILES) : size(MOST_BYTES) })} <code>npm run knowledge:load</code></p>`
          : nothing
      }
      ${this.files.length && !much ? this.#options() : nothing}
      ${this.doing ? progressLine(this.progress, t(this.doing)) : nothing} ${problem(this.problems)}
      ${this.run && !this.loaded ? html`${report(this.run)} ${this.#next(this.run)}` : nothing}
      <div role="status">${this.loaded ? done(this.loaded) : nothing}</div>
      <fd-confirm></fd-confirm>
    </div>`;
  }

  #chosen(): TemplateResult {
    return html`<section aria-labelledby="files">
      <h2 id="files">${t('importFiles')} <small>${t(this.files.length === 1 ? 'importTotalOne' : 'importTotal', { n: counted(this.files.length), size: size(total(this.files)) })}</small></h2>
      <ul class="files">${this.files.map(
        (file) => html`<li><span>${file.name}</span><small>${size(file.size)}</small>
          <button type="button" class="icon-only" ?disabled=${!!this.doing} aria-label=${t('importRemove', { name: file.name })} @click=${() => this.#set(this.files.filter((one) => one !== file))}>${icon('close')}</button></li>`,
      )}</ul>
    </section>`;
  }

  #options(): TemplateResult {
    return html`<div class="option">
        <label><input type="checkbox" name="prune" .checked=${this.prune} ?disabled=${!!this.doing} @change=${this.#prunes} /> ${t('importPrune')}</label>
        <p class="none">${t('importPruneHint')}</p>
      </div>
      ${this.loaded || this.doing ? nothing : html`<div class="actions"><button type="button" class=${this.run ? 'plain' : 'primary'} name="try" @click=${() => this.#try()}>${t('importTry')}</button></div>`}`;
  }

  #next({ counts }: DryRunReply): TemplateResult | typeof nothing {
    if (this.doing) return nothing;
    if (counts.invalid) return html`<p class="none">${t('importCannot')}</p>`;
    if (counts.created + counts.updated + counts.removed === 0) return nothing;
    return html`<section aria-labelledby="next">
      <h2 id="next">${t('importNext')}</h2>
      <div class="ways">
        <p><button type="button" class="primary" name="draft" @click=${() => this.#keep('draft')}>${t('importDraft')}</button> <span class="none">${t('importDraftHint')}</span></p>
        <p><button type="button" class="plain" name="publish" @click=${() => this.#publish(counts)}>${t('importPublish')}</button> <span class="none">${t('importPublishHint')}</span></p>
      </div>
    </section>`;
  }

  #choose = (event: Event): void => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement)) return;
    this.#set([...this.files, ...(field.files ?? [])]);
    // So that a file that was removed can be chosen again.
    field.value = '';
  };

  #drag = (event: DragEvent): void => {
    event.preventDefault();
    this.over = event.type === 'dragover';
  };

  #drop = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    if (!this.doing) this.#set([...this.files, ...(event.dataTransfer?.files ?? [])]);
  };

  #prunes = (event: Event): void => {
    this.prune = isTicked(event);
    this.#set(this.files);
  };

  /** A report on other files is none. Of two files with one name the later counts. */
  #set(files: File[]): void {
    this.files = [...new Map(files.map((file) => [file.name, file])).values()];
    this.run = undefined;
    this.loaded = undefined;
    this.problems = undefined;
  }

  async #try(): Promise<void> {
    this.run = undefined;
    this.run = await this.#long('importTrying', tryImport);
  }

  async #publish({ created, updated, removed }: DryRunReply['counts']): Promise<void> {
    const consent = await this.renderRoot.querySelector('fd-confirm')?.ask({
      title: t('importPublishTitle'),
      says: [
        t('importPublishSays', { created: counted(created), updated: counted(updated), removed: counted(removed) }),
      ],
      action: t('importPublish'),
      note: true,
    });
    if (consent) await this.#keep('publish', consent.note);
  }

  async #keep(mode: 'draft' | 'publish', note?: string): Promise<void> {
    const loaded = await this.#long('importWorking', (body, told) =>
      importFiles({ ...body, ...(note && { note }) }, mode, told),
    );
    if (loaded) this.loaded = loaded;
  }

  async #long<T>(
    doing: Doing,
    work: (body: ImportBody, told: Parameters<typeof tryImport>[1]) => Promise<T>,
  ): Promise<T | undefined> {
    this.doing = doing;
    this.progress = undefined;
    this.problems = undefined;
    try {
      const body = { files: await encoded(this.files), ...(this.prune && { prune: true }) };
      return await work(body, {
        signal: this.#leaving.signal,
        onProgress: (progress) => (this.progress = progress),
      });
    } catch (error) {
      this.problems = error instanceof Unreadable ? [t('importUnreadable', { name: error.file })] : problemLines(error);
      return undefined;
    } finally {
      this.doing = undefined;
    }
  }
}

function done(loaded: LoadedReply): TemplateResult {
  const { version, draft, created, updated, removed } = loaded;
  if (created + updated + removed === 0) return html`<p class="meaning ok">${t('importSame')}</p>`;
  return html`<p class="meaning ok">${t(draft ? 'importDrafted' : 'importPublished')}
    <a href=${versionAddress(version)}>${t(draft ? 'importSeeDraft' : 'versionSee', { id: version })}</a></p>`;
}

customElements.define('fd-import', FdImport);

declare global {
  interface HTMLElementTagNameMap {
    'fd-import': FdImport;
  }
}
