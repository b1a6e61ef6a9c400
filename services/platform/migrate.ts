import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, Misconfigured, messageOf } from '../errors.js';
import type { Db } from './db.js';
import { root } from './root.js';

const folder = join(root, 'services/platform/migrations');

/**
 * Brings the schema up to this program's, one numbered file after the other, up only. Each migration inserts its own
 * number first, in its transaction: of two processes that start at once one waits, collides on the key and goes on.
 * A database that is newer than the program is refused: an old process must not write into a shape it does not know.
 */
export async function migrate(db: Db): Promise<void> {
  await createLedger(db);
  const files = readdirSync(folder)
    .filter((file) => /^\d{4}_.*\.sql$/.test(file))
    .sort();
  const newest = Number(files.at(-1)?.slice(0, 4) ?? 0);
  const done = await db.query<{ id: number }>('select id from migrations');
  const ahead = Math.max(0, ...done.map((row) => row.id));
  if (ahead > newest)
    throw new Misconfigured(
      `The database is at migration ${ahead}, this program knows ${newest}. Start a newer Frontdesk, or restore an older backup.`,
    );
  for (const file of files) {
    const id = Number(file.slice(0, 4));
    if (!done.some((row) => row.id === id)) await apply(db, id, readFileSync(join(folder, file), 'utf8'));
  }
}

async function createLedger(db: Db): Promise<void> {
  try {
    await db.query(
      'create table if not exists migrations (id int primary key, applied_at timestamptz not null default now())',
    );
  } catch (error) {
    // "if not exists" still races on the catalogue when two processes create it at once; the other one has made it.
    if (codeOf(error) !== '23505') throw error;
  }
}

async function apply(db: Db, id: number, sql: string): Promise<void> {
  try {
    await db.tx(async (tx) => {
      await tx.query('set local statement_timeout = 0');
      await tx.query('set local lock_timeout = 0');
      await tx.query('insert into migrations (id) values ($1)', [id]);
      await tx.query(sql);
    });
  } catch (error) {
    const [code, message] = [codeOf(error), messageOf(error)];
    if (code === '23505') return;
    if (code === '0A000' || code === '58P01' || /extension "vector"/.test(message))
      throw new Misconfigured(
        'This PostgreSQL has no pgvector. Install it (Debian: postgresql-NN-pgvector, or npm run services) and start again.',
      );
    if (code === '42501')
      throw new Misconfigured(
        `The database user may not do what a migration needs (${message}). Run "create extension vector" once as a superuser, or grant the right.`,
      );
    throw error;
  }
}
