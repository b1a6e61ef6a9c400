/**
 * BullMQ, and its only import. A job is a ring: "look at conversation X". What is owed stands in Postgres, so a job that is
 * lost, doubled or late costs time, never an answer. On Redis where there is one, else on BullMQ's Postgres backend.
 */
import { EventEmitter } from 'node:events';
import { createPostgresBackend, type Job, Queue, runMigrations, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { within } from './attempt.js';
import type { Db } from './db.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';

export const queueNames = ['bot', 'handoff'] as const;
export type QueueName = (typeof queueNames)[number];
export type Ring = { conversationId: string };

/** Does the work and returns a sentence that says what it did; logs and tests read the same words. */
export type Handler = (ring: Ring) => Promise<string>;

/** How many rings a queue holds, by what becomes of them. */
export type QueueCounts = { waiting: number; active: number; delayed: number; failed: number };
/** A ring that was worked on four times in vain. */
export type FailedRing = {
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
  /** Asks the workers of a queue to look at a conversation. `once` names rings that are one and the same; without it each counts. */
  ring: (queue: QueueName, conversationId: string, options?: { once?: string; delay?: number }) => Promise<void>;
  /** Starts working on a queue; returns how to stop (waits for what runs). */
  work: (queue: QueueName, handler: Handler, options?: { concurrency?: number }) => Promise<() => Promise<void>>;
  /** Each of these throws `Silent` where the store does not answer. */
  counts: (queue: QueueName) => Promise<QueueCounts>;
  /** The last first, at most fifty. */
  failed: (queue: QueueName) => Promise<FailedRing[]>;
  /** Rings anew: a ring too many finds nothing to do. False where it is not there, or does not count as failed any more. */
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

export async function openJobs({ db, log, metrics, prefix, redis }: Options): Promise<Jobs> {
  if (!redis) await migrateJobs(db);
  // BullMQ's types tie a queue to its backend; ours is chosen at run time, and we use only what both have.
  const construct = (use: 'producer' | 'worker') =>
    redis
      ? { options: { connection: redis(use), prefix: `${prefix}-jobs` }, factory: undefined }
      : { options: { connection: db.embedded ? standInPool(db) : db.pool }, factory: createPostgresBackend };
  const queues = new Map<QueueName, Queue>();
  for (const name of queueNames) {
    const { options, factory } = construct('producer');
    const queue = new Queue(name, options as never, factory as never);
    queue.on('error', (error) => log.debug({ queue: name, err: error.message }, 'queue connection'));
    queues.set(name, queue);
  }
  const queueOf = (name: QueueName) => queues.get(name) as Queue;
  const failedJob = async (queue: QueueName, id: string) => {
    const job = await inTime(queueOf(queue).getJob(id));
    return job && (await inTime(job.isFailed())) ? job : undefined;
  };
  const workers = new Set<Worker>();
  const canaries = new Map<QueueName, number>();

  return {
    store: redis ? 'redis' : 'postgres',
    async ring(queue, conversationId, { once, delay } = {}) {
      await queueOf(queue).add('look', { conversationId } satisfies Ring, {
        ...(once && { deduplication: { id: once } }),
        ...(delay && { delay }),
        attempts: 4,
        backoff: { type: 'exponential', delay: 500 },
        removeOnComplete: true,
        // Failed rings carry ids only; the last hundred help an operator.
        removeOnFail: 100,
      });
    },
    async work(queue, handler, { concurrency = 8 } = {}) {
      const { options, factory } = construct('worker');
      const process = async (job: Job): Promise<string> => {
        if (job.name === CANARY) {
          canaries.set(queue, Date.now());
          return 'canary sings';
        }
        const said = await handler(job.data as Ring);
        log.debug({ queue, conversationId: job.data.conversationId, said }, 'job');
        return said;
      };
      const worker = new Worker(
        queue,
        process as never,
        { ...options, concurrency, lockDuration: 10_000, stalledInterval: 5_000, drainDelay: 2 } as never,
        factory as never,
      );
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
    },
    async counts(queue) {
      const counts = await inTime(queueOf(queue).getJobCounts('waiting', 'active', 'delayed', 'failed'));
      const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
      return { waiting, active, delayed, failed };
    },
    async failed(queue) {
      const found = await inTime(queueOf(queue).getJobs(['failed'], 0, SHOWN - 1));
      return found.map((job) => ({
        ...{ id: String(job.id), queue, conversationId: (job.data as Ring).conversationId, attempts: job.attemptsMade },
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
    upsertCanary: async (queue) => {
      await queueOf(queue).upsertJobScheduler(
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
      await Promise.allSettled([...workers].map((worker) => worker.close(true)));
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
    },
  };
}

async function migrateJobs(db: Db): Promise<void> {
  const client = await db.pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await runMigrations(client as never, 'bullmq');
  } finally {
    // The migrator leaves its own search path behind on this session.
    await client.query('reset all').catch(() => {});
    await client.query('set search_path = public, bullmq').catch(() => {});
    client.release();
  }
}

/**
 * With PGlite there is one connection, and BullMQ's worker would hold it for ever to LISTEN. It gets this stand-in: queries
 * go through our pool, `connect()` returns an object that holds nothing, and notifications are passed on from the one client.
 */
function standInPool(db: Db) {
  const notifications = new EventEmitter().setMaxListeners(0);
  const pass = (client: { on: (event: 'notification', listener: (message: unknown) => void) => void }) =>
    client.on('notification', (message) => notifications.emit('notification', message));
  db.pool.on('connect', pass as never);
  // The one client usually exists by now: reach it once.
  const attached = db.pool.connect().then((client) => {
    pass(client as never);
    client.release();
  });
  const query = async (text: string, values?: unknown[]) => {
    await attached;
    const client = await db.pool.connect();
    try {
      return await client.query(text, values);
    } finally {
      client.release();
    }
  };
  const client = Object.assign(notifications, { query, release: () => {} });
  return {
    query,
    connect: async () => client,
    end: async () => {},
    on: () => {},
    options: { keepAlive: true },
  };
}
