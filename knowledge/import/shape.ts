/**
 * What the importers of other products' exports share: a shape recognises an item by its fields and says what it means.
 */
import { createHash } from 'node:crypto';
import { checkEntry, limits } from '../check.js';
import { htmlToMarkdown, withoutTitle } from './html-to-markdown.js';
import { messageOf, type Parsed } from './source.js';
import { withOurVariables } from './variables.js';

export type Fields = Record<string, unknown>;

/** One object of a JSON or YAML list, or one row of a table, and the line where it begins. */
export type Item = { line: number; fields: Fields };

/** What a shape makes of an item; everything but the body may still be as raw as it came. */
export type Row = {
  key: string;
  title?: unknown;
  questions?: unknown[];
  body: unknown;
  /** The body is HTML; else Markdown or plain text. */
  html?: boolean;
  locale?: unknown;
  tags?: unknown[];
  link?: unknown;
  /** Days, as YYYY-MM-DD. */
  validFrom?: string | undefined;
  validUntil?: string | undefined;
  /** ISO; read from the item's own fields where a shape does not say it. */
  updatedAt?: string | undefined;
};

export type Shape = {
  /** For people. */
  name: string;
  fits: (fields: Fields, around: Fields) => boolean;
  /** A text says why the item is left out. `around` is the object that holds the list. */
  rows: (fields: Fields, around: Fields) => Row[] | string;
};

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** The part of a key that names the item: its own id, else what it says. */
export const idOf = (id: unknown, otherwise: unknown): string =>
  // The last part of a key is what agents type after a slash.
  (typeof id === 'number' || typeof id === 'string'
    ? String(id)
        .trim()
        .replace(/\s*\/\s*/g, '-')
        .slice(0, 120)
    : '') || hash(text(otherwise));

export const text = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';

/** Tables and YAML know only texts. */
export const isFalse = (value: unknown): boolean =>
  value === false || value === 0 || /^(?:false|0|no)$/i.test(text(value));
export const isTrue = (value: unknown): boolean =>
  value === true || value === 1 || /^(?:true|1|yes)$/i.test(text(value));

/** A spreadsheet would run it; nobody means it as an answer. */
export const isFormula = (value: string | undefined): boolean => /^=\s*(?:[A-Z][A-Z0-9.]*\(|\w+\|)/i.test(value ?? '');

export const has = (fields: Fields, ...names: string[]): boolean => names.every((name) => name in fields);
export const hasAny = (fields: Fields, ...names: string[]): boolean => names.some((name) => name in fields);

export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : value ? [value] : []);
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const asFields = (value: unknown): Fields => (isFields(value) ? value : {});

/** `refund_policy` is how a shortcut is typed, not how a title reads. */
export const spoken = (shortcut: unknown): string => {
  const words = text(shortcut)
    .replace(/^[/!#]+/, '')
    .replace(/[_-]+/g, ' ')
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Entries of all items, each read by the shape that `shapeFor` finds for it: some lists hold articles and macros. */
export function entriesOf(file: string, items: Item[], around: Fields, shapeFor: (fields: Fields) => Shape): Parsed {
  const parsed: Parsed = { entries: [], problems: [], notes: [] };
  for (const { line, fields } of items) {
    const rows = shapeFor(fields).rows(fields, around);
    if (typeof rows === 'string') parsed.notes.push({ file, line, message: `left out: ${rows}` });
    else
      for (const row of rows)
        place(parsed, file, line, {
          updatedAt: timeOf(fields.updated_at ?? fields.updatedAt ?? fields._updatedAt),
          ...row,
        });
  }
  return parsed;
}

function place(parsed: Parsed, file: string, line: number, row: Row): void {
  const note = (message: string) => parsed.notes.push({ file, line, message });
  let read: ReturnType<typeof answerOf>;
  try {
    read = answerOf(text(row.body), row.html ?? false);
  } catch (error) {
    parsed.problems.push({ file, line, message: messageOf(error) });
    return;
  }
  const { answer: whole, unknown, scripts } = read;
  const answer = withoutTitle(whole, text(row.title));
  if (scripts) note('held a script or frame, which was taken out');
  if (answer === '') {
    note('left out: it has no text');
    return;
  }
  if (isFormula(answer)) {
    parsed.problems.push({ file, line, message: 'the text is a formula; save what it shows instead' });
    return;
  }
  if (unknown.length)
    note(
      `for agents only: the bot cannot fill ${unknown.slice(0, 3).join(', ').slice(0, 100)}; write it without, and the bot may use it`,
    );
  const link = text(row.link);
  const tags = (row.tags ?? [])
    .map(text)
    .filter(Boolean)
    .map((tag) => tag.slice(0, limits.tag));
  const result = checkEntry({
    key: row.key,
    title: text(row.title) || firstWords(answer),
    questions: (row.questions ?? []).map(text).filter(Boolean),
    answer,
    locale: localeOf(row.locale),
    inboxes: [],
    tags: [...new Set(tags)].slice(0, limits.tags),
    ...(unknown.length && { audience: 'agents' }),
    ...(row.validFrom && { validFrom: row.validFrom }),
    ...(row.validUntil && { validUntil: row.validUntil }),
    ...(row.updatedAt && { updatedAt: row.updatedAt }),
    ...(/^https?:\/\//i.test(link) && { link }),
    source: file,
  });
  if ('entry' in result) parsed.entries.push({ entry: result.entry, file, line });
  else for (const { message } of result.faults) parsed.problems.push({ file, line, message });
}

/** Placeholders are put aside while HTML is turned: they would be escaped, or hold quotes written as entities. */
function answerOf(body: string, html: boolean): { answer: string; unknown: string[]; scripts: boolean } {
  const { text: converted, unknown } = withOurVariables(body);
  // What is far too long is left as it is, for the check to refuse.
  if (!html || body.length > limits.answer * 10) return { answer: converted.trim(), unknown, scripts: false };
  const aside: string[] = [];
  const held = converted.replace(
    /\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}|#\{[^{}\n]*\}/g,
    (it) => `\u{e001}${aside.push(it) - 1}\u{e002}`,
  );
  const { text: markdown, scripts } = htmlToMarkdown(held);
  return {
    answer: markdown.replace(/\u{e001}(\d+)\u{e002}/gu, (_, i: string) => aside[Number(i)] ?? ''),
    unknown,
    scripts,
  };
}

/** Some write seconds since 1970, some an ISO time. What is neither says nothing. */
export function timeOf(value: unknown): string | undefined {
  const given = text(value);
  const time = new Date(/^\d{9,10}$/.test(given) ? Number(given) * 1000 : given);
  return given === '' || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** The first sentence, for canned responses that have no title. */
function firstWords(answer: string): string {
  const line =
    answer
      .replace(/[*_`#>]/g, '')
      .trim()
      .split('\n')[0]
      ?.replace(/\s+/g, ' ') ?? '';
  const sentence = /^.{10,}?[.!?](?=\s|$)/u.exec(line)?.[0] ?? line;
  return sentence.length <= 80 ? sentence : `${sentence.slice(0, 79).replace(/\s+\S*$/, '')}…`;
}

/** Some write `pt_BR`; what is no language tag is taken for English. */
function localeOf(value: unknown): string {
  const tag = text(value).replaceAll('_', '-');
  return /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag) ? tag : 'en';
}
