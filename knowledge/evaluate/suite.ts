/**
 * A suite for `evaluate`: a folder with `kb.json`, `questions.csv` and perhaps `platforms/*.csv`. Says what is wrong
 * with it in a sentence.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { Misconfigured } from '../../services/errors.js';
import type { Entry } from '../entry.js';
import { readKnowledge } from '../import/read.js';
import { messageOf } from '../import/source.js';
import { readColumns, readText } from './columns.js';
import type { Contestant } from './figures.js';
import { idOf, readPredictions } from './predictions.js';

export type Question = {
  question: string;
  expected: string;
  /** Who asks; English where the file does not say. */
  locale: string;
};

export type Suite = {
  name: string;
  entries: Entry[];
  questions: Question[];
  /** What others predicted for the same questions. */
  platforms: Contestant[];
};

const kbSchema = z.array(
  z.object({
    id: z.string().transform(idOf),
    title: z.string(),
    questions: z.array(z.string()).default([]),
    answer: z.string(),
    tags: z.array(z.string()).default([]),
  }),
);

/** Everything that can be wrong with a suite is found here, before minutes are spent on it. */
export function readSuite(folder: string): Suite {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Misconfigured(`There is no folder ${folder}. Name one that holds kb.json and questions.csv.`);
  const entries = readKnowledgeBase(folder);
  const questions = readQuestions(join(folder, 'questions.csv'), new Set(entries.map(({ key }) => key)));
  return {
    name: basename(resolve(folder)),
    entries,
    questions,
    platforms: readPlatforms(join(folder, 'platforms'), questions),
  };
}

/** `kb.json`, or a folder `content` in or beside the suite's, as a content team keeps it. */
function readKnowledgeBase(folder: string): Entry[] {
  const file = join(folder, 'kb.json');
  const content = [join(folder, 'content'), join(folder, '..', 'content')].find((path) => existsSync(path));
  if (existsSync(file) || !content) return readEntries(file);
  const { entries, problems } = readKnowledge(content);
  const [problem] = problems;
  if (problem) throw new Misconfigured(`${join(content, problem.file)}: ${problem.message}`);
  return entries;
}

function readEntries(file: string): Entry[] {
  const parsed = kbSchema.safeParse(readJson(file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Misconfigured(`${file}: ${issue?.path.join('.') || 'the whole file'}: ${issue?.message}.`);
  }
  if (parsed.data.length === 0) throw new Misconfigured(`${file} holds no entries.`);
  const places = new Map<string, number>();
  for (const [i, { id }] of parsed.data.entries()) {
    const earlier = places.get(id);
    if (earlier !== undefined)
      throw new Misconfigured(
        `${file}: the entries ${earlier} and ${i} (counted from 0) both have the id "${id}"; give one of them another.`,
      );
    places.set(id, i);
  }
  return parsed.data.map(({ id, ...rest }) => ({ ...rest, key: id, locale: 'en', inboxes: [] }));
}

function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Misconfigured(`${file} is not JSON: ${messageOf(error)}.`);
  }
}

function readQuestions(file: string, ids: Set<string>): Question[] {
  const rows = readColumns(file, {
    needed: ['question', 'expected'],
    optional: ['locale'],
    hint: 'It must name question and expected, and expected is empty where a question must be handed off.',
  });
  return rows.map(({ line, question, expected: given, locale }) => {
    const expected = idOf(given);
    if (question.trim() === '')
      throw new Misconfigured(`${file}:${line} the question is empty; write one, or remove the row.`);
    if (expected && !ids.has(expected))
      throw new Misconfigured(
        `${file}:${line} expects "${expected}", and no entry of the knowledge base has this id. Correct it, or leave expected empty where the question must be handed off.`,
      );
    return { question, expected, locale: locale.trim() || 'en' };
  });
}

function readPlatforms(folder: string, questions: Question[]): Contestant[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.toLowerCase().endsWith('.csv'));
  return files.sort().map((name) => ({
    name: name.slice(0, -'.csv'.length),
    kind: 'platform',
    predictions: readPredictions(join(folder, name), questions),
  }));
}
