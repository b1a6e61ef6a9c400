/** BullMQ, and its only import: its queues and workers on Redis, or on its Postgres backend. */
import { EventEmitter } from 'node:events';
import { createPostgresBackend, type Job, Queue, runMigrations, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Db } from './db.js';

/** A ring: "look at conversation X". */
export type Ring = { conversationId: string };
export type RingJob = Job<Ring, string>;
type Work = (job: RingJob) => Promise<string>;

const workerOptions = { lockDuration: 10_000, stalledInterval: 5_000, drainDelay: 2 };

export type JobStore = ReturnType<typeof onRedis> | ReturnType<typeof onPostgres>;

export type RingQueue = ReturnType<JobStore['queue']>;

export function onRedis(connect: (use: 'producer' | 'worker') => Redis, prefix: string) {
  return {
    queue: (name: string) => new Queue<Ring, string>(name, { connection: connect('producer'), prefix }),
    worker: (name: string, work: Work, concurrency: number) =>
      new Worker<Ring, string>(name, work, { ...workerOptions, concurrency, connection: connect('worker'), prefix }),
  };
}

/** Its tables must be there: `migrateJobs`. */
export function onPostgres(db: Db) {
  const connection = () => (db.embedded ? standInPool(db) : db.pool);
  return {
    queue: (name: string) => new Queue(name, { connection: connection() }, createPostgresBackend),
    worker: (name: string, work: Work, concurrency: number) =>
      new Worker(name, work, { ...workerOptions, concurrency, connection: connection() }, createPostgresBackend),
  };
}

export async function migrateJobs(db: Db): Promise<void> {
  const client = await db.pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await runMigrations(client, 'bullmq');
  } finally {
    // The migrator leaves its own search path behind on this session.
    await client.query('reset all').catch(() => {});
    await client.query('set search_path = public, bullmq').catch(() => {});
    client.release();
  }
}

/**
 * With PGlite there is one connection, and BullMQ's worker would hold it for ever to LISTEN. It gets this
 * stand-in: queries go through our pool, `connect()` returns an object that holds nothing, and notifications are
 * passed on from the one client.
 */
function standInPool(db: Db) {
  const notifications = new EventEmitter().setMaxListeners(0);
  const pass = (client: Pick<EventEmitter, 'on'>) =>
    client.on('notification', (message) => notifications.emit('notification', message));
  db.pool.on('connect', pass);
  // The one client usually exists by now: reach it once.
  const attached = db.pool.connect().then((client) => {
    pass(client);
    client.release();
  });
  const query = async (text: string, values?: readonly unknown[]) => {
    await attached;
    const client = await db.pool.connect();
    try {
      return await client.query(text, values && [...values]);
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
