/**
 * The dialogs: transfer, keys, leaving with conversations still open, and what dialogs-marks.ts asks. Native, so focus
 * and Escape are right.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { StaffRole } from '../../../services/wire/conversation.js';
import { act, type Colleague, colleagues, inboxes } from '../link/acts.js';
import type { ConsoleClient } from '../link/client.js';
import { mark } from '../link/marks.js';
import { type Place, type Section, sections, sectionsOf } from '../places.js';
import { base } from '../shared/base.styles.js';
import { type Key, t } from '../words.js';
import { dialogStyles } from './dialogs.styles.js';
import { blockAsk, inviteAsk, snoozeAsk } from './marks.js';

export type Ask =
  | { kind: 'transfer'; id: string; inbox: string }
  | { kind: 'snooze' | 'block' | 'invite'; id: string }
  | { kind: 'keys' }
  | { kind: 'leave'; open: number };

export type Shortcuts = readonly (readonly [string, Key])[];

/** Through the lists of every section. */
const walking: Shortcuts = [
  ['j', 'keyDown'],
  ['k', 'keyUp'],
  ['Enter', 'keyOpen'],
];
const acting: Shortcuts = [
  ['Shift Enter', 'keyBeside'],
  ['t', 'keyTake'],
  ['r', 'keyReply'],
  ['n', 'keyNote'],
  ['/', 'keyCanned'],
  ['e', 'keyResolve'],
  ['s', 'keySnooze'],
  ['l', 'keyTag'],
  ['p', 'keyPast'],
  ['f', 'keyFind'],
  ['g q', 'keyGoQueue'],
  ['g m', 'keyGoMine'],
  ['g a', 'keyGoAll'],
  ['g p', 'keyGoPractice'],
  ['Esc', 'keyEscape'],
];

/** The keys of this account, or those of it in one section: for sections only where it has several. */
export function shortcutsOf(role: StaffRole, here?: Place['section']): Shortcuts {
  const own = sectionsOf(role);
  const at = (section: Section) => own.includes(section) && (!here || here === section);
  return [
    ...walking,
    ...(at('conversations') ? acting : []),
    ...(own.length > 1 ? own.map((section) => [String(sections.indexOf(section) + 1), section] as const) : []),
    ...(at('knowledge') ? [['/', 'keySearch'] as const] : []),
    ['Ctrl K', 'keyPalette'],
    ['?', 'keyHelp'],
  ];
}

export class FdDialogs extends LitElement {
  static override styles = [base, dialogStyles];
  static override properties = {
    client: { attribute: false },
    ask: { state: true },
    team: { state: true },
  };
  declare client: ConsoleClient;
  declare ask: Ask | undefined;
  /** Whom one can transfer to; undefined while loading. */
  declare team: Colleague[] | 'failed' | undefined;

