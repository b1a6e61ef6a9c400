/**
 * Our own formats. Loading what they write changes nothing: every field that visitors or searches see comes back the
 * same.
 */
import { stringify } from 'yaml';
import { csvText } from '../csv-text.js';
import type { Entry } from '../entry.js';
import { parseMarkdown } from '../import/markdown.js';
import { isFormula } from '../import/shape.js';
import { contentHash } from '../rows.js';
import type { Written } from './writer.js';

const fieldsOf = ({ key, title, questions, answer, tags, locale, inboxes, link, ...limits }: Entry) => ({
  id: key,
  title,
  questions,
  answer,
  ...(tags.length && { tags }),
  locale,
  ...(inboxes.length && { inboxes }),
  ...(link && { link }),
  ...(limits.audience && { audience: limits.audience }),
  ...(limits.validFrom && { validFrom: limits.validFrom }),
  ...(limits.validUntil && { validUntil: limits.validUntil }),
  ...(limits.updatedAt && { updatedAt: limits.updatedAt }),
});

export const json = (entries: Entry[]): Written => ({
  files: [{ path: 'kb.json', text: `${JSON.stringify(entries.map(fieldsOf), null, 2)}\n` }],
});

export const yaml = (entries: Entry[]): Written => ({
  files: [{ path: 'kb.yaml', text: stringify(entries.map(fieldsOf), { lineWidth: 0 }) }],
});

const limitNames = ['audience', 'validFrom', 'validUntil', 'updatedAt'] as const;

/** One row for each question, and one for an entry without any. */
export function csv(entries: Entry[]): Written {
  const names = [
    'id',
    'title',
    'question',
    'answer',
    'locale',
    'inboxes',
    'tags',
    'link',
    'audience',
    'valid_from',
    'valid_until',
    'updated_at',
  ];
  const rows = entries.flatMap(({ key, title, questions, answer, locale, inboxes, tags, link, ...limits }) =>
    (questions.length ? questions : ['']).map((question) => [
      key,
      title,
      question,
      answer,
      locale,
      cellOf(inboxes),
      cellOf(tags),
      link ?? '',
      ...limitNames.map((name) => limits[name] ?? ''),
    ]),
  );
  const notes = entries
    .filter(({ answer, questions }) => isFormula(answer) || questions.some(isFormula))
    .map(({ key }) => `${key} begins like a formula of a spreadsheet; as CSV it will not load again`);
  return { files: [{ path: 'kb.csv', text: csvText(names, rows) }], notes };
}

/** Values that hold a mark which separates values are written as a JSON list. */
const cellOf = (values: string[]) =>
  values.some((value) => /[,;|]|^\[/.test(value)) ? JSON.stringify(values) : values.join(', ');

/** One file for each entry, at the path that its key says. */
export function markdown(entries: Entry[]): Written {
  const taken = new Set<string>();
  return { files: entries.map((entry) => ({ path: pathOf(entry.key, taken), text: page(entry) })) };
}

function page(entry: Entry): string {
  const { answer, ...fields } = fieldsOf(entry);
  const write = (extra: object) => `---\n${stringify({ ...fields, ...extra }, { lineWidth: 0 })}---\n${answer}\n`;
  const text = write({});
  // Reading takes HTML and a site generator's marks out of a page; where an entry has such, its file says to leave
  // them.
  return sameAs(entry, text) ? text : write({ verbatim: 'true' });
}

function sameAs(entry: Entry, text: string): boolean {
  const [read] = parseMarkdown({ file: 'x.md', text }, { key: 'x' }).entries;
  return read !== undefined && contentHash(read.entry) === contentHash(entry);
}

/**
 * A path that every system takes, that the importer reads, and that no other entry has where case makes no difference.
 */
function pathOf(key: string, taken: Set<string>): string {
  const parts = key.split('/').map((part) =>
    part
      .normalize('NFC')
      .replace(/[^\p{L}\p{N}._#-]+/gu, '-')
      .replace(/^[._-]+|[.-]+$/g, '')
      .replace(/^(?:readme|node_modules|con|prn|aux|nul|com\d|lpt\d)(?=$|\.)/i, 'entry-$&')
      .slice(0, 60),
  );
  const path = parts.filter(Boolean).join('/') || 'entry';
  for (let i = 1; ; i++) {
    const numbered = `${path}${i > 1 ? `-${i}` : ''}.md`;
    if (taken.has(numbered.toLowerCase())) continue;
    taken.add(numbered.toLowerCase());
    return numbered;
  }
}
