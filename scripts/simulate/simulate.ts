/** `npm run simulate -- --conversations 10000 --days 7 --seed 1`: fills a database with a plausible week, to see reports with something in them. */
import { parseArgs } from 'node:util';
import { Invalid } from '../../services/errors.js';
import { openDb } from '../../services/platform/db.js';
import { takeLock } from '../../services/platform/lock.js';
import { migrate } from '../../services/platform/migrate.js';
import { rebuildSummaries } from '../../services/reports/summaries.js';
import { program, progressBar } from '../operator.js';
import { fill } from './fill.js';

const usage = `Usage: npm run simulate -- [--conversations 1000] [--days 7] [--seed 1] [--beside-real]

  --conversations  how many
  --days           over how many days, the last of which is today
  --seed           the same number makes the same week
  --beside-real    write into a database that has real conversations; they cannot be told apart in reports

Writes into the database of DATABASE_URL, else into DATA_DIR, which no running server may hold.`;

const bar = progressBar({ err: (text) => process.stderr.write(text), tty: process.stderr.isTTY });

await program(async (config) => {
  const { conversations, days, seed, beside } = readArgs();
  const held = config.databaseUrl ? undefined : takeLock(config.dataDir);
  const db = await openDb(config.databaseUrl ? { databaseUrl: config.databaseUrl } : config, () => {});
  try {
    await migrate(db);
    const began = Date.now();
    const onProgress = (done: number, total: number) => bar.show({ step: 'writing conversations', done, total });
    const events = await fill(db, { conversations, days, seed, beside, onProgress });
    bar.end();
    const written = Date.now();
    const folded = await rebuildSummaries(db);
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
    console.log(
      `Wrote ${conversations} conversations with ${events} events in ${seconds(written - began)}; summarised ${folded} in ${seconds(Date.now() - written)}.`,
    );
  } finally {
    await db.close();
    held?.release();
  }
});

function readArgs() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const whole = (name: string, given: string | undefined, usual: number, most: number): number => {
    const value = given === undefined ? usual : Number(given);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new Invalid(`--${name} must be a number from 1 to ${most}.\n\n${usage}`);
    return value;
  };
  try {
    const { values } = parseArgs({
      options: { conversations: text, days: text, seed: text, 'beside-real': flag },
    });
    return {
      conversations: whole('conversations', values.conversations, 1_000, 1_000_000),
      days: whole('days', values.days, 7, 366),
      seed: whole('seed', values.seed, 1, 2_147_483_647),
      beside: values['beside-real'] ?? false,
    };
  } catch (error) {
    if (error instanceof Invalid) throw error;
    throw new Invalid(`${(error as Error).message}\n\n${usage}`);
  }
}
