/** Files that came over HTTP, read as if they lay in a folder; in a thread, since a large spreadsheet takes seconds. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Invalid } from '../../services/errors.js';
import { compiled } from '../../services/platform/root.js';
import type { Read } from './read.js';

export type UploadedFile = {
  /** As people know it; may hold folders. */
  name: string;
  bytes: Buffer;
};

export async function readUpload(files: UploadedFile[]): Promise<Read> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-upload-'));
  try {
    const paths = files.map(({ name }) => join(folder, safeName(name)));
    if (new Set(paths).size < paths.length) throw new Invalid('files: two of them have the same name.');
    for (const [i, path] of paths.entries()) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, files[i]?.bytes ?? '');
    }
    const [first = folder, ...others] = paths;
    return await inThread(others.length ? folder : first);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A path that stays within the folder whatever was sent. */
function safeName(name: string): string {
  const parts = name
    .split(/[\\/]/)
    .map((part) =>
      part
        .replace(/[^\p{L}\p{N}._ -]/gu, '_')
        .replace(/^\.+/, '')
        .trim()
        .slice(-100),
    )
    .filter((part) => part !== '');
  if (parts.length === 0 || parts.length > 10)
    throw new Invalid(`files: "${name.slice(0, 100)}" is no name for a file.`);
  return join(...parts);
}

function inThread(path: string): Promise<Read> {
  const file = compiled(import.meta.url, './upload-thread.js');
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: { path }, resourceLimits: { maxOldGenerationSizeMb: 512 } });
    worker.on('message', resolve);
    worker.on('error', () =>
      reject(new Invalid('These files could not be read: they take too much memory, or are broken.')),
    );
    worker.on('exit', () => reject(new Error('the reading thread ended early')));
  });
}
