/**
 * `npm run bench -- load PATH`: time and memory of loading a knowledge base, and then of deciding on it, each beside a peer or a
 * floor. Every part runs in a process of its own, on a database of its own, with the same embedding model.
 */
import { fork, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { Invalid, Misconfigured } from '../services/errors.js';
import { root } from '../services/platform/root.js';
import type { Measured, Task } from './bench-part.js';
import { program } from './operator.js';

const usage = `Usage: npm run bench -- load PATH [--database URL] [--questions N] [--alone]
With --database (a PostgreSQL server where databases may be made) it measures on PostgreSQL, beside LangChain's PGVectorStore, which it installs into .bench/ (--alone leaves that out);
without, on the embedded database. PATH is what knowledge:load takes.`;

/** It cannot be a dependency: what it pulls in contradicts our other packages. */
const PEER = ['@langchain/community@1.1.29', '@langchain/core@1.4.0', 'pg@8.23.1'];

await program(async () => {
  const { path, questions, alone, database: databaseUrl } = readArgs();
  const peer = databaseUrl && !alone ? installPeer() : undefined;
  const ours = await onFresh(databaseUrl, (database) => run({ part: 'load', path, database, questions }));
  print('Frontdesk', ours);
  if (!peer) {
    if (!alone) console.log('PGVectorStore needs PostgreSQL: name one with --database to see it beside.');
    return;
  }
  print('PGVectorStore', await onFresh(databaseUrl, (database) => run({ part: 'peer', path, database, peer })));
});

function readArgs() {
  const { values, positionals } = parseArgs({
    options: {
      database: { type: 'string' },
      questions: { type: 'string', default: '300' },
      alone: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [what, path, ...rest] = positionals;
  const questions = Number(values.questions);
  if (what !== 'load' || !path || rest.length || !Number.isInteger(questions) || questions < 1 || questions > 10_000)
    throw new Invalid(usage);
  if (!existsSync(path)) throw new Misconfigured(`There is no ${path}.`);
  return { path, questions, alone: values.alone, database: values.database };
}

function installPeer(): string {
  const folder = join(root, '.bench');
  if (existsSync(join(folder, 'node_modules/@langchain/community'))) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const args = ['install', '--legacy-peer-deps', '--no-audit', '--no-fund', '--engine-strict=false', ...PEER];
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Misconfigured('PGVectorStore could not be installed; --alone measures without it.');
  return folder;
}

/** A database that nobody else uses, gone afterwards. */
async function onFresh<T>(url: string | undefined, work: (database: Task['database']) => Promise<T>): Promise<T> {
  if (!url) {
    const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'));
    return work({ dataDir }).finally(() => rmSync(dataDir, { recursive: true, force: true }));
  }
  const name = `frontdesk_bench_${process.pid}_${Date.now()}`;
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect().catch((error: Error) => {
    throw new Misconfigured(`PostgreSQL does not answer at --database: ${error.message}`);
  });
  try {
    await client.query(`create database ${name}`);
    const database = new URL(url);
    database.pathname = `/${name}`;
    return await work({ databaseUrl: database.href });
  } finally {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.end();
  }
}

function run(task: Task): Promise<Measured> {
  const child = fork(fileURLToPath(new URL('./bench-part.js', import.meta.url)), [JSON.stringify(task)]);
  return new Promise((resolve, reject) => {
    let measured: Measured | undefined;
    child.on('message', (message) => {
      measured = message as Measured;
    });
    child.on('exit', (code) =>
      measured ? resolve(measured) : reject(new Misconfigured(`The measurement ended early (exit code ${code}).`)),
    );
  });
}

function print(name: string, { texts, seconds, megabytes, asked }: Measured): void {
  const parts = Object.entries(seconds).map(([part, value]) => `${part} ${value.toFixed(1)} s`);
  console.log(`${name}: ${texts} texts; ${parts.join(', ')}; at most ${megabytes} MB`);
  for (const { what, p50, p95, p99 } of asked ?? [])
    console.log(`  ${what}: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
}
