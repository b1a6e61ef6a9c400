/** Markdown with front matter: canned responses as a content team keeps them, and articles of a help centre. */
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { checkEntry, limits } from '../check.js';
import { articleText } from './article.js';
import { isFields } from './shape.js';
import { lineAt, type Parsed, type Source } from './source.js';

const ours = new Set([
  'id',
  'title',
  'questions',
  'tags',
  'locale',
  'inboxes',
  'link',
  'verbatim',
  'audience',
  'validFrom',
  'validUntil',
  'updatedAt',
]);
/** Fields of site generators that say "this page only points elsewhere" or "not for readers". */
const stubs = ['redirect', 'redirect_to', 'external_redirect'];

/** One file, one entry. `key` is the file's path inside what was loaded, unless the front matter has an `id`. */
export function parseMarkdown({ file, text }: Source, options: { key: string; site?: string }): Parsed {
  const parsed: Parsed = { entries: [], problems: [], notes: [] };
  const front = frontMatter(text);
  if ('message' in front) return { ...parsed, problems: [{ file, line: front.line, message: front.message }] };
  const { fields, lineOf, body } = front;

  const stub = stubOf(file, fields, body.text);
  if (stub) return { ...parsed, notes: [{ file, message: `left out: ${stub}` }] };

  // An article of a help centre has a site generator's fields and no questions of ours.
  const article = !('questions' in fields) && Object.keys(fields).some((name) => !ours.has(name));
  const heading = 'title' in fields ? undefined : /^\s*#[ \t]+(.+?)[ \t#]*(?:\n|$)/.exec(body.text);
  const rest = heading ? body.text.slice(heading[0].length) : body.text;
  // What is far too long is left as it is, for the check to refuse.
  const answer =
    rest.length > limits.answer * 4 || fields.verbatim === 'true'
      ? rest
      : articleText(rest, { page: article, ...(options.site && { site: options.site }) });
  if (article && answer === '') return { ...parsed, notes: [{ file, message: 'left out: the page has no text' }] };
  if (!heading && !('title' in fields)) {
    const message =
      'has no title; begin the file with front matter (---, title: ..., ---) or with a line such as # Title';
    return { ...parsed, problems: [{ file, line: 1, message }] };
  }

  const nav = fields.nav_title;
  const category = [fields.category, fields.sub_category].filter((value) => typeof value === 'string' && value !== '');
  const { id, questions, tags, locale, inboxes, link, audience, validFrom, validUntil, updatedAt } = fields;
  const result = checkEntry({
    key: id ?? options.key,
    title: heading?.[1] ?? fields.title,
    questions: listed(questions) ?? (article && typeof nav === 'string' && nav !== '' ? [nav] : []),
    answer,
    locale: locale || 'en',
    inboxes: listed(inboxes) ?? [],
    tags: listed(tags) ?? (article ? category : []),
    ...(link ? { link } : {}),
    // A site generator's page may say by that word whom it is written for.
    ...(audience && (audience === 'agents' || !article) ? { audience } : {}),
    ...(validFrom ? { validFrom } : {}),
    ...(validUntil ? { validUntil } : {}),
    ...(updatedAt ? { updatedAt } : {}),
    source: file,
  });
  if ('entry' in result) return { ...parsed, entries: [{ entry: result.entry, file, line: lineOf('title') ?? 1 }] };
  const place = (field: string) => (field === 'answer' ? body.line : (lineOf(field === 'key' ? 'id' : field) ?? 1));
  return {
    ...parsed,
    problems: result.faults.map(({ field, message }) => ({ file, line: place(field), message: message + hint(field) })),
  };
}

const hint = (field: string) =>
  ['questions', 'tags', 'inboxes'].includes(field) ? ` (each on its own line after a dash)` : '';

/** An empty field is an empty list; one text alone is left for the check to refuse. */
const listed = (value: unknown) => (value === '' ? [] : value);

function stubOf(file: string, fields: Record<string, unknown>, body: string): string | undefined {
  const name = file.split('/').at(-1) ?? '';
  if (stubs.some((field) => field in fields) || fields.layout === 'redirect') return 'the page only redirects';
  if (fields.draft === 'true' || fields.published === 'false') return 'the page is a draft';
  // Site generators keep defaults and partials in such files.
  if (name.startsWith('_')) return 'its name begins with an underscore';
  if (/^readme\./i.test(name)) return 'a README is for the people who write the content';
  if (body.trim() === '' && Object.keys(fields).length === 0) return 'the file is empty';
  return undefined;
}

type Front = {
  fields: Record<string, unknown>;
  lineOf: (field: string) => number | undefined;
  body: { text: string; line: number };
};

function frontMatter(raw: string): Front | { message: string; line: number } {
  const text = raw.replace(/\r\n?/g, '\n');
  const opening = /^\s*---[ \t]*\n/.exec(text);
  if (!opening) return { fields: {}, lineOf: () => undefined, body: { text, line: 1 } };
  const start = opening[0].length;
  const closing = /^---[ \t]*$/m.exec(text.slice(start));
  if (!closing)
    return {
      line: lineAt(text, start - 1),
      message: 'the front matter is not closed; end it with a line --- of its own',
    };
  const yaml = text.slice(start, start + closing.index);
  const end = start + closing.index + closing[0].length;
  const firstLine = lineAt(text, start);

  // "failsafe" reads every value as text: `no`, `2024` and `1e3` are words to the people who write them.
  const lines = new LineCounter();
  const document = parseDocument(yaml, { schema: 'failsafe', prettyErrors: false, lineCounter: lines });
  const at = (position: number) => firstLine + lines.linePos(position).line - 1;
  const error = document.errors[0];
  if (error)
    return {
      line: at(error.pos[0]),
      message: `the front matter cannot be read: ${error.message}. Put a text that holds a colon or # in quotes`,
    };
  const fields = plainFields(document);
  if (!fields)
    return { line: firstLine, message: 'the front matter must hold lines such as title: How to return a parcel' };
  return {
    fields,
    lineOf: (field) => {
      const pair = isMap(document.contents)
        ? document.contents.items.find((item) => isScalar(item.key) && item.key.value === field)
        : undefined;
      return pair && isScalar(pair.key) && pair.key.range ? at(pair.key.range[0]) : undefined;
    },
    body: { text: text.slice(end), line: Math.min(lineAt(text, end) + 1, lineAt(text, text.length)) },
  };
}

function plainFields(document: Document): Record<string, unknown> | undefined {
  if (document.contents === null) return {};
  const fields: unknown = isMap(document.contents) ? document.toJS({ maxAliasCount: 20 }) : undefined;
  return isFields(fields) ? fields : undefined;
}
