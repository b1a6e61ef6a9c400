/** CSV with a header that names question and answer, in any order and case; comma, semicolon or tab. */
import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { checkEntry, limits } from '../check.js';
import type { Parsed, Source } from './source.js';

type Column = 'id' | 'title' | 'question' | 'answer' | 'locale' | 'inboxes' | 'tags' | 'link';
const columns: Record<string, Column> = {
  id: 'id',
  title: 'title',
  question: 'question',
  answer: 'answer',
  locale: 'locale',
  language: 'locale',
  inboxes: 'inboxes',
  tags: 'tags',
  link: 'link',
  url: 'link',
};

type Row = { values: string[]; line: number };
type Item = { key: string; lines: number[]; questions: string[] } & Partial<Record<Column, string>>;

/** The first line's cells, lower case, and the delimiter that they are written with. */
export function csvHeader(text: string): { cells: string[]; delimiter: string } {
  const line = /^\s*([^\r\n]*)/.exec(text)?.[1] ?? '';
  const delimiter = [',', ';', '\t'].sort((a, b) => line.split(b).length - line.split(a).length)[0] as string;
  const cells = line.split(delimiter).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim()
      .toLowerCase(),
  );
  return { cells, delimiter };
}

/** Rows of one question become one entry; rows with one `id` become one entry with several questions. */
export function parseCsv({ file, text }: Source): Parsed {
  const parsed: Parsed = { entries: [], problems: [], notes: [] };
  const problem = (line: number, message: string) => parsed.problems.push({ file, line, message });
  const { cells, delimiter } = csvHeader(text);
  if (cells.length > limits.columns) {
    problem(1, `the first line has ${cells.length} columns, more than ${limits.columns}; keep question and answer`);
    return parsed;
  }
  const missing = ['question', 'answer'].filter((name) => !cells.includes(name));
  for (const name of missing) problem(1, `has no column "${name}"; the first line must name question and answer`);
  const twice = cells.find((cell, i) => cell !== '' && cells.indexOf(cell) !== i);
  if (twice) problem(1, `names the column "${twice}" twice; remove one`);
  if (parsed.problems.length) return parsed;
  for (const cell of cells)
    if (!(cell in columns)) parsed.notes.push({ file, line: 1, message: `the column "${cell}" is not used` });

  const rows = readRows(text, delimiter);
  if ('message' in rows) {
    problem(rows.line, rows.message);
    return parsed;
  }
  const items = new Map<string, Item>();
  for (const { values, line } of rows.rows) {
    if (values.length !== cells.length) {
      problem(
        line,
        `has ${values.length} values where the first line names ${cells.length}; put a value that holds a ${nameOf(delimiter)} or a line break in double quotes`,
      );
      continue;
    }
    const row: Partial<Record<Column, string>> = {};
    cells.forEach((cell, i) => {
      const column = columns[cell];
      const value = values[i]?.trim();
      if (column && value) row[column] = value;
    });
    add(row, line);
  }
  for (const item of items.values()) place(item);
  return parsed;

  function add(row: Partial<Record<Column, string>>, line: number): void {
    const empty = (['question', 'answer'] as const).filter((column) => !row[column]);
    for (const column of empty) problem(line, `the ${column} is empty; write one, or remove the row`);
    if (!row.question || !row.answer) return;
    const key = row.id ?? questionKey(row.question);
    const earlier = items.get(key);
    if (!earlier) {
      items.set(key, { ...row, key, lines: [line], questions: [row.question] });
    } else if (earlier.answer !== row.answer) {
      const what = row.id ? `id "${row.id}"` : 'question';
      problem(line, `the same ${what} has another answer on line ${earlier.lines[0]}; keep one of them`);
    } else if (row.id) {
      earlier.lines.push(line);
      earlier.questions.push(row.question);
    } else parsed.notes.push({ file, line, message: `left out: the same as line ${earlier.lines[0]}` });
  }

  function place(item: Item): void {
    const line = item.lines[0] as number;
    const result = checkEntry({
      key: item.key,
      title: item.title ?? item.questions[0],
      questions: item.questions,
      answer: item.answer,
      locale: item.locale ?? 'en',
      inboxes: several(item.inboxes),
      tags: several(item.tags),
      ...(item.link && { link: item.link }),
      source: file,
    });
    if ('entry' in result) parsed.entries.push({ entry: result.entry, file, line });
    else for (const { message } of result.faults) problem(line, message);
  }
}

/** Case, spacing and closing marks do not make another question. */
function questionKey(question: string): string {
  const normal = question
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\s?!.]+$/, '');
  return `faq-${createHash('sha256')
    .update(normal || question)
    .digest('hex')
    .slice(0, 16)}`;
}

const several = (value: string | undefined) =>
  (value ?? '')
    .split(/[,;|]/)
    .map((one) => one.trim())
    .filter(Boolean);

const nameOf = (delimiter: string) => ({ ',': 'comma', ';': 'semicolon' })[delimiter] ?? 'tab';

function readRows(text: string, delimiter: string): { rows: Row[] } | { line: number; message: string } {
  try {
    const records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 1_000_000,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    const rows = records.slice(1).map(({ record, info }) => ({
      values: record,
      // The parser counts to a row's last line; people look for its first.
      line: info.lines - record.reduce((breaks, value) => breaks + (value.match(/\r\n|\r|\n/g)?.length ?? 0), 0),
    }));
    return { rows: rows.filter(({ values }) => values.some((value) => value.trim() !== '')) };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const line = Number(/at line (\d+)/.exec(message)?.[1] ?? 1);
    if (code === 'CSV_QUOTE_NOT_CLOSED')
      return { line: openingQuote(text), message: 'a double quote opens here and is never closed; close it' };
    if (code === 'CSV_MAX_RECORD_SIZE')
      return { line, message: 'a row is longer than 1,000,000 characters; is a double quote not closed?' };
    return {
      line,
      message: 'a double quote stands inside a value; write it twice ("") and the whole value in double quotes',
    };
  }
}

/** The line of the quote that is still open at the end of the file. */
function openingQuote(text: string): number {
  let line = 1;
  let opened = 0;
  for (const char of text) {
    if (char === '\n') line++;
    if (char === '"') opened = opened ? 0 : line;
  }
  return opened || line;
}
