/** One conversation, kept up to date: history, then the stream from its cursor; a reset refetches and says what is missing. */

import type { Conversation, Delta, Discard, Event, Typing } from '../../../services/wire/conversation.js';
import type { HistoryReply } from '../../../services/wire/visitor.js';
import type { Reply } from '../../shared/api.js';
import { backoff, type HttpError, request } from '../../shared/http.js';
import type { Stream, StreamStatus } from '../../shared/sse.js';
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

export function openLink(options: LinkOptions): Link {
  const { dispatch } = options;
  let closed = false;
  let stream: Stream | undefined;
  let cursor: string | undefined;
  let wake: (() => void) | undefined;
  /** What the stream brings while a reset refetches; the refetch may be older. */
  let meanwhile: Event[] | undefined;

  /** Fetches the log until it works. Returns undefined where the conversation is gone or the link closed. */
  const fetchHistory = async (): Promise<HistoryReply | undefined> => {
    for (let attempt = 0; !closed; attempt++) {
      try {
        const reply = await request<Reply<'GET /v1/conversations/:id'>>(options.url, { token: options.token });
        return closed ? undefined : reply;
      } catch (error) {
        if (closed) return undefined;
        const { status, retryMs } = error as HttpError;
        if (status === 401 || status === 404) {
          gone();
          return undefined;
        }
        options.onStatus('waiting');
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, retryMs ?? Math.max(300, backoff(attempt)));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    }
    return undefined;
  };

  const gone = () => {
    const afterReset = meanwhile !== undefined;
    close();
    options.onGone(afterReset);
  };

  const reset = async () => {
    if (meanwhile) return;
    meanwhile = [];
    const reply = await fetchHistory();
    if (!reply) return;
    const known = new Set([...reply.events, ...meanwhile].map((event) => event.clientId));
    const own = options.view().events.filter((e) => e.type === 'message' && e.role === 'visitor' && e.clientId);
    dispatch({ kind: 'replace', conversation: reply.conversation, events: [...reply.events, ...meanwhile] });
    meanwhile = undefined;
    cursor ??= reply.cursor;
    const missing = own.filter((event) => !known.has(event.clientId));
    if (missing.length > 0) options.onMissing(missing);
  };

  const onEvent = (name: string, data: unknown, id: string | undefined) => {
    if (closed || data === undefined) return;
    const at = Date.now();
    switch (name) {
      case 'log':
        if (id) cursor = id;
        meanwhile?.push(data as Event);
        return dispatch({ kind: 'log', event: data as Event });
      case 'conversation':
        return dispatch({ kind: 'conversation', conversation: data as Conversation });
      case 'delta':
        return dispatch({ kind: 'delta', delta: data as Delta, at });
      case 'discard':
        return dispatch({ kind: 'discard', turn: (data as Discard).turn });
      case 'typing':
        return dispatch({ kind: 'typing', ...(data as Typing), at });
      case 'heartbeat':
        cursor = (data as { cursor: string }).cursor;
        return;
      case 'reset':
        cursor = (data as { cursor: string }).cursor;
        void reset();
    }
  };

  const onPoll = (reply: unknown) => {
    const polled = reply as { reset?: true; events: Event[]; cursor: string; conversation?: Conversation };
    if (polled.reset) {
      // Until the refetch names the new one. A poll without a cursor brings everything again, which does no harm.
      cursor = undefined;
      void reset();
      return;
    }
    cursor = polled.cursor;
    meanwhile?.push(...polled.events);
    dispatch({
      kind: 'history',
      events: polled.events,
      ...(polled.conversation ? { conversation: polled.conversation } : {}),
    });
  };

  const listen = () => {
    stream = openSharedStream({
      url: `${options.url}/events`,
      headers: () => ({ authorization: `Bearer ${options.token}` }),
      cursor: () => cursor,
      onEvent: ({ name, data, id }) => onEvent(name, data, id),
      onPoll,
      onStatus: (status) => {
        if (closed) return;
        options.onStatus(status);
        if (status === 'live') options.onLive();
      },
      // 403 is about the page's address, not about the token: nothing to forget.
      onRefused: (status) => (status === 403 ? options.onStatus('closed') : gone()),
    });
  };

  const begin = async () => {
    if (!options.fresh) {
      const reply = await fetchHistory();
      if (!reply) return;
      cursor = reply.cursor;
      dispatch({ kind: 'history', conversation: reply.conversation, events: reply.events });
    }
    if (!closed) listen();
  };

  const close = () => {
    closed = true;
    wake?.();
    stream?.close();
  };
  void begin();

  return {
    close,
    kick: () => {
      wake?.();
      stream?.kick();
    },
  };
}
