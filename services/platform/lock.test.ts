import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLock, takeLock } from './lock.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'frontdesk-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const file = () => join(dir, 'lock');
const startedAt = (pid: number) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
};

test('holds the folder, says where the server answers, and is gone when released', () => {
  const { lock, setUrl, release } = takeLock(dir);
  expect(readLock(dir)).toMatchObject({ pid: process.pid, key: lock.key });
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  setUrl('http://127.0.0.1:3000');
  expect(readLock(dir)).toMatchObject({ url: 'http://127.0.0.1:3000', key: lock.key });
  expect(() => takeLock(dir)).toThrow(/already open in this process/);
  release();
  expect(existsSync(file())).toBe(false);
  takeLock(dir).release();
});

test('of another process that lives refuses us and names it', async () => {
  const other = spawn('sleep', ['60']);
  try {
    const pid = other.pid as number;
    writeFileSync(file(), JSON.stringify({ pid, started: startedAt(pid), key: 'k', url: 'http://127.0.0.1:4000' }));
    expect(() => takeLock(dir)).toThrow(new RegExp(`${dir} is in use by process ${pid} .*4000.*DATA_DIR`));
    expect(readLock(dir)?.pid).toBe(pid);
  } finally {
    other.kill();
    await new Promise((resolve) => other.once('exit', resolve));
  }
  // It is gone: its lock is taken over.
  const { lock, release } = takeLock(dir);
  expect(readLock(dir)).toMatchObject({ pid: process.pid, key: lock.key });
  release();
});

test('of a process whose number another one has now is taken over, and so is a broken one', () => {
  writeFileSync(file(), JSON.stringify({ pid: 1, started: 'long ago', key: 'k' }));
  takeLock(dir).release();
  writeFileSync(file(), 'not json');
  const { release } = takeLock(dir);
  expect(readLock(dir)?.pid).toBe(process.pid);
  // Whoever took over meanwhile keeps what is theirs.
  const theirs = JSON.stringify({ pid: process.pid, started: startedAt(process.pid), key: 'theirs' });
  writeFileSync(file(), theirs);
  release();
  expect(readFileSync(file(), 'utf8')).toBe(theirs);
});
