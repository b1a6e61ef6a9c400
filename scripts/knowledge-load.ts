/** `npm run knowledge:load -- PATH`: reads what a content team has and publishes it, through the running server if there is one. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Entry, Problem } from '../knowledge/entry.js';
import { readKnowledge } from '../knowledge/import/read.js';
import { loadKnowledge } from '../knowledge/load.js';
import type { Loaded, Progress } from '../knowledge/publish.js';
import { type Config, readConfig } from '../services/config.js';
import { FrontdeskError, Misconfigured } from '../services/errors.js';
import { openDb } from '../services/platform/db.js';
import { type Embedder, localEmbedder, remoteEmbedder } from '../services/platform/embedder.js';
import { readLock, takeLock } from '../services/platform/lock.js';
import { migrate } from '../services/platform/migrate.js';

const usage = `Usage: npm run knowledge:load -- PATH [--prune] [--author NAME] [--note TEXT] [--site URL]

  PATH      a folder of Markdown files, or a Markdown, JSON or CSV file
  --prune   remove what is published now and not in PATH; without it a load only adds and updates
  --author  who publishes, for the list of versions
  --note    what changed, for the list of versions
  --site    the help centre's address, for links that its pages write as {{ site.baseurl }}
`;

type Io = { env?: NodeJS.ProcessEnv; out: (line: string) => void; err: (text: string) => void; tty: boolean };
type Request = { entries: Entry[]; prune?: boolean; author?: string; note?: string };
type Reach = { onProgress: (progress: Progress) => void; signal: AbortSignal };

/** Everything the command does; returns its exit code. */
export async function run(args: string[], io: Io, signal: AbortSignal = new AbortController().signal): Promise<number> {
  try {
    const options = readArgs(args);
    if (!options) {
      io.err(usage);
      return 1;
    }
    const { path, site, ...rest } = options;
    const read = readKnowledge(path, site ? { site } : {});
    const folder = existsSync(path) && statSync(path).isDirectory();
    const show = ({ file, line, message }: Problem) =>
      `${folder && file !== path ? join(path, file) : file}${line ? `:${line}` : ''} ${message}\n`;
    for (const note of read.notes.slice(0, 50)) io.err(`note: ${show(note)}`);
    if (read.notes.length > 50) io.err(`note: and ${read.notes.length - 50} more\n`);
    if (read.problems.length) {
      for (const problem of read.problems.slice(0, 200)) io.err(show(problem));
      const count = read.problems.length === 1 ? '1 problem' : `${read.problems.length} problems`;
      io.err(`${count}; nothing was published. Mend the above and load again.\n`);
      return 1;
    }
    const began = performance.now();
    const bar = progressBar(io);
    const loaded = await publish({ entries: read.entries, ...rest }, readConfig(io.env), {
      onProgress: bar.show,
      signal,
    });
    bar.end();
    const { version, created, updated, unchanged, removed, embedded } = loaded;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    io.out(
      created + updated + removed === 0
        ? `Nothing changed: version ${version} already holds these ${unchanged} entries (${seconds} s)`
        : `Published version ${version}: created ${created}, updated ${updated}, unchanged ${unchanged}, removed ${removed} (${embedded} texts embedded) in ${seconds} s`,
    );
    return 0;
  } catch (error) {
    io.err(`\n${sentence(error, signal)}\n`);
    return 1;
  }
}

function readArgs(
  args: string[],
): { path: string; site?: string; prune?: boolean; author?: string; note?: string } | undefined {
  try {
    const text = { type: 'string' } as const;
    const options = {
      prune: { type: 'boolean' },
      author: text,
      note: text,
      site: text,
      help: { type: 'boolean' },
    } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [path] = positionals;
    const { help, ...rest } = values;
    return path !== undefined && positionals.length === 1 && !help ? { path, ...rest } : undefined;
  } catch {
    return undefined;
  }
}

/** Through the server that holds the data folder, else with the database opened here. */
async function publish(request: Request, config: Config, reach: Reach): Promise<Loaded> {
  const lock = config.databaseUrl ? undefined : readLock(config.dataDir);
  return lock?.url ? post(request, lock.url, lock.key, reach) : here(request, config, reach);
}

async function here({ entries, ...options }: Request, config: Config, reach: Reach): Promise<Loaded> {
  const lock = config.databaseUrl ? undefined : takeLock(config.dataDir);
  let embedder: Embedder | undefined;
  try {
    const db = await openDb(config.databaseUrl ? { databaseUrl: config.databaseUrl } : config, () => {});
    try {
      await migrate(db);
      const { openai } = config;
      embedder = openai?.embeddingModel ? remoteEmbedder({ ...openai, model: openai.embeddingModel }) : localEmbedder();
      return await loadKnowledge(db, embedder, entries, { ...options, ...reach });
    } finally {
      await embedder?.close();
      await db.close();
    }
  } finally {
    lock?.release();
  }
}

type Line = { progress?: Progress; result?: Loaded; error?: { message: string } };

async function post(request: Request, url: string, key: string, { onProgress, signal }: Reach): Promise<Loaded> {
  const response = await fetch(`${url}/v1/admin/knowledge`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
    signal,
  });
  let rest = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter(Boolean)) {
      const loaded = understood(line, response.status, onProgress);
      if (loaded) return loaded;
    }
  }
  const loaded = rest.trim() ? understood(rest, response.status, onProgress) : undefined;
  if (loaded) return loaded;
  throw new Misconfigured('The server ended before the load was done. Nothing was published; load again.');
}

function understood(line: string, status: number, onProgress: (progress: Progress) => void): Loaded | undefined {
  let said: Line;
  try {
    said = JSON.parse(line);
  } catch {
    throw new Misconfigured(`The server answered ${status} and not what this program knows; are both of one version?`);
  }
  if (said.error) throw new Misconfigured(said.error.message);
  if (said.progress) onProgress(said.progress);
  return said.result;
}

function sentence(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'Stopped. Nothing was published; what was prepared is used by the next load.';
  if (error instanceof FrontdeskError || error instanceof Misconfigured) return error.message;
  if (error instanceof TypeError && error.message === 'fetch failed')
    return 'The server that holds the data folder does not answer. Wait until it has started, or stop it and load again.';
  return `The load failed: ${(error as Error).message}. Nothing was published.`;
}

/** A bar where there is a terminal; elsewhere a line for each step and each tenth. */
function progressBar({ err, tty }: Io): { show: (progress: Progress) => void; end: () => void } {
  let last = '';
  return {
    show({ done, total, step }) {
      const share = total ? done / total : 1;
      const width = Math.floor(share * 30);
      const line = tty
        ? `[${'#'.repeat(width)}${'.'.repeat(30 - width)}] ${step} ${done} of ${total}`
        : `${step}: ${Math.floor(share * 10) * 10} % of ${total}`;
      if (line === last) return;
      err(tty ? `\r${line.padEnd(last.length)}` : `${line}\n`);
      last = line;
    },
    end: () => err(tty && last ? `\r${' '.repeat(last.length)}\r` : ''),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  const io = {
    out: (line: string) => console.log(line),
    err: (text: string) => process.stderr.write(text),
    tty: process.stderr.isTTY,
  };
  process.exitCode = await run(process.argv.slice(2), io, stop.signal);
}
