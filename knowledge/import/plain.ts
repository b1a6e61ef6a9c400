/** Our own list: `{ id, title, questions, answer, tags?, locale?, inboxes?, link? }`, from JSON or YAML. */
import { checkEntry } from '../check.js';
import { isFields } from './shape.js';
import type { Parsed } from './source.js';

/** What may be left out, and then is not there at all. */
const optional = ['link', 'audience', 'validFrom', 'validUntil', 'updatedAt'];
const known = ['id', 'title', 'questions', 'answer', 'tags', 'locale', 'inboxes', ...optional];

export function plainEntries(file: string, items: { line: number; value: unknown }[]): Parsed {
  const parsed: Parsed = { entries: [], problems: [], notes: [] };
  const foreign = new Map<string, number>();
  items.forEach(({ line, value }, i) => {
    const problem = (message: string) => parsed.problems.push({ file, line, message });
    if (!isFields(value)) {
      problem(`item ${i + 1} of the list must be an object with id, title, questions and answer`);
      return;
    }
    const fields = value;
    const missing = ['id', 'title', 'answer'].filter((field) => fields[field] === undefined);
    for (const field of missing) problem(`item ${i + 1}${named(fields)} has no "${field}"; add it`);
    if (missing.length) return;
    for (const field of Object.keys(fields)) if (!known.includes(field)) foreign.set(field, foreign.get(field) ?? line);
    const { id, title, questions, answer, tags, locale, inboxes } = fields;
    const result = checkEntry({
      key: typeof id === 'number' ? String(id) : id,
      title,
      questions: questions ?? [],
      answer,
      locale: locale ?? 'en',
      inboxes: inboxes ?? [],
      tags: tags ?? [],
      ...Object.fromEntries(
        optional.map((name) => [name, fields[name]]).filter(([, value]) => value !== undefined && value !== null),
      ),
      source: file,
    });
    if ('entry' in result) parsed.entries.push({ entry: result.entry, file, line });
    else for (const { message } of result.faults) problem(`item ${i + 1}${named(fields)}: ${message}`);
  });
  for (const [field, line] of foreign) parsed.notes.push({ file, line, message: `the field "${field}" is not used` });
  return parsed;
}

const named = ({ id }: Record<string, unknown>) => (typeof id === 'string' && id ? ` (${id.slice(0, 80)})` : '');
