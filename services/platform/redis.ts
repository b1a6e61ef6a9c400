import { Redis } from 'ioredis';
import { Misconfigured } from '../errors.js';

/** `producer`: never makes a request wait for a Redis that is away. `worker` and `bus`: wait and come back for ever. */
export type RedisUse = 'producer' | 'worker' | 'bus';

export function connectRedis(url: string, use: RedisUse): Redis {
  return new Redis(url, {
    maxRetriesPerRequest: use === 'producer' ? 1 : null,
    enableOfflineQueue: use !== 'producer',
    connectTimeout: 3_000,
    keepAlive: 10_000,
    retryStrategy: (times) => Math.min(200 * times, 2_000),
  });
}

/**
 * Refuses a Redis that may throw jobs away (any policy but noeviction). A Redis that does not answer yet is no reason
 * not to start: it is looked for again and again, and the product works without it, slower.
 */
export async function checkRedis(url: string): Promise<'ok' | 'away'> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: 2_000,
  });
  redis.on('error', () => {});
  try {
    await redis.connect();
    const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1];
    if (policy && policy !== 'noeviction')
      throw new Misconfigured(
        `Redis evicts keys when memory is short (maxmemory-policy ${policy}), which loses jobs. Set "maxmemory-policy noeviction" in its configuration.`,
      );
    return 'ok';
  } catch (error) {
    if (error instanceof Misconfigured) throw error;
    return 'away';
  } finally {
    redis.disconnect();
  }
}
