/**
 * CSV as every program reads it back. What a spreadsheet would take for a formula is written as it is: who exports for
 * people says so.
 */
export function csvText(names: string[], rows: string[][]): string {
  return [names, ...rows].map(csvRow).join('');
}

export const csvRow = (row: string[]): string => `${row.map(quoted).join(',')}\n`;

const quoted = (value: string) => (/[",;\t\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** A cell that no spreadsheet runs: a quote in front of whatever begins like a formula. */
export const harmless = (value: string): string =>
  /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/.test(value) ? `'${value}` : value;
