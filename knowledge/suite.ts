/** A suite for `evaluate`: a folder with `kb.json` and `questions.csv`. Says what is wrong with it in a sentence. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { Misconfigured } from '../services/errors.js';
import type { Entry } from './entry.js';

export type Suite = { entries: Entry[]; questions: { question: string; expected: string }[] };

const kbSchema = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    questions: z.array(z.string()).default([]),
    answer: z.string(),
    tags: z.array(z.string()).default([]),
  }),
);

export function readSuite(folder: string): Suite {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Misconfigured(`There is no folder ${folder}. Name one that holds kb.json and questions.csv.`);
  return { entries: readEntries(join(folder, 'kb.json')), questions: readQuestions(join(folder, 'questions.csv')) };
}

function readEntries(file: string): Entry[] {
  const parsed = kbSchema.safeParse(readJson(file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Misconfigured(`${file}: ${issue?.path.join('.') || 'the whole file'}: ${issue?.message}.`);
  }
  return parsed.data.map(({ id, ...rest }) => ({ ...rest, key: id, locale: 'en', inboxes: [] }));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(read(file));
  } catch (error) {
    if (error instanceof Misconfigured) throw error;
    throw new Misconfigured(`${file} is not JSON: ${(error as Error).message}.`);
  }
}

function readQuestions(file: string): Suite['questions'] {
  let rows: Record<string, string>[];
  try {
    rows = parse(read(file), { columns: true, bom: true, skip_empty_lines: true });
  } catch (error) {
    if (error instanceof Misconfigured) throw error;
    throw new Misconfigured(`${file} is not CSV: ${(error as Error).message}.`);
  }
  if (rows.length === 0) throw new Misconfigured(`${file} holds no questions.`);
  for (const column of ['question', 'expected'])
    if (!(column in (rows[0] as object)))
      throw new Misconfigured(
        `${file} has no column "${column}"; its first line must name question and expected, and expected is empty where a question must be handed off.`,
      );
  return rows.map(({ question = '', expected = '' }) => ({ question, expected }));
}

function read(file: string): string {
  if (!existsSync(file)) throw new Misconfigured(`${file} is missing.`);
  return readFileSync(file, 'utf8');
}
