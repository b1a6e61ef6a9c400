/** Whatever a content team has -> entries. What a file is, is told from its content; its name is only a hint. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { at } from '../at.js';
import { limits } from '../check.js';
import type { Entry, Problem } from '../entry.js';
import { documentKind, readDocuments } from './documents.js';
import { type Options, parse } from './formats.js';
import { codeOf, decode, type Parsed } from './source.js';
import { suspicion } from './suspicious.js';

export type Read = {
  entries: Entry[];
  problems: Problem[];
  notes: Problem[];
  /** Where each entry stands, by its id. */
  places: Map<string, { file: string; line: number }>;
};

/** Files whose content must be readable; others in a folder are left out with a note when it is not. */
const ours = /\.(?:md|markdown|json|csv|tsv|txt|yaml|yml|html|htm|docx|xlsx|pdf)$/i;

/** Reads a file or a folder with everything below it. Nothing may be published while `problems` holds anything. */
export function readKnowledge(path: string, options: Pick<Options, 'site'> = {}): Read {
  if (!existsSync(path))
    return { ...nothing(), problems: [{ file: path, message: 'there is no such file or folder; check the path' }] };
  const folder = statSync(path).isDirectory();
  const files = folder ? filesIn(path) : [path];
  const documents: { path: string; file: string }[] = [];
  const read = files.map((file) => {
    const name = folder ? relative(path, file).split(sep).join('/') : basename(file);
    const parsed = readFile(file, name, { ...options, folder });
    if (parsed === 'document') documents.push({ path: file, file: name });
    return parsed;
  });
  // All documents at once: a process for each would cost more than reading it.
  const parsed = readDocuments(documents);
  let next = 0;
  return merged(
    path,
    read.map((one) => (one === 'document' ? at(parsed, next++) : one)),
  );
}

/** All files together: an id stands for one entry, and there is something, but not too much. */
export function merged(path: string, parsed: Parsed[]): Read {
  const read = nothing();
  for (const { entries, problems, notes } of parsed) {
    for (const problem of problems) read.problems.push(problem);
    for (const note of notes) read.notes.push(note);
    for (const { entry, file, line } of entries) {
      const earlier = read.places.get(entry.key);
      if (earlier) {
        const message = `the id "${entry.key}" is already used in ${earlier.file}:${earlier.line}; give it another`;
        read.problems.push({ file, line, message });
      } else read.places.set(entry.key, { file, line });
      const odd = suspicion(entry);
      if (odd) read.notes.push({ file, line, message: odd });
      read.entries.push(entry);
    }
  }
  if (read.problems.length === 0 && read.entries.length === 0)
    read.problems.push({
      file: path,
      message: 'there is nothing to load here: nothing that we can read holds an answer',
    });
  if (read.entries.length > limits.entries)
    read.problems.push({ file: path, message: `holds ${read.entries.length} entries, more than ${limits.entries}` });
  return read;
}

const nothing = (): Read => ({ entries: [], problems: [], notes: [], places: new Map() });

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((item) => {
      if (item.name.startsWith('.') || item.name === 'node_modules') return [];
      const path = join(folder, item.name);
      // Links are not followed: they may lead out of the folder or round in a circle.
      return item.isDirectory() ? filesIn(path) : item.isFile() ? [path] : [];
    });
}

function readFile(path: string, file: string, options: Options): Parsed | 'document' {
  const refuse = (message: string, line?: number): Parsed =>
    options.folder && !ours.test(file)
      ? { ...nothing(), entries: [], notes: [{ file, message: 'left out: not a format that we read' }] }
      : { entries: [], problems: [{ file, message, ...(line !== undefined && { line }) }], notes: [] };
  const { size } = statSync(path);
  if (size > limits.fileBytes)
    return refuse(`is larger than ${limits.fileBytes / 1024 / 1024} MB; split it, or check that it is the right file`);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return refuse(`cannot be read (${codeOf(error)}); check its permissions`);
  }
  const kind = documentKind(bytes);
  if (kind === 'old office')
    return refuse(
      'is protected by a password, or of an old version of Office; save it as .docx or .xlsx without a password',
    );
  if (kind) return options.folder && !ours.test(file) ? refuse('') : 'document';
  const decoded = decode(bytes);
  return 'problem' in decoded ? refuse(decoded.problem, decoded.line) : parse({ file, text: decoded.text }, options);
}
