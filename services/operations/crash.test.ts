/** Whole processes, killed without a warning: nothing acknowledged is lost, everything owed gets done. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { openPglite } from '../platform/db.js';
import { root } from '../platform/root.js';
import { says, scriptedModel } from '../testing/model.js';
import { call, eventually, freshDatabase, openVisitor } from '../testing/stack.js';

const children = new Set<ChildProcess>();
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the compiled program with some roles, as an operator would. */
function run(env: Record<string, string>, ...roles: string[]): ChildProcess {
  const child = spawn(process.execPath, [join(root, 'dist/services/main.js'), ...roles], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: 'ignore',
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

const ready = (url: string) =>
  eventually(async () => (await call(url, 'GET', '/readyz').catch(() => undefined))?.status === 200, 60_000);

/** Said nothing that was kept, answered or suggested to since they last spoke, or waiting for a person. */
const settled = async (visitor: Awaited<ReturnType<typeof openVisitor>>) => {
  const { conversation, events } = await visitor.history();
  const last = events.filter((event) => event.role === 'visitor').at(-1)?.seq ?? 0;
  if (last === 0 || conversation.state === 'queued') return true;
  return events.some((event) => event.seq > last && event.role === 'bot');
};

test('embedded: SIGKILL under load, and again; nothing acknowledged is lost or doubled, everything owed is answered', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-crash-'));
  cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const pglite = await openPglite({
    dataDir: join(dataDir, 'pg'),
    loadDataDir: new Blob([new Uint8Array(readFileSync(inject('found').dump))]),
  });
  await pglite.close();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'silent' };

  let server = run(env);
  await ready(url);
  const visitors = await Promise.all(Array.from({ length: 12 }, () => openVisitor(url)));
  const acknowledged = visitors.map(() => new Map<string, { seq: number; text: string }>());

  for (let round = 0; round < 3; round++) {
    let taken = 0;
    let enough: () => void = () => {};
    const underWay = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const posting = visitors.map(async (visitor, i) => {
      for (let n = 0; n < 3; n++) {
        const clientId = randomUUID();
        const text = `Where is my parcel? (${round}.${n})`;
        const reply = await visitor.post(text, { clientId }).catch(() => undefined);
        if (reply?.status !== 202) return;
        acknowledged[i]?.set(clientId, { seq: reply.body.event.seq, text });
        // In the middle of it, at another place each round.
        if (++taken === 6 + 9 * round) enough();
      }
    });
    await Promise.race([underWay, Promise.all(posting)]);
    await kill(server);
    await Promise.all(posting);
    server = run(env);
    await ready(url);
  }

  const count = acknowledged.reduce((sum, map) => sum + map.size, 0);
  expect(count, 'the test must have acknowledged something').toBeGreaterThan(30);
  for (const [i, visitor] of visitors.entries()) {
    await eventually(() => settled(visitor), 40_000).catch(async (error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify(await visitor.history())}`);
    });
    const { events } = await visitor.history();
    for (const [clientId, { seq, text }] of acknowledged[i] ?? [])
      expect(events.filter((event) => event.clientId === clientId)).toMatchObject([{ seq, text }]);
    // What was not acknowledged may be there once or not at all.
    const said = events.flatMap((event) => event.clientId ?? []);
    expect(new Set(said).size).toBe(said.length);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, at) => at + 1));
  }
}, 240_000);

const redisServer = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find((path) => existsSync(path));

describe.runIf(inject('found').postgres && redisServer)('many processes', () => {
  /** A Redis of our own, which we may empty and kill. */
  async function ownRedis(): Promise<{ redisUrl: string; redisProcess: ChildProcess }> {
    const port = await freePort();
    const child = spawn(
      redisServer as string,
      ['--port', String(port), '--save', '', '--appendonly', 'no', '--bind', '127.0.0.1'],
      {
        stdio: 'ignore',
      },
    );
    children.add(child);
    const url = `redis://127.0.0.1:${port}`;
    await eventually(async () => {
      const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
      client.on('error', () => {});
      try {
        await client.connect();
        return true;
      } catch {
        return false;
      } finally {
        client.disconnect();
      }
    });
    return { redisUrl: url, redisProcess: child };
  }

  async function installation() {
    const { env, drop } = await freshDatabase('postgres');
    cleanups.push(drop);
    const { redisUrl, redisProcess } = await ownRedis();
    const port = await freePort();
    return {
      url: `http://127.0.0.1:${port}`,
      redisUrl,
      redisProcess,
      env: { ...env, REDIS_URL: redisUrl, PORT: String(port), LOG_LEVEL: 'silent' },
    };
  }

  test('FLUSHALL with 50 turns queued: all are answered', async () => {
    const { url, env, redisUrl } = await installation();
    run(env, 'gateway');
    await ready(url);
    const visitors = await Promise.all(Array.from({ length: 50 }, () => openVisitor(url)));
    for (const visitor of visitors) expect((await visitor.post('Where is my parcel?')).status).toBe(202);
    const redis = new Redis(redisUrl);
    const queued = await redis.keys('*');
    expect(queued.length).toBeGreaterThan(0);
    await redis.flushall();
    redis.disconnect();
    run(env, 'bot', 'handoff');
    const began = Date.now();
    for (const visitor of visitors) await eventually(() => settled(visitor), 60_000);
    console.log(`50 flushed turns settled ${((Date.now() - began) / 1000).toFixed(1)} s after the bot was started`);
  }, 180_000);

  test('a worker killed in the middle of an answer: another one answers in under 40 s, once', async () => {
    const model = await scriptedModel();
    cleanups.push(() => model.close());
    // Slow enough to be killed in the middle, then quick for whoever takes over.
    const question = 'How do I reset my password?';
    model.will(
      question,
      says(
        Array.from({ length: 60 }, (_, i) => `Word ${i} is here. `),
        { pause: 200 },
      ),
    );
    model.will(question, says(['Use the link ', 'in the e-mail. [1]'], { pause: 5 }));
    const installed = await installation();
    const env = { ...installed.env, ...model.env };
    run(env, 'gateway', 'handoff');
    const first = run(env, 'bot');
    await ready(installed.url);
    const visitor = await openVisitor(installed.url);
    const screen = await visitor.stream();
    await visitor.post(question);
    await screen.until((it) => it.event === 'delta', 30_000);
    run(env, 'bot');
    await kill(first);
    const killed = Date.now();
    await eventually(() => settled(visitor), 40_000);
    console.log(`settled ${((Date.now() - killed) / 1000).toFixed(1)} s after the worker was killed`);
    const { events } = await visitor.history();
    const answers = events.filter((event) => event.role === 'bot');
    expect(answers).toHaveLength(1);
    expect(answers[0]?.text).toBe('Use the link in the e-mail. [1]');
    await screen.close();
  }, 120_000);

  test('Redis killed: messages are taken and answered without it', async () => {
    const { url, env, redisProcess } = await installation();
    run(env);
    await ready(url);
    const visitor = await openVisitor(url);
    await kill(redisProcess);
    const began = Date.now();
    // It never comes back: what waited for it would wait for good.
    expect((await visitor.post('Where is my parcel?')).status).toBe(202);
    await eventually(() => settled(visitor), 30_000);
    console.log(`answered without Redis after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }, 120_000);
});
