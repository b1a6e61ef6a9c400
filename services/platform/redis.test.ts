import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure } from '../testing/verbs.js';
import { checkRedis, connectRedis } from './redis.js';

const found = spawnSync('redis-server', ['--version']).status === 0;

describe.skipIf(!found)('Redis', () => {
  let url: string;
  let stop: () => Promise<void>;
  let admin: Redis;
  beforeAll(async () => {
    const dir = mkdtempSync(join(tmpdir(), 'frontdesk-redis-'));
    const port = await freePort();
    const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir]);
    url = `redis://127.0.0.1:${port}`;
    admin = new Redis(url, { retryStrategy: () => 100 });
    admin.on('error', () => {});
    await admin.ping();
    stop = async () => {
      admin.disconnect();
      server.kill();
      await new Promise((resolve) => server.once('exit', resolve));
      rmSync(dir, { recursive: true, force: true });
    };
  });
  afterAll(() => stop?.());

  test('that keeps everything is fine', async () => {
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
    expect(await checkRedis(url)).toBe('ok');
  });

  test.each(['allkeys-lru', 'volatile-ttl', 'allkeys-random'])(
    'that may forget jobs is refused: %s',
    async (policy) => {
      await admin.config('SET', 'maxmemory-policy', policy);
      expect(await failure(checkRedis(url))).toMatchObject({
        name: 'Misconfigured',
        message: expect.stringMatching(new RegExp(`${policy}.*noeviction`)),
      });
    },
  );

  test('that is not there yet is no reason not to start, and makes no request wait', async () => {
    const nowhere = `redis://127.0.0.1:${await freePort()}`;
    expect(await checkRedis(nowhere)).toBe('away');
    const producer = connectRedis(nowhere, 'producer');
    producer.on('error', () => {});
    let tries = 0;
    producer.on('reconnecting', () => {
      tries++;
    });
    expect(await failure(producer.publish('x', 'y'))).toBeInstanceOf(Error);
    expect(tries).toBeLessThanOrEqual(1);
    producer.disconnect();
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
