import type { Platform } from './open.js';

/** Reports that this process lives in a role; the sweeps of others go by it. */
export async function reportProcess({ db, processId }: Platform, role: 'gateway' | 'bot' | 'handoff'): Promise<void> {
  await db.query(
    `insert into processes (id, role) values ($1, $2) on conflict (id, role) do update set seen_at = now()`,
    [processId, role],
  );
}

/** Forgets this process at a clean end, and any that has been silent for a day. */
export async function removeProcess({ db, processId }: Platform): Promise<void> {
  await db.query(`delete from processes where id = $1 or seen_at < now() - interval '1 day'`, [processId]);
}

/**
 * Runs `work` now and then, never twice at once; an error costs one round. The timer does not keep the process alive.
 * Returns how to stop; the promise waits for a round under way.
 */
export function every(ms: number, work: () => Promise<unknown>, onError: (error: Error) => void): () => Promise<void> {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .catch(onError)
      .finally(() => {
        running = undefined;
      });
  }, ms);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
