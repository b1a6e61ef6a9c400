/**
 * `npm run simulate -- --conversations 10000 --days 7 --seed 1`: fills a database with a plausible week, to see reports
 * with something in them.
 */
import { readConfig } from '../../services/config.js';
import { Invalid } from '../../services/errors.js';
import { openDb } from '../../services/platform/db.js';
import { takeLock } from '../../services/platform/lock.js';
import { migrate } from '../../services/platform/migrate.js';
import { rebuildSummaries } from '../../services/reports/summaries.js';
import { defineVerb } from '../verb.js';
import { fill } from './fill.js';

const usage = `Usage: npm run simulate -- [--conversations 1000] [--days 7] [--seed 1] [--beside-real]

  --conversations  how many
  --days           over how many days, the last of which is today
  --seed           the same number makes the same week
  --beside-real    write into a database that has real conversations; they cannot be told apart in reports

Writes into the database of DATABASE_URL, else into DATA_DIR, which no running server may hold.`;

export const verb = defineVerb({
  description: 'fills an empty database with a plausible week, to see reports with something in them',
  usage,
  options: {
    conversations: { type: 'string' },
    days: { type: 'string' },
    seed: { type: 'string' },
    'beside-real': { type: 'boolean' },
  },
  async run({ values, usage }, io) {
    const whole = (name: 'conversations' | 'days' | 'seed', usual: number, most: number): number => {
      const value = values[name] === undefined ? usual : Number(values[name]);
      if (!Number.isInteger(value) || value < 1 || value > most)
        throw new Invalid(`--${name} must be a number from 1 to ${most}.\n\n${usage}`);
      return value;
    };
    const conversations = whole('conversations', 1_000, 1_000_000);
    const days = whole('days', 7, 366);
    const seed = whole('seed', 1, 2_147_483_647);
    const beside = values['beside-real'] ?? false;
    const config = readConfig(io.env);
    const held = config.databaseUrl ? undefined : takeLock(config.dataDir);
    const db = await openDb(config.databaseUrl ? { databaseUrl: config.databaseUrl } : config, () => {});
    try {
      await migrate(db);
      const began = Date.now();
      const onProgress = (done: number, total: number) => io.bar.show({ step: 'writing conversations', done, total });
      const events = await fill(db, { conversations, days, seed, beside, onProgress });
      io.bar.end();
      const written = Date.now();
      const folded = await rebuildSummaries(db);
      const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
      io.out(
        `Wrote ${conversations} conversations with ${events} events in ${seconds(written - began)}; summarised ${folded} in ${seconds(Date.now() - written)}.`,
      );
    } finally {
      await db.close();
      held?.release();
    }
  },
});
