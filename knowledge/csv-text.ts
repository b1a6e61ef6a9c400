/**
 * CSV as every program reads it back. What a spreadsheet would take for a formula is written as it is: who exports for
 * people says so.
 */
export function csvText(names: string[], rows: string[][]): string {
  return [names, ...rows].map(csvRow).join('');
}

export const csvRow = (row: string[]): string => `${row.map(quoted).join(',')}\n`;

const quoted = (value: string) => (/[",;\t\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/**
 * A cell that no spreadsheet runs: a quote in front of whatever begins like a formula, and of what would if the blanks
 * before it, seen or unseen, were trimmed on the way in.
 */
export const harmless = (value: string): string =>
  /^(?:[\t\r\n]|[\s\p{Cf}\u2800]*[=+\-@\uff0b\uff0d\uff1d\uff20])/u.test(value) ? `'${value}` : value;
