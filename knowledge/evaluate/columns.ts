/**
 * CSV by the columns that its first line names, each row with its line: what `evaluate` reads. Says what is wrong in a
 * sentence.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { Misconfigured } from '../../services/errors.js';
import { type CsvRecord, csvHeader, recordsOf } from '../import/csv.js';
import { decode, messageOf } from '../import/source.js';

export type NamedRow<Column extends string> = { line: number } & Record<Column, string>;

/** The text of a file, without the mark that some programs put before it. */
export function readText(file: string): string {
  if (!existsSync(file)) throw new Misconfigured(`${file} is missing.`);
  if (statSync(file).isDirectory()) throw new Misconfigured(`${file} is a folder; name a file.`);
  const read = decode(readFileSync(file));
  if ('problem' in read) throw new Misconfigured(`${file}${read.line ? `:${read.line}` : ':'} ${read.problem}`);
  const text = read.text.replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new Misconfigured(`${file} is empty.`);
  return text;
}

/**
 * `hint` says what the first line must be. Columns that are not asked for are left out; `optional` ones are empty where
 * missing.
 */
export function readColumns<Needed extends string, Optional extends string = never>(
  file: string,
  { needed, optional = [], hint }: { needed: Needed[]; optional?: Optional[]; hint: string },
): NamedRow<Needed | Optional>[] {
  const text = readText(file);
  const { cells, delimiter } = csvHeader(text);
  const missing = needed.find((name) => !cells.includes(name));
  if (missing)
    throw new Misconfigured(
      `${file} has no column "${missing}": its first line names ${cells.join(', ').slice(0, 200)}. ${hint}`,
    );
  const twice = cells.find((cell, i) => cell !== '' && cells.indexOf(cell) !== i);
  if (twice) throw new Misconfigured(`${file} names the column "${twice}" twice; remove one.`);
  const rows = readRows(file, text, delimiter).map(({ values, line }) => {
    if (values.length !== cells.length)
      throw new Misconfigured(
        `${file}:${line} has ${values.length} values where the first line names ${cells.length}; put a value that holds a delimiter in double quotes, and write the delimiter before an empty last value too.`,
      );
    // The names are those of the type, which only this line knows to be all of them.
    const named = [...needed, ...optional].map((name) => [name, values[cells.indexOf(name)] ?? '']);
    return { line, ...Object.fromEntries(named) } as NamedRow<Needed | Optional>;
  });
  if (rows.length === 0) throw new Misconfigured(`${file} holds no rows below its first line.`);
  return rows;
}

function readRows(file: string, text: string, delimiter: string): CsvRecord[] {
  try {
    // All three at once: a file that two programs wrote mixes them.
    return recordsOf(text, { delimiter, record_delimiter: ['\r\n', '\n', '\r'] }).slice(1);
  } catch (error) {
    throw new Misconfigured(
      `${file} is not CSV: ${messageOf(error)}. Write a double quote inside a value twice, and the whole value in double quotes.`,
    );
  }
}
