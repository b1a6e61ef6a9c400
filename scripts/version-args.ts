/** What `knowledge:publish` and `knowledge:rollback` are told: a version, who and why. */
import { parseArgs } from 'node:util';
import { Invalid } from '../services/errors.js';

/** Undefined where the usage is asked for, or no one version is named. */
export function versionArgs(usage: string): { version: number; author?: string; note?: string } | undefined {
  const text = { type: 'string' } as const;
  try {
    const { values, positionals } = parseArgs({
      options: { author: text, note: text, help: { type: 'boolean' } },
      allowPositionals: true,
    });
    const { help, ...who } = values;
    return help || positionals.length !== 1 ? undefined : { version: Number(positionals[0]), ...who };
  } catch (error) {
    throw new Invalid(`${(error as Error).message}\n\n${usage}`);
  }
}
