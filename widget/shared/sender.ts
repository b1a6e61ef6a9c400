/** Empties an outbox: one message at a time, in order, again and again until the server has it or refuses it. */
import { HttpError } from './http.js';
import { backoff } from './sse.js';
import type { OutboxItem } from './transcript.js';

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

  const run = async () => {
    for (;;) {
      const item = closed ? undefined : options.waiting()[0];
      if (!item) return;
      try {
        await options.deliver(item);
        attempt = 0;
      } catch (thrown) {
        if (closed) return;
        const error = thrown instanceof HttpError ? thrown : new HttpError(0, 'unknown', String(thrown));
        if (!error.passing) {
          options.onRefused(item, error);
          continue;
        }
        attempt += 1;
        if (attempt >= STUCK_AFTER && error.status !== 429) options.onStuck(item, error);
        timer = setTimeout(flush, error.retryMs ?? Math.max(300, backoff(attempt, options.random)));
        return;
      }
    }
  };

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    closed = false;
    running ??= run().finally(() => {
      running = undefined;
    });
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
