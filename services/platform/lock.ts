/**
 * Our lock on the data folder of an embedded installation. PGlite would let two processes open one folder and ruin it.
 * The lock also says where the server answers and with which key, so that the scripts can reach it.
 */

import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, Misconfigured } from '../errors.js';
import { openDataFolder } from './data-folder.js';

export type Lock = {
  pid: number;
  /** When the holder started, to tell it from a later process with the same number. */
  started: string;
  /** Where the running server answers; absent while it starts, or when a script holds the folder. */
  url?: string;
  /** Lets scripts on this machine act as the operator; the file is readable by its owner alone. */
  key: string;
};

const fileIn = (dataDir: string) => join(dataDir, 'lock');

/** Takes the folder or throws `Misconfigured` naming the holder. A lock whose process is gone is taken over. */
export function takeLock(dataDir: string): { lock: Lock; setUrl: (url: string) => void; release: () => void } {
  openDataFolder(dataDir);
  const file = fileIn(dataDir);
  const lock: Lock = { pid: process.pid, started: startOf(process.pid), key: randomBytes(24).toString('hex') };
  const write = (flag: 'wx' | 'w') => writeFileSync(file, JSON.stringify(lock), { flag, mode: 0o600 });
  try {
    write('wx');
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const holder = readLock(dataDir);
    if (holder && holder.pid !== process.pid)
      throw new Misconfigured(
        `The data folder ${dataDir} is in use by process ${holder.pid}${holder.url ? ` (${holder.url})` : ''}. Stop it first, or set DATA_DIR to another folder.`,
      );
    if (holder) throw new Misconfigured(`The data folder ${dataDir} is already open in this process.`);
    write('w');
  }
  return {
    lock,
    setUrl(url) {
      lock.url = url;
      write('w');
    },
    release() {
      if (readLock(dataDir)?.key === lock.key) rmSync(file, { force: true });
    },
  };
}

/** The lock of a process that lives; undefined where there is none or its process is gone. */
export function readLock(dataDir: string): Lock | undefined {
  try {
    const lock: unknown = JSON.parse(readFileSync(fileIn(dataDir), 'utf8'));
    return isLock(lock) && alive(lock) ? lock : undefined;
  } catch {
    return undefined;
  }
}

/** Ours, for whoever writes to this folder; `url` and `key` are only handed on. */
const isLock = (it: unknown): it is Lock =>
  typeof it === 'object' && it !== null && 'pid' in it && typeof it.pid === 'number' && 'started' in it;

function alive(lock: Lock): boolean {
  try {
    process.kill(lock.pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
  }
  return startOf(lock.pid) === lock.started;
}

/** Linux tells when a process started (field 22 of its stat file); elsewhere the process number has to do. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
