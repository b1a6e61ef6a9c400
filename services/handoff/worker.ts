/** The queue: who waits, and who gets it. Matches when rung, and sweeps for what no ring told of. */
import type { Platform } from '../platform/open.js';
import { every, reportProcess } from '../platform/processes.js';
import { match } from './assign.js';
import { sweep } from './sweep.js';

/** Returns how to stop; waits for what runs. */
export async function startHandoff(platform: Platform): Promise<() => Promise<void>> {
  const { jobs, config, log } = platform;
  // One at a time is enough: a run matches everything that is queued, whatever it was rung for.
  const stopWork = await jobs.work('handoff', () => match(platform), { concurrency: 1 });
  const stopSweep = every(
    config.timing.sweep,
    async () => {
      await reportProcess(platform, 'handoff');
      await sweep(platform);
    },
    (error) => log.warn({ err: error.message }, 'handoff sweep failed'),
  );
  await reportProcess(platform, 'handoff').catch(() => {});
  return async () => {
    await stopSweep();
    await stopWork();
  };
}
