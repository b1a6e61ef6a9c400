/**
 * One stream per browser, however many tabs show the conversation: browsers allow six connections to a server. The tab
 * that holds a Web Lock streams and tells the others what it hears; when it goes, the lock passes to the next tab, which
 * streams on from its own cursor. Where the browser has no locks (plain http), each tab streams for itself.
 */
import {
  openStream,
  SILENCE_MS,
  STALE_MS,
  type Stream,
  type StreamOptions,
  type StreamStatus,
} from '../../shared/sse.js';

/** Between tabs: what the streaming tab heard, or a word to it. */
type Word =
  | { event: Parameters<StreamOptions['onEvent']>[0] }
  | { poll: unknown }
  | { status: StreamStatus }
  /** A new tab asks how the connection is; a tab somebody looks at again asks to try now. */
  | { ask: 'status' | 'kick' };

/** Called like `openStream`. Only the address tells one stream from another: the tabs of a browser share their token. */
export function openSharedStream(options: StreamOptions): Stream {
  const locks = globalThis.navigator?.locks;
  if (!locks || !globalThis.BroadcastChannel) return openStream(options);
  const name = `frontdesk:${options.url}`;
  const channel = new BroadcastChannel(name);
  const closed = new AbortController();
  let stream: Stream | undefined;
  let status: StreamStatus = 'connecting';
  let heardAt = Date.now();

  const hear = (word: Word): void => {
    if (closed.signal.aborted) return;
    if ('event' in word) options.onEvent(word.event);
    else if ('poll' in word) options.onPoll?.(word.poll);
    else if ('status' in word) options.onStatus?.(word.status);
  };
  const tell = (word: Word): void => {
    hear(word);
    if (!closed.signal.aborted) channel.postMessage(word);
  };

  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    if ('ask' in data) {
      if (data.ask === 'kick') stream?.kick();
      if (stream) channel.postMessage({ status });
      return;
    }
    heardAt = Date.now();
    // Two tabs may both stream for a moment while the lock changes hands; events are told apart by their seq.
    if (!stream || 'event' in data) hear(data);
  };

  /** Streams until this tab closes, the server refuses, or another tab takes the lock. */
  const lead = (): Promise<void> =>
    new Promise((resolve) => {
      if (closed.signal.aborted) return resolve();
      stream = openStream({
        ...options,
        onEvent: (event) => tell({ event }),
        ...(options.onPoll && { onPoll: (poll) => tell({ poll }) }),
        onStatus: (now) => {
          status = now;
          if (now === 'closed') resolve();
          else tell({ status });
        },
      });
    });

  /** Another tab holds the lock and has said nothing for longer than a heartbeat may take: it hangs, or its computer slept. */
  let impatient = false;
  let stopWaiting = (): void => {};

  const run = async (): Promise<void> => {
    while (!closed.signal.aborted) {
      const waiting = new AbortController();
      stopWaiting = () => waiting.abort();
      const steal = impatient;
      impatient = false;
      try {
        await locks.request(name, steal ? { steal } : { signal: waiting.signal }, lead);
        return close();
      } catch (error) {
        // A page without an origin of its own has no locks either.
        if ((error as Error).name !== 'AbortError') return lead().then(close);
        // Taken away, or given up waiting.
        stream?.close();
        stream = undefined;
      }
    }
  };

  const silence = options.silenceMs ?? SILENCE_MS;
  const watch = setInterval(() => {
    if (stream || Date.now() - heardAt < silence || document.visibilityState === 'hidden') return;
    heardAt = Date.now();
    impatient = true;
    stopWaiting();
  }, silence / 4);

  const close = (): void => {
    if (closed.signal.aborted) return;
    clearInterval(watch);
    closed.abort();
    stopWaiting();
    stream?.close();
    channel.close();
    options.onStatus?.('closed');
  };

  void run();
  channel.postMessage({ ask: 'status' });
  return {
    close,
    kick: () => {
      if (stream) stream.kick();
      else if (Date.now() - heardAt > STALE_MS) channel.postMessage({ ask: 'kick' });
    },
  };
}
