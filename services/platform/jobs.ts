/**
 * The queues. A job is a ring: "look at conversation X". What is owed stands in Postgres, so a job that is
 * lost, doubled or late costs time, never an answer. On Redis where there is one, else on BullMQ's Postgres backend.
 */
import type { Redis } from 'ioredis';
import { within } from './attempt.js';
import type { Db } from './db.js';
import {
  type JobStore,
  migrateJobs,
  onPostgres,
  onRedis,
  type Ring,
  type RingJob,
  type RingQueue,
} from './job-store.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';
import { inOneTick } from './together.js';

export const queueNames = ['bot', 'handoff'] as const;
export type QueueName = (typeof queueNames)[number];

/** Does the work and returns a sentence that says what it did; logs and tests read the same words. */
type Handler = (ring: Ring) => Promise<string>;

/** How many rings a queue holds, by what becomes of them. */
type QueueCounts = { waiting: number; active: number; delayed: number; failed: number };
/** A ring that was worked on four times in vain. */
type FailedRing = {
  id: string;
  queue: QueueName;
  conversationId: string;
  attempts: number;
  error: string;
  at: Date;
};

export type Jobs = {
  /** Where the queues live. */
  store: 'redis' | 'postgres';
  /**
   * Asks the workers of a queue to look at a conversation. `once` names rings that are one and
   * the same; without it each counts.
   */
  ring: (queue: QueueName, conversationId: string, options?: { once?: string; delay?: number }) => Promise<void>;
  /** Starts working on a queue; returns how to stop (waits for what runs). */
  work: (queue: QueueName, handler: Handler, options?: { concurrency?: number }) => Promise<() => Promise<void>>;
  /** Each of these throws `Silent` where the store does not answer. */
  counts: (queue: QueueName) => Promise<QueueCounts>;
  /** The last first, at most fifty. */
  failed: (queue: QueueName) => Promise<FailedRing[]>;
  /**
   * Rings anew: a ring too many finds nothing to do. False where it is not there, or does not count as failed any more.
   */
  retry: (queue: QueueName, id: string) => Promise<boolean>;
  /** Forgets a failed ring; what is owed stands in Postgres and is found by the sweep. False as above. */
  remove: (queue: QueueName, id: string) => Promise<boolean>;
  /** Puts back the repeated canary job, in case the store was emptied. */
  upsertCanary: (queue: QueueName) => Promise<void>;
  /** Seconds since this process last worked on the queue's canary; undefined before the first. */
  canaryAge: (queue: QueueName) => number | undefined;
  close: () => Promise<void>;
};

const CANARY = 'canary';
const CANARY_EVERY_MS = 10_000;

/** Failed rings that an operator is shown. */
const SHOWN = 50;
const ANSWER_MS = 2_000;
/** The store did not answer in time. */
export class Silent extends Error {
  override readonly name = 'Silent';
}

/** A Redis that is away queues what it is asked; whoever looks at a page does not wait for its return. */
const inTime = <T>(asked: Promise<T>): Promise<T> =>
  within(ANSWER_MS, asked, () => new Silent('the job store does not answer'));

type Options = { db: Db; log: Log; metrics: Metrics; prefix: string; redis?: (use: 'producer' | 'worker') => Redis };
type Queues = Record<QueueName, RingQueue>;

