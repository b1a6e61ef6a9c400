/**
 * What people said of decisions -> what to change about the confidence, and whether it keeps its promise (pure, but for
 * reading the labels).
 */
import type { Sql } from '../../services/platform/db.js';
import type { Verdict } from '../../services/wire/conversation.js';
import { at } from '../at.js';
import { confidenceOf, type Learned, logOddsOf } from '../decide/confidence.js';
import { otherEncoders } from '../decide/outside.js';
import { fitLogistic } from './logistic.js';

/** A decision that somebody judged. */
export type JudgedDecision = {
  verdict: Verdict;
  /** Whether the first candidate was the right entry. */
  right: boolean;
  /** As it was promised. */
  confidence: number;
  /** As it was before anything was learned: what a new fit starts from. */
  unlearned: number;
};

type LabelRow = {
  verdict: Verdict;
  kind: string;
  entry: string | null;
  best: string | null;
  confidence: number;
  inside: number | null;
  right: number | null;
  share: number | null;
};

/**
 * Judged decisions of versions that today's encoder reads, newest first, at most `limit`. An agent outranks the visitor, and of one's own labels the last
 * counts. "Wrong" and "unclear" are about the entry's text, not about having found it, and say nothing here.
 */
export const judgedDecisions = (
  sql: Sql,
  { days, limit = 5_000 }: { days: number; limit?: number },
): Promise<JudgedDecision[]> =>
  judgedWhere(
    sql,
    `d.created_at > now() - $1 * interval '1 day' and (d.version_id is null or d.version_id not in (${otherEncoders(JUDGED_VERSIONS)}))`,
    [days],
    limit,
  );

/** Few, so that what was fitted for each is looked at once and not for each decision. */
const JUDGED_VERSIONS = 'select one.version_id from labels l join decisions one on one.id = l.decision_id';

/** The same of other decisions; `where` is SQL about a decision `d`. */
export async function judgedWhere(
  sql: Sql,
  where: string,
  values: unknown[],
  limit?: number,
): Promise<JudgedDecision[]> {
  const rows = await sql.query<LabelRow>(
    // In one level, so that only labels of these days are sorted and not all there ever were.
    `select distinct on (d.id) d.verdict, l.kind, l.entry, d.candidates -> 0 ->> 'key' as best, d.confidence,
       (d.features ->> 'inside')::float8 as inside, (d.features ->> 'right')::float8 as right,
       (d.features ->> 'outsideShare')::float8 as share
     from decisions d join labels l on l.decision_id = d.id
     where ${where} and d.verdict <> 'small_talk' and l.kind not in ('wrong', 'unclear')
     order by d.id desc, (l.by <> 'visitor') desc, l.id desc limit $${values.length + 1}`,
    [...values, limit ?? null],
  );
  return rows.flatMap((row): JudgedDecision[] => {
    const right = isRight(row);
    if (right === undefined || row.inside === null || row.right === null || row.share === null) return [];
    const unlearned = confidenceOf({ inside: row.inside, right: row.right }, row.share);
    return [{ verdict: row.verdict, right, confidence: row.confidence, unlearned }];
  });
}

/**
 * What says that an answer was wrong for this visitor, and what else is no praise of it: the entry is right there, and
 * badly written.
 */
const WRONG_LABELS = ['not_helpful', 'not_my_question', 'bot_was_wrong'];
export const BAD_LABELS = [...WRONG_LABELS, 'wrong', 'unclear'];
export const GOOD_LABELS = ['helpful', 'bot_was_right'];
/** For SQL; the words are ours, nobody sends them. */
export const sqlList = (words: string[]): string => `(${words.map((word) => `'${word}'`).join(', ')})`;

function isRight({ kind, entry, best }: Pick<LabelRow, 'kind' | 'entry' | 'best'>): boolean | undefined {
  if (GOOD_LABELS.includes(kind)) return true;
  if (WRONG_LABELS.includes(kind)) return false;
  // The button they pressed: the first of the choices would have answered it, or not.
  if (kind === 'chosen') return entry === best;
  // "This entry answers it": the confidence was too low where it is our first candidate, else rightly low.
  if (kind === 'avoidable_handoff') return entry ? entry === best : undefined;
  // Nothing could be answered.
  if (kind === 'good_handoff') return false;
  return undefined;
}

/** Thirty labels hardly move it, three hundred do: a label at 0.9 weighs p (1 - p) = 0.09 against these. */
const STRENGTH = [6, 12];
/**
 * The promise is compared with this long a past: recent enough to be about this knowledge base, long enough to have
 * labels.
 */
export const DRIFT_DAYS = 30;
/** Fewer say nothing. */
export const ENOUGH_LABELS = 20;

/** Undefined with too few labels. */
export function learnFrom(judged: JudgedDecision[]): Learned | undefined {
  if (judged.length < ENOUGH_LABELS) return undefined;
  const samples = judged.map(({ unlearned, right }) => ({ x: [1, logOddsOf(unlearned)], right, weight: 1 }));
  const [shift = 0, slope = 1] = fitLogistic(samples, [0, 1], STRENGTH);
  // More confidence must stay more probability, whatever the labels say.
  return { shift, slope: Math.max(0.2, slope), labels: judged.length };
}

export type Drift = {
  /** Judged answers. */
  answers: number;
  /** Share of them that was expected to be wrong, and that was. */
  promised: number;
  observed: number;
  /** Worse than promised, and not by chance (one in a hundred). */
  alarm: boolean;
};

/**
 * Compares the promise with what people said of the answers. Somebody who is annoyed is quicker to press a thumb, so
 * this errs to the careful side.
 */
export function driftOf(judged: JudgedDecision[]): Drift {
  const answers = judged.filter(({ verdict }) => verdict === 'answer');
  const wrong = answers.filter(({ right }) => !right).length;
  const promised = answers.map(({ confidence }) => 1 - confidence);
  const n = Math.max(1, answers.length);
  return {
    answers: answers.length,
    promised: promised.reduce((sum, p) => sum + p, 0) / n,
    observed: wrong / n,
    alarm: answers.length >= ENOUGH_LABELS && chanceOf(promised, wrong) < 0.01,
  };
}

/**
 * The probability of at least `wrong` wrong answers, each with its own probability (Poisson binomial, summed exactly).
 */
function chanceOf(each: number[], wrong: number): number {
  let fewer = new Float64Array(wrong + 1);
  fewer[0] = 1;
  for (const p of each) {
    const next = new Float64Array(wrong + 1);
    for (let k = 0; k <= wrong; k++) {
      const stays = at(fewer, k) * (k === wrong ? 1 : 1 - p);
      next[k] = stays + (k > 0 ? at(fewer, k - 1) * p : 0);
    }
    fewer = next;
  }
  return at(fewer, wrong);
}
