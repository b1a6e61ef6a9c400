/** What a visitor will see of it: the head of the chat, the greeting, the form, the sentence beside the launcher. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Availability, InboxSettings } from '../../../services/wire/inboxes.js';
import { t } from '../words.js';
import { spoken } from './draft.js';

const labels = { name: 'inboxField_name', email: 'inboxField_email', phone: 'inboxField_phone' } as const;

export function preview({ name, greeting, locale, preChat, proactive, theme }: InboxSettings): TemplateResult {
  const first = proactive[0];
  return html`<div class="preview" aria-hidden="true">
    <div class="chat ${theme?.radius !== undefined && theme.radius < 6 ? 'square' : ''}">
      <div class="chat-head"><i class="face">${[...(name.trim() || '?')][0]}</i><span><b>${name}</b><br />${t('inboxAnswersAtOnce')}</span></div>
      <p class="greeting" dir="auto">${spoken(greeting, locale).replace(/[,،、]?\s*\{name\}/g, '') || t('inboxGreetingDefault')}</p>
      ${
        preChat
          ? html`<div class="ask">${preChat.fields.map(
              ({ key, label, required }) =>
                html`<span>${spoken(label, locale) || (key in labels ? t(labels[key as keyof typeof labels]) : key)}${required ? ' *' : ''}</span><i></i>`,
            )}</div>`
          : nothing
      }
    </div>
    <div class="corner">
      ${first && spoken(first.text, locale) ? html`<p class="first" dir="auto">${spoken(first.text, locale).replace(/[,،、]?\s*\{name\}/g, '')}</p>` : nothing}
      <i class="launcher"></i>
    </div>
  </div>`;
}

const moment = (timeZone?: string) =>
  new Intl.DateTimeFormat(undefined, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
  });

/** How it is at this moment, by what is saved. */
export function rightNow({ people, nextOpen, timeZone }: Availability): string {
  if (people !== 'closed') return t(`inboxPeople_${people}`);
  return nextOpen ? t('inboxClosedUntil', { when: moment(timeZone).format(new Date(nextOpen)) }) : t('inboxClosed');
}

export const previewStyles = css`
  .preview {
    display: grid;
    gap: var(--fd-3);
    max-width: 320px;
  }
  .chat {
    overflow: hidden;
    border: 1px solid var(--fd-line);
    border-radius: 14px;
    box-shadow: var(--fd-shadow-2);
    font-size: var(--fd-text-s);
  }
  .chat.square {
    border-radius: 3px;
  }
  .chat-head {
    display: flex;
    gap: var(--fd-2);
    align-items: center;
    padding: var(--fd-3);
    border-block-end: 1px solid var(--fd-line);
    color: var(--fd-muted);
  }
  .chat-head b {
    color: var(--fd-ink);
  }
  .face,
  .launcher {
    display: grid;
    place-items: center;
    flex: none;
    width: 32px;
    height: 32px;
    border-radius: 50%;
    background: var(--fd-accent);
    color: var(--fd-on-accent);
    font-style: normal;
    font-weight: 600;
  }
  .greeting,
  .first {
    margin: var(--fd-3);
    padding: var(--fd-2) var(--fd-3);
    border-radius: 12px;
    background: var(--fd-sunken);
    overflow-wrap: anywhere;
  }
  .ask {
    display: grid;
    gap: var(--fd-1);
    margin: 0 var(--fd-3) var(--fd-3);
    padding: var(--fd-3);
    border: 1px solid var(--fd-line);
    border-radius: 10px;
    font-size: var(--fd-text-xs);
  }
  .ask i {
    height: 24px;
    border: 1px solid var(--fd-control);
    border-radius: 6px;
  }
  .corner {
    display: flex;
    gap: var(--fd-2);
    align-items: end;
    justify-content: end;
  }
  .first {
    margin: 0;
    border: 1px solid var(--fd-line);
    background: var(--fd-surface);
    box-shadow: var(--fd-shadow-1);
  }
  .launcher {
    width: 40px;
    height: 40px;
  }
`;
