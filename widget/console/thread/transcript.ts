/** The conversation itself. Stays where the reader is unless that is the end; then it stays at the end. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Decision } from '../../../services/wire/agent.js';
import type { Event } from '../../../services/wire/conversation.js';
import '../../shared/file-list.js';
import { formatted } from '../../shared/markdown.js';
import { prose } from '../../shared/tokens.js';
import type { Pending } from '../link/kept.js';
import { base } from '../shared/base.styles.js';
import { percent, sureness } from '../shared/format.js';
import { icon } from '../shared/icons.js';
import { region, t } from '../words.js';
import { quietWords } from './moves.js';
import { type Item, type Line, timeline } from './timeline.js';
import { transcriptStyles } from './transcript.styles.js';

const hour = new Intl.DateTimeFormat(region, { hour: 'numeric', minute: '2-digit' });
const date = new Intl.DateTimeFormat(region, { weekday: 'long', day: 'numeric', month: 'long' });
/** So near to the end counts as at the end. */
const NEAR = 48;
/** So many groups are drawn at once. */
const PAGE = 120;
/** A scroll this soon after a wheel, a key or a finger is the reader's. */
const HAND_MS = 600;

export class FdTranscript extends LitElement {
  static override styles = [base, prose, transcriptStyles];
  static override properties = {
    conversationId: { attribute: false },
    events: { attribute: false },
    outbox: { attribute: false },
    decisions: { attribute: false },
    ghost: { attribute: false },
    typing: { type: Boolean },
    agentId: { attribute: false },
    visitor: { attribute: false },
    seen: { attribute: false },
    below: { state: true },
    start: { state: true },
  };
  declare conversationId: string;
  declare events: readonly Event[];
  declare outbox: readonly Pending[];
  declare decisions: readonly Decision[];
  declare ghost: string;
  declare typing: boolean;
  declare agentId: string | undefined;
  declare visitor: string;
  /** How far the visitor's panel showed it. */
  declare seen: number;
  /** Something came while the reader was further up. */
  declare below: boolean;
  /** The first item that is drawn: long threads are drawn from their end, and further back on demand. */
  declare start: number;
  #pinned = true;
  /** When the reader last moved the page; layout moves it as well, and that must not unpin. */
  #hand = 0;
  #items: Item[] = [];
  #made = new WeakMap<Event, TemplateResult>();
  #growth = new ResizeObserver(() => this.#settle());