export async function openJobs({ db, log, metrics, prefix, redis }: Options): Promise<Jobs> {
  if (!redis) await migrateJobs(db);
  const store = redis ? onRedis(redis, `${prefix}-jobs`) : onPostgres(db);
  const open = (name: QueueName): RingQueue => {
    const queue = store.queue(name);
    queue.on('error', (error) => log.debug({ queue: name, err: error.message }, 'queue connection'));
    return queue;
  };
  const queues: Queues = { bot: open('bot'), handoff: open('handoff') };
  const adding = (queue: RingQueue) => inOneTick((rings: Parameters<RingQueue['addBulk']>[0]) => queue.addBulk(rings));
  const add = { bot: adding(queues.bot), handoff: adding(queues.handoff) };
  const canaries = new Map<QueueName, number>();
  const { work, stopAll } = workOn(store, log, (queue) => canaries.set(queue, Date.now()));

  return {
    store: redis ? 'redis' : 'postgres',
    ring: (queue, conversationId, { once, delay } = {}) =>
      add[queue]({
        name: 'look',
        data: { conversationId },
        opts: {
          ...(once && { deduplication: { id: once } }),
          ...(delay && { delay }),
          attempts: 4,
          backoff: { type: 'exponential', delay: 500 },
          removeOnComplete: true,
          // Failed rings carry ids only; the last hundred help an operator.
          removeOnFail: 100,
        },
      }),
    work,
    ...forOperators(queues),
    upsertCanary: async (queue) => {
      await queues[queue].upsertJobScheduler(
        CANARY,
        { every: CANARY_EVERY_MS },
        { name: CANARY, opts: { removeOnComplete: true, removeOnFail: true } },
      );
    },
    canaryAge(queue) {
      const at = canaries.get(queue);
      const age = at === undefined ? undefined : (Date.now() - at) / 1000;
      if (age !== undefined) metrics.canaryAge.set({ queue }, age);
      return age;
    },
    async close() {
      await stopAll();
      await Promise.allSettled(Object.values(queues).map((queue) => queue.close()));
    },
  };
}

/** Workers, those that run kept so that closing ends them without waiting for their work. */
function workOn(store: JobStore, log: Log, onCanary: (queue: QueueName) => void) {
  const workers = new Set<ReturnType<JobStore['worker']>>();
  const work: Jobs['work'] = async (queue, handler, { concurrency = 8 } = {}) => {
    const look = async (job: RingJob): Promise<string> => {
      if (job.name === CANARY) {
        onCanary(queue);
        return 'canary sings';
      }
      const said = await handler(job.data);
      log.debug({ queue, conversationId: job.data.conversationId, said }, 'job');
      return said;
    };
    const worker = store.worker(queue, look, concurrency);
    worker.on('error', (error) => log.debug({ queue, err: error.message }, 'worker connection'));
    worker.on('failed', (job, error) =>
      log.warn(
        { queue, conversationId: job?.data?.conversationId, attempt: job?.attemptsMade, err: error.message },
        'job failed',
      ),
    );
    workers.add(worker);
    return async () => {
      workers.delete(worker);
      await worker.close();
    };
  };
  return { work, stopAll: () => Promise.allSettled([...workers].map((worker) => worker.close(true))) };
}

/** What an operator sees of the queues, and does about a ring that failed. */
function forOperators(queues: Queues): Pick<Jobs, 'counts' | 'failed' | 'retry' | 'remove'> {
  const failedJob = async (queue: QueueName, id: string) => {
    const job = await inTime(queues[queue].getJob(id));
    return job && (await inTime(job.isFailed())) ? job : undefined;
  };
  return {
    async counts(queue) {
      const counts = await inTime(queues[queue].getJobCounts('waiting', 'active', 'delayed', 'failed'));
      const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
      return { waiting, active, delayed, failed };
    },
    async failed(queue) {
      const found = await inTime(queues[queue].getJobs(['failed'], 0, SHOWN - 1));
      return found.map((job) => ({
        ...{ id: String(job.id), queue, conversationId: job.data.conversationId, attempts: job.attemptsMade },
        ...{ error: job.failedReason ?? '', at: new Date(job.finishedOn ?? job.timestamp) },
      }));
    },
    async retry(queue, id) {
      const job = await failedJob(queue, id);
      await (job && inTime(job.retry('failed', { resetAttemptsMade: true })));
      return job !== undefined;
    },
    async remove(queue, id) {
      const job = await failedJob(queue, id);
      await (job && inTime(job.remove()));
      return job !== undefined;
    },
  };
}
