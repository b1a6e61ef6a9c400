/**
 * Server-sent events over `fetch`, because `EventSource` cannot send an Authorization header. Reconnects by itself:
 * full-jitter back-off, 35 s of silence, `bye`, Retry-After. Falls back to long-polling where a proxy holds the stream
 * back.
 */
import { createParser } from 'eventsource-parser';
import { backoff, believed, ours, parse, retryAfter } from './http.js';

export const SILENCE_MS = 35_000;
/** A stream that has brought not one byte by then is held back by a proxy that buffers. */
const FIRST_BYTE_MS = 10_000;
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

/** What one stream remembers from connection to connection. */
interface State {
  readonly options: StreamOptions;
  readonly closed: AbortController;
  /** Tries since something worked. */
  attempt: number;
  /** How long the server wants to be left alone, where it said so. */
  wait: number | undefined;
  /** It ended this connection by plan. */
  goodbye: boolean;
  pollUntil: number;
  /** When this connection last brought something; 0 before it does. */
  lastByte: number;
  /** Ends the pause that is under way. */
  wake: (() => void) | undefined;
  /** Ends the connection that is open. */
  cut: (() => void) | undefined;
}

export function openStream(options: StreamOptions): Stream {
  const state: State = {
    options,
    closed: new AbortController(),
    attempt: 0,
    wait: undefined,
    goodbye: false,
    pollUntil: 0,
    lastByte: 0,
    wake: undefined,
    cut: undefined,
  };
  void run(state);
  return { close: () => state.closed.abort(), kick: () => kick(state) };
}

function kick({ lastByte, wake, cut }: State): void {
  wake?.();
  // Older than a heartbeat: after a sleep or a change of network the connection may be dead without a sign.
  if (lastByte && Date.now() - lastByte > STALE_MS) cut?.();
}

async function run(state: State): Promise<void> {
  const { options, closed } = state;
  options.onStatus?.('connecting');
  while (!closed.signal.aborted) {
    state.wait = undefined;
    state.goodbye = false;
    try {
      if (Date.now() < state.pollUntil) {
        await poll(state);
        continue;
      }
      if ((await connect(state)) && options.onPoll) {
        state.pollUntil = Date.now() + POLLING_MS;
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
    if (!state.goodbye) options.onStatus?.('waiting');
    const { wait, attempt } = state;
    await pause(state, wait === undefined ? backoff(attempt, options.random) : wait * (1 + Math.random() / 2));
    state.attempt += 1;
  }
  closed.abort();
  options.onStatus?.('closed');
}

/** Until the time is up, somebody wakes it, or the stream is closed. */
function pause(state: State, ms: number): Promise<void> {
  const { signal } = state.closed;
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      state.wake = undefined;
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    state.wake = done;
  });
}

/** One connection, until it ends. Returns true where nothing at all came in time. */
async function connect(state: State): Promise<boolean> {
  const { options } = state;
  const { signal } = state.closed;
  const abort = new AbortController();
  const cut = () => abort.abort();
  signal.addEventListener('abort', cut, { once: true });
  state.cut = cut;
  // The connection before this one is no measure for it: a second kick must not cut what the first one began.
  state.lastByte = 0;
  let nothing = false;
  let timer = setTimeout(() => {
    nothing = true;
    cut();
  }, options.firstByteMs ?? FIRST_BYTE_MS);
  try {
    const response = await ask(options, abort.signal);
    await check(state, response, 'event-stream');
    await read(state, response, () => {
      clearTimeout(timer);
      timer = setTimeout(cut, options.silenceMs ?? SILENCE_MS);
    });
    return false;
  } catch (error) {
    if (nothing && !signal.aborted) return true;
    throw error;
  } finally {
    clearTimeout(timer);
    state.cut = undefined;
    signal.removeEventListener('abort', cut);
    // Frees the socket of a stream that fell silent.
    cut();
  }
}

function ask(options: StreamOptions, signal: AbortSignal): Promise<Response> {
  const cursor = options.cursor?.();
  return fetch(options.url, {
    headers: {
      accept: 'text/event-stream',
      ...options.headers?.(),
      ...(cursor ? { 'last-event-id': cursor } : {}),
    },
    credentials: options.credentials ?? 'omit',
    cache: 'no-store',
    signal,
  });
}

/** Throws where this is not an answer of the kind that was asked for: `Refused` where trying again cannot help. */
async function check(state: State, response: Response, type: string): Promise<void> {
  if (response.ok && response.headers.get('content-type')?.includes(type)) return;
  // Only our own server can say that there is nothing here; a proxy or a hotel's sign-in page cannot.
  const refused = [401, 403, 404].includes(response.status) && ours(parse(await response.text()));
  if (refused) throw new Refused(response.status);
  state.wait = retryAfter(response.headers);
  throw new Error(`answered ${response.status}`);
}

/** Hands on what comes until the other side ends it. `onBytes` is called for whatever comes, heartbeats too. */
async function read(state: State, { body }: Response, onBytes: () => void): Promise<void> {
  const { options, closed } = state;
  if (!body) return;
  const parser = createParser({
    onEvent: ({ event, data, id }) => {
      const parsed = parse(data);
      if (event === 'bye') {
        state.goodbye = true;
        state.wait = Number(believed<{ retryMs?: number } | undefined>(parsed)?.retryMs) || 0;
      }
      options.onEvent({ name: event ?? 'message', data: parsed, id });
    },
  });
  const text = new TextDecoder();
  const reader = body.getReader();
  for (let first = true; ; first = false) {
    const { done, value } = await reader.read();
    if (done || closed.signal.aborted) return;
    onBytes();
    state.lastByte = Date.now();
    if (first) {
      state.attempt = 0;
      options.onStatus?.('live');
    }
    parser.feed(text.decode(value, { stream: true }));
  }
}

async function poll(state: State): Promise<void> {
  const { options, closed } = state;
  const query = new URLSearchParams({ after: options.cursor?.() ?? '', wait: '25' });
  if (!query.get('after')) query.delete('after');
  const response = await fetch(`${options.url}?${query}`, {
    headers: { accept: 'application/json', ...options.headers?.() },
    credentials: options.credentials ?? 'omit',
    cache: 'no-store',
    signal: AbortSignal.any([closed.signal, AbortSignal.timeout(SILENCE_MS)]),
  });
  await check(state, response, 'json');
  options.onPoll?.(await response.json());
  state.attempt = 0;
  options.onStatus?.('polling');
}
