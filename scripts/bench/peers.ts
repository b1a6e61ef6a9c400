/** What is measured beside us, installed into folders of its own: much of it contradicts our own packages. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Misconfigured } from '../../services/errors.js';
import { root } from '../../services/platform/root.js';

/** Where results and peers are kept; git does not see it. */
export const benchFolder = join(root, '.bench');

/** The folder in whose `node_modules` these packages (`name@version`) are; installed at the first call. */
export function installed(name: string, packages: string[]): string {
  const folder = join(benchFolder, name);
  const done = join(folder, 'installed');
  if (existsSync(done) && readFileSync(done, 'utf8') === packages.join()) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const args = ['install', '--legacy-peer-deps', '--no-audit', '--no-fund', '--engine-strict=false', ...packages];
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Misconfigured(`${packages[0]} could not be installed to measure beside.`);
  writeFileSync(done, packages.join());
  return folder;
}
