/** The head of the panel: who is there, whether that is true right now, and a small menu. */
import { html, nothing, type TemplateResult } from 'lit';
import { icons } from '../shared/icons.js';
import type { StreamStatus } from '../shared/sse.js';
import type { View } from '../shared/transcript.js';
import { renderFace } from './face.js';
import type { ChatController } from './link/client.js';
import { t, type Words } from './words.js';

export interface HeaderProps {
  chat: ChatController;
  locale: string;
  words: Words;
  name: string;
  view: View;
  server: string;
  status: StreamStatus;
  /** When people are back, where it is closed. */
  back: string | undefined;
  menu: boolean;
  onMenu: (open: boolean) => void;
  onClose: () => void;
}

/** What is true now, in a few words. */
export function statusLine(
  words: Words,
  view: View,
  status: StreamStatus,
  back?: string,
): { text: string; tone: string } {
  const state = view.conversation?.state;
  if (status === 'waiting') return { text: t(words, 'statusOffline'), tone: 'off' };
  if (state === 'queued' || view.conversation?.wantsPerson)
    return { text: back ?? t(words, 'statusQueued'), tone: 'wait' };
  if (state === 'assigned') {
    const agent = view.conversation?.agent?.name ?? t(words, 'team');
    return { text: t(words, 'statusAgent', { agent }), tone: 'on' };
  }
  if (state === 'resolved') return { text: t(words, 'statusResolved'), tone: 'off' };
  return { text: t(words, 'statusBot'), tone: 'on' };
}

export function renderHeader(props: HeaderProps): TemplateResult {
  const { words, name, view, status, menu } = props;
  const line = statusLine(words, view, status, props.back);
  const agent = view.conversation?.state === 'assigned' ? view.conversation.agent : undefined;
  return html`<header part="header">
    ${renderFace({ role: agent ? 'agent' : 'team', name: agent?.name ?? name, server: props.server, ...(agent?.avatar && { avatar: agent.avatar }) })}
    <div class="who">
      <h2>${name}</h2>
      <p class="status ${line.tone}" role="status"><span class="dot" aria-hidden="true"></span>${line.text}</p>
    </div>
    ${
      props.chat.store.read().token
        ? html`<div class="menu-place">
            <button
              class="icon"
              type="button"
              aria-label=${t(words, 'menu')}
              aria-expanded=${menu}
              aria-controls="menu"
              @click=${() => props.onMenu(!menu)}
            >
              ${icons.more}
            </button>
            ${
              menu
                ? html`<frontdesk-menu
                    id="menu"
                    .chat=${props.chat}
                    .view=${view}
                    .words=${words}
                    .name=${name}
                    .locale=${props.locale}
                    @fd-menu=${() => props.onMenu(false)}
                  ></frontdesk-menu>`
                : nothing
            }
          </div>`
        : nothing
    }
    <button class="icon" type="button" aria-label=${t(words, 'close')} @click=${props.onClose}>${icons.close}</button>
  </header>`;
}
