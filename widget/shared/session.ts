/** The visitor's token and conversation, kept in the browser: opens one where there is none, and posts to it. */
import type { Conversation, Feedback, PreChatAnswers } from '../../services/protocol.js';
import { backoff, HttpError, request } from './http.js';
import type { Store } from './store.js';
import { uuid } from './uuid.js';

export interface Place {
  /** Origin of the Frontdesk server, without a slash at the end. */
  server: string;
  inbox: string;
  /** The language the visitor reads. */
  locale?: string;
  /** What an agent should know, such as the page. */
  context?: Record<string, unknown>;
  /** Signed by the site for whoever is signed in there now. */
  identity?: () => string | undefined;
}

/** The visitor's buttons, by the last part of their address. */
export interface Actions {
  handoff: { proposedBy?: number };
  feedback: Feedback;
  rating: { score: number; comment?: string };
  contact: { email: string; name?: string };
  'pre-chat': PreChatAnswers;
  /** From the queue back to the assistant. */
  'hand-back': Record<string, never>;
  resolve: Record<string, never>;
}

export interface SessionOptions extends Place {
  store: Store;
  /** Waited for before one is opened. */
  before: () => Promise<unknown>;
  /** A conversation is there: listen to it. `fresh` where it was opened just now. */
  onOpen: (conversation: Conversation | undefined, fresh: boolean) => void;
  /** Token or conversation are no more. */
  onGone: () => void;
}

export interface Session {
  /**
   * POSTs to the conversation. A message, a file or a call for a person opens one where there is none, and goes to a new one
   * where the old one is gone. Throws `HttpError`.
   */
  post: <T>(action: string, body: unknown) => Promise<T>;
  /** The same for another kind of request. */
  reach: <T>(action: string, ask: (url: string, token: string) => Promise<T>) => Promise<T>;
  /** The same with a few quick tries: for buttons, whose effect is not worth a place in the outbox. */
  act: <T>(action: string, body: unknown) => Promise<T>;
  forget: () => void;
}

export function openSession(options: SessionOptions): Session {
  const { server, inbox, locale, context, store } = options;
  let opening: Promise<void> | undefined;
  let goneAt = 0;

  const open = async (): Promise<void> => {
    await options.before();
    for (let attempt = 0; ; attempt++) {
      // The secret is stored before the first try: if the reply is lost, a retry gets the same conversation.
      const kept = store.update((k) => {
        k.opening ??= uuid();
      });
      // Who has a token already is that visitor; else he is whom the page vouches for.
      const identity = kept.token ? undefined : options.identity?.();
      try {
        const reply = await request<{ conversation: Conversation; token?: string }>(`${server}/v1/conversations`, {
          body: {
            clientId: kept.opening,
            inbox,
            locale,
            context: { ...context, greeting: kept.said },
            preChat: kept.form,
            identity,
          },
          token: kept.token,
        });
        store.update((k) => {
          if (!kept.token && !identity) k.sub = undefined;
          k.token = reply.token ?? k.token;
          k.conversationId = reply.conversation.id;
          k.opening = undefined;
        });
        options.onOpen(reply.conversation, true);
        return;
      } catch (error) {
        const { status } = error as HttpError;
        // A token too old, or a secret used up more than ten minutes ago: the next try is without it.
        if (attempt > 0 || (status !== 409 && !(status === 401 && kept.token))) throw error;
        store.update((k) => {
          if (status === 401) k.token = undefined;
          k.opening = undefined;
        });
      }
    }
  };

  const ensureOpen = (): Promise<void> => {
    const kept = store.read();
    if (kept.token && kept.conversationId) {
      options.onOpen(undefined, false);
      return Promise.resolve();
    }
    opening ??= open().finally(() => {
      opening = undefined;
    });
    return opening;
  };

  const reach: Session['reach'] = async (action, ask) => {
    const opens = ['messages', 'handoff', 'files'].includes(action);
    for (let attempt = 0; ; attempt++) {
      if (opens) await ensureOpen();
      const { token, conversationId } = store.read();
      if (!token) throw new HttpError(404, 'not_found', 'there is no conversation');
      try {
        return await ask(`${server}/v1/conversations/${conversationId}/${action}`, token);
      } catch (error) {
        const { status } = error as HttpError;
        // Gone again at once is a server that refuses everything: opening more and more would not help.
        const gone = (status === 401 || status === 404) && attempt === 0 && Date.now() - goneAt > 10_000;
        if (!opens || !gone) throw error;
        goneAt = Date.now();
        // Another tab may have renewed the token while this was under way.
        if (store.read().token === token) options.onGone();
        // Older messages may have to go first now: the outbox decides.
        if (action === 'messages') throw new HttpError(0, 'moved', 'the conversation is gone, a new one is opened', 0);
      }
    }
  };

  const post: Session['post'] = (action, body) => reach(action, (url, token) => request(url, { body, token }));

  const act = async <T>(action: string, body: unknown): Promise<T> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await post<T>(action, body);
      } catch (error) {
        const { passing, retryMs = 300 + backoff(attempt) } = error as HttpError;
        if (!passing || attempt >= 2 || retryMs > 5_000) throw error;
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  };

  return {
    post,
    reach,
    act,
    forget() {
      store.update((kept) => {
        kept.token = undefined;
        kept.sub = undefined;
        kept.conversationId = undefined;
        kept.opening = undefined;
        kept.readSeq = 0;
      });
    },
  };
}
