/** CSV as every program reads it back. What a spreadsheet would take for a formula is written as it is: who exports for people says so. */
export function csvText(names: string[], rows: string[][]): string {
  const quoted = (value: string) => (/[",;\t\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return [names, ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');
}
