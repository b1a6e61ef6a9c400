/**
 * Past questions decided again, against another version or threshold: what would have been answered otherwise. Writes
 * nothing.
 */

import { inboxLimits } from '../../services/conversation/limits.js';
import { Invalid } from '../../services/errors.js';
import type { Reason, Verdict } from '../../services/wire/conversation.js';
import type { ReplayBody } from '../../services/wire/knowledge.js';
import { type Decided, decide, type Services } from './decide.js';

type Replayed = {
  id: number;
  question: string;
  before: Side;
  after: Side;
};
type Side = { verdict: Verdict; reason?: Reason; entry?: string; confidence: number };

export type Replay = {
  version: number;
  decisions: number;
  /** Whose verdict, or whose answer, is another one. */
  changed: Replayed[];
  before: Record<Verdict, number>;
  after: Record<Verdict, number>;
};

/** What the conversation made of a decision, and what a button or a failing model did, is not decided again; nor what was left alone. */
const SCORED = `d.verdict <> 'left' and (d.verdict in ('answer', 'suggest', 'small_talk')
  or d.reason in ('low_confidence', 'nothing_found', 'asked_for_human'))`;
const MOST = 20_000;

export async function replay(
  services: Services,
  { since, version, maxWrongAnswers, threshold, inbox }: ReplayBody,
  onProgress: (done: number, total: number) => void = () => {},
  signal?: AbortSignal,
): Promise<Replay> {
  const { sql } = services;
  const [row] = await sql.query<{ id: number | null }>(
    `select coalesce((select id from versions where id = $1 and state = 'published'),
       case when $1::int is null then (select current_version from installation) end) as id`,
    [version ?? null],
  );
  if (!row?.id)
    throw new Invalid(
      version === undefined ? 'Nothing is published yet.' : `There is no published version ${version}.`,
    );
  const rows = await sql.query<Past>(
    `select d.id, d.question, d.context, d.verdict, d.reason, d.confidence, d.candidates -> 0 ->> 'key' as entry,
       (d.features ->> 'outsideShare')::float8 as share,
       (d.thresholds ->> 'answer')::float8 as threshold, c.locale, c.inbox
     from decisions d join conversations c on c.id = d.conversation_id
     where d.created_at > now() - $1 * interval '1 second' and ($2::text is null or c.inbox = $2) and ${SCORED}
     order by d.id desc limit ${MOST}`,
    [since, inbox ?? null],
  );
  const result: Replay = { version: row.id, decisions: rows.length, changed: [], before: none(), after: none() };
  const inboxes = await inboxLimits(sql);
  for (const [i, past] of rows.entries()) {
    signal?.throwIfAborted();
    const limits = inboxes.get(past.inbox);
    if (!limits) continue;
    const decided = await decide(services, {
      text: past.question,
      previous: past.context ? [past.context] : [],
      inbox: {
        slug: past.inbox,
        maxWrongAnswers: maxWrongAnswers ?? limits.maxWrongAnswers,
        // A budget asked for is meant to derive a threshold, whatever was set by hand.
        answerThreshold: threshold ?? (maxWrongAnswers === undefined ? limits.answerThreshold : null),
        sensitive: limits.sensitive,
      },
      locale: past.locale,
      versionId: row.id,
      ...(past.share !== null && { outsideShare: past.share }),
    });
    const before = outcome(past.verdict, past.reason, past.entry, past.confidence);
    const after = outcome(decided.verdict, decided.reason, decided.candidates[0]?.key, decided.confidence);
    result.before[before.verdict]++;
    result.after[after.verdict]++;
    if (isAnother(past, decided) && (before.verdict !== after.verdict || before.entry !== after.entry))
      result.changed.push({ id: past.id, question: past.question, before, after });
    onProgress(i + 1, rows.length);
  }
  return result;
}

type Past = {
  id: number;
  question: string;
  context: string | null;
  verdict: Verdict;
  reason: Reason | null;
  confidence: number;
  entry: string | null;
  share: number | null;
  threshold: number | null;
  locale: string;
  inbox: string;
};

/**
 * With the same entry, confidence and threshold only the conversation made the verdict another one, and it would again.
 */
const isAnother = (past: Past, decided: Decided): boolean =>
  past.entry !== (decided.candidates[0]?.key ?? null) ||
  Math.abs(past.confidence - decided.confidence) > 1e-4 ||
  Math.abs((past.threshold ?? 0) - decided.thresholds.answer) > 1e-4;

const outcome = (
  verdict: Verdict,
  reason: Reason | null | undefined,
  entry: string | null | undefined,
  confidence: number,
): Side => ({ verdict, ...(reason && { reason }), ...(entry && { entry }), confidence });

const none = (): Record<Verdict, number> => ({ answer: 0, suggest: 0, handoff: 0, small_talk: 0 });
