/** The handoff role: matches when rung, sweeps, sends what is owed by mail, erases what is too old, and plays the visitors of practice. */

import { sendMails } from '../mail/worker.js';
import { carryOut } from '../operations/retention.js';
import { openMailer } from '../platform/mail.js';
import type { Platform } from '../platform/open.js';
import { every, reportProcess } from '../platform/processes.js';
import { practise } from '../practice/worker.js';
import { match } from './assign.js';
import { sweep } from './sweep.js';

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
  const stop = new AbortController();
  const stopPractice = every(
    config.timing.sweep,
    () => practise(platform, stop.signal),
    (error) => log.warn({ err: error.message }, 'practice failed'),
  );
  const stopped = () => stop.signal.aborted;
  const mailer = config.mail && openMailer(config.mail);
  const stopMails = mailer
    ? every(
        config.timing.sweep,
        () => sendMails(platform, mailer, stopped),
        (error) => log.warn({ err: error.message }, 'mails failed'),
      )
    : undefined;
  const stopRetention = every(
    config.timing.retention,
    () => carryOut(platform, stopped),
    (error) => log.warn({ err: error.message }, 'retention failed'),
  );
  await reportProcess(platform, 'handoff').catch(() => {});
  return async () => {
    stop.abort();
    await stopRetention();
    await stopPractice();
    await stopMails?.();
    await stopSweep();
    await stopWork();
  };
}
