/**
 * What a load, or publishing a draft, would do: found out by doing it in a draft; that of a load is taken away again.
 */
import { z } from 'zod';
import type { Db, Sql } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import type { Progress } from '../batches.js';
import { limits, unchecked } from '../check.js';
import { checkEntries, USED_TWICE } from '../check-entries.js';
import { type Asked, type Learned, riskCurve, thresholdFor } from '../decide/confidence.js';
import { modelOf } from '../decide/model.js';
import { askedLately } from '../decide/outside.js';
import { answeredFrom } from '../fit/promise.js';
import type { Item } from '../rows.js';
import { beginDraft, membersOf, removeDraft } from '../versions/draft.js';
import { type Changes, currentBase, planOf } from '../versions/plan.js';
import { changesOf, prepareDraft } from '../versions/prepare.js';
import { fill } from '../versions/publish.js';
import { entriesOf } from '../versions/versions.js';
import { type Likeness, likenessesOf } from './likeness.js';
import { askedQuestions, type TestQuestion, testQuestionSchema } from './test-questions.js';
import { type Tried, tryQuestions } from './try-questions.js';

/** The body of `POST /v1/admin/dry-run`. */
export const dryRunRequest = z.strictObject({
  entries: z.array(unchecked).max(limits.entries),
  /** What reading found wrong, so that the report is whole. */
  problems: z
    .array(z.looseObject({ file: z.string(), line: z.number().optional(), message: z.string() }))
    .max(10_000)
    .optional(),
  places: z.record(z.string(), z.strictObject({ file: z.string(), line: z.number() })).optional(),
  prune: z.boolean().optional(),
  questions: z.array(testQuestionSchema).max(20_000).optional(),
});
export type DryRunRequest = z.infer<typeof dryRunRequest>;

/** The most important thing that can be said of a row. */
type RowVerdict = 'new' | 'changed' | 'unchanged' | 'duplicate' | 'near_duplicate' | 'contradicts' | 'invalid';

export type DryRunRow = {
  verdict: RowVerdict;
  /** What would become of it all the same; nothing where it is invalid. */
  change?: 'new' | 'changed' | 'unchanged';
  key?: string;
  title?: string;
  file?: string;
  line?: number;
  /** The entry that it is like, and the words that say so. */
  of?: string;
  why?: string;
  likeness?: Likeness;
};

/** What is promised at an error budget. */
type Budget = { budget: number; threshold: number; answered: number };

export type DryRun = {
  /** The version it would be laid over. */
  current?: number;
  /** The draft that was checked, under the number that it has now. */
  draft?: number;
  rows: DryRunRow[];
  counts: Changes & { invalid: number };
  /** Keys that `prune` would take away. */
  removed: string[];
  /** Test questions whose answer would be another. */
  questions: Tried;
  /** The risk-coverage curve at some error budgets. */
  budgets: { before?: Budget[]; after?: Budget[] };
  embedded: number;
  /**
   * False where something would be refused, or a test question would get a wrong answer, or none, where it got better
   * before.
   */
  ok: boolean;
};

export type DryRunOptions = {
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
};

export async function dryRun(
  db: Db,
  embedder: Embedder,
  request: DryRunRequest,
  options: DryRunOptions = {},
): Promise<DryRun> {
  const { items, invalid } = await sorted(request, options.signal);
  const base = await currentBase(db);
  const prune = request.prune ?? false;
  const plan = planOf(base, items, { prune });
  const questions = [...(request.questions ?? []), ...(await askedQuestions(db))];
  const result: DryRun = {
    ...(base.version && { current: base.version }),
    rows: [...invalid, ...items.map((item) => rowOf(item, base.members.get(item.entry.key)?.hash, request.places))],
    counts: { ...plan.counts, invalid: invalid.length },
    removed: plan.removed,
    questions: { tried: 0, changed: [], better: 0, worse: 0, failed: 0 },
    budgets: base.version ? { before: await budgetsOf(db, base.version, await askedLately(db)) } : {},
    embedded: 0,
    ok: invalid.length === 0,
  };
  if (plan.same || plan.write.length + plan.keep.length === 0) return result;

  const draft = await beginDraft(db, { note: 'Dry run' });
  try {
    result.embedded = await fill(db, embedder, { draft: draft.id, base, plan }, options);
    const written = plan.write.map(({ entry }) => entry.key);
    return await effectOf(db, embedder, result, { draft: draft.id, written, questions }, options);
  } finally {
    await removeDraft(db, draft.id);
    draft.end();
  }
}

