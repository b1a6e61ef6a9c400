/** What `knowledge:publish` and `knowledge:rollback` are told: a version, who and why. */
import { parseArgs } from 'node:util';
import { Invalid } from '../services/errors.js';

export type VersionArgs = { version: number; author?: string; note?: string; 'dry-run'?: boolean; json?: boolean };

/** Undefined where the usage is asked for, or no one version is named. */
export function versionArgs(usage: string): VersionArgs | undefined {
  const [text, flag] = [{ type: 'string' } as const, { type: 'boolean' } as const];
  try {
    const { values, positionals } = parseArgs({
      options: { author: text, note: text, 'dry-run': flag, json: flag, help: flag },
      allowPositionals: true,
    });
    const { help, ...rest } = values;
    return help || positionals.length !== 1 ? undefined : { version: Number(positionals[0]), ...rest };
  } catch (error) {
    throw new Invalid(`${(error as Error).message}\n\n${usage}`);
  }
}
