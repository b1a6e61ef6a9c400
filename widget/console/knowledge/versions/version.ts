/**
 * One version: what it changes, and what can be done with it. A draft is checked, published or discarded, an older one
 * made current again.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { DryRunReply, VersionsReply } from '../../../../services/wire/knowledge.js';
import { HttpError } from '../../../shared/http.js';
import type { ConsoleClient } from '../../link/client.js';
import { addressOf } from '../../places.js';
import { base } from '../../shared/base.styles.js';
import { t } from '../../words.js';
import { checkDraft, discardDraft, publishDraft, readVersions, rollBack } from '../acts.js';
import { changes, type Diff, readChanges } from './changes.js';
import '../../shared/confirm.js';
import type { Consent, Question } from '../../shared/confirm.js';
import type { Progress } from '../../shared/lines.js';
import { pageStyles } from '../../shared/page.styles.js';
import { problem, problemLines, progressLine, several, toHeading } from '../../shared/parts.js';
import { report } from './report.js';
import { versionStyles } from './version.styles.js';
import { counts, lost, type Version, versionAddress, waiting, who } from './versions.js';

type Doing = 'versionChecking' | 'versionPublishing';
type Done = { words: string; version?: number };

export class FdVersion extends LitElement {
  static override styles = [base, pageStyles, versionStyles];
  static override properties = {
    client: { attribute: false },
    number: { attribute: false },
    history: { state: true },
    diff: { state: true },
    run: { state: true },
    doing: { state: true },
    progress: { state: true },
    done: { state: true },
    problems: { state: true },
    movedOn: { state: true },
  };
  declare client: ConsoleClient;
  declare number: number;
  declare history: VersionsReply | undefined;
  declare diff: Diff | undefined;
  declare run: DryRunReply | undefined;
  declare doing: Doing | undefined;
  declare progress: Progress | undefined;
  /** What has just happened; then the version itself may be gone. */
  declare done: Done | undefined;
  declare problems: string[] | undefined;
  declare movedOn: boolean;
  #leaving: AbortController | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('number')) return;
    this.#leaving?.abort();
    this.doing = undefined;
    // A check gives a draft another number; its report goes along.
    if (this.run?.draft !== this.number) this.run = undefined;
    this.done = undefined;
    void this.load();
  }

  protected override firstUpdated(): void {
    toHeading(this.renderRoot);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaving?.abort();
  }

  get #version(): Version | undefined {
    return this.history?.versions.find(({ id }) => id === this.number);
  }

  override render() {
    const version = this.#version;
    const draft = version?.state === 'draft';
    return html`<div class="page">
      <header>
        <h1 tabindex="-1">${t(draft ? 'versionDraft' : 'versionNumber', { id: this.number })}</h1>
        ${version?.current ? html`<span class="mark current">${t('versionCurrent')}</span>` : nothing}
        ${draft ? html`<span class="mark">${t(version.model === undefined ? 'versionNotChecked' : 'versionChecked')}</span>` : nothing}
        <a class="aside" href=${addressOf({ section: 'knowledge', page: 'versions' })}>${t('versionBack')}</a>
      </header>
      <div role="status">${this.done ? done(this.done) : nothing}</div>
      ${problem(this.problems)}
      ${this.movedOn ? html`<p><button type="button" class="plain" @click=${() => this.load()}>${t('versionReload')}</button></p>` : nothing}
      ${version ? this.#body(version) : this.done ? nothing : this.history ? lost() : this.problems ? this.#again() : waiting()}
      <fd-confirm></fd-confirm>
    </div>`;
  }

  #body(version: Version): TemplateResult {
    const draft = version.state === 'draft';
    return html`
      <p>${version.note ?? html`<span class="none">${t('versionNoNote')}</span>`}<br />
        ${who(version.author, version.publishedAt ?? version.createdAt)} ${counts(version, several(version.entries, 'versionEntry', 'versionEntries'))}</p>
      ${this.doing ? progressLine(this.progress, t(this.doing)) : draft ? this.#draftActions(version) : this.#restoring(version)}
      ${this.run ? report(this.run) : nothing}
      <section aria-labelledby="changes">
        <h2 id="changes">${t('versionChanges')}</h2>
        ${this.diff ? changes(this.diff, draft ? version.id : undefined) : waiting()}
      </section>
    `;
  }

  #draftActions(version: Version): TemplateResult {
    return html`<div class="actions">
        <button type="button" class="plain" @click=${() => this.#check()}>${t(version.model === undefined ? 'versionCheck' : 'versionCheckAgain')}</button>
        <button type="button" class="primary" @click=${() => this.#publish(version)}>${t('versionPublish')}</button>
        <button type="button" class="plain" @click=${() => this.#discard()}>${t('versionDiscard')}</button>
      </div>
      <p class="none">${t('versionCheckHint')}</p>`;
  }

  #restoring(version: Version): TemplateResult | typeof nothing {
    if (version.current || this.history?.current === undefined) return nothing;
    return html`<div class="actions"><button type="button" class="plain" @click=${() => this.#restore()}>${t('versionRestore')}</button></div>`;
  }

  #again(): TemplateResult {
    return html`<p><button type="button" class="plain" @click=${() => this.load()}>${t('tryAgain')}</button></p>`;
  }

  async load(): Promise<void> {
    const mine = this.number;
    this.problems = undefined;
    this.movedOn = false;
    this.diff = undefined;
    try {
      const history = await readVersions(this.client);
      if (mine !== this.number) return;
      this.history = history;
      const version = this.#version;
      if (!version) return;
      const diff = await readChanges(this.client, version);
      if (mine === this.number) this.diff = diff;
    } catch (error) {
      if (mine === this.number) this.problems = problemLines(error);
    }
  }

  async #check(): Promise<void> {
    const run = await this.#long('versionChecking', (told) => checkDraft(this.number, told));
    if (!run) return;
    const draft = run.draft ?? this.number;
    this.run = { ...run, draft };
    if (draft === this.number) await this.load();
    // Not a step to go back to: the old number leads nowhere any more.
    else location.replace(versionAddress(draft));
  }

  async #publish(version: Version): Promise<void> {
    const { created, updated, removed } = version.changes ?? this.run?.counts ?? { created: 0, updated: 0, removed: 0 };
    const { diff } = this;
    // Of very many the diff lists only the first.
    const n = typeof diff === 'object' ? diff.added + diff.changed + diff.removed : created + updated + removed;
    const checked = version.model !== undefined || this.run !== undefined;
    const state = this.run && !this.run.ok ? 'versionPublishWorse' : 'versionPublishChecked';
    const consent = await this.#ask({
      title: t('versionPublishTitle'),
      says: [
        several(n, 'versionPublishSaysOne', 'versionPublishSays'),
        t(checked ? state : 'versionPublishUnchecked'),
        t('versionPublishUndo'),
      ],
      action: t('versionPublish'),
      note: version.note ?? true,
    });
    if (!consent) return;
    const loaded = await this.#long('versionPublishing', (told) => publishDraft(version.id, consent, told));
    if (!loaded) return;
    const same = loaded.created + loaded.updated + loaded.removed === 0;
    this.#gone({
      words: t(same ? 'versionSameNow' : 'versionPublishedNow'),
      ...(!same && { version: loaded.version }),
    });
  }

  async #discard(): Promise<void> {
    const consent = await this.#ask({
      title: t('versionDiscardTitle'),
      says: [t('versionDiscardSays')],
      action: t('versionDiscard'),
    });
    if (!consent) return;
    try {
      await discardDraft(this.client, this.number);
      this.#gone({ words: t('versionDiscarded') });
    } catch (error) {
      this.problems = problemLines(error);
    }
  }

  async #restore(): Promise<void> {
    const { number: id, history } = this;
    const current = history?.current;
    if (current === undefined) return;
    const consent = await this.#ask({
      title: t('versionRestoreTitle', { id }),
      says: [t('versionRestoreSays', { id, current })],
      action: t('versionRestore'),
      note: true,
    });
    if (!consent) return;
    try {
      await rollBack(this.client, id, { current, ...consent });
      this.done = { words: t('versionRestored', { id }) };
      await this.load();
    } catch (error) {
      this.movedOn = error instanceof HttpError && error.code === 'moved_on';
      this.problems = this.movedOn ? [t('versionMovedOn')] : problemLines(error);
    }
  }

  #ask(question: Question): Promise<Consent> {
    return this.renderRoot.querySelector('fd-confirm')?.ask(question) ?? Promise.resolve(undefined);
  }

  #gone(what: Done): void {
    this.done = what;
    this.history = undefined;
    this.run = undefined;
  }

  /** Undefined where it failed, which is told, or where somebody left. */
  async #long<T>(doing: Doing, work: (told: Parameters<typeof checkDraft>[1]) => Promise<T>): Promise<T | undefined> {
    const leaving = new AbortController();
    this.#leaving = leaving;
    this.doing = doing;
    this.progress = undefined;
    this.problems = undefined;
    try {
      return await work({ signal: leaving.signal, onProgress: (progress) => (this.progress = progress) });
    } catch (error) {
      if (!leaving.signal.aborted) this.problems = problemLines(error);
      return undefined;
    } finally {
      if (!leaving.signal.aborted) this.doing = undefined;
    }
  }
}

const done = ({ words, version }: Done): TemplateResult =>
  html`<p class="meaning ok">${words} ${version === undefined ? nothing : html`<a href=${versionAddress(version)}>${t('versionSee', { id: version })}</a>`}</p>`;

customElements.define('fd-version', FdVersion);

declare global {
  interface HTMLElementTagNameMap {
    'fd-version': FdVersion;
  }
}
