/** What the visitor wrote and the server may not have: stored in the browser before the first try, shown, sent. */
import type { Event } from '../../../services/wire/conversation.js';
import type { Incoming, OutboxItem, View } from '../../shared/transcript.js';
import { uuid } from '../../shared/uuid.js';
import { openSender } from './sender.js';
import type { Session } from './session.js';
import type { Kept, Store } from './store.js';

export interface OutboxOptions {
  store: Store;
  view: () => View;
  dispatch: (incoming: Incoming) => void;
  post: Session['post'];
}

export interface Outbox {
  /** Stored before they are shown, shown before they are tried. */
  add: (items: OutboxItem[]) => void;
  /** No longer to be sent: it arrived, or was taken back. */
  forget: (clientIds: ReadonlySet<string>) => void;
  /** Another conversation comes into view: what waits for it, while the rest waits aside and is sent all the same. */
  turn: () => OutboxItem[];
  /** All that waits, wherever it goes. */
  all: () => OutboxItem[];
  flush: () => Promise<void>;
  close: () => void;
}

/** Whether it belongs to the conversation that is open. What an older page kept names none, and goes to that. */
const isHere = ({ to, opens }: OutboxItem, { conversationId, opening }: Kept): boolean =>
  to ? to === conversationId : !opens || (!conversationId && opens === opening);

/** An event of the visitor's that the server lost, as a message to send again. */
export function again(event: Event): OutboxItem {
  const { clientId = uuid(), text = '', choice, files } = event;
  const at = Date.parse(event.createdAt);
  return { clientId, text, at, status: 'sending', ...(choice && { choice }), ...(files && { files }) };
}

export function openOutbox({ store, view, dispatch, post }: OutboxOptions): Outbox {
  /** Waits for a conversation that is not in view. What was refused stays refused. */
  let aside: OutboxItem[] = (store.read().outbox ?? []).map((item) =>
    item.refused ? item : { ...item, status: 'sending' },
  );
  const all = () => [...aside, ...view().outbox];
  const inView = (clientId: string) => view().outbox.some((item) => item.clientId === clientId);
  const forget = (clientIds: ReadonlySet<string>) => {
    aside = aside.filter((item) => !clientIds.has(item.clientId));
    store.update((kept) => {
      kept.outbox = kept.outbox?.filter((item) => !clientIds.has(item.clientId)) ?? [];
    });
  };
  /** The store knows which conversation a secret has opened meanwhile. */
  const fresh = (item: OutboxItem, { outbox }: Kept): OutboxItem => {
    const { to, opens } = outbox?.find(({ clientId }) => clientId === item.clientId) ?? item;
    return { ...item, ...(to && { to }), ...(opens && { opens }) };
  };
  const sender = openSender({
    waiting: () => all().filter((item) => !item.refused),
    deliver: async (item) => {
      const { clientId, text, choice, files } = item;
      const body = { clientId, text, choice, files: files?.map(({ id }) => id) };
      const { event } = await post('messages', body, fresh(item, store.read()));
      // It may have been turned to another conversation meanwhile: there it would be a stranger.
      if (inView(clientId)) dispatch({ kind: 'log', event });
      else forget(new Set([clientId]));
    },
    onRefused: (item, { code, status }) => {
      const { clientId } = item;
      const refused = { status: 'failed', error: code, refused: true } as const;
      store.update(({ outbox }) => {
        for (const item of outbox ?? []) if (item.clientId === clientId) item.refused = true;
      });
      if (inView(clientId)) return dispatch({ kind: 'failed', clientId, error: code, refused: true });
      aside = aside.map((it) => (it === item ? { ...it, ...refused } : it));
      // Its conversation is gone and will never be in view: said here, or nobody would hear of it.
      if (status === 404) {
        aside = aside.filter((it) => it.clientId !== clientId);
        dispatch({ kind: 'send', item: { ...item, ...refused } });
      }
    },
    onStuck: (_item, { code }) => {
      for (const { clientId } of view().outbox) dispatch({ kind: 'failed', clientId, error: code });
    },
  });
  return {
    add(items) {
      store.update((kept) => {
        const added = new Set(items.map((item) => item.clientId));
        aside = aside.filter((item) => !added.has(item.clientId));
        for (const item of items) {
          if (item.to) continue;
          if (kept.conversationId) item.to = kept.conversationId;
          else item.opens = kept.opening ??= uuid();
        }
        kept.outbox = [...(kept.outbox ?? []).filter((item) => !added.has(item.clientId)), ...items];
      });
      for (const item of items) dispatch({ kind: 'send', item });
    },
    forget,
    turn() {
      const kept = store.read();
      const items = all().map((item) => fresh(item, kept));
      aside = items.filter((item) => !isHere(item, kept));
      return items.filter((item) => isHere(item, kept));
    },
    all,
    flush: sender.flush,
    close: sender.close,
  };
}
