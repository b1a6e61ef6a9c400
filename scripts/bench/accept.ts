/**
 * P1, a message accepted: what fifty connections get through the gateway (authenticated, checked, durable, published),
 * beside Express 5 with one insert as anybody would write it first, on the same database, and beside bare `node:http`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Misconfigured } from '../../services/errors.js';
import { compiled } from '../../services/platform/root.js';
import type { Target, Told } from './accept-server.js';
import { SITE } from './crowd.js';
import type { Aim, Hits } from './load.js';
import { benchFolder, installed } from './peers.js';
import { machine, percentile, type Ratio, ratioOf, rounds, verdict } from './rounds.js';
import { onFresh } from './run.js';

const EXPRESS = ['express@5.3.0'];
const CONNECTIONS = 50;
const SECONDS = 2;
const TARGETS = { throughput: { least: 0.7 }, p99: { most: 1.5 } };
/** The load itself must be this much faster than the floor, or it is the load that was measured. */
const HEADROOM = 1.3;

/** Times in milliseconds; `cpuMs`: of the serving process, for each message. */
type Measured = { perSecond: number; p50: number; p99: number; cpuMs: number };
/** What came of it. */
export type Accepted = {
  /** The stores. */
  on: string;
  machine: string;
  at: string;
  /** Medians; `bytes` is a socket that answers whatever comes with the same bytes. */
  frontdesk: Measured;
  express: Measured;
  http: Measured;
  bytes: Measured;
  /** Frontdesk's to Express's, by round. */
  throughput: Ratio;
  p99: Ratio;
};

type Stores = { databaseUrl?: string | undefined; redisUrl?: string | undefined };

/** `count` rounds on a database of its own: on these stores, else embedded. Throws where a message is not accepted. */
export function acceptCosts(count: number, { databaseUrl, redisUrl }: Stores): Promise<Accepted> {
  const folder = installed('express', EXPRESS);
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'));
  return onFresh(databaseUrl, async (database) => {
    const env = {
      ...{ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent', SESSION_SECRET: randomUUID(), ALLOWED_ORIGINS: SITE },
      ...('databaseUrl' in database && { DATABASE_URL: database.databaseUrl }),
      ...(redisUrl && { REDIS_URL: redisUrl, REDIS_PREFIX: 'frontdesk-bench' }),
    };
    const children: ChildProcess[] = [];
    try {
      const load = await startLoad(children);
      const server = async (target: Target) => {
        const running = await startServer(children, target);
        const measure = () => aim(load, running);
        await measure();
        return { ...running, measure };
      };
      const http = await server({ serve: 'http' });
      const bytes = await server({ serve: 'bytes' });
      const floors = await rounds(1, { a: http.measure, b: bytes.measure });
      const frontdesk = await server({ serve: 'frontdesk', env });
      const express = await server({ serve: 'express', folder, database });
      const done = await rounds(count, { a: frontdesk.measure, b: express.measure });
      const ratio = (of: (it: Measured) => number) => ratioOf(done.map(({ a, b }) => mean(a, of) / mean(b, of)));
      return {
        on: `${databaseUrl ? 'PostgreSQL' : 'PGlite'} ${frontdesk.postgres}${redisUrl ? ' and Redis' : ''}`,
        ...{ machine: machine(), at: new Date().toISOString() },
        frontdesk: medians(done.flatMap(({ a }) => a)),
        express: medians(done.flatMap(({ b }) => b)),
        http: medians(floors.flatMap(({ a }) => a)),
        bytes: medians(floors.flatMap(({ b }) => b)),
        throughput: ratio((it) => it.perSecond),
        p99: ratio((it) => it.p99),
      };
    } finally {
      await Promise.all(children.map(end));
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
}

const mean = (pair: [Measured, Measured], of: (it: Measured) => number) => (of(pair[0]) + of(pair[1])) / 2;
const medians = (all: Measured[]): Measured => {
  const median = (of: (it: Measured) => number) => percentile(all.map(of), 0.5);
  return {
    perSecond: median((it) => it.perSecond),
    p50: median((it) => it.p50),
    p99: median((it) => it.p99),
    cpuMs: median((it) => it.cpuMs),
  };
};

type Server = { child: ChildProcess; port: number; postgres?: string };

/** What is started is among `children` at once, also where it fails. */
async function startServer(children: ChildProcess[], target: Target): Promise<Server> {
  const child = fork(fileURLToPath(compiled(import.meta.url, './accept-server.js')), [JSON.stringify(target)]);
  children.push(child);
  const told = await answerOf<Told>(child);
  if (!('port' in told)) throw new Error('no port');
  return { child, ...told };
}

async function startLoad(children: ChildProcess[]): Promise<ChildProcess> {
  const child = fork(fileURLToPath(compiled(import.meta.url, './load.js')));
  children.push(child);
  await answerOf(child);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** One salvo, and what it cost the server's process for each message. */
async function aim(load: ChildProcess, { child, port }: Server): Promise<Measured> {
  const before = await cpuOf(child);
  load.send({ port, connections: CONNECTIONS, seconds: SECONDS } satisfies Aim);
  const { ms, seconds, wrong } = await answerOf<Hits>(load);
  if (Object.keys(wrong).length) throw new Misconfigured(`Not every message was accepted: ${JSON.stringify(wrong)}`);
  const cpuMs = ((await cpuOf(child)) - before) / ms.length;
  return { perSecond: ms.length / seconds, p50: percentile(ms, 0.5), p99: percentile(ms, 0.99), cpuMs };
}

async function cpuOf(child: ChildProcess): Promise<number> {
  child.send('processor time?');
  const told = await answerOf<Told>(child);
  return 'cpuMs' in told ? told.cpuMs : 0;
}

/** What it says next. */
function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) =>
      reject(new Misconfigured(`A part of the measurement ended early (exit code ${code}).`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as T);
    });
  });
}

/** Keeps the figures as JSON and says where, and says them as a table. */
export function toldAccept(it: Accepted): string {
  mkdirSync(benchFolder, { recursive: true });
  const file = join(benchFolder, `P1-${it.on.replaceAll(/[^\w.]+/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify(it, null, 2)}\n`);
  const row = (name: string, { perSecond, p50, p99, cpuMs }: Measured) =>
    `${name.padEnd(34)}${perSecond.toFixed(0).padStart(9)}${[p50, p99, cpuMs].map((ms) => `${ms.toFixed(2)} ms`.padStart(12)).join('')}`;
  const ratio = ({ median, lowest, highest }: Ratio) =>
    `${median.toFixed(2)} (${lowest.toFixed(2)} to ${highest.toFixed(2)})`;
  return [
    `P1, a message accepted: ${CONNECTIONS} connections, ${it.on}; ${it.machine}`,
    `${''.padEnd(34)} a second         p50         p99   processor`,
    row('Frontdesk', it.frontdesk),
    row(`${EXPRESS[0]} and one insert`, it.express),
    row('node:http (the floor)', it.http),
    row('the load alone', it.bytes),
    `Frontdesk to Express, by round: a second ${ratio(it.throughput)}, target ${TARGETS.throughput.least}: ${verdict(it.throughput, TARGETS.throughput)};`,
    `  p99 ${ratio(it.p99)}, target ${TARGETS.p99.most}: ${verdict(it.p99, TARGETS.p99)}. Processor: of the serving process, for each message.`,
    ...(it.bytes.perSecond < HEADROOM * it.http.perSecond
      ? [`The load is not ${HEADROOM} times as fast as the floor: what comes near the floor was not measured here.`]
      : []),
    `Kept in ${file}.`,
  ].join('\n');
}
