/**
 * <frontdesk-pre-chat>: what an inbox asks before the first message or before a person. Loaded when it is first asked.
 */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { CONSENT, type Problem, problemsOf } from '../../services/conversation/answers.js';
import type { PreChatField } from '../../services/wire/inboxes.js';
import { ANSWER_MAX, EMAIL_MAX } from '../../services/wire/limits.js';
import { base } from '../shared/tokens.js';
import { cardStyles } from './card.styles.js';
import type { ChatController } from './link/client.js';
import { english, type Key, t, type Words } from './words.js';
import './words-later.js';

const names: Record<string, Key> = { name: 'formName', email: 'email', phone: 'formPhone' };
/** What the browser may fill in by itself. */
const completes: Record<string, string> = { name: 'name', email: 'email', phone: 'tel' };

/**
 * Shows the form and waits. What is filled in goes to the conversation, or waits in the browser for one to be opened.
 */
export function ask(chat: ChatController): Promise<boolean> {
  return new Promise((resolve) => {
    const answer: ChatController['answer'] = async (form) => {
      if (form) {
        if (chat.store.read().conversationId && !(await chat.act('pre-chat', form))) return;
        chat.store.update((kept) => Object.assign(kept, { form }));
      }
      chat.notice({ answer: undefined });
      resolve(!!form);
    };
    chat.notice({ answer });
  });
}

export class PreChatCard extends LitElement {
  static override properties = {
    chat: { attribute: false },
    words: { attribute: false },
    problems: { state: true },
    busy: { state: true },
  };
  declare chat: ChatController;
  declare words: Words;
  declare problems: ReadonlyMap<string, Problem>;
  declare busy: boolean;

  constructor() {
    super();
    this.words = english;
    this.problems = new Map();
    this.busy = false;
  }

