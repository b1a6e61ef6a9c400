/** What must hold nobody up: limits of time, and work whose failure is counted and never waited for. */
import type { Platform } from './open.js';

/** The work's result, or `late()` as an error after `ms`. What it comes to later is dropped. */
export function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}

/** How long publishing and ringing may take before we count them as failed. */
const ANNOUNCE_MS = 500;

/** A Redis that is down or hung costs a count, never a reply: the sweeps find what was not told. */
export function attempt(
  { metrics, log }: Pick<Platform, 'metrics' | 'log'>,
  kind: string,
  work: Promise<unknown>,
): void {
  within(ANNOUNCE_MS, work, () => new Error(`over ${ANNOUNCE_MS} ms`)).catch((error: Error) => {
    metrics.ringFailed.inc({ kind });
    log.debug({ kind, err: error.message }, 'not announced');
  });
}

/** Tells the streams to look at a conversation. */
export function hint(platform: Platform, { id, seq }: { id: string; seq: number }): void {
  attempt(platform, 'hint', platform.bus.publish({ kind: 'hint', conversationId: id, seq }));
}
