import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDataFolder } from './data-folder.js';

const folder = mkdtempSync(join(tmpdir(), 'data-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));
const modeOf = (path: string) => statSync(path).mode & 0o777;

test('is made with all above it, and is nobody else’s', () => {
  const path = join(folder, 'a/b');
  openDataFolder(path);
  expect(modeOf(path)).toBe(0o700);
});

test('one that stood open is closed', () => {
  const path = join(folder, 'a');
  chmodSync(path, 0o755);
  openDataFolder(path);
  expect(modeOf(path)).toBe(0o700);
});