  override connectedCallback(): void {
    super.connectedCallback();
    this.below = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#growth.disconnect();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('conversationId')) {
      this.#pinned = true;
      this.below = false;
    }
    if (changed.has('events') || changed.has('outbox') || changed.has('agentId')) {
      const before = changed.get('events');
      const more = before && this.events.length > before.length && !changed.has('conversationId');
      const own = changed.has('outbox') && this.outbox.length > (changed.get('outbox')?.length ?? 0);
      if (own) this.#pinned = true;
      else if (more && !this.#pinned) this.below = true;
      this.#items = timeline(this.events, this.outbox, this.agentId);
      const last = Math.max(0, this.#items.length - PAGE);
      this.start = changed.has('conversationId') ? last : Math.min(this.start, last);
    }
  }

  override render() {
    return html`
      <div class="scroll" role="log" aria-label=${t('transcript')} tabindex="0" @scroll=${this.#scrolled}
        @wheel=${this.#touched} @touchmove=${this.#touched} @keydown=${this.#touched} @pointerdown=${this.#held} @pointerup=${this.#held} @pointercancel=${this.#held}>
        <div class="inner">
          ${this.start > 0 ? html`<button type="button" class="earlier link" @click=${this.#earlier}>${t('earlier')}</button>` : nothing}
          ${repeat(
            this.#items.slice(this.start),
            (item) => item.key,
            (item) => this.#item(item),
          )}
          ${this.ghost ? this.#ghostBubble() : nothing}
          <p class="typing" ?hidden=${!this.typing}>
            <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${t('isTyping', { visitor: this.visitor })}
          </p>
        </div>
      </div>
      <button type="button" class="below" ?hidden=${!this.below} @click=${this.toEnd}>${icon('down')}${t('newBelow')}</button>
    `;
  }

  override firstUpdated(): void {
    const inner = this.renderRoot.querySelector('.inner');
    const scroll = this.renderRoot.querySelector('.scroll');
    if (inner) this.#growth.observe(inner);
    if (scroll) this.#growth.observe(scroll);
  }

  protected override updated(): void {
    this.#settle();
  }

  toEnd = (): void => {
    this.#pinned = true;
    this.below = false;
    this.#settle();
  };

  #settle(): void {
    const scroll = this.renderRoot.querySelector('.scroll');
    if (this.#pinned && scroll) scroll.scrollTop = scroll.scrollHeight;
  }

  #scrolled = (event: { currentTarget: EventTarget | null }): void => {
    const scroll = event.currentTarget as HTMLElement;
    const near = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
    if (near) this.#pinned = true;
    else if (performance.now() < this.#hand + HAND_MS) this.#pinned = false;
    if (this.#pinned) this.below = false;
    if (scroll.scrollTop < NEAR * 4 && this.start > 0 && !this.#pinned) void this.#earlier();
  };

  /** Draws more from before; what is on screen stays where it is. */
  #earlier = async (): Promise<void> => {
    const scroll = this.renderRoot.querySelector('.scroll');
    const anchor = this.renderRoot.querySelector('article');
    const before = anchor?.getBoundingClientRect().top ?? 0;
    this.#pinned = false;
    this.start = Math.max(0, this.start - PAGE);
    await this.updateComplete;
    if (scroll && anchor) scroll.scrollTop += anchor.getBoundingClientRect().top - before;
  };

  #touched = (): void => {
    this.#hand = performance.now();
  };

  /** A scroll bar that is held may be dragged for as long as one likes. */
  #held = (event: PointerEvent): void => {
    this.#hand = event.type === 'pointerdown' ? Number.POSITIVE_INFINITY : performance.now();
  };

  #item(item: Item): TemplateResult {
    if (item.kind === 'day') return html`<p class="day"><span>${date.format(item.at)}</span></p>`;
    if (item.kind === 'quiet') {
      const { event } = item;
      return html`<p class="quiet">
        <span>${quietWords(event, this.visitor)}</span>
        <time datetime=${event.createdAt}>${hour.format(Date.parse(event.createdAt))}</time>
      </p>`;
    }
    const kind = item.note ? 'note' : item.role;
    const name = item.role === 'visitor' ? this.visitor : item.role === 'bot' ? t('bot') : (item.name ?? t('you'));
    return html`<article class="said ${kind} ${item.mine ? 'mine' : ''}">
      <h3>
        ${item.note ? icon('note') : item.role === 'bot' ? icon('bot') : nothing}
        <span>${item.note ? t('noteBy', { name }) : name}</span>
        <time datetime=${new Date(item.lines[0]?.at ?? 0).toISOString()}>${hour.format(item.lines[0]?.at)}</time>
      </h3>
      ${repeat(
        item.lines,
        (line) => line.key,
        (line) => this.#line(line, item.role !== 'visitor'),
      )}
    </article>`;
  }

  #line(line: Line, rich: boolean): TemplateResult {
    const { event, pending, files } = line;
    return html`<div class="line ${pending ? 'pending' : ''}" title=${hour.format(line.at)}>
      ${line.text.trim() ? html`<div class="text ${rich ? '' : 'plain'}" dir="auto">${rich ? this.#prose(line) : line.text}</div>` : nothing}
      ${files ? html`<frontdesk-files .files=${files} .locale=${region}></frontdesk-files>` : nothing}
      ${event?.suggestions ? html`<ul class="choices">${event.suggestions.map(({ label }) => html`<li>${label}</li>`)}</ul>` : nothing}
      ${
        event?.citations?.length
          ? html`<ol class="sources" aria-label=${t('sources')}>${event.citations.map(
              (citation) => html`<li title=${citation.text}><b>${citation.index}</b>${citation.title}</li>`,
            )}</ol>`
          : nothing
      }
      ${event?.answers ? html`<p class="state">${t('whileWaiting')}</p>` : nothing}
      ${event?.decisionId ? this.#sure(event.decisionId) : nothing}
      ${event?.role === 'visitor' ? this.#left(event.seq) : nothing}
      ${pending ? this.#pending(pending) : nothing}
      ${event && event === this.#wasSeen() ? html`<p class="state" aria-live="off">${t('seenByVisitor')}</p>` : nothing}
    </div>`;
  }

  /** An event never changes, so its text is made safe once and not with every line that follows. */
  #prose(line: Line): TemplateResult {
    if (!line.event) return formatted(line.text);
    const made = this.#made.get(line.event) ?? formatted(line.text);
    this.#made.set(line.event, made);
    return made;
  }

  /** Our last reply, where the visitor saw it and nobody has said anything since. */
  #wasSeen(): Event | undefined {
    const last = this.events.findLast(({ type }) => type === 'message');
    return last?.role === 'agent' && last.seq <= this.seen ? last : undefined;
  }

  /** How sure the bot was, and the way to its evidence. */
  #sure(id: number): TemplateResult | typeof nothing {
    const decision = this.decisions.find((one) => one.id === id);
    if (!decision || decision.verdict === 'small_talk') return nothing;
    const words = t(sureness(decision.confidence));
    return html`<button type="button" class="sure" @click=${() => this.#emit('evidence', id)}>${t('sureFigure', { words, percent: percent(decision.confidence) })}</button>`;
  }

  /** What the bot read while they waited and left to the team, and the way to why. */
  #left(seq: number): TemplateResult | typeof nothing {
    const decision = this.decisions.find(({ verdict, toSeq }) => verdict === 'left' && toSeq === seq);
    if (!decision) return nothing;
    return html`<button type="button" class="sure" @click=${() => this.#emit('evidence', decision.id)}>${t('verdict_left')}</button>`;
  }

  #pending(pending: Pending): TemplateResult {
    if (pending.status === 'sending') return html`<p class="state">${t('sending')}</p>`;
    return html`<p class="state failed" role="status">
      ${t('notSent')}
      <button type="button" class="link" @click=${() => this.#emit('retry', pending.clientId)}>${t('tryNow')}</button>
      <button type="button" class="link" @click=${() => this.#emit('take-back', pending.clientId)}>${t('takeBack')}</button>
    </p>`;
  }

  #ghostBubble(): TemplateResult {
    return html`<article class="said bot ghost" aria-live="off">
      <h3>${icon('bot')}<span>${t('botWriting')}</span></h3>
      <div class="line"><div class="text">${formatted(this.ghost)}</div></div>
    </article>`;
  }

  #emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

customElements.define('fd-transcript', FdTranscript);

declare global {
  interface HTMLElementTagNameMap {
    'fd-transcript': FdTranscript;
  }
}
