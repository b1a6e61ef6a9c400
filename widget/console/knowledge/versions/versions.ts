/** The versions of the knowledge base: drafts that wait, then what was published and rolled back, newest first. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { VersionsReply } from '../../../../services/wire/knowledge.js';
import type { ConsoleClient } from '../../link/client.js';
import { addressOf } from '../../places.js';
import { base } from '../../shared/base.styles.js';
import { pageStyles } from '../../shared/page.styles.js';
import { counted, problemLines, several, toHeading, when } from '../../shared/parts.js';
import { language, t } from '../../words.js';
import { readVersions } from '../acts.js';
import { versionStyles } from './version.styles.js';

export type Version = VersionsReply['versions'][number];
type Publication = VersionsReply['publications'][number];

export const versionAddress = (id: number): string =>
  addressOf({ section: 'knowledge', page: 'versions', id: String(id) });

export class FdVersions extends LitElement {
  static override styles = [base, pageStyles, versionStyles];
  static override properties = {
    client: { attribute: false },
    history: { state: true },
    problems: { state: true },
  };
  declare client: ConsoleClient;
  declare history: VersionsReply | undefined;
  declare problems: string[] | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  protected override firstUpdated(): void {
    toHeading(this.renderRoot);
  }

  override render() {
    return html`<div class="page">
      <header>
        <h1 tabindex="-1">${t('versionsTitle')}</h1><span class="none">${t('versionsHint')}</span>
        <a class="aside" href=${addressOf({ section: 'knowledge', page: 'entries', id: '+import' })}>${t('importTitle')}</a>
      </header>
      ${this.problems ? this.#failed(this.problems) : this.history ? body(this.history) : waiting()}
    </div>`;
  }

  #failed(problems: string[]): TemplateResult {
    return html`<div class="blank" role="alert">
      <h2>${t('versionsFailed')}</h2><p>${problems[0]}</p>
      <button type="button" @click=${() => this.#load()}>${t('tryAgain')}</button>
    </div>`;
  }

  async #load(): Promise<void> {
    this.problems = undefined;
    try {
      this.history = await readVersions(this.client);
    } catch (error) {
      this.problems = problemLines(error);
    }
  }
}

function body({ versions, publications, encoder }: VersionsReply): TemplateResult {
  const drafts = versions.filter(({ state }) => state === 'draft');
  const published = versions.filter(({ state }) => state === 'published');
  if (!versions.length)
    return html`<div class="blank" role="status"><h2>${t('versionsEmpty')}</h2><p>${t('versionsEmptyHint')}</p></div>`;
  const current = versions.find((version) => version.current);
  const renewed = current?.model !== undefined && current.model !== encoder.model;
  return html`
    <div class="none">${t('encoderIs', { model: encoder.model })} ${knows(encoder)}
      ${encoder.unknown.length ? t('encoderUnknown', { languages: named(encoder.unknown) }) : nothing}
      ${renewed ? t('encoderOther', { id: current.id }) : nothing}</div>
    <section aria-labelledby="drafts">
      <h2 id="drafts">${t('versionDrafts')}</h2>
      ${drafts.length ? html`<ul class="rows">${drafts.map(draftRow)}</ul>` : html`<p class="none">${t('versionNoDrafts')}</p>`}
    </section>
    <section aria-labelledby="published">
      <h2 id="published">${t('versionPublished')}</h2>
      <ol class="rows">${inTime(published, publications).map((one) => ('version' in one ? rollbackRow(one) : publishedRow(one)))}</ol>
    </section>
  `;
}

/** Of more languages than this a person reads the number alone, unless they ask. */
const FEW = 8;

/** Which languages it was made for. */
function knows({ languages }: VersionsReply['encoder']): TemplateResult | string {
  if (!languages) return t('encoderNotSaid');
  if (languages.length <= FEW) return t('encoderKnows', { languages: named(languages) });
  return html`<details><summary>${t('encoderKnowsMany', { count: counted(languages.length) })}</summary>${named(languages)}</details>`;
}

function named(codes: string[]): string {
  const names = new Intl.DisplayNames(language, { type: 'language', fallback: 'code' });
  return new Intl.ListFormat(language).format(codes.map((code) => names.of(code) ?? code));
}

/** Versions and rollbacks, the latest first. */
function inTime(published: Version[], publications: Publication[]): (Version | Publication)[] {
  const rollbacks = publications.filter(({ kind }) => kind === 'rollback');
  const at = (one: Version | Publication) => Date.parse('version' in one ? one.at : (one.publishedAt ?? one.createdAt));
  return [...published, ...rollbacks].sort((a, b) => at(b) - at(a));
}

const draftRow = (draft: Version): TemplateResult => html`<li>
  <a class="name" href=${versionAddress(draft.id)}>${t('versionDraft', { id: draft.id })}</a>
  <span class="mark">${t(draft.model === undefined ? 'versionNotChecked' : 'versionChecked')}</span>
  <span class="said">${draft.note ?? t('versionNoNote')}</span>
  ${who(draft.author, draft.createdAt)} ${counts(draft)}
</li>`;

const publishedRow = (version: Version): TemplateResult => html`<li>
  <a class="name" href=${versionAddress(version.id)}>${t('versionNumber', { id: version.id })}</a>
  ${version.current ? html`<span class="mark current">${t('versionCurrent')}</span>` : html`<span></span>`}
  <span class="said">${version.note ?? t('versionNoNote')}</span>
  ${who(version.author, version.publishedAt ?? version.createdAt)}
  ${counts(version, several(version.entries, 'versionEntry', 'versionEntries'))}
</li>`;

const rollbackRow = ({ version, note, author, at }: Publication): TemplateResult => html`<li class="rollback">
  <a class="name" href=${versionAddress(version)}>${t('versionRolledBack', { id: version })}</a>
  ${note ? html`<span class="said">${note}</span>` : nothing} ${who(author, at)}
</li>`;

export const who = (author: string | undefined, at: string): TemplateResult =>
  html`<small class="who">${author ? html`${author}, ` : nothing}${when(at)}</small>`;

/** Signs for the eye, words for the ear. */
export function counts({ changes }: Version, entries?: string): TemplateResult {
  if (!changes) return html`<small class="counts">${entries ?? ''}</small>`;
  const { created, updated, removed } = changes;
  return html`<small class="counts">
    <span aria-hidden="true"><b class="plus">+${counted(created)}</b> <b class="tilde">~${counted(updated)}</b> <b class="minus">−${counted(removed)}</b></span>
    <span class="hidden">${t('versionCounts', { created: counted(created), updated: counted(updated), removed: counted(removed) })}</span>
    ${entries ?? nothing}
  </small>`;
}

export const lost = (): TemplateResult =>
  html`<div class="blank" role="status"><h2>${t('versionLost')}</h2><p>${t('versionLostHint')}</p></div>`;

export function waiting(): TemplateResult {
  return html`<div class="waiting" role="status" aria-label=${t('loading')}><i class="skeleton"></i><i class="skeleton"></i><i class="skeleton"></i></div>`;
}

customElements.define('fd-versions', FdVersions);

declare global {
  interface HTMLElementTagNameMap {
    'fd-versions': FdVersions;
  }
}
