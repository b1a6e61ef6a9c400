/** What an entry must satisfy, whichever way it comes in; every message is a sentence with its mend. */
import { z } from 'zod';
import type { Entry } from './entry.js';
import { ours } from './variables.js';

/** Files and rows beyond these are mistakes or attacks, never content. */
export const limits = {
  fileBytes: 50 * 1024 * 1024,
  entries: 100_000,
  columns: 100,
  key: 200,
  title: 300,
  question: 500,
  questions: 200,
  answer: 100_000,
  tags: 50,
  tag: 100,
  link: 2_000,
  source: 1_000,
};

const number = new Intl.NumberFormat('en');

const text = (what: string, max: number) =>
  z
    .string(`the ${what} must be text`)
    .refine((value) => !value.includes('\0'), `the ${what} holds a NUL character; remove it`)
    .transform((value) => value.replace(/\r\n?/g, '\n').toWellFormed().normalize('NFC').trim())
    .refine((value) => value !== '', `the ${what} is empty; write one, or remove the entry`)
    .refine(
      (value) => value.length <= max,
      `the ${what} is longer than ${number.format(max)} characters; shorten or split it`,
    );

const list = (what: string, one: string, max: number, each: number) =>
  z
    .array(text(one, each), `${what} must be a list of texts`)
    .max(max, `there are more than ${max} ${what}; keep the best of them`)
    .transform((values) => [...new Set(values)]);

const day = (which: string) =>
  z
    .string(`the ${which} day must be text`)
    .refine(
      (value) => z.iso.date().safeParse(value).success,
      `the ${which} day it is valid must be a date such as 2027-01-31`,
    );

/**
 * What a macro's placeholder or a template tag looks like; a visitor would read it as it stands. Our own variables have
 * a fallback.
 */
const placeholder = new RegExp(`(?!${ours})\\{\\{[^{}\\n]{1,200}\\}\\}|\\{%[^%\\n]{1,200}%\\}|#\\{[A-Za-z_.]{1,80}\\}`);
const code = /```[\s\S]*?```|`[^`\n]*`/g;

/** One entry as it is stored: trimmed, line ends and accents in one form, lists without doubles. */
const entrySchema = z
  .strictObject({
    key: text('id', limits.key),
    title: text('title', limits.title),
    questions: list('questions', 'question', limits.questions, limits.question),
    answer: text('answer', limits.answer),
    locale: text('locale', 35).refine(
      (value) => /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(value),
      'the locale is not a language tag; write for example en or pt-BR',
    ),
    inboxes: list('inboxes', 'inbox', 100, 63).refine(
      (values) => values.every((value) => /^[a-z0-9][a-z0-9-]*$/.test(value)),
      'inboxes must be named by their slugs, such as default or my-shop',
    ),
    tags: list('tags', 'tag', limits.tags, limits.tag),
    link: text('link', limits.link)
      .refine(
        (value) => /^https?:\/\//i.test(value) && URL.canParse(value),
        'the link must be a full address that begins with https://',
      )
      .optional(),
    source: text('source', limits.source).optional(),
    audience: z.literal('agents', 'the audience must be agents, or left out for everyone').optional(),
    validFrom: day('first').optional(),
    validUntil: day('last').optional(),
    updatedAt: z.iso.datetime('the time of the last change must be such as 2027-01-31T09:00:00Z').optional(),
  })
  .superRefine(({ answer, audience, validFrom, validUntil }, context) => {
    if (validFrom && validUntil && validUntil < validFrom)
      context.addIssue({
        code: 'custom',
        path: ['validUntil'],
        message: `it is valid until ${validUntil}, which is before ${validFrom}, its first day; change one of them`,
      });
    // Agents see what they send and can fill it in.
    const found = audience === 'agents' ? null : placeholder.exec(answer.replace(code, ''));
    if (found)
      context.addIssue({
        code: 'custom',
        path: ['answer'],
        message: `the answer holds the placeholder ${found[0]}, which visitors would read as it stands; write out what is meant`,
      });
  });

/**
 * An entry as it comes in: only that it is an object. `checkEntries` checks the rest a few at a time, where all at once
 * would hold up the server for half a second.
 */
export const unchecked = z.custom<Entry>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'Invalid input: expected object',
);

export type Fault = { field: string; message: string };

/** The entry in its stored form, or what is wrong with it, field by field. */
export function checkEntry(entry: unknown): { entry: Entry } | { faults: Fault[] } {
  const result = entrySchema.safeParse(entry);
  if (result.success) return { entry: result.data };
  const faults = new Map<string, Fault>();
  for (const { path, message } of result.error.issues) {
    const field = String(path[0] ?? '');
    // The first thing wrong with a field explains the others.
    if (!faults.has(field)) faults.set(field, { field, message });
  }
  return { faults: [...faults.values()] };
}
