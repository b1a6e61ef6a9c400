/** A page with the widget on it, and a gateway to talk to. For tests of the client only. */
import type { ReactiveControllerHost } from 'lit';
import { afterEach, beforeEach } from 'vitest';
import { ChatController } from '../chat/link/client.js';
import { openStore, type Store } from '../chat/link/store.js';
import { FakeGateway } from './server.js';

export interface Page {
  gateway: FakeGateway;
  store: Store;
  /** What asks the visitor before they go on; without it nothing does. */
  ask?: ((chat: ChatController) => Promise<boolean>) | 'cannot be loaded';
  visit: () => ChatController;
  leave: (chat: ChatController) => void;
  /**
   * Until the stream itself has brought what was written so far: a message may show before, from the reply to its
   * sending.
   */
  streamed: (chat: ChatController) => Promise<void>;
  /** The browser forgets what it had in memory and keeps what it stored. */
  reload: () => void;
}

/** A fresh gateway and an empty browser before each test. */
export function withPage(): Page {
  let storage = new Map<string, string>();
  const running: ChatController[] = [];
  const host: ReactiveControllerHost = {
    addController: () => {},
    removeController: () => {},
    requestUpdate: () => {},
    updateComplete: Promise.resolve(true),
  };
  const newStore = () =>
    openStore('k', { getItem: (k) => storage.get(k) ?? null, setItem: (k, v) => void storage.set(k, v) });
  const page: Page = {
    gateway: new FakeGateway(),
    store: newStore(),
    visit() {
      const chat = new ChatController(host, {
        server: page.gateway.url,
        inbox: 'default',
        locale: 'en',
        store: page.store,
        form: async () => {
          if (page.ask === 'cannot be loaded') throw new Error(page.ask);
          return { ask: page.ask ?? (async () => true) };
        },
      });
      running.push(chat);
      chat.hostConnected();
      return chat;
    },
    leave(chat) {
      chat.hostDisconnected();
      running.splice(running.indexOf(chat), 1);
    },
    async streamed(chat) {
      const to = page.gateway.only();
      await until(() => to.streams.size === 1 && said(chat).length === to.events.length);
      // Comes after everything else on the same stream, and shows.
      page.gateway.write(to, 'typing', { role: 'agent', typing: true });
      await until(() => chat.view.typing.agent !== undefined);
    },
    reload() {
      page.store = newStore();
    },
  };
  beforeEach(async () => {
    storage = new Map();
    delete page.ask;
    page.gateway = await new FakeGateway().listen();
    page.store = newStore();
  });
  afterEach(async () => {
    for (const chat of running.splice(0)) chat.hostDisconnected();
    await page.gateway.close();
  });
  return page;
}

export async function until(what: () => unknown, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!what()) {
    if (Date.now() > end) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const said = (chat: ChatController) => chat.view.events.map((event) => event.text);
