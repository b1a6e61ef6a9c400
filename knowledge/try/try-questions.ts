/** Test questions put to two versions: which get another answer, and whether it is a better or a worse one. */

import { type InboxLimits, inboxLimits } from '../../services/conversation/limits.js';
import { Conflict, Invalid, NotFound } from '../../services/errors.js';
import type { Sql } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import type { Reason, Verdict } from '../../services/wire/conversation.js';
import type { Progress } from '../batches.js';
import { asRead } from '../decide/ask.js';
import type { Asked } from '../decide/confidence.js';
import { type Decided, type DecideProps, decide } from '../decide/decide.js';
import { askedLately } from '../decide/outside.js';
import type { TestQuestion } from './test-questions.js';

export type Outcome = {
  verdict: Verdict;
  reason?: Reason;
  /** The entries it answers from, or offers. */
  entries: string[];
  confidence: number;
  /** Only where somebody said what is right. `offered`: it is among the buttons. */
  is?: 'right' | 'offered' | 'none' | 'wrong';
};

export type Tried = {
  tried: number;
  /** Those that get another answer. */
  changed: TriedQuestion[];
  better: number;
  worse: number;
  /** Of the worse ones, those that would get a wrong answer, or none at all. */
  failed: number;
};

export type TriedQuestion = TestQuestion & { before?: Outcome; after: Outcome; change: 'better' | 'worse' | 'other' };

type Between = { before: number | undefined; after: number; lately: Asked };

export async function tryQuestions(
  sql: Sql,
  embedder: Embedder,
  questions: TestQuestion[],
  { before, after, lately }: Between,
  { onProgress, signal }: { onProgress?: (progress: Progress) => void; signal?: AbortSignal },
): Promise<Tried> {
  const inboxes = await inboxLimits(sql);
  const result: Tried = { tried: 0, changed: [], better: 0, worse: 0, failed: 0 };
  for (const [i, one] of questions.entries()) {
    signal?.throwIfAborted();
    const inbox = inboxes.get(one.inbox ?? 'default');
    if (!inbox) continue;
    const ask = async (versionId: number): Promise<Outcome> => {
      const asked = { ...askedOf(one.question, inbox, one.locale), versionId, asked: lately };
      const decided = await decide({ sql, embedder }, { ...asked, ...(one.context && { previous: [one.context] }) });
      return outcomeOf(decided, one.expected);
    };
    const then = before === undefined ? undefined : await ask(before);
    const now = await ask(after);
    result.tried++;
    const change = changeOf(then, now);
    if (change) result.changed.push({ ...one, ...(then && { before: then }), after: now, change });
    if (change === 'better' || change === 'worse') result[change]++;
    if (change === 'worse' && now.is !== 'offered') result.failed++;
    onProgress?.({ step: 'asking test questions', done: i + 1, total: questions.length });
  }
  return result;
}

/**
 * One question put to the current version, or to another; nothing is stored. The answers are as a visitor without a
 * name reads them.
 */
export async function tryQuestion(
  sql: Sql,
  embedder: Embedder,
  {
    question,
    inbox: slug = 'default',
    locale,
    version,
  }: {
    question: string;
    inbox?: string | undefined;
    locale?: string | undefined;
    version?: number | undefined;
  },
): Promise<Decided> {
  const inbox = (await inboxLimits(sql, slug)).get(slug);
  if (!inbox) throw new Invalid(`There is no inbox "${slug}".`);
  const [known] = await sql.query<{ id: number; fitted: boolean }>(
    `select v.id, v.fitted ? 'model' as fitted
     from installation i join versions v on v.id = coalesce($1, i.current_version)
     where v.state = 'published' or v.ready_at is not null`,
    [version ?? null],
  );
  if (!known) throw new NotFound(version ? `There is no version ${version}.` : 'Nothing is published yet.');
  if (!known.fitted)
    throw new Conflict('not_checked', `Draft ${known.id} was changed since it was checked. Check it, then try it.`);
  const asked = { ...askedOf(question, inbox, locale), versionId: known.id, asked: await askedLately(sql) };
  return asRead(await decide({ sql, embedder }, asked), inbox);
}

const askedOf = (text: string, inbox: InboxLimits, locale = inbox.locale): DecideProps => ({ text, inbox, locale });

function outcomeOf(decided: Decided, expected: string | undefined): Outcome {
  const { verdict, reason, confidence, best, answeredBy } = decided;
  const entries = (verdict === 'answer' ? best.slice(0, answeredBy) : verdict === 'suggest' ? best : []).map(
    ({ key }) => key,
  );
  const is = expected === undefined ? undefined : judged(verdict, entries, expected);
  return { verdict, ...(reason && { reason }), entries, confidence, ...(is && { is }) };
}

/** Buttons are no answer yet, and no harm. */
function judged(verdict: Verdict, entries: string[], expected: string): NonNullable<Outcome['is']> {
  const among = expected !== '' && entries.includes(expected);
  if (verdict === 'answer') return among ? 'right' : 'wrong';
  return expected === '' ? 'right' : among ? 'offered' : 'none';
}

const worth = { right: 3, offered: 2, none: 1, wrong: 0 };

/** Undefined where a visitor would see the same, further buttons aside. A wrong answer is worse than none. */
function changeOf(before: Outcome | undefined, after: Outcome): TriedQuestion['change'] | undefined {
  if (before && seen(before) === seen(after) && before.is === after.is) return undefined;
  if (!after.is) return before && 'other';
  // Where nothing is published yet, everybody gets a person.
  const [a, b] = [worth[before?.is ?? 'none'], worth[after.is]];
  return b > a ? 'better' : b < a ? 'worse' : before && 'other';
}

const seen = ({ verdict, entries }: Outcome): string =>
  `${verdict} ${verdict === 'suggest' ? entries[0] : entries.join()}`;
