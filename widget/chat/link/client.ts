/**
 * The visitor's side of a conversation as one Lit reactive controller: send, stream, resume.
 *
 * A message is stored in the browser before its first try and sent again with the same `clientId` until the server has
 * it. What is shown comes from the log alone: `view` changes only through `apply`.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Conversation, Event } from '../../../services/wire/conversation.js';
import type { WidgetConfig } from '../../../services/wire/inboxes.js';
import type { PreChatAnswers } from '../../../services/wire/visitor.js';
import { failure, type HttpError } from '../../shared/http.js';
import type { StreamStatus } from '../../shared/sse.js';
import { apply, emptyView, type Incoming, type OutboxItem, type View } from '../../shared/transcript.js';
import { uuid } from '../../shared/uuid.js';
import { owed } from '../lines.js';
import { type Inbox, openInbox } from './inbox.js';
import { loadLink, openLinkLater } from './later.js';
import type { Link } from './link.js';
import { again, type Outbox, openOutbox } from './outbox.js';
import { watchPage } from './page.js';
import { type Action, type Address, type Facts, openSession, type Place, type Sent, type Session } from './session.js';
import { openSigns } from './signs.js';
import { openStore, type Store, storeKey } from './store.js';

export interface ChatOptions extends Place {
  /** By default over localStorage, one record per server and inbox. */
  store?: Store;
  /** Loads what asks the visitor before they go on; `ask` resolves to false where they would rather not. */
  form?: () => Promise<{ ask: (chat: ChatController) => Promise<boolean> }>;
}

export class ChatController implements ReactiveController {
  view: View = emptyView();
  /** `closed` while there is nothing to listen to. */
  status: StreamStatus = 'closed';
  /** The code of the last action that did not work; cleared by the next. */
  problem: string | undefined;

  /** Set while the form is to be filled in: takes the answers, or nothing where the visitor would rather not go on. */
  answer: ((given?: PreChatAnswers) => Promise<void>) | undefined;
  /** When people are back, for the line under the name; told by the card that waits with the visitor. */
  back: string | undefined;

