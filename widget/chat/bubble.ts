/** One speaker's messages: text, sources, suggested questions, thumbs, and what became of one's own. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Citation, Event } from '../../services/wire/conversation.js';
import { icons } from '../shared/icons.js';
import type { OutboxItem, View } from '../shared/transcript.js';
import { renderFace } from './face.js';
import { type Group, isAnswer, type Line, openSuggestion, receipt } from './lines.js';
import { richEvent, richThumbs } from './rich.js';
import type { ThumbsContext } from './thumbs.js';
import { noticeText, t, type Words } from './words.js';

export interface BubbleContext extends ThumbsContext {
  time: Intl.DateTimeFormat;
  locale: string;
  server: string;
  cited: string | undefined;
  onCite: (key: string) => void;
}

export function renderGroup(context: BubbleContext, group: Group): TemplateResult {
  const { words, time } = context;
  const [first] = group.lines;
  const day = group.newDay && !isFirstToday(context.view, first) ? renderDay(context, first.at) : nothing;
  if (group.notice) {
    const notice = first.event?.notice;
    const text = notice ? noticeText(words, notice, first.text) : first.text;
    return html`${day}<p class="notice" dir="auto">${text}</p>`;
  }
  const at = html`<time datetime=${new Date(first.at).toISOString()}>${time.format(first.at)}</time>`;
  const lines = repeat(
    group.lines,
    (line) => line.key,
    (line) => renderLine(context, group, line),
  );
  if (group.role === 'visitor') {
    const last = receipt(context.view);
    const told = last && group.lines.some(({ event }) => event?.seq === last.seq);
    // In the log to the eye, but live for nobody: a screen reader is not interrupted by it.
    return html`${day}
      <div class="group visitor">
        <div class="lines"><span class="quiet-for-eyes">${t(words, 'you')}</span>${lines}<p class="at">${at}${
          told ? html`<span aria-live="off"> · ${t(words, last.says)}</span>` : nothing
        }</p></div>
      </div>`;
  }
  const bot = group.role === 'bot';
  const name = bot ? t(words, 'bot') : (group.agent?.name ?? context.chat.config?.name ?? t(words, 'team'));
  const face = renderFace({
    role: bot ? 'bot' : 'agent',
    name,
    server: context.server,
    ...(group.agent?.avatar && { avatar: group.agent.avatar }),
  });
  return html`${day}
    <div class="group ${group.role}">
      ${face}
      <div class="lines">
        <p class="name">${name}${bot ? html`<span class="mark">${t(words, 'botMark')}</span>` : nothing}${at}</p>
        ${lines}
      </div>
    </div>`;
}

/** A chat that began today needs no "Today" above it. */
function isFirstToday(view: View, line: Line): boolean {
  const first = view.events[0]?.seq === line.event?.seq;
  return first && new Date(line.at).toDateString() === new Date().toDateString();
}

function renderDay({ words, locale }: BubbleContext, at: number): TemplateResult {
  const day = new Date(at).toDateString();
  const text =
    day === new Date().toDateString()
      ? t(words, 'today')
      : day === new Date(Date.now() - 86_400_000).toDateString()
        ? t(words, 'yesterday')
        : new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
  return html`<p class="day"><span>${text}</span></p>`;
}

function renderLine(context: BubbleContext, group: Group, line: Line): TemplateResult {
  const { event, item } = line;
  if (group.role === 'visitor') {
    return html`${line.text && html`<div class="bubble" part="bubble" dir="auto">${line.text}</div>`}${renderFiles(context, line, group.role)}
      ${item ? renderStatus(context, item) : nothing}`;
  }
  if (!event) return html``;
  const cite = ({ target }: MouseEvent) => {
    const chip = target instanceof Element && target.closest<HTMLElement>('[data-cite]');
    if (chip) context.onCite(`${event.seq}:${chip.dataset.cite}`);
  };
  return html`${line.text && html`<div class="bubble" part="bubble" dir="auto" @click=${cite}>${richEvent(event, context.words)}</div>`}
    ${renderFiles(context, line, group.role)}
    ${event.citations?.length ? renderSources(context, event, event.citations) : nothing}
    ${event.suggestions?.length ? renderSuggestions(context, event) : nothing}
    ${isAnswer(event) ? richThumbs(context, event.seq) : nothing}`;
}

/** The element becomes one when its code is here. */
function renderFiles({ server, locale }: BubbleContext, { files }: Line, role: Group['role']) {
  if (!files) return nothing;
  void import('../shared/file-list.js').catch(() => {});
  return html`<frontdesk-files class=${role} .files=${files} .server=${server} .locale=${locale}></frontdesk-files>`;
}

/** Whether one's own message went out. Nothing is said about those that did. */
function renderStatus({ words, chat }: BubbleContext, item: OutboxItem): TemplateResult {
  if (item.status === 'sending') {
    return html`<p class="message-status">${t(words, navigator.onLine === false ? 'waits' : 'sending')}</p>`;
  }
  return html`<p class="message-status failed" role="alert">
    ${icons.warning}<span>${t(words, item.refused ? (item.error === 'blocked' ? 'blocked' : 'refused') : 'failed')}</span>
    ${item.refused ? nothing : html`<button type="button" @click=${() => chat.retry(item.clientId)}>${t(words, 'retry')}</button>`}
    <button type="button" @click=${() => chat.unsend(item.clientId)}>${t(words, 'remove')}</button>
  </p>`;
}

function renderSources({ words, cited, onCite }: BubbleContext, event: Event, citations: Citation[]): TemplateResult {
  const open = citations.find((citation) => cited === `${event.seq}:${citation.index}`);
  return html`<div class="sources" role="group" aria-label=${t(words, 'sources')}>
      ${citations.map((citation) => {
        const key = `${event.seq}:${citation.index}`;
        return html`<button
          class="source"
          type="button"
          aria-expanded=${cited === key}
          @click=${() => onCite(key)}
        >
          <span class="quiet-for-eyes">${t(words, 'source', { n: citation.index })}:</span>
          <span class="chip" aria-hidden="true">${citation.index}</span><span class="title">${citation.title}</span>
        </button>`;
      })}
    </div>
    ${open ? renderPassage(words, open, () => onCite(`${event.seq}:${open.index}`)) : nothing}`;
}

/** The element becomes one when its code is here. */
function renderPassage(words: Words, citation: Citation, onClose: () => void): TemplateResult {
  void import('./passage.js').catch(() => {});
  return html`<frontdesk-passage .words=${words} .citation=${citation} @fd-close=${onClose}></frontdesk-passage>`;
}

function renderSuggestions({ words, view, chat }: BubbleContext, event: Event): TemplateResult {
  const open = openSuggestion(view) === event.seq;
  const pressed = [...view.events, ...view.outbox].find((said) => said.choice?.seq === event.seq)?.choice?.index;
  return html`<div class="suggestions" role="group" aria-label=${t(words, 'suggestions')}>
    ${event.suggestions?.map(
      ({ label }, index) => html`<button
        type="button"
        class=${pressed === index ? 'pressed' : ''}
        ?disabled=${!open}
        @click=${() => chat.send(label, { choice: { seq: event.seq, index } })}
      >
        <span dir="auto">${label}</span>${pressed === index ? icons.check : nothing}
      </button>`,
    )}
  </div>`;
}