  open(ask: Ask): void {
    this.ask = ask;
    this.team = undefined;
    if (ask.kind === 'transfer' || ask.kind === 'invite') this.#load();
    void this.updateComplete.then(() => this.#dialog?.showModal());
  }

  get opened(): boolean {
    return this.#dialog?.open ?? false;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  override render() {
    return html`<dialog aria-labelledby="title" @close=${() => (this.ask = undefined)} @click=${this.#outside}>
      ${this.ask?.kind === 'transfer' ? this.#transfer(this.ask) : nothing}
      ${this.ask ? this.#mark(this.ask) : nothing}
      ${this.ask?.kind === 'keys' ? this.#keys() : nothing}
      ${this.ask?.kind === 'leave' ? this.#leave(this.ask.open) : nothing}
    </dialog>`;
  }

  #transfer(ask: { id: string; inbox: string }): TemplateResult {
    const others = inboxes(this.client).filter((inbox) => inbox !== ask.inbox);
    return html`<h2 id="title">${t('transferTitle')}</h2>
      <h3>${t('toColleague')}</h3>
      ${
        this.team === undefined
          ? html`<div class="wait-rows" aria-hidden="true"><i class="skeleton"></i><i class="skeleton"></i></div>`
          : this.team === 'failed'
            ? html`<p class="none">${t('teamFailed')} <button type="button" class="link" @click=${() => this.#load()}>${t('tryNow')}</button></p>`
            : this.team.length
              ? html`<ul>${this.team.map(
                  (one) => html`<li><button type="button" @click=${() => this.#give({ agentId: one.id })}>
                    <i class="presence ${one.available ? 'here' : ''}" aria-hidden="true"></i><span>${one.name}</span><small>${t(one.available ? 'available' : 'away')}</small>
                  </button></li>`,
                )}</ul>`
              : html`<p class="none">${t('noColleagues')}</p>`
      }
      ${
        others.length
          ? html`<h3>${t('toInbox')}</h3><ul>${others.map((inbox) => html`<li><button type="button" @click=${() => this.#give({ inbox })}><span>${inbox}</span></button></li>`)}</ul>`
          : nothing
      }
      <div class="foot"><button type="button" @click=${() => this.close()}>${t('cancel')}</button></div>`;
  }

  #mark(ask: Ask): TemplateResult | typeof nothing {
    if (ask.kind === 'snooze')
      return snoozeAsk(new Date(), (at) => this.#put(ask.id, 'snooze', { until: at.toISOString() }));
    if (ask.kind === 'block')
      return blockAsk(
        (why) => this.#put(ask.id, 'block', { why }),
        () => this.close(),
      );
    if (ask.kind !== 'invite') return nothing;
    return html`<h2 id="title">${t('inviteTitle')}</h2>
      ${this.#people((one) => this.#put(ask.id, 'invite', { agentId: one.id }))}
      <div class="foot"><button type="button" @click=${() => this.close()}>${t('cancel')}</button></div>`;
  }

  #people(choose: (one: Colleague) => void): TemplateResult {
    if (this.team === undefined)
      return html`<div class="wait-rows" aria-hidden="true"><i class="skeleton"></i><i class="skeleton"></i></div>`;
    if (this.team === 'failed')
      return html`<p class="none">${t('teamFailed')} <button type="button" class="link" @click=${() => this.#load()}>${t('tryNow')}</button></p>`;
    return this.team.length ? inviteAsk(this.team, choose) : html`<p class="none">${t('noColleagues')}</p>`;
  }

  #put<K extends 'snooze' | 'block' | 'invite'>(id: string, verb: K, body: Parameters<typeof mark<K>>[3]): void {
    this.close();
    void mark(this.client, id, verb, body);
  }

  #keys(): TemplateResult {
    return html`<h2 id="title">${t('keysTitle')}</h2>
      <dl>${shortcutsOf(this.client.board.agent?.role ?? 'agent').map(([key, words]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${t(words)}</dd></div>`)}</dl>
      <p class="hint">${t('keysHint')}</p>
      <div class="foot"><button type="button" autofocus @click=${() => this.close()}>${t('close')}</button></div>`;
  }

  #leave(open: number): TemplateResult {
    return html`<h2 id="title">${t('leaveTitle')}</h2>
      <p>${t(open === 1 ? 'leaveOne' : 'leaveMany', { open })}</p>
      <div class="foot">
        <button type="button" autofocus @click=${() => this.close()}>${t('stay')}</button>
        <button type="button" class="primary" @click=${() => this.#signOut()}>${t('signOut')}</button>
      </div>`;
  }

  close(): void {
    this.#dialog?.close();
  }

  #load(): void {
    this.team = undefined;
    colleagues(this.client).then(
      (team) =>
        (this.team = team.sort((a, b) => Number(b.available) - Number(a.available) || a.name.localeCompare(b.name))),
      () => (this.team = 'failed'),
    );
  }

  #give(to: { agentId: string } | { inbox: string }): void {
    const { ask } = this;
    this.close();
    if (ask?.kind === 'transfer') void act(this.client, 'transfer', ask.id, to);
  }

  #signOut(): void {
    this.close();
    this.dispatchEvent(new CustomEvent('leave'));
  }

  /** A click beside the dialog lands on the dialog itself. */
  #outside = (event: Event): void => {
    if (event.target === event.currentTarget) this.close();
  };
}

customElements.define('fd-dialogs', FdDialogs);

declare global {
  interface HTMLElementTagNameMap {
    'fd-dialogs': FdDialogs;
  }
}
