/** YAML: the same lists as in JSON. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { dataEntries } from './json.js';
import type { Parsed, Source } from './source.js';

/** Whether a text is meant as YAML: a list of objects, or an object that holds one. */
export const looksLikeYaml = (text: string): boolean =>
  /^(?:\s*(?:#[^\n]*|---[ \t]*|%YAML[^\n]*)?\r?\n)*(?:-[ \t]+\w[\w ]*:(?:[ \t]|\r?\n)|\w+:[ \t]*\r?\n[ \t]*-[ \t]+\w[\w ]*:[ \t\r\n])/.test(
    text,
  );

export function parseYaml({ file, text }: Source): Parsed {
  const counter = new LineCounter();
  // "failsafe" reads every value as text: `no`, `2024` and `1e3` are words to the people who write them.
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: false, lineCounter: counter });
  const lineOf = (position: number | undefined) => counter.linePos(position ?? 0).line;
  const [error] = document.errors;
  if (error) {
    const message = `this is not valid YAML: ${error.message}. Put a text that holds a colon or # in quotes`;
    return { entries: [], problems: [{ file, line: lineOf(error.pos[0]), message }], notes: [] };
  }
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 20 });
  } catch {
    const message = 'repeats parts of itself by aliases too often; write them out';
    return { entries: [], problems: [{ file, line: 1, message }], notes: [] };
  }
  const linesOf = (path: string) => {
    const node = path === '' ? document.contents : document.getIn(path.split('.'), true);
    return isSeq(node) ? node.items.map(startOf).map(lineOf) : [];
  };
  return dataEntries(file, data, linesOf, 1);
}

/** Where an element begins: at its first field. */
function startOf(node: unknown): number | undefined {
  if (!isMap(node)) return isScalar(node) ? node.range?.[0] : undefined;
  const key = node.items[0]?.key;
  return isScalar(key) ? key.range?.[0] : undefined;
}
