/** The bot's process role: works on rings, and sweeps for turns that are owed and that nobody rang for. */
import { englishWords } from '../../knowledge/decide/spelling.js';
import { DRIFT_DAYS, driftOf, judgedDecisions } from '../../knowledge/fit/learning.js';
import { embedLately } from '../../knowledge/gaps/question-vectors.js';
import { owedTurn } from '../conversation/turns.js';
import { within } from '../platform/attempt.js';
import type { Platform } from '../platform/open.js';
import { every, reportProcess } from '../platform/processes.js';
import { runTurns } from './answer.js';

const CONCURRENCY = 16;
const DRIFT_MS = 10 * 60_000;
const VECTORS_MS = 60_000;
const SWEEP_BATCH = 50;
/** Longer than this nobody waits for a ring. */
const RING_MS = 500;
/** A conversation that was rung for is left alone this long before it is rung for again. */
const RING_AGAIN_MS = 6_000;

export async function startBot(platform: Platform): Promise<() => Promise<void>> {
  const { jobs, config, log } = platform;
  // For the first question, which would wait for it; where it fails that one tries again.
  englishWords().catch(() => {});
  const stopping = new AbortController();
  const stopWork = await jobs.work('bot', ({ conversationId }) => runTurns(platform, conversationId, stopping.signal), {
    concurrency: CONCURRENCY,
  });
  const rung = new Map<string, number>();
  const stopSweep = every(
    config.timing.sweep,
    async () => {
      await reportProcess(platform, 'bot');
      await sweep(platform, rung, stopping.signal);
    },
    (error) => log.warn({ err: error.message }, 'bot sweep failed'),
  );
  const stopWatch = every(
    DRIFT_MS,
    () => watchDrift(platform),
    (error) => log.debug({ err: error.message }, 'drift'),
  );
  const stopVectors = every(
    VECTORS_MS,
    () => embedLately(platform.db, platform.models.embedder, stopping.signal),
    (error) => log.debug({ err: error.message }, 'vectors of questions'),
  );
  await reportProcess(platform, 'bot').catch(() => {});
  return async () => {
    stopping.abort(new Error('this process is ending'));
    await stopVectors();
    await stopWatch();
    await stopSweep();
    await stopWork();
  };
}

/** Is the confidence still what it says? An alarm, once in a while, as long as it is not. */
export async function watchDrift({ db, metrics, log }: Platform): Promise<void> {
  const drift = driftOf(await judgedDecisions(db, { days: DRIFT_DAYS }));
  metrics.answersWrong.set({ kind: 'promised' }, drift.promised);
  metrics.answersWrong.set({ kind: 'observed' }, drift.observed);
  metrics.drift.set(Number(drift.alarm));
  if (drift.alarm)
    log.warn(
      drift,
      'more answers are wrong than their confidence promised; look at them, then run npm run knowledge:calibrate',
    );
}

/**
 * Finds turns that are owed, whose lease is free, and that have waited longer than a ring takes. Rings for them without
 * a deduplication id (a killed worker's job blocks its own); where ringing fails, this process does the work itself.
 */
async function sweep(platform: Platform, rung: Map<string, number>, signal: AbortSignal): Promise<string> {
  const { db, jobs, metrics } = platform;
  const owed = await db.query<{ id: string }>(
    `select id from conversations
     where ${owedTurn}
       and coalesce(turn_lease_until, '-infinity') < now() and updated_at < now() - interval '1500 milliseconds'
     order by updated_at limit ${SWEEP_BATCH}`,
  );
  const now = Date.now();
  for (const [id, at] of rung) if (now - at > RING_AGAIN_MS) rung.delete(id);
  const due = owed.filter(({ id }) => !rung.has(id));
  let itself = 0;
  for (const { id } of due) {
    metrics.sweepRescued.inc({ kind: 'turn' });
    rung.set(id, now);
    try {
      await within(RING_MS, jobs.ring('bot', id), () => new Error('ringing takes too long'));
    } catch {
      itself++;
      await runTurns(platform, id, signal).catch(() => {});
    }
  }
  return `found ${due.length}, worked on ${itself} itself`;
}
