/** PostgreSQL, or PGlite behind the same `pg.Pool`: everything above this file is plain SQL and does not know which. */

import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { codeOf, Misconfigured, messageOf, Unavailable } from '../errors.js';
import { openDataFolder } from './data-folder.js';

// count(*) and other int8 fit a JavaScript number everywhere we use them.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * A connection or a transaction; `T` is what the statement gives, which nobody checks. Always pass it on: with PGlite
 * there is only one connection, and a stray query inside a transaction waits for itself. `keptAs`: the name under which
 * each connection keeps the statement ready, read and planned once; for the few that every message needs.
 */
export type Sql = {
  query: <T = Record<string, unknown>>(text: string, values?: unknown[], keptAs?: string) => Promise<T[]>;
};

export type Db = Sql & {
  /**
   * Runs `work` in one transaction; again (at most twice) after a deadlock or serialization failure, so `work` must
   * touch nothing but the database.
   */
  tx: <T>(work: (tx: Sql) => Promise<T>) => Promise<T>;
  pool: pg.Pool;
  embedded: boolean;
  close: () => Promise<void>;
};

type Options = { databaseUrl: string } | { dataDir: string } | { pglite: PGlite };

const timeouts = { statement_timeout: 5_000, lock_timeout: 2_000, idle_in_transaction_session_timeout: 10_000 };

/** How many neighbours an HNSW index keeps in view: as many as knowledge/decide/search.ts asks for. */
const NEAREST = 200;

/** Opens the database. Throws `Misconfigured` with the mend when it cannot be reached or lacks pgvector. */
export async function openDb(options: Options, onError: (error: Error) => void): Promise<Db> {
  return 'databaseUrl' in options ? openPostgres(options.databaseUrl, onError) : openEmbedded(options, onError);
}

async function openPostgres(connectionString: string, onError: (error: Error) => void): Promise<Db> {
  const pool = new pg.Pool({
    connectionString,
    max: 16,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
    application_name: 'frontdesk',
    // BullMQ's SQL is unqualified and finds its tables by this path; ours are all in public.
    options: `-c search_path=public,bullmq -c hnsw.ef_search=${NEAREST} ${Object.entries(timeouts)
      .map(([name, ms]) => `-c ${name}=${ms}`)
      .join(' ')}`,
  });
  const db = overPool(pool, false, onError, () => pool.end());
  try {
    await db.query('select 1');
  } catch (error) {
    await pool.end().catch(() => {});
    throw new Misconfigured(
      `The database does not answer: ${messageOf(error) || 'connection refused'}. Check DATABASE_URL and that PostgreSQL runs there.`,
    );
  }
  return db;
}

async function openEmbedded(options: { dataDir: string } | { pglite: PGlite }, onError: (error: Error) => void) {
  const [{ createPgConfig }, pglite] = await Promise.all([
    import('@electric-sql/pglite/node-postgres'),
    'pglite' in options ? options.pglite : openPglite({ dataDir: join(options.dataDir, 'pg') }),
  ]);
  await pglite.exec(`set search_path = public, bullmq; set hnsw.ef_search = ${NEAREST}`);
  // A connection of its own for each client: the adapter's is stateful, and a second client on it
  // reads the first one's answers.
  class EmbeddedClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, ...createPgConfig(pglite) });
    }
  }
  const pool = new pg.Pool({
    Client: EmbeddedClient,
    max: 1,
    idleTimeoutMillis: 0,
    // One connection for everybody: wait for a turn, but not for ever, so that a stray query shows as an error.
    connectionTimeoutMillis: 30_000,
    // The one session still has what the client before this one kept ready. The pool waits for it.
    onConnect: (client) => client.query('deallocate all'),
  });
  return overPool(pool, true, onError, async () => {
    await pool.end();
    await pglite.close();
  });
}

/** PGlite with pgvector; in memory without a folder. `loadDataDir` starts from a dump (tests). */
export async function openPglite(options: { dataDir?: string; loadDataDir?: Blob } = {}): Promise<PGlite> {
  const [{ PGlite }, { vector }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite-pgvector'),
  ]);
  if (options.dataDir) openDataFolder(options.dataDir);
  return PGlite.create({ ...options, extensions: { vector } });
}

function overPool(pool: pg.Pool, embedded: boolean, onError: (error: Error) => void, close: () => Promise<void>): Db {
  // Both handlers: a client that dies while checked out ends the process otherwise (node-postgres#1324).
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return {
    pool,
    embedded,
    close,
    query: async (...asked) => {
      // Not pool.query: that throws the client away with every error, a unique violation included.
      const client = await mapped(() => pool.connect());
      let broken = false;
      try {
        return await rowsOf(client, ...asked);
      } catch (error) {
        broken = error instanceof Unavailable;
        throw error;
      } finally {
        client.release(broken);
      }
    },
    tx: (work) => transaction(pool, work),
  };
}

async function transaction<T>(pool: pg.Pool, work: (tx: Sql) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const client = await mapped(() => pool.connect());
    let broken = false;
    try {
      await mapped(() => client.query('begin'));
      const result = await work({ query: (...asked) => rowsOf(client, ...asked) });
      await mapped(() => client.query('commit'));
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => {
        broken = true;
      });
      const code = codeOf(error);
      if (attempt < 2 && (code === '40P01' || code === '40001')) continue;
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

async function rowsOf<T>(client: pg.PoolClient, text: string, values?: unknown[], keptAs?: string): Promise<T[]> {
  const query = { text, ...(values && { values }), ...(keptAs && { name: keptAs }) };
  return (await mapped(() => client.query(query))).rows as T[];
}

/** Postgres is away, restarting, full, or a row is held too long: for a caller that is "try again", never a crash. */
const away = /^(08...|57P0[123]|53300|55P03|57014|25P03)$/;
const awayErrno = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN']);

async function mapped<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isAway(error)) throw Object.assign(new Unavailable(), { cause: error });
    throw error;
  }
}

export function isAway(error: unknown): boolean {
  const code = codeOf(error);
  return (
    (code !== undefined && (away.test(code) || awayErrno.has(code))) ||
    /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/.test(
      messageOf(error),
    )
  );
}
