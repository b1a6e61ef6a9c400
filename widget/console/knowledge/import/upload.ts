/** Files on their way to the server: how much may go through the browser, and how bytes become text. */
import { region } from '../../words.js';
import type { ImportFile } from '../acts.js';

/** The server takes 25 MB of JSON; base64 makes four bytes of three. */
export const MOST_BYTES = 18_000_000;
export const MOST_FILES = 1_000;

/** Why these files cannot be sent, before anything is; undefined where they can. Pure. */
export function tooMuch(files: readonly { size: number }[]): 'importTooLarge' | 'importTooMany' | undefined {
  if (files.length > MOST_FILES) return 'importTooMany';
  return total(files) > MOST_BYTES ? 'importTooLarge' : undefined;
}

export const total = (files: readonly { size: number }[]): number => files.reduce((sum, { size }) => sum + size, 0);

const megabytes = new Intl.NumberFormat(region, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 });
const kilobytes = new Intl.NumberFormat(region, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 });

export function size(bytes: number): string {
  return bytes < 100_000 ? kilobytes.format(Math.ceil(bytes / 1_000)) : megabytes.format(bytes / 1_000_000);
}

/** A call takes only so many arguments. A multiple of three, so that the pieces join without padding between them. */
const CHUNK = 3 * 8_192;

export function base64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK)
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + CHUNK))));
  return pieces.join('');
}

/** Told by its name which file could not be read: it may be gone by now. */
export class Unreadable extends Error {
  constructor(readonly file: string) {
    super(file);
  }
}

export async function encoded(files: readonly File[]): Promise<ImportFile[]> {
  const all: ImportFile[] = [];
  for (const file of files) {
    const bytes = await file.arrayBuffer().catch(() => {
      throw new Unreadable(file.name);
    });
    all.push({ name: file.name, base64: base64(new Uint8Array(bytes)) });
  }
  return all;
}
