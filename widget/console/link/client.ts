/**
 * The console's line to the server: session, stream, fetches, seen marks. A reactive controller; the verbs are in
 * acts.ts.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Agent, AgentStreamEvent } from '../../../services/wire/agent.js';
import { api, placeOf } from '../../shared/api.js';
import { backoff, HttpError, type RequestOptions, request } from '../../shared/http.js';
import { openStream, type Stream } from '../../shared/sse.js';
import { lastSeq } from '../../shared/transcript.js';
import { sectionsOf } from '../places.js';
import { t } from '../words.js';
import { apply, type Board, current, empty, type Incoming, shownOf } from './board.js';
import { Fetcher } from './fetcher.js';
import { Kept } from './kept.js';
import { Outbox } from './outbox.js';
import { Presence } from './presence.js';
import { type Problem, refusal } from './problems.js';
import { seenTeller } from './seen.js';

export type Phase = 'starting' | 'signedOut' | 'setup' | 'unreachable' | 'forbidden' | 'ready';

const attends = ({ role }: Agent): boolean => sectionsOf(role).includes('conversations');

export class ConsoleClient implements ReactiveController {
  phase: Phase = 'starting';
  board: Board = empty;
  /** The stream brings bytes; `board.live` says whether the lists can be trusted as well. */
  streaming = false;
  /** Was connected before, so a missing connection is a lost one. */
  everLive = false;
  kept = new Kept('nobody', undefined);
  outbox = new Outbox(this.kept, this.#told());
  problems: ReadonlyMap<string, Problem> = new Map();
  /** Verbs under way, as `<conversation>/<verb>`. */
  busy: ReadonlySet<string> = new Set();
  labels: ReadonlyMap<number, string> = new Map();
  presence = new Presence(this);
  /** What became of this account while its console was open, to be said until it is dismissed. */
  signOutReason: 'sessionEnded' | 'accountContent' | undefined;
  /** The open conversation cannot be fetched at the moment. */
  fetchFailed = false;
  /** How far the server's clock is ahead of ours, in milliseconds. */
  skew = 0;
  /** Told after every change of the board. */
  onBoard: (before: Board, after: Board) => void = () => {};
  /** Says something to those who listen rather than look. */
  say: (text: string) => void = () => {};

  /** Asks the server. Throws `HttpError`. */
  call = api((url, options) => this.#send(url, options));

  #host: ReactiveControllerHost;
  #stream: Stream | undefined;
  #current: object | undefined;
  #fetcher = new Fetcher(this);
  #tellSeen = seenTeller((id, seq) =>
    this.call('POST /v1/agent/conversations/:id/seen', { params: { id }, body: { seq } }),
  );
  /** Where a mention is being taken off. */
  #mention: string | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#tick = setInterval(() => {
      this.dispatch({ event: 'tick' });
      this.presence.tick();
    }, 1_000);
    addEventListener('online', this.#kick);
    addEventListener('offline', this.#redraw);
    document.addEventListener('visibilitychange', this.#kick);
  }

  hostDisconnected(): void {
    clearInterval(this.#tick);
    removeEventListener('online', this.#kick);
    removeEventListener('offline', this.#redraw);
    document.removeEventListener('visibilitychange', this.#kick);
    this.#stop();
  }

  get connected(): boolean {
    return this.streaming && this.board.live && navigator.onLine;
  }

  now(): number {
    return Date.now() + this.skew;
  }

  #send<T>(url: string, options: RequestOptions): Promise<T> {
    // Unsafe requests carry JSON, even an empty object: that is what keeps other sites' forms out.
    const body = options.body ?? (options.method !== 'GET' ? {} : undefined);
    return request<T>(url, { ...options, body, credentials: 'same-origin' }).catch((error) => {
      if (error instanceof HttpError && error.status === 401 && this.phase === 'ready') this.signedOut('sessionEnded');
      throw error;
    });
  }

  async start(): Promise<void> {
    for (let attempt = 0; this.phase === 'starting' || this.phase === 'unreachable'; attempt++) {
      try {
        const { agent } = await this.call('GET /v1/agent/me');
        return this.signedIn(agent);
      } catch (error) {
        const status = error instanceof HttpError ? error.status : 0;
        if (status === 401) return this.#enter('signedOut');
        if (status === 403) return this.#enter('forbidden');
        this.#enter('unreachable');
        await new Promise((resolve) => setTimeout(resolve, Math.max(1_000, backoff(attempt))));
      }
    }
  }

  signedIn(agent: Agent): void {
    this.#stop();
    this.kept = new Kept(agent.id);
    this.outbox = new Outbox(this.kept, this.#told());
    this.signOutReason = undefined;
    // Else no stream, and nothing that could be open.
    const attending = attends(agent);
    this.board = { ...empty, agent, seen: this.kept.seen(), ...(attending && { open: this.board.open }) };
    this.#enter('ready');
    if (attending) this.#connect();
  }

  /** `reason`: why the session ended, where it was not this agent who ended it. */
  signedOut(reason?: 'sessionEnded'): void {
    this.#stop();
    this.signOutReason = reason;
    this.everLive = false;
    // The place stays, what was on screen does not: the next to sign in may be somebody else.
    const id = this.board.open?.id;
    this.board = id ? apply(empty, { event: 'opened', conversationId: id }) : empty;
    this.problems = new Map();
    this.presence.forget();
    this.#enter('signedOut');
  }

  /** Asks anew who we are. */
  restart(): Promise<void> {
    this.#enter('starting');
    return this.start();
  }

  setup(): void {
    this.#enter('setup');
  }

  dispatch(incoming: Incoming): void {
    const before = this.board;
    this.board = apply(before, incoming, Date.now());
    if (this.board === before) return;
    if (incoming.event === 'history') this.outbox.arrived(incoming.data.conversation.id, incoming.data.events);
    this.onBoard(before, this.board);
    this.redraw();
    void this.#fetcher.run();
  }

  /** Marks what is on screen as read; only while somebody can be looking. */
  look(): void {
    const { open, beside, agent } = this.board;
    if (!agent || document.visibilityState !== 'visible') return;
    for (const shown of [open, beside]) {
      if (!shown?.loaded) continue;
      this.#seeMention(shown.id, agent.id);
      const seq = lastSeq(shown.view);
      const { conversation } = shown.view;
      if (conversation) this.#tellSeen(shown.id, Math.min(seq, conversation.lastVisitorSeq), conversation.seen?.agent);
      if ((this.board.seen.get(shown.id) ?? 0) >= seq) continue;
      this.kept.saveSeen(shown.id, seq);
      this.dispatch({ event: 'seen', conversationId: shown.id, seq });
    }
  }

  /**
   * A note named this agent, and now they have it on screen; asked again with the next change where it did not arrive.
   */
  #seeMention(id: string, agentId: string): void {
    if (this.#mention === id || !current(this.board, id)?.mentioned?.includes(agentId)) return;
    this.#mention = id;
    void this.call('POST /v1/agent/conversations/:id/mention-seen', { params: { id } })
      .catch(() => undefined)
      .finally(() => {
        this.#mention = undefined;
      });
  }

  problem(id: string, problem: Problem | undefined): void {
    const next = new Map(this.problems);
    if (problem) next.set(id, problem);
    else next.delete(id);
    this.problems = next;
    if (problem) this.say(problem.text);
    this.redraw();
  }

  redraw(): void {
    this.#host.requestUpdate();
  }

  #connect(): void {
    this.#stream?.close();
    // The stream reports its first status before it is returned, so it is told apart by a mark of ours.
    const mark = {};
    this.#current = mark;
    this.#stream = openStream({
      url: placeOf('GET /v1/agent/events').path,
      credentials: 'same-origin',
      onEvent: ({ name, data }) => {
        if (mark === this.#current && data) this.#heard({ event: name, data } as AgentStreamEvent);
      },
      onStatus: (status) => {
        if (mark !== this.#current) return;
        this.streaming = status === 'live';
        if (this.streaming) this.outbox.retry();
        else this.dispatch({ event: 'offline' });
        this.redraw();
      },
      onRefused: (status) => {
        if (mark !== this.#current) return;
        if (status === 401) this.signedOut('sessionEnded');
        else if (status === 403) void this.#shutOut();
        else this.#enter('unreachable');
      },
    });
  }

  /** Conversations are no part of this account any more; what is, goes on. */
  async #shutOut(): Promise<void> {
    const found = await this.call('GET /v1/agent/me').catch(() => undefined);
    if (this.phase !== 'ready') return;
    if (!found || attends(found.agent)) return this.#enter('forbidden');
    this.signedIn(found.agent);
    this.signOutReason = 'accountContent';
    this.say(t(this.signOutReason));
  }

  #heard(incoming: AgentStreamEvent): void {
    if (incoming.event === 'presence') this.presence.heard(incoming.data);
    else this.dispatch(incoming);
    if (incoming.event === 'snapshot') this.everLive = true;
    if (incoming.event === 'bye') this.dispatch({ event: 'offline' });
    if (incoming.event === 'log' && incoming.data.event) {
      const { conversationId, event } = incoming.data;
      this.outbox.arrived(conversationId, [event]);
      // What comes late makes the server look slow, never fast: the highest estimate is the best.
      const ahead = Date.parse(event.createdAt) - Date.now();
      if (Math.abs(ahead) > 1_000 && (this.skew === 0 || ahead > this.skew)) this.skew = ahead;
    }
    if (incoming.event === 'heartbeat') {
      // Presence. Sent from here and not from a timer, because browsers slow timers down in background tabs.
      void this.call('GET /v1/agent/me').then(
        ({ agent }) => this.dispatch({ event: 'me', data: agent }),
        () => undefined,
      );
      if (this.board.stale) this.#connect();
    }
  }

  #told() {
    return {
      changed: () => this.#host?.requestUpdate(),
      said: (id: string, event: Parameters<Outbox['arrived']>[1][number]) =>
        this.dispatch({ event: 'said', conversationId: id, data: event }),
      refused: (id: string, error: HttpError) => this.refused(id, error, 'send'),
      signedOut: () => this.signedOut('sessionEnded'),
    };
  }

  /** Tells of a refusal in our words, after fetching what made it one. */
  async refused(id: string, error: HttpError, verb: 'send' | 'resolve' | undefined): Promise<void> {
    const shown = shownOf(this.board, id);
    if (error.status === 409 && shown) {
      const { through } = shown;
      await this.call('GET /v1/agent/conversations/:id', { params: { id }, query: { after: through } }).then(
        (data) => this.dispatch({ event: 'history', after: through, data }),
        () => undefined,
      );
    }
    this.problem(id, { code: error.code, text: refusal(this.board, id, error), verb });
  }

  #enter(phase: Phase): void {
    this.phase = phase;
    this.redraw();
  }

  #stop(): void {
    this.#current = undefined;
    this.#stream?.close();
    this.#stream = undefined;
    this.outbox.close();
    this.streaming = false;
  }

  #kick = (): void => {
    if (document.visibilityState === 'visible') {
      this.#stream?.kick();
      this.outbox.retry();
      this.look();
    }
    this.redraw();
  };

  #redraw = (): void => this.redraw();
}
