/**
 * The widget for bundlers: importing it defines <frontdesk-chat>. Nothing happens where there is no browser, so a
 * server may render with it.
 */
import { defineChat } from '../chat/element.js';
import type { FrontdeskAttributes, FrontdeskChatElement } from './types.js';

if (globalThis.customElements)
  defineChat(
    undefined,
    async () => (await Promise.all([import('../chat/host.js'), import('../chat/panel.js')]))[0],
    () => import('../chat/proactive.js'),
  );

/** Puts a chat on the page, or gives the one that is there already for this inbox. */
export function createChat(attributes: FrontdeskAttributes): FrontdeskChatElement {
  const inbox = attributes.inbox ?? 'default';
  for (const chat of document.querySelectorAll('frontdesk-chat')) if (chat.inbox === inbox) return chat;
  const chat = document.createElement('frontdesk-chat');
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) chat.setAttribute(name, '');
    else if (value) chat.setAttribute(name, value);
  }
  document.body.append(chat);
  return chat;
}
