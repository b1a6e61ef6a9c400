/**
 * How a script reaches an installation: through the embedded server that holds the data folder, else with the database
 * opened here.
 */
import { text } from 'node:stream/consumers';
import type { Progress } from '../knowledge/versions/publish.js';
import { readConfig } from '../services/config.js';
import { Misconfigured } from '../services/errors.js';
import type { Api } from '../services/gateway/table.js';
import { type Db, openDb } from '../services/platform/db.js';
import { type Embedder, openEmbedder } from '../services/platform/embedder.js';
import { readLock, takeLock } from '../services/platform/lock.js';
import { migrate } from '../services/platform/migrate.js';
import type { Console } from './verb.js';

type Show = (progress: Progress) => void;

type Under<At extends string> = At extends `POST /v1/admin${infer Path}` ? Path : never;
type Path = Under<keyof Api>;

/** The operator's endpoint that does the same on a running server, and what it is sent. */
type Place = { [P in Path]: { path: P; body: Api[`POST /v1/admin${P}`]['body'] } }[Path];

type Reach<T> = Place & {
  here: (services: { db: Db; embedder: Embedder; onProgress: Show }) => Promise<T>;
  /** For long work, which the server tells line by line: what to say when it ends in the middle. */
  ended?: string;
  signal?: AbortSignal;
};

/** Does one thing, wherever the database is, and shows how far it is. */
export async function operate<T>({ env, bar }: Console, { path, body, here, ended, signal }: Reach<T>): Promise<T> {
  const config = readConfig(env);
  const lock = config.databaseUrl ? undefined : readLock(config.dataDir);
  if (lock?.url) {
    const response = await send(`${lock.url}/v1/admin${path}`, lock.key, body, signal);
    const result = ended ? await lastLine<T>(response, bar.show, ended) : await whole<T>(response);
    bar.end();
    return result;
  }
  const held = config.databaseUrl ? undefined : takeLock(config.dataDir);
  let embedder: Embedder | undefined;
  let db: Db | undefined;
  try {
    embedder = await openEmbedder(config);
    db = await openDb(config.databaseUrl ? { databaseUrl: config.databaseUrl } : config, () => {});
    await migrate(db);
    const result = await here({ db, embedder, onProgress: bar.show });
    bar.end();
    return result;
  } finally {
    await embedder?.close();
    await db?.close();
    held?.release();
  }
}

async function whole<T>(response: Response): Promise<T> {
  const reply = (await response.json()) as T & { error?: { message: string } };
  if (reply.error) throw new Misconfigured(reply.error.message);
  return reply;
}

async function lastLine<T>(response: Response, show: Show, ended: string): Promise<T> {
  let rest = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const whole = (rest + chunk).split('\n');
    rest = whole.pop() ?? '';
    for (const line of whole.filter(Boolean)) {
      const result = understood<T>(line, response.status, show);
      if (result) return result;
    }
  }
  const result = rest.trim() ? understood<T>(rest, response.status, show) : undefined;
  if (result) return result;
  throw new Misconfigured(ended);
}

function understood<T>(line: string, status: number, show: Show): T | undefined {
  let said: { progress?: Progress; result?: T; error?: { message: string } };
  try {
    said = JSON.parse(line);
  } catch {
    throw new Misconfigured(`The server answered ${status} and not what this program knows; are both of one version?`);
  }
  if (said.error) throw new Misconfigured(said.error.message);
  if (said.progress) show(said.progress);
  return said.result;
}

const send = (url: string, key: string, body: unknown, signal?: AbortSignal): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });

/** What is piped in, without the line break at its end. */
export const standardInput = async (): Promise<string> => (await text(process.stdin)).replace(/\r?\n$/, '');
