/** Questions that a change is tried on before it is live: a file beside the content, and what visitors asked lately. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Sql } from '../../services/platform/db.js';
import { readColumns, readText } from '../evaluate/columns.js';
import { idOf } from '../evaluate/predictions.js';
import { csvHeader } from '../import/csv.js';

export const testQuestionSchema = z.strictObject({
  question: z.string().min(1).max(4_000),
  /** What it was read with, where it is a follow-up. */
  context: z.string().max(4_000).optional(),
  /** The entry that is right; empty: it must be handed off. Left out: nobody said. */
  expected: z.string().max(200).optional(),
  inbox: z.string().max(63).optional(),
  locale: z.string().max(35).optional(),
  /** For people: `questions.csv:12`, or `asked`. */
  from: z.string().max(300),
});
export type TestQuestion = z.infer<typeof testQuestionSchema>;

const NAME = 'questions.csv';

/**
 * `questions.csv` in the folder that is loaded, or beside it or the file; none where there is none. Columns as a suite
 * has them, and perhaps inbox.
 */
export function readTestQuestions(path: string): TestQuestion[] {
  const file = [join(path, NAME), join(dirname(path), NAME)].find(isTestFile);
  if (!file || basename(path) === NAME) return [];
  return readColumns(file, {
    needed: ['question', 'expected'],
    optional: ['locale', 'inbox'],
    hint: 'It must name question and expected, and expected is empty where a question must be handed off.',
  })
    .filter(({ question }) => question.trim() !== '')
    .map(({ line, question, expected, locale, inbox }) => ({
      question,
      expected: idOf(expected),
      ...(locale && { locale }),
      ...(inbox && { inbox }),
      from: `questions.csv:${line}`,
    }));
}

/** Whether it holds questions with the entries they expect, and no answers that somebody wants to load. */
export function isTestFile(file: string): boolean {
  if (basename(file) !== NAME || !existsSync(file) || statSync(file).isDirectory()) return false;
  const { cells } = csvHeader(readText(file));
  return cells.includes('expected') && !cells.includes('answer');
}

const DAYS = 30;
const MOST = 500;

/** The latest questions that a score decided, each once. What a person said of the answer tells what is right. */
export async function askedQuestions(sql: Sql): Promise<TestQuestion[]> {
  const rows = await sql.query<{
    question: string;
    context: string | null;
    inbox: string;
    locale: string;
    kind: string | null;
    entry: string | null;
    best: string | null;
  }>(
    `select question, context, inbox, locale, kind, entry, best from (
       select distinct on (d.question, d.context, c.inbox, c.locale) d.id, d.question, d.context, c.inbox, c.locale,
         l.kind, l.entry, d.candidates -> 0 ->> 'key' as best
       from decisions d join conversations c on c.id = d.conversation_id
       left join lateral (select kind, entry from labels where decision_id = d.id and kind not in ('wrong', 'unclear')
         order by (by <> 'visitor') desc, id desc limit 1) l on true
       where d.created_at > now() - $1 * interval '1 day'
         and (d.verdict in ('answer', 'suggest') or d.reason in ('low_confidence', 'nothing_found'))
       order by d.question, d.context, c.inbox, c.locale, (l.kind is not null) desc, d.id desc
     ) each order by id desc limit $2`,
    [DAYS, MOST],
  );
  return rows.map(({ question, context, inbox, locale, kind, entry, best }) => {
    const right = kind === 'helpful' || kind === 'bot_was_right' ? best : kind === 'avoidable_handoff' ? entry : null;
    return { question, ...(context && { context }), ...(right && { expected: right }), inbox, locale, from: 'asked' };
  });
}
