/** Empties an outbox: one message at a time, in order, again and again until the server has it or refuses it. */
import { backoff, failure, type HttpError } from '../../shared/http.js';
import type { OutboxItem } from '../../shared/transcript.js';

export interface SenderOptions {
  /** What waits to be sent, oldest first. */
  waiting: () => readonly OutboxItem[];
  /** Sends one; resolves when the server has it. */
  deliver: (item: OutboxItem) => Promise<void>;
  /** Trying again cannot help. */
  onRefused: (item: OutboxItem, error: HttpError) => void;
  /** Several tries failed; it goes on trying, but the visitor should know. */
  onStuck: (item: OutboxItem, error: HttpError) => void;
  random?: () => number;
}

export interface Sender {
  /** Try now. Resolves when nothing can be done at the moment. */
  flush: () => Promise<void>;
  /** Stops until the next flush. */
  close: () => void;
}

const STUCK_AFTER = 3;

export function openSender(options: SenderOptions): Sender {
  let running: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let closed = false;
  let again = false;
  let notBefore = 0;

  const run = async () => {
    for (;;) {
      const item = closed ? undefined : options.waiting()[0];
      if (!item) return;
      try {
        await options.deliver(item);
        attempt = 0;
      } catch (thrown) {
        if (closed) return;
        const error = failure(thrown);
        if (!error.passing) {
          options.onRefused(item, error);
          continue;
        }
        attempt += 1;
        if (attempt >= STUCK_AFTER && error.status !== 429) options.onStuck(item, error);
        const wait = error.retryMs ?? Math.max(300, backoff(attempt, options.random));
        notBefore = error.retryMs === undefined ? 0 : Date.now() + wait;
        clearTimeout(timer);
        timer = setTimeout(flush, wait);
        return;
      }
    }
  };

  const loop = async () => {
    try {
      while (again && Date.now() >= notBefore) {
        again = false;
        await run();
      }
    } finally {
      running = undefined;
    }
  };

  /** A flush while another is ending must not be lost: it makes the loop look once more. */
  const flush = (): Promise<void> => {
    closed = false;
    clearTimeout(timer);
    // The server named a time: nobody may be impatient before it. A timer can fire a millisecond early, hence another
    // one.
    const early = notBefore - Date.now();
    if (early > 0) {
      timer = setTimeout(flush, early);
      return running ?? Promise.resolve();
    }
    again = true;
    running ??= loop();
    return running;
  };

  return {
    flush,
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
