/**
 * Walks over JSON once and tells where it breaks, or on which line each element of a list begins.
 * `JSON.parse` does neither reliably: whether its message holds a position depends on the error and the runtime.
 */
type Scan = {
  error?: { line: number; message: string };
  firstLine: number;
  /** Of the outermost list. */
  lines: number[];
  /** Of each list that stands in objects only, by the names that lead to it with dots between. */
  lists: Map<string, number[]>;
  /** Fields that one object has twice: the later one would win in silence. */
  twice: { name: string; line: number }[];
};

/** A list or object that is open; `path` is undefined below a list. */
type Open = { kind: '{' | '['; path: string | undefined; names: Set<string>; name: string; lines: number[] };

const token = /[{}[\],:]|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const space = /[ \t\r\n]*/y;

export function scanJson(text: string): Scan {
  const scan: Scan = { firstLine: 1, lines: [], lists: new Map(), twice: [] };
  const open: Open[] = [];
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
      const closing = open.at(-1)?.kind === '{' ? '}' : ']';
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
    const inside = open.at(-1);
    const top = inside?.kind;
    const closes = (found === '}' && top === '{') || (found === ']' && top === '[');
    if (closes && (want === ', or end' || want === 'key or }' || want === 'value or ]')) {
      open.pop();
      want = open.length ? ', or end' : 'nothing';
    } else if (found === ',' && want === ', or end') want = top === '{' ? 'key' : 'value';
    else if (found === ':' && want === ':') want = 'value';
    else if (inside && found[0] === '"' && (want === 'key' || want === 'key or }')) {
      inside.name = found.slice(1, -1);
      if (inside.names.has(inside.name)) scan.twice.push({ name: inside.name, line });
      inside.names.add(inside.name);
      want = ':';
    } else if ((want === 'value' || want === 'value or ]') && !/^[}\],:]/.test(found)) {
      if (open.length === 0) scan.firstLine = line;
      if (top === '[') inside?.lines.push(line);
      if (found === '{' || found === '[') {
        const opened = openedIn(inside, found);
        if (found === '[' && opened.path !== undefined) scan.lists.set(opened.path, opened.lines);
        if (open.length === 0) scan.lines = opened.lines;
        if (open.push(opened) > 100) return fail('lists and objects are nested more than 100 deep');
        want = found === '{' ? 'key or }' : 'value or ]';
      } else want = open.length ? ', or end' : 'nothing';
    } else return fail(`${shown(text, at)} is not expected here${advice(before, found)}`);
    at = token.lastIndex;
  }
}

function openedIn(inside: Open | undefined, kind: '{' | '['): Open {
  const above = inside ? inside.path : '';
  const path =
    inside?.kind === '[' || above === undefined ? undefined : [above, inside?.name].filter(Boolean).join('.');
  return { kind, path, names: new Set(), name: '', lines: [] };
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
