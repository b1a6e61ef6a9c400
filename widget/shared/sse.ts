/**
 * Server-sent events over `fetch`, because `EventSource` cannot send an Authorization header. Reconnects by itself:
 * full-jitter back-off, 35 s of silence, `bye`, Retry-After. Falls back to long-polling where a proxy holds the stream back.
 */
import { createParser } from 'eventsource-parser';
import { backoff, ours, parse, retryAfter } from './http.js';

export const SILENCE_MS = 35_000;
/** A stream that has brought not one byte by then is held back by a proxy that buffers. */
export const FIRST_BYTE_MS = 10_000;
export const STALE_MS = 17_000;
/** How long to poll before the stream gets another chance. */
const POLLING_MS = 5 * 60_000;

/** `live` streams, `polling` works with a delay, `waiting` is cut off and will try again. */
export type StreamStatus = 'connecting' | 'live' | 'polling' | 'waiting' | 'closed';

export interface StreamOptions {
  url: string;
  /** Asked before every request, so that a new token is used. */
  headers?: () => Record<string, string>;
  credentials?: RequestCredentials;
  /** Where to go on from; undefined begins at the first event. Agents' streams have none. */
  cursor?: () => string | undefined;
  onEvent: (event: { name: string; data: unknown; id: string | undefined }) => void;
  onStatus?: (status: StreamStatus) => void;
  /** The server refused for good (401, 403, 404). The stream is closed then. */
  onRefused?: (status: number) => void;
  /** Given where the same address answers `?after=&wait=` with JSON. */
  onPoll?: (reply: unknown) => void;
  silenceMs?: number;
  firstByteMs?: number;
  random?: () => number;
}

export interface Stream {
  close: () => void;
  /** Try now: the browser is online again, or somebody is looking again. */
  kick: () => void;
}

class Refused extends Error {
  constructor(readonly status: number) {
    super(`refused with ${status}`);
  }
}

export function openStream(options: StreamOptions): Stream {
  const closed = new AbortController();
  let wake: (() => void) | undefined;
  let attempt = 0;
  let pollUntil = 0;
  let wait: number | undefined;
  let goodbye = false;
  let lastByte = 0;
  let cut: (() => void) | undefined;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        closed.signal.removeEventListener('abort', done);
        wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      closed.signal.addEventListener('abort', done, { once: true });
      wake = done;
    });

  const check = async (response: Response, type: string) => {
    if (response.ok && response.headers.get('content-type')?.includes(type)) return;
    // Only our own server can say that there is nothing here; a proxy or a hotel's sign-in page cannot.
    const refused = [401, 403, 404].includes(response.status) && ours(parse(await response.text()));
    if (refused) throw new Refused(response.status);
    wait = retryAfter(response.headers);
    throw new Error(`answered ${response.status}`);
  };

  /** One connection, until it ends. Returns true where nothing at all came in time. */
  const connect = async (): Promise<boolean> => {
    const abort = new AbortController();
    const stop = () => abort.abort();
    closed.signal.addEventListener('abort', stop, { once: true });
    cut = stop;
    let nothing = false;
    let first = true;
    let timer = setTimeout(() => {
      nothing = true;
      stop();
    }, options.firstByteMs ?? FIRST_BYTE_MS);
    try {
      const cursor = options.cursor?.();
      const response = await fetch(options.url, {
        headers: {
          accept: 'text/event-stream',
          ...options.headers?.(),
          ...(cursor ? { 'last-event-id': cursor } : {}),
        },
        credentials: options.credentials ?? 'omit',
        cache: 'no-store',
        signal: abort.signal,
      });
      await check(response, 'event-stream');
      const parser = createParser({
        onEvent: ({ event, data, id }) => {
          const parsed = parse(data);
          if (event === 'bye') {
            goodbye = true;
            wait = Number((parsed as { retryMs?: unknown })?.retryMs) || 0;
          }
          options.onEvent({ name: event ?? 'message', data: parsed, id });
        },
      });
      const text = new TextDecoder();
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done || closed.signal.aborted) return false;
        clearTimeout(timer);
        timer = setTimeout(stop, options.silenceMs ?? SILENCE_MS);
        lastByte = Date.now();
        if (first) {
          first = false;
          attempt = 0;
          options.onStatus?.('live');
        }
        parser.feed(text.decode(value, { stream: true }));
      }
    } catch (error) {
      if (nothing && !closed.signal.aborted) return true;
      throw error;
    } finally {
      clearTimeout(timer);
      cut = undefined;
      closed.signal.removeEventListener('abort', stop);
      // Frees the socket of a stream that fell silent.
      stop();
    }
  };

  const poll = async () => {
    const query = new URLSearchParams({ after: options.cursor?.() ?? '', wait: '25' });
    if (!query.get('after')) query.delete('after');
    const response = await fetch(`${options.url}?${query}`, {
      headers: { accept: 'application/json', ...options.headers?.() },
      credentials: options.credentials ?? 'omit',
      cache: 'no-store',
      signal: AbortSignal.any([closed.signal, AbortSignal.timeout(SILENCE_MS)]),
    });
    await check(response, 'json');
    options.onPoll?.(await response.json());
    attempt = 0;
    options.onStatus?.('polling');
  };

  const run = async () => {
    options.onStatus?.('connecting');
    while (!closed.signal.aborted) {
      wait = undefined;
      goodbye = false;
      try {
        if (Date.now() < pollUntil) {
          await poll();
          continue;
        }
        if ((await connect()) && options.onPoll) {
          pollUntil = Date.now() + POLLING_MS;
          continue;
        }
      } catch (error) {
        if (error instanceof Refused) {
          if (!closed.signal.aborted) options.onRefused?.(error.status);
          break;
        }
      }
      if (closed.signal.aborted) break;
      // A goodbye is planned: nobody needs to hear of it.
      if (!goodbye) options.onStatus?.('waiting');
      await pause(wait === undefined ? backoff(attempt, options.random) : wait * (1 + Math.random() / 2));
      attempt += 1;
    }
    closed.abort();
    options.onStatus?.('closed');
  };
  void run();

  return {
    close: () => closed.abort(),
    kick: () => {
      wake?.();
      // Older than a heartbeat: after a sleep or a change of network the connection may be dead without a sign.
      if (lastByte && Date.now() - lastByte > STALE_MS) cut?.();
    },
  };
}
