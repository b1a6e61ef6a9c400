/** A spreadsheet: every sheet whose first row names columns that we know. */
import type { CellObject, WorkSheet } from '@e965/xlsx';
import { limits } from '../check.js';
import { isKnownHeader, tableEntries } from './csv.js';
import type { Item } from './shape.js';
import type { Parsed } from './source.js';

export async function parseXlsx(file: string, bytes: Buffer): Promise<Parsed> {
  const { read, utils } = await import('@e965/xlsx');
  const book = read(bytes, { type: 'buffer', dense: true, cellHTML: false, sheetRows: limits.entries + 2 });
  const parsed: Parsed = { entries: [], problems: [], notes: [] };
  const problem = (line: number, message: string) => parsed.problems.push({ file, line, message });
  let known = 0;
  book.SheetNames.forEach((name, i) => {
    const sheet = book.Sheets[name];
    const hidden = book.Workbook?.Sheets?.[i]?.Hidden;
    const rows = rowsOf(sheet);
    const [first] = rows;
    if (hidden || !first) {
      parsed.notes.push({ file, message: `the sheet "${name}" is left out: it is ${hidden ? 'hidden' : 'empty'}` });
      return;
    }
    if (first.cells.length > limits.columns) {
      problem(first.line, `the sheet "${name}" has ${first.cells.length} columns, more than ${limits.columns}`);
      return;
    }
    const header = first.cells.map((cell) => shown(cell).toLowerCase());
    if (!isKnownHeader(header)) {
      const message = `the sheet "${name}" is left out: its first row names no question and answer`;
      parsed.notes.push({ file, line: first.line, message });
      return;
    }
    known++;
    const twice = header.find((cell, at) => cell !== '' && header.indexOf(cell) !== at);
    if (twice) problem(first.line, `names the column "${twice}" twice; remove one`);
    const items: Item[] = [];
    for (const { line, cells } of rows.slice(1)) {
      const formula = header.findIndex((column, at) => column !== '' && cells[at]?.f !== undefined);
      if (formula !== -1)
        problem(line, `the cell ${utils.encode_col(formula)}${line} holds a formula; paste what it shows as a value`);
      items.push({ line, fields: Object.fromEntries(header.map((column, at) => [column, shown(cells[at])])) });
    }
    const read = tableEntries(file, header, items);
    parsed.entries.push(...read.entries);
    parsed.problems.push(...read.problems);
    parsed.notes.push(...read.notes);
  });
  if (known === 0 && parsed.problems.length === 0)
    problem(1, 'no sheet names its columns in the first row; it must name question and answer');
  return parsed;
}

/** Rows with anything in them and their numbers, as the spreadsheet shows them. */
function rowsOf(sheet: WorkSheet | undefined): { line: number; cells: (CellObject | undefined)[] }[] {
  const data: (CellObject | undefined)[][] = sheet?.['!data'] ?? [];
  return data
    .map((cells, i) => ({ line: i + 1, cells: Array.from(cells ?? []) }))
    .filter(({ cells }) => cells.some((cell) => shown(cell) !== ''));
}

/** What people see in the cell; a text as it is, with its line ends. */
const shown = (cell: CellObject | undefined): string =>
  (cell?.t === 's' ? String(cell.v ?? '') : (cell?.w ?? String(cell?.v ?? ''))).replace(/\r\n?/g, '\n').trim();
