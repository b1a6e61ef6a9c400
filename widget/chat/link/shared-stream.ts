/**
 * One stream per browser, however many tabs show the conversation: browsers allow six connections to a server. The tab
 * that holds a Web Lock streams and tells the others what it hears; when it goes, the lock passes to the next tab,
 * which streams on from its own cursor. Where the browser has no locks (plain http), each tab streams for itself.
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

/** What one tab remembers. */
interface State {
  readonly options: StreamOptions;
  readonly locks: LockManager;
  /** Of the lock and of the channel. */
  readonly name: string;
  readonly channel: BroadcastChannel;
  readonly closed: AbortController;
  /** Where it is this tab that streams. */
  stream: Stream | undefined;
  /** Of that stream. */
  status: StreamStatus;
  /** When the streaming tab was last heard. */
  heardAt: number;
  /**
   * The tab that holds the lock has said nothing for longer than a heartbeat may take: it hangs, or its computer slept.
   */
  impatient: boolean;
  /** Gives up waiting for the lock. */
  stopWaiting: () => void;
  watch: ReturnType<typeof setInterval> | undefined;
}

/**
 * Called like `openStream`. Only the address tells one stream from another: the tabs of a browser share their token.
 */
export function openSharedStream(options: StreamOptions): Stream {
  const locks = globalThis.navigator?.locks;
  if (!locks || !globalThis.BroadcastChannel) return openStream(options);
  const name = `frontdesk:${options.url}`;
  const state: State = {
    options,
    locks,
    name,
    channel: new BroadcastChannel(name),
    closed: new AbortController(),
    stream: undefined,
    status: 'connecting',
    heardAt: Date.now(),
    impatient: false,
    stopWaiting: () => {},
    watch: undefined,
  };
  const { channel } = state;
  channel.onmessage = ({ data }: MessageEvent<Word>) => listen(state, data);
  watch(state);
  void run(state);
  channel.postMessage({ ask: 'status' });
  return {
    close: () => close(state),
    kick: () => {
      if (state.stream) state.stream.kick();
      else if (Date.now() - state.heardAt > STALE_MS) channel.postMessage({ ask: 'kick' });
    },
  };
}

/** Waits for the lock, streams while this tab has it, and waits again when it is taken away. */
async function run(state: State): Promise<void> {
  while (!state.closed.signal.aborted) {
    const waiting = new AbortController();
    state.stopWaiting = () => waiting.abort();
    const steal = state.impatient;
    state.impatient = false;
    try {
      await state.locks.request(state.name, steal ? { steal } : { signal: waiting.signal }, () => lead(state));
      return close(state);
    } catch (error) {
      // A page without an origin of its own has no locks either.
      if (!(error instanceof Error) || error.name !== 'AbortError') return lead(state).then(() => close(state));
      // Taken away, or given up waiting.
      state.stream?.close();
      state.stream = undefined;
    }
  }
}

/** Streams until this tab closes, the server refuses, or another tab takes the lock. */
function lead(state: State): Promise<void> {
  const { options, closed } = state;
  return new Promise((resolve) => {
    if (closed.signal.aborted) return resolve();
    state.stream = openStream({
      ...options,
      onEvent: (event) => tell(state, { event }),
      ...(options.onPoll && { onPoll: (poll) => tell(state, { poll }) }),
      onStatus: (status) => {
        state.status = status;
        if (status === 'closed') resolve();
        else tell(state, { status });
      },
    });
  });
}

function tell(state: State, word: Word): void {
  hear(state, word);
  if (!state.closed.signal.aborted) state.channel.postMessage(word);
}

/** What another tab says. */
function listen(state: State, word: Word): void {
  const { stream, status, channel } = state;
  if ('ask' in word) {
    if (word.ask === 'kick') stream?.kick();
    if (stream) channel.postMessage({ status });
    return;
  }
  state.heardAt = Date.now();
  // Two tabs may both stream for a moment while the lock changes hands; events are told apart by their seq.
  if (!stream || 'event' in word) hear(state, word);
}

function hear({ options, closed }: State, word: Word): void {
  if (closed.signal.aborted) return;
  if ('event' in word) options.onEvent(word.event);
  else if ('poll' in word) options.onPoll?.(word.poll);
  else if ('status' in word) options.onStatus?.(word.status);
}

/** Takes the lock from a tab that has fallen silent. */
function watch(state: State): void {
  const silence = state.options.silenceMs ?? SILENCE_MS;
  state.watch = setInterval(() => {
    if (state.stream || Date.now() - state.heardAt < silence || document.visibilityState === 'hidden') return;
    state.heardAt = Date.now();
    state.impatient = true;
    state.stopWaiting();
  }, silence / 4);
}

function close(state: State): void {
  const { closed, options, channel } = state;
  if (closed.signal.aborted) return;
  clearInterval(state.watch);
  closed.abort();
  state.stopWaiting();
  state.stream?.close();
  channel.close();
  options.onStatus?.('closed');
}
