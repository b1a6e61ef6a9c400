/** Parts of `npm run bench` in processes of their own, on databases of their own. */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Progress } from '../../knowledge/batches.js';
import { Misconfigured } from '../../services/errors.js';
import { compiled } from '../../services/platform/root.js';
import type { Measured, Message, Task } from './part.js';

/** A database that nobody else uses, gone afterwards: on the server at `url`, else embedded. */
export async function onFresh<T>(
  url: string | undefined,
  work: (database: Task['database']) => Promise<T>,
): Promise<T> {
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

/** Runs one part to its end, or until `cut` says that this is the moment to kill it; nothing is measured then. */
export function run(task: Task, cut: (progress: Progress) => boolean = () => false): Promise<Measured | undefined> {
  const child = fork(fileURLToPath(compiled(import.meta.url, './part.js')), [JSON.stringify(task)]);
  return new Promise((resolve, reject) => {
    let measured: Measured | undefined;
    child.on('message', (message: Message) => {
      if ('measured' in message) measured = message.measured;
      else if (cut(message.progress)) child.kill('SIGKILL');
    });
    child.on('exit', (code, signal) =>
      measured || signal === 'SIGKILL'
        ? resolve(measured)
        : reject(new Misconfigured(`The measurement ended early (exit code ${code}).`)),
    );
  });
}
