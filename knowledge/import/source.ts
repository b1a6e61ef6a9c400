/** Bytes -> text, and where in it: shared by the importers. */
import type { Entry, Problem } from '../entry.js';

/** What an importer is given: the name people know the file by, and its text. */
export type Source = { file: string; text: string };

/** `notes` are things left out on purpose; `problems` stop the load. `line` of an entry is where it begins. */
export type Parsed = { entries: Placed[]; problems: Problem[]; notes: Problem[] };

type Placed = { entry: Entry; file: string; line: number };

/**
 * The text of a file, or the sentence that says why it cannot be read. UTF-8 and UTF-16 are read, with or without a
 * mark.
 */
export function decode(bytes: Buffer): { text: string } | { problem: string; line?: number } {
  const utf16 = utf16Of(bytes);
  try {
    const text = new TextDecoder(utf16 ?? 'utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0')
      ? { problem: 'holds a NUL character; is this a text file?', line: lineAt(text, text.indexOf('\0')) }
      : { text };
  } catch {
    return { problem: `this is not ${utf16 ? 'UTF-16' : 'UTF-8'} text; save it as UTF-8 and load it again` };
  }
}

/** Spreadsheets write UTF-16 with a mark; some tools leave it off, but then every other byte of plain text is zero. */
function utf16Of(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 64);
  const zeros = (odd: number) => head.filter((byte, i) => byte === 0 && i % 2 === odd).length;
  if (head.length >= 4 && zeros(1) > head.length / 4 && zeros(0) === 0) return 'utf-16le';
  if (head.length >= 4 && zeros(0) > head.length / 4 && zeros(1) === 0) return 'utf-16be';
  return undefined;
}

/** What an error says, for a sentence about a file. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The code of an error of Node's, such as `ENOENT`. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;

/** The line, from 1, of a position in a text. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
