import { chmodSync, mkdirSync } from 'node:fs';
import { codeOf } from '../errors.js';

/** The data folder, made where it is missing, and closed to everybody else on this machine: it holds conversations. */
export function openDataFolder(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    chmodSync(dataDir, 0o700);
  } catch (error) {
    // Somebody else's folder that we may write to, or a file system without rights.
    if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'ENOTSUP') throw error;
  }
}
