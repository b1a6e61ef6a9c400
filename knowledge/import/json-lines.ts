/**
 * Walks over JSON once and tells where it breaks, or on which line each element of the outermost list begins.
 * `JSON.parse` does neither reliably: whether its message holds a position depends on the error and the runtime.
 */
type Scan = { error?: { line: number; message: string }; firstLine: number; lines: number[] };

const token = /[{}[\],:]|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const space = /[ \t\r\n]*/y;

export function scanJson(text: string): Scan {
  const scan: Scan = { firstLine: 1, lines: [] };
  const open: ('{' | '[')[] = [];
  /** What may come next. */
  let want: 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing' = 'value';
  let line = 1;
  let at = 0;
  const fail = (message: string): Scan => ({ ...scan, error: { line, message } });

  for (;;) {
    space.lastIndex = at;
    for (const char of space.exec(text)?.[0] ?? '') if (char === '\n') line++;
    at = space.lastIndex;
    if (at >= text.length) {
      if (want === 'nothing') return scan;
      const closing = open.at(-1) === '{' ? '}' : ']';
      return fail(open.length ? `the file ends before the closing ${closing}` : 'the file is empty');
    }
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    if (found === undefined)
      return fail(
        text[at] === '"' ? 'a text is not closed with a quote on its line' : `${shown(text, at)} is not expected here`,
      );
    if (found[0] === '"' && !isText(found))
      return fail('a text holds a backslash or control character that JSON does not know');

    const before: string = want;
    const top = open.at(-1);
    const closes = (found === '}' && top === '{') || (found === ']' && top === '[');
    if (closes && (want === ', or end' || want === 'key or }' || want === 'value or ]')) {
      open.pop();
      want = open.length ? ', or end' : 'nothing';
    } else if (found === ',' && want === ', or end') want = top === '{' ? 'key' : 'value';
    else if (found === ':' && want === ':') want = 'value';
    else if (found[0] === '"' && (want === 'key' || want === 'key or }')) want = ':';
    else if ((want === 'value' || want === 'value or ]') && !/^[}\],:]/.test(found)) {
      if (open.length === 0) scan.firstLine = line;
      if (open.length === 1 && top === '[') scan.lines.push(line);
      if (found === '{' || found === '[') {
        if (open.push(found) > 100) return fail('lists and objects are nested more than 100 deep');
        want = found === '{' ? 'key or }' : 'value or ]';
      } else want = open.length ? ', or end' : 'nothing';
    } else return fail(`${shown(text, at)} is not expected here${advice(before, found)}`);
    at = token.lastIndex;
  }
}

const shown = (text: string, at: number) => `"${text.slice(at, at + 20).split(/[\r\n]/)[0]}"`;

function advice(want: string, found: string): string {
  if ((found === '}' || found === ']') && (want === 'key' || want === 'value')) return '; remove the comma before it';
  if (want === ', or end') return '; a comma is missing before it';
  if (want === ':') return '; a colon is missing before it';
  if (want.startsWith('key')) return '; a field name in quotes should stand here';
  return want === 'nothing' ? '; the list was closed before it' : '';
}

function isText(token: string): boolean {
  // Only texts with escapes or control characters need the real parser.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (!/[\\\u0000-\u001f]/.test(token)) return true;
  try {
    JSON.parse(token);
    return true;
  } catch {
    return false;
  }
}
