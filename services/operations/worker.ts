/** Erases what is too old to be kept, in rounds. */
import type { Platform } from '../platform/open.js';
import { every } from '../platform/processes.js';
import { carryOut } from './retention.js';

/** Returns how to stop; waits for the batch under way. */
export function startErasing(platform: Platform): () => Promise<void> {
  const { config, log } = platform;
  const stopping = new AbortController();
  const stopRounds = every(
    config.timing.retention,
    () => carryOut(platform, () => stopping.signal.aborted),
    (error) => log.warn({ err: error.message }, 'retention failed'),
  );
  return async () => {
    stopping.abort();
    await stopRounds();
  };
}
