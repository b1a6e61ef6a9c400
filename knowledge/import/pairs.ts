/** Rows with a question and an answer -> entries: rows of one question, or of one `id`, become one entry. */

import { at } from '../at.js';
import { checkEntry } from '../check.js';
import { type Fields, hash, type Item, isFormula, text, timeOf } from './shape.js';
import type { Parsed } from './source.js';

type Column =
  | 'id'
  | 'title'
  | 'question'
  | 'answer'
  | 'locale'
  | 'inboxes'
  | 'tags'
  | 'link'
  | 'audience'
  | 'validFrom'
  | 'validUntil'
  | 'updatedAt';
/** What tables call these columns, lower case; the intent is what Tiledesk knows a pair by. */
const columns: Record<string, Column> = {
  id: 'id',
  intent_id: 'id',
  title: 'title',
  question: 'question',
  answer: 'answer',
  locale: 'locale',
  language: 'locale',
  inboxes: 'inboxes',
  tags: 'tags',
  link: 'link',
  url: 'link',
  audience: 'audience',
  valid_from: 'validFrom',
  valid_until: 'validUntil',
  updated_at: 'updatedAt',
};

type PairRow = Partial<Record<Column, string>>;
type Group = { key: string; lines: number[]; questions: string[] } & PairRow;

/** Whether these fields are a pair. */
export const isPair = (fields: Fields): boolean => 'question' in fields && 'answer' in fields;

/** Entries of all pairs; `what` is used names the fields that are read, the others are noted once. */
export function pairEntries(file: string, items: Item[], names: string[], what = 'column'): Parsed {
  const parsed: Parsed = { entries: [], problems: [], notes: [] };
  const problem = (line: number, message: string) => parsed.problems.push({ file, line, message });
  for (const name of names)
    if (name && !Object.hasOwn(columns, name))
      parsed.notes.push({ file, line: 1, message: `the ${what} "${name}" is not used` });
  const groups = new Map<string, Group>();
  for (const { fields, line } of items) {
    const row: PairRow = {};
    for (const [name, value] of Object.entries(fields)) {
      const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
      if (column && text(value)) row[column] ??= text(value);
    }
    add(row, line);
  }
  for (const group of groups.values()) place(group);
  return parsed;

  function add(row: PairRow, line: number): void {
    const { id, title, question, answer } = row;
    // With an id and a title of its own it is an entry without examples.
    const bare = id !== undefined && title !== undefined;
    if (!question && !bare) problem(line, 'the question is empty; write one, or remove the row');
    if (!answer) problem(line, 'the answer is empty; write one, or remove the row');
    for (const column of ['question', 'answer'] as const)
      if (isFormula(row[column])) problem(line, `the ${column} is a formula; save what it shows instead`);
    if (!answer || !(question || bare)) return;
    const key = id ?? questionKey(question ?? '');
    const earlier = groups.get(key);
    if (!earlier) {
      groups.set(key, { ...row, key, lines: [line], questions: question ? [question] : [] });
    } else if (earlier.answer !== answer) {
      const same = id ? `id "${id}"` : 'question';
      problem(line, `the same ${same} has another answer on line ${earlier.lines[0]}; keep one of them`);
    } else if (id) {
      earlier.lines.push(line);
      if (question) earlier.questions.push(question);
    } else parsed.notes.push({ file, line, message: `left out: the same as line ${earlier.lines[0]}` });
  }

  function place(group: Group): void {
    const line = at(group.lines, 0);
    const updatedAt = timeOf(group.updatedAt);
    const result = checkEntry({
      key: group.key,
      title: group.title ?? group.questions[0],
      questions: group.questions,
      answer: group.answer,
      locale: group.locale ?? 'en',
      inboxes: several(group.inboxes),
      tags: several(group.tags),
      ...(group.link && { link: group.link }),
      ...(group.audience && { audience: group.audience }),
      ...(group.validFrom && { validFrom: group.validFrom }),
      ...(group.validUntil && { validUntil: group.validUntil }),
      ...(updatedAt && { updatedAt }),
      source: file,
    });
    if ('entry' in result) parsed.entries.push({ entry: result.entry, file, line });
    else for (const { message } of result.faults) problem(line, message);
  }
}

/** Case, spacing and closing marks do not make another question. */
function questionKey(question: string): string {
  const normal = question
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\s?!.]+$/, '');
  return `faq-${hash(normal || question)}`;
}

/** Several values in a cell: between commas or the like, or a JSON list where one of them holds such a mark itself. */
function several(value = ''): unknown[] {
  if (/^\[\s*"/.test(value)) {
    try {
      return JSON.parse(value);
    } catch {
      // Then the bracket is part of the first one.
    }
  }
  return value
    .split(/[,;|]/)
    .map((one) => one.trim())
    .filter(Boolean);
}