  readonly store: Store;
  /** Origin of the server. */
  readonly server: string;
  #host: ReactiveControllerHost;
  #options: ChatOptions;
  #inbox: Inbox;
  #link: Link | undefined;
  #outbox: Outbox;
  #session: Session;
  #unwatch: (() => void) | undefined;
  #signs: ReturnType<typeof openSigns>;
  #goneAt = 0;
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, options: ChatOptions) {
    this.#host = host;
    this.#options = options;
    this.server = options.server;
    this.store = options.store ?? openStore(storeKey(options.server, options.inbox));
    this.#inbox = openInbox({
      ...options,
      store: this.store,
      ask: async () => (await options.form?.())?.ask(this) ?? true,
      onNotice: (change) => this.notice(change),
    });
    this.#session = openSession({
      ...options,
      store: this.store,
      before: () => this.#inbox.fill('before_first_message'),
      onOpen: (conversation, fresh) => {
        if (conversation) this.#dispatch({ kind: 'conversation', conversation });
        if (fresh || !this.#link) this.#listen(fresh);
      },
      onGone: () => this.#gone(false),
    });
    this.#outbox = openOutbox({
      store: this.store,
      view: () => this.view,
      dispatch: this.#dispatch,
      post: (action, body, to) =>
        this.#session.post(action, body, to).catch((error: HttpError) => {
          // Nobody is let in as somebody else, or as nobody: the visitor has to know what to do.
          if (error.code.startsWith('identity')) this.notice({ problem: error.code });
          throw error;
        }),
    });
    this.#signs = openSigns({ view: () => this.view, post: this.#session.post });
    host.addController(this);
  }

  hostConnected(): void {
    const onAwake = () => {
      if (this.#link) this.#link.kick();
      else this.#listen(false);
      void this.#outbox.flush();
    };
    this.#unwatch = watchPage({ onAwake, onAsleep: () => this.#unlink(), onStorage: () => this.#otherTab() });
    this.#turn();
    onAwake();
  }

  hostDisconnected(): void {
    this.#unwatch?.();
    this.#unlink();
    this.#outbox.close();
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  /** A conversation exists, but its history is still on its way. */
  get loading(): boolean {
    return !this.view.conversation && this.store.read().conversationId !== undefined;
  }

  // ---------------------------------------------------------------- what a visitor does

  /** Whatever they do is for the conversation before their eyes, whichever another tab has turned to. */
  get #onScreen(): Address {
    const to = this.view.conversation?.id;
    return to ? { to } : {};
  }

  /** Shows the message at once and sends it for as long as it takes. */
  send(text: string, more: Pick<OutboxItem, 'choice' | 'files'> = {}): void {
    this.#outbox.add([{ clientId: uuid(), text, at: Date.now(), status: 'sending', ...more, ...this.#onScreen }]);
    void this.#outbox.flush();
  }

  /** Sends what failed again, now. */
  retry(clientId: string): Promise<void> {
    this.#dispatch({ kind: 'sending', clientId });
    return this.#outbox.flush();
  }

  /** Takes back a message that was not sent. */
  unsend(clientId: string): void {
    this.#dispatch({ kind: 'unsend', clientId });
    this.#outbox.forget(new Set([clientId]));
  }

  /**
   * Asks for a person; opens a conversation where there is none. `proposedBy` is the thumb on an answer that did not
   * help.
   */
  async askHuman(proposedBy?: number): Promise<boolean> {
    if (!(await this.#inbox.fill('before_person'))) return false;
    await this.#outbox.flush();
    return this.act('handoff', proposedBy === undefined ? {} : { proposedBy });
  }

  /** Any button. Resolves to whether it worked; `problem` says why not. */
  async act<A extends Action>(action: A, body: Sent<A>): Promise<boolean> {
    this.clearProblem();
    const address = this.#onScreen;
    try {
      const reply: { conversation?: Conversation; event?: Event } =
        (await this.#session.act(action, body, address)) ?? {};
      // Somebody turned to another conversation meanwhile.
      if (address.to && address.to !== this.view.conversation?.id) return true;
      if (reply.event) this.#dispatch({ kind: 'log', event: reply.event });
      if (reply.conversation) this.#dispatch({ kind: 'conversation', conversation: reply.conversation });
      return true;
    } catch (error) {
      this.notice({ problem: failure(error).code });
      return false;
    }
  }

  typing(): void {
    // The first key is the first sign that an answer will have to be heard.
    loadLink().catch(() => {});
    this.#signs.typing();
  }

  /**
   * Another of their conversations, read up to `readSeq`; without one, the next message opens a new one. What waits to
   * be sent stays with its own.
   */
  show(conversationId?: string, readSeq = 0): void {
    this.store.update((kept) => Object.assign(kept, { conversationId, readSeq, opening: undefined }));
    this.#turn();
    this.#listen(false);
    void this.#outbox.flush();
  }

  /** What an agent should know, where there is a conversation to tell it to. */
  tell(context: Facts): void {
    if (this.store.read().token) this.#session.post('context', { context }, this.#onScreen).catch(() => {});
  }

  /** Everything on screen has been seen. */
  markRead(): void {
    this.#dispatch({ kind: 'read' });
    const { readSeq } = this.view;
    if ((this.store.read().readSeq ?? 0) !== readSeq) this.store.update((kept) => Object.assign(kept, { readSeq }));
    this.#signs.seen();
  }

  /** Name, greeting and texts of the inbox, and who is there. */
  get config(): WidgetConfig | undefined {
    return this.#inbox.config;
  }

  loadConfig(quiet = false): Promise<void> {
    return this.#inbox.load(quiet);
  }

  /** A request of another kind to their conversation, opened where there is none. */
  reach<T>(action: Action, ask: (url: string, token: string) => Promise<T>): Promise<T> {
    return this.#session.reach(action, ask, this.#onScreen);
  }

  clearProblem(): void {
    if (this.problem) this.notice({ problem: undefined });
  }

  // ---------------------------------------------------------------- the view and what waits

  #dispatch = (incoming: Incoming): void => {
    const before = this.view;
    this.view = apply(before, incoming);
    if (this.view === before) return;
    if (this.view.outbox !== before.outbox && this.view.events !== before.events) {
      const left = new Set(this.view.outbox.map((item) => item.clientId));
      this.#outbox.forget(new Set(before.outbox.map((item) => item.clientId).filter((id) => !left.has(id))));
    }
    const moving = this.view.ghost !== undefined || Object.keys(this.view.typing).length > 0;
    if (moving) this.#clock ??= setInterval(() => this.#dispatch({ kind: 'tick', at: Date.now() }), 1_000);
    else {
      clearInterval(this.#clock);
      this.#clock = undefined;
    }
    this.#host.requestUpdate();
  };

  /** What is known beside the log, and the screen is drawn anew. */
  notice(change: Partial<Pick<ChatController, 'answer' | 'back' | 'problem'>>): void {
    Object.assign(this, change);
    this.#host.requestUpdate();
  }

  // ---------------------------------------------------------------- the link to one conversation

  /** Shows nothing but what waits for the conversation that the store names now. */
  #turn(): void {
    this.#unlink();
    this.view = { ...emptyView(), outbox: this.#outbox.turn(), readSeq: this.store.read().readSeq ?? 0 };
    this.#host.requestUpdate();
  }

  #listen(fresh: boolean): void {
    this.#unlink();
    const { token, conversationId } = this.store.read();
    if (!token || !conversationId) return;
    this.status = 'connecting';
    this.#link = openLinkLater({
      url: `${this.#options.server}/v1/conversations/${conversationId}`,
      token,
      fresh,
      view: () => this.view,
      dispatch: this.#dispatch,
      onStatus: (status) => {
        this.status = status;
        this.#host.requestUpdate();
      },
      onGone: (afterReset) => {
        if (this.store.read().token !== token) this.#listen(false);
        else this.#gone(afterReset);
        void this.#outbox.flush();
      },
      onMissing: (events) => {
        this.#outbox.add(events.map(again));
        void this.#outbox.flush();
      },
      onLive: () => void this.#outbox.flush(),
    });
  }

  #unlink(): void {
    this.#link?.close();
    this.#link = undefined;
    this.status = 'closed';
  }

  /** Token or conversation are no more. What nobody answered goes into the next conversation. */
  #gone(afterReset: boolean): void {
    this.#unlink();
    // Twice within a minute is a server that refuses everything: sending the same again would go round in circles.
    const lost = Date.now() - this.#goneAt < 60_000 ? [] : owed(this.view, afterReset, Date.now());
    this.#goneAt = Date.now();
    this.#session.forget();
    const items = [...lost.map(again), ...this.#outbox.all()];
    this.view = emptyView();
    // A button of the old conversation means nothing in the next; its label does.
    this.#outbox.add(items.map(({ choice: _, to: _to, opens: _opens, ...item }) => item));
    this.#host.requestUpdate();
  }

  /** Another tab opened a conversation, turned to another, wrote, or read: follow it. */
  #otherTab(): void {
    const { token, conversationId, readSeq } = this.store.read();
    const held = this.view.conversation?.id;
    const other = held !== undefined && held !== conversationId;
    if (!other && readSeq) this.#dispatch({ kind: 'read', seq: readSeq });
    if (this.#link ? !other : !other && !conversationId) return;
    // Where somebody signed out there, nothing of them stays on this screen either.
    if (other) this.#turn();
    if (token) this.#listen(false);
    else this.#unlink();
  }
}
