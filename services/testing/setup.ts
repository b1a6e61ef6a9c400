/**
 * Runs once before the tests: makes one migrated database with the demo company's knowledge published, from which every
 * test starts, and looks for the real services. What is not found is named here; with CI=true it is a failure.
 */
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { readKnowledge } from '../../knowledge/import/read.js';
import { shippedModel, withShipped } from '../../knowledge/shipped.js';
import { load } from '../../knowledge/versions/publish.js';
import { type Db, openDb, openPglite } from '../platform/db.js';
import { localEmbedder } from '../platform/embedder.js';
import { migrate } from '../platform/migrate.js';
import { root } from '../platform/root.js';

export type Found = {
  /** A dump of the embedded database, migrated and with knowledge. */
  dump: string;
  /** A server where tests may make databases, and the name of their template. */
  postgres?: { url: string; template: string };
  redisUrl?: string;
  chromium?: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    found: Found;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  // A sandbox of mutation testing keeps the threads that it was given.
  if (sources === root) {
    await buildServer();
    project.onTestsRerun(buildServer);
  }
  const stamp = fingerprint();
  const cache = join(root, 'node_modules/.cache/frontdesk');
  const dump = join(cache, `pglite-${stamp}.tar.gz`);
  mkdirSync(cache, { recursive: true });
  const began = Date.now();
  // Mutation testing runs embedded alone.
  const embeddedOnly = process.env.TEST_MODES === 'embedded';
  const env = embeddedOnly ? {} : servicesEnv();
  const databaseUrl = env.DATABASE_URL && (await answers(env.DATABASE_URL)) ? env.DATABASE_URL : undefined;
  const redisUrl = env.REDIS_URL && (await redisAnswers(env.REDIS_URL)) ? env.REDIS_URL : undefined;
  const chromium = embeddedOnly ? undefined : BROWSERS.find((it) => existsSync(it));

  // Side by side: each fits the demo's knowledge, which keeps one core busy for some time.
  const [template] = await Promise.all([
    databaseUrl ? makeTemplate(databaseUrl, stamp) : undefined,
    existsSync(dump) ? undefined : makeDump().then((bytes) => writeFileSync(dump, bytes)),
  ]);
  project.provide('found', {
    dump,
    ...(databaseUrl && template && { postgres: { url: databaseUrl, template } }),
    ...(redisUrl && { redisUrl }),
    ...(chromium && { chromium }),
  });
  const skipped = [
    ...(databaseUrl ? [] : ['the tests on PostgreSQL (bring it up with: npm run services)']),
    ...(redisUrl ? [] : ['the tests on Redis (bring it up with: npm run services)']),
    ...(chromium ? [] : ['the tests in a browser (on Debian: apt-get install chromium)']),
  ];
  console.log(`Test databases ready in ${((Date.now() - began) / 1000).toFixed(1)} s.`);
  for (const what of skipped) console.log(`Skipping ${what}.`);
  if (process.env.CI === 'true' && skipped.length) throw new Error('With CI=true nothing may be skipped.');
}

/**
 * Tests run from the sources, but what they start beside themselves (threads, programs, see `compiled`) is compiled
 * code: a stale dist/ would test yesterday's. Incremental, so that it costs about a second where something changed.
 * What does not type is compiled all the same and only told: `npm run check` and `npm test` refuse it.
 */
async function buildServer(): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root }).catch((error) => {
    if (!error.stdout) throw error;
    console.error(`The compiler says:\n${error.stdout}`);
  });
}

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Where the sources stand that the dump is known by: mutation testing runs altered copies, which must not make it anew.
 */
const sources = process.env.TEST_SOURCES ?? root;

/**
 * Changes with whatever shapes the test database: migrations, content, the program that publishes it (this file and all
 * that it imports, threads included) and what that stands on. Other code of knowledge/ may change as it likes.
 */
function fingerprint(): string {
  const hash = createHash('sha256');
  const { dependencies } = JSON.parse(readFileSync(join(sources, 'package.json'), 'utf8'));
  hash.update(JSON.stringify(dependencies));
  for (const folder of ['knowledge/content', 'services/platform/migrations'])
    for (const name of readdirSync(join(sources, folder), { recursive: true, encoding: 'utf8' }).sort())
      if (/\.\w+$/.test(name)) hash.update(name).update(readFileSync(join(sources, folder, name)));
  hash.update(readFileSync(join(sources, `knowledge/demo-${shippedModel}.bin`)));
  for (const file of program(join(sources, 'services/testing/setup.ts'))) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

/** A file and all of ours that it brings in, by the paths it names; types alone bring nothing. */
function program(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8').replace(/^(import|export) type [^;]*;/gm, '');
  for (const [, path = ''] of text.matchAll(/'(\.{1,2}\/[^']+)\.js'/g))
    program(join(dirname(file), `${path}.ts`), seen);
  return seen;
}

/** From the environment, else what `npm run services` wrote. */
function servicesEnv(): Record<string, string | undefined> {
  if (process.env.TEST_DATABASE_URL || process.env.TEST_REDIS_URL)
    return { DATABASE_URL: process.env.TEST_DATABASE_URL, REDIS_URL: process.env.TEST_REDIS_URL };
  const file = join(root, '.services/env');
  if (!existsSync(file)) return {};
  return Object.fromEntries(
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.match(/^(\w+)=(.*)$/))
      .filter((match) => match !== null)
      .map((match) => [match[1], match[2]]),
  );
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

async function redisAnswers(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return true;
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

async function makeDump(): Promise<Buffer> {
  const pglite = await openPglite();
  const db = await openDb({ pglite }, () => {});
  const embedder = localEmbedder();
  await publishInto(db, embedder);
  await embedder.close();
  const dump = await pglite.dumpDataDir('gzip');
  await db.close();
  return Buffer.from(await dump.arrayBuffer());
}

async function publishInto(db: Db, embedder: ReturnType<typeof localEmbedder>): Promise<void> {
  await migrate(db);
  const { entries } = readKnowledge(join(root, 'knowledge/content'));
  // As loadKnowledge does it, without what it could do besides: the dump is known by what is imported here.
  await load(db, withShipped(embedder), entries, { author: 'test' });
}

/** A template database on the server, from which each test's own is copied. */
async function makeTemplate(url: string, stamp: string): Promise<string> {
  const name = `frontdesk_test_${stamp}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    for (const { datname } of (await admin.query(`select datname from pg_database where datname ~ '^frontdesk_test_'`))
      .rows)
      if (datname !== name) await admin.query(`drop database if exists "${datname}"`).catch(() => {});
    const { rows } = await admin.query('select 1 from pg_database where datname = $1', [name]);
    if (rows.length) return name;
    // Under a name of our own until it is whole: another run may be making the same one.
    const making = `${name}_${randomUUID().slice(0, 8)}`;
    await admin.query(`create database "${making}"`);
    const target = new URL(url);
    target.pathname = `/${making}`;
    const db = await openDb({ databaseUrl: target.href }, () => {});
    await migrate(db);
    const embedder = localEmbedder();
    await publishInto(db, embedder);
    await embedder.close();
    await db.close();
    try {
      await admin.query(`alter database "${making}" rename to "${name}"`);
    } catch {
      await admin.query(`drop database "${making}" with (force)`);
    }
    return name;
  } finally {
    await admin.end();
  }
}
