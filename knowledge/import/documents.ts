/**
 * DOCX, XLSX and PDF, read in a process of their own: a document that eats memory or never ends must not take us along.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compiled } from '../../services/platform/root.js';
import { codeOf, type Parsed } from './source.js';
import { isZip } from './zip.js';

const MEMORY_MB = 1_024;
/** Of the whole, and for each document. */
const SECONDS = [30, 5] as const;

/** What a file is by its first bytes, where it is not text. */
export function documentKind(bytes: Buffer): 'document' | 'old office' | undefined {
  if (isZip(bytes)) return 'document';
  if (bytes.subarray(0, 1_024).includes('%PDF-')) return 'document';
  return bytes.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1' ? 'old office' : undefined;
}

/** The entries of each document, in order. */
export function readDocuments(files: { path: string; file: string }[]): Parsed[] {
  if (files.length === 0) return [];
  const program = compiled(import.meta.url, './document-process.js');
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  const { stdout, error } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${MEMORY_MB}`, permission, '--allow-fs-read=*', fileURLToPath(program)],
    {
      input: JSON.stringify(files),
      env: {},
      timeout: 1_000 * (SECONDS[0] + SECONDS[1] * files.length),
      killSignal: 'SIGKILL',
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  const lines = String(stdout ?? '')
    .split('\n')
    .slice(0, -1);
  return files.map(({ file }, i) => {
    const line = lines[i];
    if (line !== undefined) return parsedLine(line);
    const slow = codeOf(error) === 'ETIMEDOUT';
    const first = i === lines.length;
    const message = !first
      ? 'was not read, because of the document before it'
      : `cannot be read: it took too much ${slow ? 'time' : 'memory'}; split it, or save it again from the program that made it`;
    return { entries: [], problems: [{ file, message }], notes: [] };
  });
}

/** Our own process wrote it, and nothing but its lines comes out of there. */
function parsedLine(line: string): Parsed {
  return JSON.parse(line);
}
