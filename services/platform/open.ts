/** Everything that the parts share, opened from the configuration and closed in reverse order. */
import { randomUUID } from 'node:crypto';
import type { PGlite } from '@electric-sql/pglite';
import type { Config } from '../config.js';
import { Misconfigured, messageOf } from '../errors.js';
import { type Bus, memoryBus, redisBus } from './bus.js';
import { type ChatModel, openChatModel } from './chat-model.js';
import { type Db, openDb } from './db.js';
import { type Embedder, openEmbedder } from './embedder.js';
import { type Jobs, openJobs } from './jobs.js';
import { createLog, type Log } from './log.js';
import { createMetrics, type Metrics } from './metrics.js';
import { migrate } from './migrate.js';
import { checkRedis, connectRedis, type RedisUse } from './redis.js';

export type Platform = {
  config: Config;
  db: Db;
  jobs: Jobs;
  bus: Bus;
  models: { embedder: Embedder; chat?: ChatModel };
  log: Log;
  metrics: Metrics;
  /** This process, in `processes` and in logs. */
  processId: string;
  close: () => Promise<void>;
};

type Given = { pglite?: PGlite; embedder?: Embedder; log?: Log; metrics?: Metrics };

/** Opens and migrates. `given` replaces parts in tests. */
export async function openPlatform(config: Config, given: Given = {}): Promise<Platform> {
  const log = given.log ?? createLog(config.logLevel);
  const metrics = given.metrics ?? createMetrics();
  const onError = (error: Error) => log.warn({ err: error.message }, 'connection');
  const embedder = given.embedder ?? (await openTried(config, log));
  const { redisUrl } = config;
  if (redisUrl && (await checkRedis(redisUrl)) === 'away')
    log.warn('Redis does not answer yet; going on without it until it does');

  const db = await openDb(
    config.databaseUrl
      ? { databaseUrl: config.databaseUrl }
      : given.pglite
        ? { pglite: given.pglite }
        : { dataDir: config.dataDir },
    onError,
  );
  await migrate(db);
  await seedOrigins(db, config.allowedOrigins);
  const connect = redisUrl
    ? (use: RedisUse) => {
        const client = connectRedis(redisUrl, use);
        client.on('error', (error) => log.debug({ use, err: error.message }, 'redis'));
        return client;
      }
    : undefined;
  const bus = connect ? await redisBus(() => connect('bus'), config.redisPrefix, onError) : memoryBus();
  const jobs = await openJobs({ db, log, metrics, prefix: config.redisPrefix, ...(connect && { redis: connect }) });
  const { openai } = config;
  const chat = openai?.chatModel
    ? openChatModel({ ...openai, model: openai.chatModel, timing: config.timing })
    : undefined;

  return {
    config,
    db,
    jobs,
    bus,
    models: { embedder, ...(chat && { chat }) },
    log,
    metrics,
    processId: randomUUID(),
    async close() {
      await jobs.close();
      await bus.close();
      await embedder.close();
      await db.close();
    },
  };
}

/** A folder's encoder is tried where visitors are answered: what is wrong with it shows at start, and nobody waits for it. */
async function openTried(config: Config, log: Log): Promise<Embedder> {
  const embedder = await openEmbedder(config);
  const { embeddingDir: dir, roles } = config;
  const [vector] =
    dir && roles.includes('bot')
      ? await embedder.embed(['?']).catch(async (error) => {
          await embedder.close();
          throw new Misconfigured(`EMBEDDING_DIR: the encoder in ${dir} does not work: ${messageOf(error)}`);
        })
      : [];
  log.info({ encoder: embedder.model, ...embedder.about, ...(vector && { dimensions: vector.length }) }, 'encoder');
  return embedder;
}

/** ALLOWED_ORIGINS seeds the default inbox once; afterwards its row rules. */
async function seedOrigins(db: Db, origins: string[]): Promise<void> {
  if (origins.length)
    await db.query(`update inboxes set origins = $1 where slug = 'default' and origins = '{}'`, [origins]);
}
