/** How a script reaches an installation: through the embedded server that holds the data folder, else with the database opened here. */
import { text } from 'node:stream/consumers';
import { type Config, readConfig } from '../services/config.js';
import { FrontdeskError, Misconfigured } from '../services/errors.js';
import { type Db, openDb } from '../services/platform/db.js';
import { cached, type Embedder, localEmbedder, remoteEmbedder } from '../services/platform/embedder.js';
import { readLock, takeLock } from '../services/platform/lock.js';
import { migrate } from '../services/platform/migrate.js';

type Reach<T> = {
  /** The operator's endpoint that does the same on a running server. */
  path: string;
  body: unknown;
  here: (services: { db: Db; embedder: Embedder }) => Promise<T>;
};

/** Does one thing, wherever the database is. */
export async function operate<T>(config: Config, { path, body, here }: Reach<T>): Promise<T> {
  const lock = config.databaseUrl ? undefined : readLock(config.dataDir);
  if (lock?.url) return post<T>(`${lock.url}/v1/admin${path}`, lock.key, body);
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
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const reply = (await response.json()) as T & { error?: { message: string } };
  if (reply.error) throw new Misconfigured(reply.error.message);
  return reply;
}

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
