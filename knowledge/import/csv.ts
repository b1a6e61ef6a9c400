/** CSV -> rows by the columns of its first line; comma, semicolon or tab. What the columns mean is told elsewhere. */
import { type Options, parse } from 'csv-parse/sync';
import { at } from '../at.js';
import { limits } from '../check.js';
import { isPair, pairEntries } from './pairs.js';
import type { Item } from './shape.js';
import { codeOf, messageOf, type Parsed, type Source } from './source.js';
import { shapeOf, vendorEntries } from './vendors/shapes.js';

/** The cells of a row, and the line where it begins. */
export type CsvRecord = { values: string[]; line: number };

/** Every row of a text, the first line included; throws where it is no CSV. */
export function recordsOf(text: string, options: Options): CsvRecord[] {
  const records: CsvRecord[] = [];
  const take = (values: string[], { lines }: { lines: number }): null => {
    // The parser counts to a row's last line; people look for its first.
    const breaks = values.reduce((sum, value) => sum + (value.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
    records.push({ values, line: lines - breaks });
    return null;
  };
  parse(text, { relax_column_count: true, skip_empty_lines: true, ...options, on_record: take });
  return records;
}

/** The first line's cells, lower case, and the delimiter that they are written with. */
export function csvHeader(text: string): { cells: string[]; delimiter: string } {
  const line = /^\s*([^\r\n]*)/.exec(text)?.[1] ?? '';
  const counted = [',', ';', '\t'].sort((a, b) => line.split(b).length - line.split(a).length);
  const delimiter = at(counted, 0);
  const cells = line.split(delimiter).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim()
      .toLowerCase(),
  );
  return { cells, delimiter };
}

/** Question and answer, or the columns of another product. */
export function parseCsv({ file, text }: Source): Parsed {
  const { cells, delimiter } = csvHeader(text);
  const refuse = (...problems: { line: number; message: string }[]): Parsed => ({
    entries: [],
    problems: problems.map((problem) => ({ file, ...problem })),
    notes: [],
  });
  if (cells.length > limits.columns)
    return refuse({
      line: 1,
      message: `the first line has ${cells.length} columns, more than ${limits.columns}; keep question and answer`,
    });
  const known = isKnownHeader(cells);
  const bare = known ? undefined : withoutHeader({ file, text }, cells, delimiter);
  if (bare) return bare;
  const missing = known ? [] : ['question', 'answer'].filter((name) => !cells.includes(name));
  const twice = cells.find((cell, i) => cell !== '' && cells.indexOf(cell) !== i);
  const wrong = [
    ...missing.map((name) => `has no column "${name}"; the first line must name question and answer`),
    ...(twice ? [`names the column "${twice}" twice; remove one`] : []),
  ];
  if (wrong.length) return refuse(...wrong.map((message) => ({ line: 1, message })));

  const rows = readRows(text, delimiter);
  if ('message' in rows) return refuse(rows);
  const uneven = rows.rows
    .slice(1)
    .filter(({ values }) => values.length !== cells.length)
    .map(({ values, line }) => ({
      line,
      message: `has ${values.length} values where the first line names ${cells.length}; put a value that holds a ${nameOf(delimiter)} or a line break in double quotes`,
    }));
  const items = rows.rows
    .slice(1)
    .filter(({ values }) => values.length === cells.length)
    .map(({ values, line }) => ({ line, fields: fieldsOf(cells, values) }));
  const parsed = tableEntries(file, cells, items);
  return { ...parsed, problems: [...refuse(...uneven).problems, ...parsed.problems] };
}

/** Entries of a table, whatever kind of file it stood in. */
export function tableEntries(file: string, cells: string[], items: Item[]): Parsed {
  return vendorEntries(file, items) ?? pairEntries(file, items, cells);
}

/** Cells without a value are fields that are not there. */
const fieldsOf = (cells: string[], values: string[]) =>
  Object.fromEntries(cells.map((cell, i) => [cell, values[i]?.trim() ?? '']));

/** A row of empty cells is enough to see whose columns these are. */
export function isKnownHeader(cells: string[]): boolean {
  const header = Object.fromEntries(cells.map((cell) => [cell, '']));
  return isPair(header) || shapeOf(header) !== undefined;
}

/**
 * Tiledesk writes question;answer, or question;answer;intent;name;webhook, and no header. A first line of single words
 * is somebody's header with other names, and is left to be refused.
 */
function withoutHeader({ file, text }: Source, cells: string[], delimiter: string): Parsed | undefined {
  if (delimiter !== ';' || cells.slice(0, 2).every((cell) => /^[\w-]*$/.test(cell))) return undefined;
  const rows = readRows(text, delimiter);
  if ('message' in rows) return undefined;
  const width = rows.rows[0]?.values.length;
  if (width !== 2 && width !== 5) return undefined;
  if (rows.rows.some(({ values }) => values.length !== width || !values[0] || !values[1])) return undefined;
  const names = ['question', 'answer', 'intent_id'].slice(0, width === 2 ? 2 : 3);
  const items = rows.rows.map(({ values, line }) => ({ line, fields: fieldsOf(names, values) }));
  const parsed = pairEntries(file, items, names);
  parsed.notes.unshift({ file, line: 1, message: 'has no header; read as question;answer, as Tiledesk writes it' });
  return parsed;
}

const nameOf = (delimiter: string) => ({ ',': 'comma', ';': 'semicolon' })[delimiter] ?? 'tab';

/** All rows with anything in them, the first line included. */
function readRows(text: string, delimiter: string): { rows: CsvRecord[] } | { line: number; message: string } {
  try {
    const rows = recordsOf(text, { delimiter, max_record_size: 1_000_000 });
    return { rows: rows.filter(({ values }) => values.some((value) => value.trim() !== '')) };
  } catch (error) {
    const code = codeOf(error);
    const line = Number(/at line (\d+)/.exec(messageOf(error))?.[1] ?? 1);
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
