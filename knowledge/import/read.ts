/** Whatever a content team has -> entries. What a file is, is told from its content; its name is only a hint. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';
import { limits } from '../check.js';
import type { Entry, Problem } from '../entry.js';
import { csvHeader, parseCsv } from './csv.js';
import { parseJson } from './json.js';
import { parseMarkdown } from './markdown.js';
import { decode, type Parsed, type Source } from './source.js';

export type Read = { entries: Entry[]; problems: Problem[]; notes: Problem[] };

type Options = {
  /** The help centre's address, for links into it that its pages write as `{{ site.baseurl }}`. */
  site?: string;
};

const readable = new Set(['.md', '.markdown', '.json', '.csv', '.tsv', '.txt']);

/** Reads a file or a folder with everything below it. Nothing may be published while `problems` holds anything. */
export function readKnowledge(path: string, options: Options = {}): Read {
  const read: Read = { entries: [], problems: [], notes: [] };
  if (!existsSync(path)) {
    read.problems.push({ file: path, message: 'there is no such file or folder; check the path' });
    return read;
  }
  const folder = statSync(path).isDirectory();
  const files = folder ? filesIn(path) : [path];
  const places = new Map<string, string>();
  for (const file of files) {
    const name = folder ? relative(path, file).split(sep).join('/') : basename(file);
    if (folder && !readable.has(extname(file).toLowerCase())) {
      read.notes.push({ file: name, message: 'left out: not Markdown, JSON or CSV' });
      continue;
    }
    const parsed = readFile(file, name, { ...options, folder });
    read.problems.push(...parsed.problems);
    read.notes.push(...parsed.notes);
    for (const { entry, file, line } of parsed.entries) {
      const earlier = places.get(entry.key);
      if (earlier)
        read.problems.push({
          file,
          line,
          message: `the id "${entry.key}" is already used in ${earlier}; give it another`,
        });
      else places.set(entry.key, `${file}:${line}`);
      read.entries.push(entry);
    }
  }
  if (read.problems.length === 0 && read.entries.length === 0)
    read.problems.push({
      file: path,
      message: 'there is nothing to load here: no Markdown, JSON or CSV with an answer',
    });
  if (read.entries.length > limits.entries)
    read.problems.push({ file: path, message: `holds ${read.entries.length} entries, more than ${limits.entries}` });
  return read;
}

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

function readFile(path: string, file: string, options: Options & { folder: boolean }): Parsed {
  const refuse = (message: string): Parsed => ({ entries: [], problems: [{ file, message }], notes: [] });
  const { size } = statSync(path);
  if (size > limits.fileBytes)
    return refuse(`is larger than ${limits.fileBytes / 1024 / 1024} MB; split it, or check that it is the right file`);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return refuse(`cannot be read (${(error as NodeJS.ErrnoException).code}); check its permissions`);
  }
  const decoded = decode(bytes);
  return 'problem' in decoded ? refuse(decoded.problem) : parse({ file, text: decoded.text }, options);
}

/** One file's entries, by what its text looks like. */
export function parse(source: Source, options: Options & { folder?: boolean } = {}): Parsed {
  const extension = extname(source.file).toLowerCase();
  const key = source.file.slice(0, source.file.length - extension.length);
  switch (formatOf(source.text, extension)) {
    case 'json':
      return parseJson(source);
    case 'csv':
      return parseCsv(source);
    case 'markdown':
      return parseMarkdown(source, { key, ...(options.site && { site: options.site }) });
    default: {
      const said = { file: source.file, message: 'is not Markdown, JSON or CSV as far as its content tells' };
      return options.folder
        ? { entries: [], problems: [], notes: [said] }
        : { entries: [], problems: [said], notes: [] };
    }
  }
}

function formatOf(text: string, extension: string): 'json' | 'csv' | 'markdown' | undefined {
  if (/^\s*---[ \t]*\r?\n/.test(text)) return 'markdown';
  if (/^\s*(\[\s*[{\]]|\{\s*")/.test(text)) return 'json';
  const { cells } = csvHeader(text);
  if (cells.includes('question') && cells.includes('answer')) return 'csv';
  if (extension === '.json') return 'json';
  if (extension === '.csv' || extension === '.tsv') return 'csv';
  if (extension === '.md' || extension === '.markdown' || /^\s*#{1,3}[ \t]+\S/.test(text)) return 'markdown';
  // Somebody's spreadsheet under another name, with only one of the two columns.
  return cells.length > 1 && (cells.includes('question') || cells.includes('answer')) ? 'csv' : undefined;
}
