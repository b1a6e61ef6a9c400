/**
 * One conversation, kept up to date: history, then the stream from its cursor; a reset refetches and says what is
 * missing.
 */
import type { Conversation, Event } from '../../../services/wire/conversation.js';
import type { HistoryReply, VisitorStreamEvent } from '../../../services/wire/visitor.js';
import type { Reply } from '../../shared/api.js';
import { backoff, believed, failure, request } from '../../shared/http.js';
import type { Stream, StreamOptions, StreamStatus } from '../../shared/sse.js';
import type { Incoming, View } from '../../shared/transcript.js';
import { openSharedStream } from './shared-stream.js';

export interface LinkOptions {
  /** `https://host/v1/conversations/:id` */
  url: string;
  token: string;
  /** Just opened: the stream brings everything from the first event, no history is needed. */
  fresh: boolean;
  view: () => View;
  dispatch: (incoming: Incoming) => void;
  onStatus: (status: StreamStatus) => void;
  /** The token or the conversation is gone. After a reset, nothing that was sent can be trusted to be known. */
  onGone: (afterReset: boolean) => void;
  /** The visitor's own messages that a reset has lost. */
  onMissing: (events: Event[]) => void;
  /** Connected (again): a good moment to send what waits. */
  onLive: () => void;
}

export interface Link {
  close: () => void;
  kick: () => void;
}

/** What one link remembers. */
interface State {
  readonly options: LinkOptions;
  closed: boolean;
  stream: Stream | undefined;
  /** Where the stream goes on from. */
  cursor: string | undefined;
  /** Ends the pause between two tries for the history. */
  wake: (() => void) | undefined;
  /** What the stream brings while a reset refetches; the refetch may be older. */
  meanwhile: Event[] | undefined;
}

export function openLink(options: LinkOptions): Link {
  const state: State = {
    options,
    closed: false,
    stream: undefined,
    cursor: undefined,
    wake: undefined,
    meanwhile: undefined,
  };
  void begin(state);
  return {
    close: () => close(state),
    kick: () => {
      state.wake?.();
      state.stream?.kick();
    },
  };
}

async function begin(state: State): Promise<void> {
  const { fresh, dispatch } = state.options;
  if (!fresh) {
    const reply = await fetchHistory(state);
    if (!reply) return;
    state.cursor = reply.cursor;
    dispatch({ kind: 'history', conversation: reply.conversation, events: reply.events });
  }
  if (!state.closed) listen(state);
}

function close(state: State): void {
  state.closed = true;
  state.wake?.();
  state.stream?.close();
}

function gone(state: State): void {
  const afterReset = state.meanwhile !== undefined;
  close(state);
  state.options.onGone(afterReset);
}

/** Fetches the log until it works. Returns undefined where the conversation is gone or the link closed. */
async function fetchHistory(state: State): Promise<HistoryReply | undefined> {
  const { url, token, onStatus } = state.options;
  for (let attempt = 0; !state.closed; attempt++) {
    try {
      const reply = await request<Reply<'GET /v1/conversations/:id'>>(url, { token });
      return state.closed ? undefined : reply;
    } catch (error) {
      if (state.closed) return undefined;
      const { status, retryMs } = failure(error);
      if (status === 401 || status === 404) {
        gone(state);
        return undefined;
      }
      onStatus('waiting');
      await pause(state, retryMs ?? Math.max(300, backoff(attempt)));
    }
  }
  return undefined;
}

function pause(state: State, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    state.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

function listen(state: State): void {
  const { url, token, onStatus, onLive } = state.options;
  state.stream = openSharedStream({
    url: `${url}/events`,
    headers: () => ({ authorization: `Bearer ${token}` }),
    cursor: () => state.cursor,
    onEvent: (event) => hear(state, event),
    onPoll: (reply) => hearPoll(state, believed(reply)),
    onStatus: (status) => {
      if (state.closed) return;
      onStatus(status);
      if (status === 'live') onLive();
    },
    // 403 is about the page's address, not about the token: nothing to forget.
    onRefused: (status) => (status === 403 ? onStatus('closed') : gone(state)),
  });
}

function hear(state: State, { name, data, id }: Parameters<StreamOptions['onEvent']>[0]): void {
  if (state.closed || data === undefined) return;
  const { dispatch } = state.options;
  const at = Date.now();
  const heard = believed<VisitorStreamEvent>({ event: name, data });
  switch (heard.event) {
    case 'log':
      if (id) state.cursor = id;
      state.meanwhile?.push(heard.data);
      dispatch({ kind: 'log', event: heard.data });
      break;
    case 'conversation':
      dispatch({ kind: 'conversation', conversation: heard.data });
      break;
    case 'delta':
      dispatch({ kind: 'delta', delta: heard.data, at });
      break;
    case 'discard':
      dispatch({ kind: 'discard', turn: heard.data.turn });
      break;
    case 'typing':
      dispatch({ kind: 'typing', ...heard.data, at });
      break;
    case 'heartbeat':
      state.cursor = heard.data.cursor;
      break;
    case 'reset':
      state.cursor = heard.data.cursor;
      void reset(state);
  }
}

/** What the stream's address answers where it is polled. */
type PollReply = { reset: true } | { reset?: undefined; events: Event[]; cursor: string; conversation?: Conversation };

function hearPoll(state: State, polled: PollReply): void {
  if (polled.reset) {
    // Until the refetch names the new one. A poll without a cursor brings everything again, which does no harm.
    state.cursor = undefined;
    void reset(state);
    return;
  }
  const { events, cursor, conversation } = polled;
  state.cursor = cursor;
  state.meanwhile?.push(...events);
  state.options.dispatch({ kind: 'history', events, ...(conversation ? { conversation } : {}) });
}

/** The server has gone back in time: shows what it has now, and tells which of the visitor's own messages it lost. */
async function reset(state: State): Promise<void> {
  if (state.meanwhile) return;
  state.meanwhile = [];
  const reply = await fetchHistory(state);
  if (!reply) return;
  const { view, dispatch, onMissing } = state.options;
  const events = [...reply.events, ...state.meanwhile];
  const known = new Set(events.map((event) => event.clientId));
  const own = view().events.filter((e) => e.type === 'message' && e.role === 'visitor' && e.clientId);
  dispatch({ kind: 'replace', conversation: reply.conversation, events });
  state.meanwhile = undefined;
  state.cursor ??= reply.cursor;
  const missing = own.filter((event) => !known.has(event.clientId));
  if (missing.length > 0) onMissing(missing);
}
