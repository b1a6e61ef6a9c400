/**
 * What runs an encoder in a folder (see platform/model-folder.ts), for the tests of it: half a gigabyte that `npm ci`
 * leaves out, so that it is fetched when a test first needs it.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { demandRunner } from '../platform/model-folder.js';
import { root } from '../platform/root.js';

/** Beside the compiled programs that import it, where `npm ci` does not take it away. */
const place = join(root, 'dist');

/** False where it is not there and cannot be fetched, which is told; with CI=true that is a failure. */
export async function hasRunner(): Promise<boolean> {
  if (isThere()) return true;
  const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [[name, version] = []] = Object.entries(peerDependencies);
  const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', place];
  await promisify(execFile)('npm', ['install', ...options, `${name}@${version}`]).catch((error) => {
    if (process.env.CI === 'true') throw error;
    console.log(`Skipping the tests of an encoder in a folder: ${name} is not installed and could not be fetched.`);
  });
  return isThere();
}

function isThere(): boolean {
  try {
    demandRunner(pathToFileURL(join(place, 'services/platform/model-thread.js')));
    return true;
  } catch {
    return false;
  }
}
