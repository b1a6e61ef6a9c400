/** Where the agent writes: a reply for the visitor, or a note for the team. */

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Agent, AgentConversation, Canned } from '../../../services/wire/agent.js';
import { MESSAGE_MAX } from '../../../services/wire/limits.js';
import { isComposed } from '../../shared/composing.js';
import { type Colleague, colleagues, draftReply, findCanned, send, typing } from '../link/acts.js';
import type { ConsoleClient } from '../link/client.js';
import type { Draft, Mode } from '../link/kept.js';
import type { Problem } from '../link/problems.js';
import { mayReply } from '../link/rights.js';
import { base } from '../shared/base.styles.js';
import { blur, textIn } from '../shared/fields.js';
import { t } from '../words.js';
import { insert, placeholders, type Slash } from './canned.js';
import { CannedList } from './canned-list.js';
import { composerStyles } from './composer.styles.js';
import { ComposerFiles } from './composer-files.js';
import { notMine, problemBar } from './composer-notices.js';
import { type At, MentionList, mentionsIn } from './mention-list.js';

const TYPING_EVERY = 3_000;
/** Not everywhere yet. */
const growsByItself = globalThis.CSS?.supports?.('field-sizing', 'content') ?? false;

export class FdComposer extends LitElement {
  static override styles = [base, composerStyles];
  static override properties = {
    client: { attribute: false },
    conversation: { attribute: false },
    agent: { attribute: false },
    problem: { attribute: false },
    busy: { type: Boolean },
    draft: { state: true },
    drafting: { state: true },
  };
  declare client: ConsoleClient;
  declare conversation: AgentConversation;
  declare agent: Agent;
  declare problem: Problem | undefined;
  declare busy: boolean;
  declare draft: Draft;
  /** The conversation that a draft is being written for. */
  declare drafting: string | undefined;
  #typed = 0;
  #list = new CannedList(this, {
    find: (q) => findCanned(this.client, this.conversation.id, q),
    choose: (canned, slash) => this.#choose(canned, slash),
    draft: (slash) => this.#write(slash),
  });
  #files = new ComposerFiles(this, { id: () => this.conversation?.id, may: () => this.#may });
  #names = new MentionList(this, {
    colleagues: () => colleagues(this.client),
    choose: (colleague, at) => this.#name(colleague, at),
  });
  /** The entry that was inserted last, as long as the text is not sent or emptied. */
  #canned: string | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('conversation');
    const other = changed.has('conversation') && before?.id !== this.conversation.id;
    if (other) {
      this.#list.close();
      this.#names.close();
      this.#canned = undefined;
    }
    if (other || (changed.has('problem') && this.problem)) this.reload();
  }

  /** The draft was changed from outside: a message came back into it. */
  reload(): void {
    const { id } = this.conversation;
    this.draft = this.client.kept.draft(id);
    this.#files.restore(id, this.draft.files);
    if (this.draft.note) void this.#names.load();
  }

  override render() {
    const { mode } = this.draft;
    const allowed = this.#may;
    return html`
      ${this.problem ? problemBar(this, this.problem) : nothing}
      <div class="box ${mode}">
        <div class="tabs" role="tablist" aria-label=${t('write')} @keydown=${this.#tabKey}>${this.#tab('reply')}${this.#tab('note')}</div>
        ${this.#list.render()}${this.#names.render()}
        <div role="tabpanel" id="panel" aria-labelledby="tab-${mode}">
          ${allowed ? nothing : notMine(this, !!this.#text)}
          ${this.#files.render(this.conversation.id)}
          ${
            allowed || this.#text
              ? html`<textarea
                  aria-label=${t(mode === 'note' ? 'noteLabel' : 'replyLabel')}
                  placeholder=${t(mode === 'note' ? 'noteHint' : 'replyHint')}
                  rows="2" maxlength=${MESSAGE_MAX} dir="auto" .value=${this.#text}
                  aria-controls=${this.#list.open ? 'canned' : this.#names.open ? 'mentions' : nothing} aria-autocomplete="list"
                  aria-activedescendant=${this.#list.activeId ?? this.#names.activeId ?? nothing}
                  @input=${this.#input} @keydown=${this.#key}></textarea>`
              : nothing
          }
        </div>
        ${allowed ? this.#foot() : nothing}
      </div>
    `;
  }

  get #text(): string {
    return this.draft[this.draft.mode];
  }

  get #sayable(): boolean {
    return !!this.#text.trim() || this.#files.any(this.conversation.id);
  }

  get #may(): boolean {
    return this.draft.mode === 'note' || mayReply(this.agent, this.conversation);
  }

  protected override updated(): void {
    const area = this.#area;
    if (!area || growsByItself) return;
    // Measured, which costs two layouts a letter. Set through the object model, which the page's policy allows.
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight + 2, 240)}px`;
  }

  write(mode: Mode): void {
    this.#mode(mode);
    void this.updateComplete.then(() => (this.#area ?? this.renderRoot.querySelector('button.primary'))?.focus());
  }

  /** A slash at the cursor, which opens the canned responses. */
  slash(): void {
    this.write('reply');
    void this.updateComplete.then(() => {
      const area = this.#area;
      if (!area) return;
      const text = `${area.value}${/\S$/.test(area.value) ? ' ' : ''}/`;
      area.value = text;
      area.dispatchEvent(new InputEvent('input'));
    });
  }

  get #area(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  #tab(mode: Mode): TemplateResult {
    const on = this.draft.mode === mode;
    return html`<button type="button" role="tab" id="tab-${mode}" aria-selected=${on} aria-controls="panel" tabindex=${on ? 0 : -1}
      @click=${() => this.write(mode)}>${t(mode)}${!on && this.draft[mode].trim() ? html` <small>${t('draft')}</small>` : nothing}</button>`;
  }

  #foot(): TemplateResult {
    const left = MESSAGE_MAX - this.#text.length;
    const open = this.#unfilled;
    const writing = this.drafting === this.conversation.id;
    const keys = t(this.draft.mode === 'note' ? 'onlyTeam' : 'sendKeys');
    const hint = writing ? t('drafting') : open.length ? t('fillIn', { names: open.join(', ') }) : keys;
    return html`<div class="foot">
      <span class="hint" role=${open.length || writing ? 'status' : nothing}>${left < 400 ? t('left', { left }) : hint}</span>
      ${this.#files.button()}
      <button type="button" class="primary" ?disabled=${!this.#sayable || open.length > 0} @click=${this.#send}>
        ${t(this.draft.mode === 'note' ? 'addNote' : 'send')}
      </button>
    </div>`;
  }

  /** What a canned response left for the agent to fill in: it is not sent as long as it stands there. */
  get #unfilled(): string[] {
    return this.#canned && this.draft.mode === 'reply' ? placeholders(this.#text) : [];
  }

  #keep(): void {
    this.client.kept.saveDraft(this.conversation.id, this.draft);
  }

  #mode(mode: Mode): void {
    this.draft = { ...this.draft, mode };
    if (mode === 'note') void this.#names.load();
    this.#keep();
  }

  #input = (event: InputEvent): void => {
    this.draft = { ...this.draft, [this.draft.mode]: textIn(event) };
    this.#keep();
    if (!this.#text.trim()) this.#canned = undefined;
    if (event.target instanceof HTMLTextAreaElement) {
      void this.#list.look(event.target);
      if (this.draft.mode === 'note') void this.#names.look(event.target);
    }
    if (this.#may) this.client.presence.wrote(this.conversation.id, this.draft.mode);
    if (this.draft.mode !== 'reply' || !this.#may || Date.now() - this.#typed < TYPING_EVERY) return;
    this.#typed = Date.now();
    typing(this.client, this.conversation.id);
  };

  #key = (event: KeyboardEvent): void => {
    if (isComposed(event)) return;
    if (this.#list.key(event) || this.#names.key(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.#send();
    } else if (event.key === 'Escape') blur(event);
  };

  #choose(canned: Canned, slash: Slash): void {
    const area = this.#area;
    if (!area) return;
    const { text, select } = insert(area.value, slash, area.selectionEnd, canned);
    this.#canned = canned.key;
    this.draft = { ...this.draft, [this.draft.mode]: text };
    this.#keep();
    void this.updateComplete.then(() => {
      area.focus();
      area.setSelectionRange(...select);
    });
  }

  /**
   * In the place of the slash. The agent may look at another conversation meanwhile; the draft waits where it belongs.
   */
  async #write(slash: Slash): Promise<void> {
    const { client } = this;
    const { id } = this.conversation;
    const { mode } = this.draft;
    const keep = (text: string) => {
      client.kept.saveDraft(id, { ...client.kept.draft(id), [mode]: text });
      if (id === this.conversation.id) this.reload();
    };
    const text = this.#text;
    keep(text.slice(0, slash.from) + text.slice(slash.from + slash.q.length + 1));
    this.drafting = id;
    const written = await draftReply(client, id);
    this.drafting = undefined;
    if (written) keep([client.kept.draft(id)[mode].trimEnd(), written].filter(Boolean).join('\n\n'));
    if (id === this.conversation.id) this.#area?.focus();
  }

  #name(colleague: Colleague, at: At): void {
    const area = this.#area;
    if (!area) return;
    const before = `${area.value.slice(0, at.from)}@${colleague.name} `;
    this.draft = { ...this.draft, note: before + area.value.slice(area.selectionEnd).trimStart() };
    this.#keep();
    void this.updateComplete.then(() => {
      area.focus();
      area.setSelectionRange(before.length, before.length);
    });
  }

  #tabKey = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    this.#mode(this.draft.mode === 'note' ? 'reply' : 'note');
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[aria-selected=true]')?.focus());
  };

  #send = async (): Promise<void> => {
    const { client } = this;
    const { id } = this.conversation;
    const { mode } = this.draft;
    const canned = mode === 'reply' ? this.#canned : undefined;
    if (!this.#sayable || !this.#may || this.#unfilled.length) return;
    if (this.#files.any(id) && !(await this.#files.ready(id))) return;
    // Another conversation may be open by now; this one's draft says what goes with the files.
    const text = client.kept.draft(id)[mode];
    const files = this.#files.take(id);
    if (!text.trim() && !files) return;
    client.kept.saveDraft(id, { ...client.kept.draft(id), mode, [mode]: '' });
    const mentions = mode === 'note' ? mentionsIn(text, this.#names.team) : [];
    send(client, id, {
      text,
      note: mode === 'note',
      ...(canned && { canned }),
      ...(files && { files }),
      ...(mentions.length && { mentions }),
    });
    if (id !== this.conversation.id) return;
    this.reload();
    if (mode === 'reply') this.#canned = undefined;
    this.#list.close();
    this.#names.close();
    this.client.presence.stopped();
    this.#typed = 0;
    this.#area?.focus();
  };
}

customElements.define('fd-composer', FdComposer);

declare global {
  interface HTMLElementTagNameMap {
    'fd-composer': FdComposer;
  }
}
