/** What a zip file would unpack to, told before anything is unpacked. DOCX and XLSX are zip files. */
import { inflateRawSync } from 'node:zlib';
import { codeOf } from './source.js';

const zipLimits = { bytes: 200 * 1024 * 1024, files: 5_000 };

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/**
 * The names in the archive, or why it must not be unpacked. What it declares is summed first; then each file is
 * inflated with that as the limit, since a bomb declares little. Nothing of it is kept.
 */
export function checkZip(bytes: Buffer): { names: string[] } | { problem: string } {
  const damaged = { problem: 'the file is damaged; save it again from the program that made it' };
  try {
    const files = listed(bytes);
    if (!files) return damaged;
    if (files.length > zipLimits.files) return { problem: `holds ${files.length} files inside; that is no document` };
    const total = files.reduce((sum, file) => sum + file.size, 0);
    if (total > zipLimits.bytes)
      return { problem: `would unpack to ${Math.round(total / 1024 / 1024)} MB; that is a mistake or an attack` };
    for (const file of files) {
      if (file.locked) return { problem: 'is protected by a password; save it without one' };
      if (!isHonest(bytes, file)) return { problem: 'unpacks to more than it says; that is a mistake or an attack' };
    }
    return { names: files.map((file) => file.name) };
  } catch {
    return damaged;
  }
}

type File = { name: string; at: number; packed: number; size: number; deflated: boolean; locked: boolean };

/** The directory at the end of the archive. */
function listed(bytes: Buffer): File[] | undefined {
  let end = bytes.length - 22;
  for (; end >= Math.max(0, bytes.length - 65_557); end--) if (bytes.readUInt32LE(end) === END) break;
  if (end < 0 || bytes.readUInt32LE(end) !== END) return undefined;
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const files: File[] = [];
  for (let i = 0; i < count; i++) {
    if (bytes.readUInt32LE(at) !== ENTRY) return undefined;
    const flags = bytes.readUInt16LE(at + 8);
    const method = bytes.readUInt16LE(at + 10);
    if (method !== 0 && method !== 8) return undefined;
    const name = bytes.readUInt16LE(at + 28);
    const extra = bytes.readUInt16LE(at + 30);
    const comment = bytes.readUInt16LE(at + 32);
    files.push({
      name: bytes.toString('utf8', at + 46, at + 46 + name),
      at: bytes.readUInt32LE(at + 42),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      deflated: method === 8,
      locked: (flags & 1) === 1,
    });
    at += 46 + name + extra + comment;
  }
  return files;
}

function isHonest(bytes: Buffer, { at, packed, size, deflated }: File): boolean {
  if (bytes.readUInt32LE(at) !== LOCAL) throw new Error('no file begins here');
  const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  if (!deflated) return packed === size;
  try {
    return (
      inflateRawSync(bytes.subarray(start, start + packed), { maxOutputLength: Math.max(1, size) }).length === size
    );
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return false;
    throw error;
  }
}