  /**
   * The visitor has just pressed something in the chat, and this is what it led to. After a reload nothing takes their
   * focus.
   */
  protected override firstUpdated(): void {
    if (this.#around.activeElement) this.#control()?.focus();
  }

  protected override render() {
    const { words } = this;
    const form = this.chat.config?.preChat;
    if (!form) return nothing;
    const free = !form.consent && form.fields.every((field) => !field.required);
    const instead = free
      ? { key: 'formSkip' as const, answer: { answers: {} } }
      : form.when === 'before_person' && { key: 'formLater' as const, answer: undefined };
    return html`<form class="card" novalidate aria-labelledby="title" @submit=${this.#submit}>
      <h3 id="title">${t(words, 'form')}</h3>
      ${form.fields.map((field) => this.#renderField(field))}
      ${
        form.consent
          ? html`<div class="field">
              <label class="consent">
                <input type="checkbox" name=${CONSENT} required
                  aria-invalid=${this.problems.has(CONSENT)} aria-describedby="bad-consent" />
                <span dir="auto">${form.consent}</span>
              </label>
              ${this.#renderProblem(CONSENT, 'bad-consent')}
            </div>`
          : nothing
      }
      <div class="row">
        <button class="do" type="submit" ?disabled=${this.busy}>${t(words, 'formSend')}</button>
        ${
          instead
            ? html`<button class="text" type="button" @click=${() => this.#answer(instead.answer)}>${t(words, instead.key)}</button>`
            : nothing
        }
      </div>
    </form>`;
  }

  #renderField(field: PreChatField): TemplateResult {
    const { words } = this;
    const { key, required } = field;
    return html`<div class="field">
      <label for=${key}>
        <span dir="auto">${field.label ?? t(words, names[key] ?? 'form')}</span>
        ${required ? nothing : html`<span class="muted">(${t(words, 'formOptional')})</span>`}
      </label>
      ${this.#renderControl(field)} ${this.#renderProblem(key, `bad-${key}`)}
    </div>`;
  }

  #renderControl({ key, type, required, options = [] }: PreChatField): TemplateResult {
    const bad = this.problems.has(key);
    const by = `bad-${key}`;
    if (type === 'select')
      return html`<select id=${key} name=${key} ?required=${required} aria-invalid=${bad} aria-describedby=${by}>
        <option value="">${t(this.words, 'formChoose')}</option>
        ${options.map((option) => html`<option value=${option}>${option}</option>`)}
      </select>`;
    if (type === 'textarea')
      return html`<textarea id=${key} name=${key} rows="3" maxlength=${ANSWER_MAX} ?required=${required} aria-invalid=${bad} aria-describedby=${by}></textarea>`;
    return html`<input
      id=${key}
      name=${key}
      type=${type === 'phone' ? 'tel' : type}
      autocomplete=${completes[key] ?? 'off'}
      maxlength=${EMAIL_MAX}
      ?required=${required}
      aria-invalid=${bad}
      aria-describedby=${by}
    />`;
  }

  #renderProblem(key: string, id: string): TemplateResult {
    const words: Partial<Record<Problem, Key>> = { email: 'emailBad', phone: 'formPhoneBad' };
    const problem = this.problems.get(key);
    const says = key === CONSENT ? 'formConsentBad' : (words[problem ?? 'missing'] ?? 'formMissing');
    return html`<p class="error" id=${id}>${problem ? t(this.words, says) : ''}</p>`;
  }

  /** The panel's root: this card stands nowhere else. */
  get #around(): ShadowRoot {
    return this.getRootNode() as ShadowRoot;
  }

  #control(name = ''): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(name ? `[name="${name}"]` : '[name]');
  }

  #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = this.chat.config?.preChat;
    if (!form || this.busy) return;
    const data = new FormData(this.renderRoot.querySelector('form') ?? undefined);
    const answers: Record<string, string> = {};
    for (const { key } of form.fields) {
      const value = String(data.get(key) ?? '').trim();
      if (value) answers[key] = value;
    }
    const given = { answers, ...(form.consent && { consent: data.has(CONSENT) }) };
    this.problems = problemsOf(form, given);
    const [first] = this.problems.keys();
    if (first === undefined) return this.#answer(given);
    await this.updateComplete;
    this.#control(first)?.focus();
  };

  async #answer(given: Parameters<NonNullable<ChatController['answer']>>[0]): Promise<void> {
    const around = this.#around;
    this.busy = true;
    await this.chat.answer?.(given);
    this.busy = false;
    // What had the focus is gone: on to where one writes.
    if (!this.chat.answer) around.querySelector<HTMLElement>('frontdesk-composer')?.focus();
  }

  static override styles = [
    base,
    cardStyles,
    css`
      h3 {
        margin: 0;
        font-size: 15px;
      }
      .field {
        display: grid;
        gap: 6px;
      }
      select {
        inline-size: 100%;
        min-block-size: 38px;
        padding: 0 var(--fd-2);
        border: 1px solid var(--fd-control);
        border-radius: var(--fd-radius-s);
        background: var(--fd-surface);
        color: inherit;
        font: inherit;
      }
      input {
        min-block-size: 38px;
      }
      [aria-invalid='true'] {
        border-color: var(--fd-danger);
      }
      .error {
        margin: 0;
      }
      .consent {
        display: flex;
        gap: var(--fd-2);
        align-items: start;
      }
      .consent input {
        flex: none;
        inline-size: 20px;
        block-size: 20px;
        min-block-size: 0;
        margin: 0;
        accent-color: var(--fd-accent);
      }
      .row {
        gap: var(--fd-4);
        align-items: center;
      }
      @media (pointer: coarse) {
        input:not([type='checkbox']),
        select,
        .do,
        .text {
          min-block-size: 44px;
        }
      }
      @media (max-width: 479px) {
        select {
          font-size: 16px;
        }
      }
    `,
  ];
}

customElements.define('frontdesk-pre-chat', PreChatCard);