/** What publishing the draft would do. It is fitted for that, so that it can be tried and then published at once. */
export async function checkDraft(db: Db, embedder: Embedder, id: number, options: DryRunOptions = {}): Promise<DryRun> {
  const { id: draft, base, changes, embedded, same } = await prepareDraft(db, embedder, id, options);
  const { entries, remove } = same ? { entries: [], remove: [] } : await changesOf(db, draft, { base });
  const keys = entries.map(({ key }) => key);
  const members = (await membersOf(db, draft)).length;
  const before = new Set((base === undefined ? [] : await entriesOf(db, base, keys)).map(({ key }) => key));
  const result: DryRun = {
    ...(base !== undefined && { current: base }),
    draft: same ? id : draft,
    rows: entries.map(({ key, title }) => {
      const change = before.has(key) ? 'changed' : 'new';
      return { verdict: change, change, key, title };
    }),
    counts: { ...changes, unchanged: members - changes.created - changes.updated, invalid: 0 },
    removed: remove,
    questions: { tried: 0, changed: [], better: 0, worse: 0, failed: 0 },
    budgets: base === undefined ? {} : { before: await budgetsOf(db, base, await askedLately(db)) },
    embedded,
    ok: true,
  };
  if (same) return result;
  const questions = await askedQuestions(db);
  return effectOf(db, embedder, result, { draft, written: keys, questions }, options);
}

type Effect = { draft: number; written: string[]; questions: TestQuestion[] };

/** The result with what only a fitted draft shows: likenesses, other answers, the curve. */
async function effectOf(
  db: Db,
  embedder: Embedder,
  result: DryRun,
  { draft, written, questions }: Effect,
  options: DryRunOptions,
): Promise<DryRun> {
  const lately = await askedLately(db);
  const found = await likenessesOf(db, embedder.model, draft, written);
  const alike = new Map(found.map((likeness) => [likeness.key, likeness]));
  const versions = { before: result.current, after: draft };
  const tried = await tryQuestions(db, embedder, questions, { ...versions, lately }, options);
  return {
    ...result,
    rows: result.rows.map((row) => withLikeness(row, alike.get(row.key ?? ''))),
    questions: tried,
    budgets: { ...result.budgets, after: await budgetsOf(db, draft, lately) },
    ok: result.ok && tried.failed === 0,
  };
}

/** What can be loaded, and a row for each thing that cannot. */
async function sorted(
  { entries, problems = [], places }: DryRunRequest,
  signal?: AbortSignal,
): Promise<{ items: Item[]; invalid: DryRunRow[] }> {
  const invalid = problems.map(({ file, line, message }): DryRunRow => {
    return { verdict: 'invalid', file, ...(line !== undefined && { line }), why: message };
  });
  const { items, refused } = await checkEntries(entries, signal);
  // The reader has named a key that is used twice already.
  for (const { key, faults, twice } of refused)
    for (const why of twice && problems.length === 0 ? [...faults, USED_TWICE] : faults)
      invalid.push({ verdict: 'invalid', key: key.slice(0, 200), ...places?.[key], why });
  return { items, invalid };
}

function rowOf({ entry, hash }: Item, before: string | undefined, places: DryRunRequest['places']): DryRunRow {
  const change = before === undefined ? 'new' : before === hash ? 'unchanged' : 'changed';
  return { verdict: change, change, key: entry.key, title: entry.title, ...places?.[entry.key] };
}

function withLikeness(row: DryRunRow, likeness: Likeness | undefined): DryRunRow {
  if (!likeness) return row;
  const { kind, of, text, other, cosine, sentences } = likeness;
  const why = sentences
    ? `"${sentences.here}" against "${sentences.there}"`
    : text === other
      ? `both have "${text}"`
      : `"${text}" is like "${other}" (cosine ${cosine.toFixed(2)})`;
  return { ...row, verdict: kind, of, why, likeness };
}

const BUDGETS = [0.01, 0.02, 0.05, 0.1];

async function budgetsOf(sql: Sql, version: number, lately: Asked): Promise<Budget[]> {
  const [row] = await sql.query<{ learned: Learned | null }>('select learned from versions where id = $1', [version]);
  const { curve } = await modelOf(sql, version);
  const props = { ...lately, curve, learned: row?.learned ?? undefined };
  const answered = answeredFrom(riskCurve(props));
  return BUDGETS.map((budget) => {
    const threshold = thresholdFor({ ...props, budget });
    return { budget, threshold, answered: answered(threshold) };
  });
}
