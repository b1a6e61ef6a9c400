import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The folder that holds package.json: the same whether we run from the sources (tests) or from dist/. */
export const root = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('package.json is missing above the program; reinstall Frontdesk');
  return findRoot(parent);
}

/**
 * The program of a thread or a process, beside the file that names it: always the compiled one, also where we run from
 * the sources (tests), because a thread knows nothing of the test runner's transforms. The tests' setup builds it
 * before each run.
 */
export function compiled(from: string, name: string): URL {
  const file = new URL(name, from);
  return from.endsWith('.ts') ? pathToFileURL(join(root, 'dist', relative(root, fileURLToPath(file)))) : file;
}
