/** How a script reaches an installation: through the embedded server that holds the data folder, else with the database opened here. */
import { text } from 'node:stream/consumers';
import type { Progress } from '../knowledge/versions/publish.js';
import { type Config, readConfig } from '../services/config.js';
import { FrontdeskError, Misconfigured } from '../services/errors.js';
import type { Api } from '../services/gateway/table.js';
import { type Db, openDb } from '../services/platform/db.js';
import { cached, type Embedder, localEmbedder, remoteEmbedder } from '../services/platform/embedder.js';
import { readLock, takeLock } from '../services/platform/lock.js';
import { migrate } from '../services/platform/migrate.js';

type Under<At extends string> = At extends `POST /v1/admin${infer Path}` ? Path : never;
type Path = Under<keyof Api>;

/** The operator's endpoint that does the same on a running server, and what it is sent. */
type Place = { [P in Path]: { path: P; body: Api[`POST /v1/admin${P}`]['body'] } }[Path];

type Reach<T> = Place & {
  here: (services: { db: Db; embedder: Embedder }) => Promise<T>;
  /** For long work: the server tells its progress line by line. */
  lines?: Lines;
};

type Lines = {
  onProgress: (progress: Progress) => void;
  signal?: AbortSignal;
  /** What to say when the server ends in the middle. */
  ended: string;
};

/** Does one thing, wherever the database is. */
export async function operate<T>(config: Config, { path, body, here, lines }: Reach<T>): Promise<T> {
  const lock = config.databaseUrl ? undefined : readLock(config.dataDir);
  if (lock?.url) {
    const url = `${lock.url}/v1/admin${path}`;
    return lines ? postLines<T>(url, lock.key, body, lines) : post<T>(url, lock.key, body);
  }
  const held = config.databaseUrl ? undefined : takeLock(config.dataDir);
  const { openai } = config;
  const embedder = openai?.embeddingModel
    ? remoteEmbedder({ ...openai, model: openai.embeddingModel })
    : localEmbedder();
  let db: Db | undefined;
  try {
    db = await openDb(config.databaseUrl ? { databaseUrl: config.databaseUrl } : config, () => {});
    await migrate(db);
    return await here({ db, embedder: cached(embedder) });
  } finally {
    await embedder.close();
    await db?.close();
    held?.release();
  }
}

async function post<T>(url: string, key: string, body: unknown): Promise<T> {
  const reply = (await (await send(url, key, body)).json()) as T & { error?: { message: string } };
  if (reply.error) throw new Misconfigured(reply.error.message);
  return reply;
}

async function postLines<T>(url: string, key: string, body: unknown, { ended, ...lines }: Lines): Promise<T> {
  const response = await send(url, key, body, lines.signal);
  let rest = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const whole = (rest + chunk).split('\n');
    rest = whole.pop() ?? '';
    for (const line of whole.filter(Boolean)) {
      const result = understood<T>(line, response.status, lines.onProgress);
      if (result) return result;
    }
  }
  const result = rest.trim() ? understood<T>(rest, response.status, lines.onProgress) : undefined;
  if (result) return result;
  throw new Misconfigured(ended);
}

function understood<T>(line: string, status: number, onProgress: (progress: Progress) => void): T | undefined {
  let said: { progress?: Progress; result?: T; error?: { message: string } };
  try {
    said = JSON.parse(line);
  } catch {
    throw new Misconfigured(`The server answered ${status} and not what this program knows; are both of one version?`);
  }
  if (said.error) throw new Misconfigured(said.error.message);
  if (said.progress) onProgress(said.progress);
  return said.result;
}

const send = (url: string, key: string, body: unknown, signal?: AbortSignal): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });

/** A bar where there is a terminal; elsewhere a line for each step and each tenth. */
export function progressBar({ err, tty }: { err: (text: string) => void; tty: boolean }): {
  show: (progress: Progress) => void;
  end: () => void;
} {
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

/** `1 decision`, `2 decisions`. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Runs a script's main function; what goes wrong is one sentence and exit code 1. */
export async function program(main: (config: Config) => Promise<void>): Promise<void> {
  try {
    await main(readConfig());
  } catch (error) {
    const known = error instanceof FrontdeskError || error instanceof Misconfigured;
    const away = error instanceof TypeError && error.message === 'fetch failed';
    console.error(
      away
        ? 'The server that holds the data folder does not answer. Wait until it has started, or stop it and try again.'
        : known
          ? (error as Error).message
          : error,
    );
    process.exitCode = 1;
  }
}

/** What is piped in, without the line break at its end. */
export const standardInput = async (): Promise<string> => (await text(process.stdin)).replace(/\r?\n$/, '');
