/**
 * JSON: our own list, question-answer pairs, or a list of another product, alone or inside the reply of its interface.
 */
import { scanJson } from './json-lines.js';
import { isPair, pairEntries } from './pairs.js';
import { plainEntries } from './plain.js';
import type { Fields, Item } from './shape.js';
import { asFields, asList, text } from './shape.js';
import type { Parsed, Source } from './source.js';
import { shapeOf, vendorEntries } from './vendors/shapes.js';

export function parseJson({ file, text }: Source): Parsed {
  const scan = scanJson(text);
  if (scan.error) {
    const message = `this is not valid JSON: ${scan.error.message}`;
    return { entries: [], problems: [{ file, line: scan.error.line, message }], notes: [] };
  }
  const parsed = dataEntries(file, JSON.parse(text), (path) => scan.lists.get(path) ?? [], scan.firstLine);
  for (const { name, line } of scan.twice.slice(0, 20))
    parsed.problems.push({ file, line, message: `the field "${name}" stands twice in one object; keep one of them` });
  return parsed;
}

/** Entries of what a JSON or YAML file holds; `linesOf` tells where the elements of a list begin. */
export function dataEntries(
  file: string,
  data: unknown,
  linesOf: (path: string) => number[],
  firstLine: number,
): Parsed {
  const found = listIn(data);
  if (!found) {
    const message = 'the file must hold a list: [ { "id", "title", "questions": [...], "answer" }, ... ]';
    return { entries: [], problems: [{ file, line: firstLine, message }], notes: [] };
  }
  const lines = linesOf(found.path);
  const items = found.list.map((value, i) => ({ line: lines[i] ?? firstLine, value }));
  const objects: Item[] = items.map(({ line, value }) => ({ line, fields: asFields(value) }));
  const parsed = vendorEntries(file, objects, found.around) ?? pairsIn(file, objects) ?? plainEntries(file, items);
  if (hasMore(found.around))
    parsed.notes.push({ file, message: 'the export says that more pages follow this one; load them too' });
  return parsed;
}

/** Pairs without a title of their own. */
function pairsIn(file: string, items: Item[]): Parsed | undefined {
  const pairs = items.length > 0 && items.every(({ fields }) => isPair(fields) && !('title' in fields));
  return pairs ? pairEntries(file, items, []) : undefined;
}

type FoundList = { list: unknown[]; path: string; around: Fields };

/**
 * The list itself, or the first list of objects inside an object, at most two names deep: `{ articles: { items: [...] }
 * }`.
 */
function listIn(data: unknown, path = ''): FoundList | undefined {
  if (Array.isArray(data)) return { list: data, path, around: {} };
  if (path.split('.').length > 2) return undefined;
  const around = asFields(data);
  const below = Object.entries(around).map(([name, value]) => ({ value, path: path ? `${path}.${name}` : name }));
  // One item alone, which may hold lists too.
  if (shapeOf(around)) return { list: [around], path: 'alone', around: {} };
  for (const { value, path } of below)
    if (Array.isArray(value) && value.length > 0 && Object.keys(asFields(value[0])).length > 0)
      return { list: value, path, around };
  for (const { value, path } of below) {
    const found = Array.isArray(value) ? undefined : listIn(asFields(value), path);
    if (found && found.list.length > 0) return found;
  }
  return undefined;
}

/** Zendesk says `next_page`, Intercom `pages.next`. */
const hasMore = ({ next_page, pages }: Fields) => text(next_page) !== '' || asList(asFields(pages).next).length > 0;
