/** What the visitor wrote and the server may not have: stored in the browser before the first try, shown, sent. */
import type { Event } from '../../services/protocol.js';
import { openSender } from './sender.js';
import type { Store } from './store.js';
import type { Incoming, OutboxItem, View } from './transcript.js';
import { uuid } from './uuid.js';

export interface OutboxOptions {
  store: Store;
  view: () => View;
  dispatch: (incoming: Incoming) => void;
  post: <T>(action: string, body: unknown) => Promise<T>;
}

export interface Outbox {
  /** Stored before they are shown, shown before they are tried. */
  add: (items: OutboxItem[]) => void;
  /** No longer to be sent: it arrived, or was taken back. */
  forget: (clientIds: ReadonlySet<string>) => void;
  flush: () => Promise<void>;
  close: () => void;
}

/** What waits from an earlier page. What was refused stays refused. */
export function storedItems(store: Store): OutboxItem[] {
  return (store.read().outbox ?? []).map((item) => (item.refused ? item : { ...item, status: 'sending' }));
}

/** An event of the visitor's that the server lost, as a message to send again. */
export function again(event: Event): OutboxItem {
  const { clientId = uuid(), text = '', choice, files } = event;
  const at = Date.parse(event.createdAt);
  return { clientId, text, at, status: 'sending', ...(choice && { choice }), ...(files && { files }) };
}

export function openOutbox({ store, view, dispatch, post }: OutboxOptions): Outbox {
  const sender = openSender({
    waiting: () => view().outbox.filter((item) => !item.refused),
    deliver: async ({ clientId, text, choice, files }) => {
      const body = { clientId, text, choice, files: files?.map(({ id }) => id) };
      const { event } = await post<{ event: Event }>('messages', body);
      dispatch({ kind: 'log', event });
    },
    onRefused: ({ clientId }, { code }) => {
      dispatch({ kind: 'failed', clientId, error: code, refused: true });
      store.update(({ outbox }) => {
        for (const item of outbox ?? []) if (item.clientId === clientId) item.refused = true;
      });
    },
    onStuck: (_item, { code }) => {
      for (const { clientId } of view().outbox) dispatch({ kind: 'failed', clientId, error: code });
    },
  });
  return {
    add(items) {
      store.update((kept) => {
        const added = new Set(items.map((item) => item.clientId));
        kept.outbox = [...(kept.outbox ?? []).filter((item) => !added.has(item.clientId)), ...items];
      });
      for (const item of items) dispatch({ kind: 'send', item });
    },
    forget(clientIds) {
      store.update((kept) => {
        kept.outbox = kept.outbox?.filter((item) => !clientIds.has(item.clientId)) ?? [];
      });
    },
    flush: sender.flush,
    close: sender.close,
  };
}
