/** The visitor's token and conversation, kept in the browser: opens one where there is none, and posts to it. */
import type { Conversation } from '../../../services/wire/conversation.js';
import { type At, type Body, type Reply, requestTo } from '../../shared/api.js';
import { backoff, failure, HttpError, request } from '../../shared/http.js';
import { uuid } from '../../shared/uuid.js';
import type { Kept, Store } from './store.js';

/** What an agent should know, by name. */
export type Facts = Body<'POST /v1/conversations/:id/context'>['context'];

export interface Place {
  /** Origin of the Frontdesk server, without a slash at the end. */
  server: string;
  inbox: string;
  /** The language the visitor reads. */
  locale?: string;
  /** What an agent should know, such as the page. */
  context?: Facts;
  /** Signed by the site for whoever is signed in there now. */
  identity?: () => string | undefined;
}

/** What can be posted to a conversation, by the last part of the address. */
export type Action = At extends infer A ? (A extends `POST /v1/conversations/:id/${infer Last}` ? Last : never) : never;
export type Sent<A extends Action> = Body<`POST /v1/conversations/:id/${A}`>;
type Told<A extends Action> = Reply<`POST /v1/conversations/:id/${A}`>;

export interface SessionOptions extends Place {
  store: Store;
  /** Waited for before one is opened. */
  before: () => Promise<unknown>;
  /** A conversation is there: listen to it. `fresh` where it was opened just now. */
  onOpen: (conversation: Conversation | undefined, fresh: boolean) => void;
  /** Token or conversation are no more. */
  onGone: () => void;
}

/** A conversation of theirs, or the secret of one that is still to be opened; by default the one that is open. */
export interface Address {
  to?: string;
  opens?: string;
}

export interface Session {
  /**
   * POSTs to the conversation. A message, a file or a call for a person opens one where there is none, and goes to a
   * new one where the old one is gone. Throws `HttpError`.
   */
  post: <A extends Action>(action: A, body: Sent<A>, address?: Address) => Promise<Told<A>>;
  /** The same for another kind of request. */
  reach: <T>(action: Action, ask: (url: string, token: string) => Promise<T>, address?: Address) => Promise<T>;
  /** The same with a few quick tries: for buttons, whose effect is not worth a place in the outbox. */
  act: Session['post'];
  forget: () => void;
}

export function openSession(options: SessionOptions): Session {
  const { server, store } = options;
  const open = openOnce(options);
  /** When a conversation was last found gone. */
  let goneAt = 0;

  /** Where it goes; opens the conversation where it is not there yet. */
  const home = async ({ to, opens }: Address): Promise<string> => {
    const kept = store.read();
    if (!to && opens && kept.opening !== opens) return open(opens);
    const known = to ?? kept.conversationId;
    if (kept.token && known) {
      if (known === kept.conversationId) options.onOpen(undefined, false);
      return known;
    }
    let secret = '';
    store.update((k) => {
      secret = k.opening ??= uuid();
    });
    return open(secret);
  };

  const reach: Session['reach'] = async (action, ask, address = {}) => {
    const opens = ['messages', 'handoff', 'files'].includes(action);
    for (let attempt = 0; ; attempt++) {
      const target = opens ? await home(address) : (address.to ?? store.read().conversationId);
      const { token, conversationId } = store.read();
      if (!token) throw new HttpError(404, 'not_found', 'there is no conversation');
      try {
        return await ask(`${server}/v1/conversations/${target}/${action}`, token);
      } catch (error) {
        const { status } = failure(error);
        // Gone again at once is a server that refuses everything: opening more and more would not help.
        const gone =
          (status === 401 || (status === 404 && target === conversationId)) &&
          attempt === 0 &&
          Date.now() - goneAt > 10_000;
        if (!opens || !gone) throw error;
        goneAt = Date.now();
        // Another tab may have renewed the token while this was under way.
        if (store.read().token === token) options.onGone();
        // Older messages may have to go first now: the outbox decides.
        if (action === 'messages') throw new HttpError(0, 'moved', 'the conversation is gone, a new one is opened', 0);
      }
    }
  };

  const post: Session['post'] = (action, body, address) =>
    reach(action, (url, token) => request(url, { body, token }), address);

  return {
    post,
    reach,
    act: (action, body, address) => insist(() => post(action, body, address)),
    forget: () => store.update(forget),
  };
}

function forget(kept: Kept): void {
  kept.token = undefined;
  kept.sub = undefined;
  kept.conversationId = undefined;
  kept.opening = undefined;
  kept.readSeq = 0;
}

/** A few quick tries. */
async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      const { passing, retryMs = 300 + backoff(attempt) } = error;
      if (!passing || attempt >= 2 || retryMs > 5_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

/** Opens conversations by their secrets, each once however often it is asked for at the same time. */
function openOnce(options: SessionOptions): (secret: string) => Promise<string> {
  const opening = new Map<string, Promise<string>>();
  return (secret) => {
    const running = opening.get(secret) ?? open(options, secret).finally(() => opening.delete(secret));
    opening.set(secret, running);
    return running;
  };
}

/** The secret was stored before the first try: if the reply is lost, a retry gets the same conversation. */
async function open(options: SessionOptions, first: string): Promise<string> {
  const { server, inbox, locale, context, store } = options;
  await options.before();
  let secret = first;
  for (let attempt = 0; ; attempt++) {
    const kept = store.read();
    const { token } = kept;
    // Who has a token already is that visitor; else it is whom the page vouches for.
    const identity = token ? undefined : options.identity?.();
    try {
      const reply = await requestTo<'POST /v1/conversations'>(`${server}/v1/conversations`, {
        body: {
          clientId: secret,
          inbox,
          locale,
          context: { ...context, ...(kept.said !== undefined && { greeting: kept.said }) },
          preChat: kept.form,
          identity,
        },
        token,
      });
      const { id } = reply.conversation;
      let current = false;
      store.update((k) => {
        if (!token && !identity) k.sub = undefined;
        k.token = reply.token ?? k.token;
        for (const item of k.outbox ?? []) if (!item.to && item.opens === secret) item.to = id;
        current = k.opening === secret;
        if (current) Object.assign(k, { conversationId: id, opening: undefined });
      });
      if (current) options.onOpen(reply.conversation, true);
      return id;
    } catch (error) {
      const { status } = failure(error);
      if (attempt > 0 || (status !== 409 && !(status === 401 && token))) throw error;
      const spent = secret;
      secret = uuid();
      store.update((k) => {
        // The token is no good any more: as a new visitor.
        if (status === 401 && k.token === token) k.token = undefined;
        // The secret was used up more than ten minutes ago: the next try is a new one.
        if (k.opening === spent) k.opening = secret;
        for (const item of k.outbox ?? []) if (item.opens === spent) item.opens = secret;
      });
    }
  }
}
