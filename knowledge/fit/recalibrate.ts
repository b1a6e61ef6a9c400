/**
 * Labels -> a corrected confidence of the current version: computed, shown with what it would change, and put in force
 * only when asked to.
 */

import { inboxLimits } from '../../services/conversation/limits.js';
import { Invalid } from '../../services/errors.js';
import type { Db } from '../../services/platform/db.js';
import { confidenceOf, type Learned, thresholdFor } from '../decide/confidence.js';
import { modelOf } from '../decide/model.js';
import { askedLately } from '../decide/outside.js';
import { type Drift, driftOf, ENOUGH_LABELS, judgedDecisions, learnFrom } from './learning.js';

export type RecalibrateProps = {
  /** How far back labels count. */
  days?: number | undefined;
  /** Puts it in force. */
  apply?: boolean | undefined;
  /** Forgets what was learned instead. */
  reset?: boolean | undefined;
  by?: string | undefined;
};

export type Recalibration = {
  version: number;
  labels: number;
  drift: Drift;
  before: Learned | null;
  after: Learned | null;
  inboxes: { slug: string; budget: number; before: number; after: number }[];
  /** The last week's decisions by the scores, decided again. */
  lastWeek: {
    decisions: number;
    answeredNow: number;
    answeredThen: number;
    moreAnswered: number;
    fewerAnswered: number;
  };
  applied: boolean;
};

const DAYS = 180;

export async function recalibrate(db: Db, { days = DAYS, apply, reset, by }: RecalibrateProps): Promise<Recalibration> {
  const [row] = await db.query<{ version: number; learned: Learned | null }>(
    'select v.id as version, v.learned from installation i join versions v on v.id = i.current_version',
  );
  if (!row) throw new Invalid('Nothing is published yet: load your answers first with npm run knowledge:load.');
  const judged = await judgedDecisions(db, { days });
  const after = reset ? undefined : learnFrom(judged);
  if (!reset && !after && apply)
    throw new Invalid(
      `There are ${judged.length} judged decisions of the last ${days} days; at least ${ENOUGH_LABELS} are needed before anything is changed.`,
    );
  const before = row.learned ?? undefined;
  const model = await modelOf(db, row.version);
  const lately = await askedLately(db);
  const threshold = (budget: number, learned: Learned | undefined) =>
    thresholdFor({ ...lately, curve: model.curve, budget, learned });
  const inboxes = [...(await inboxLimits(db)).values()];
  const thresholds = inboxes.map(({ slug, maxWrongAnswers: budget, answerThreshold: set }) => ({
    slug,
    budget,
    before: set ?? threshold(budget, before),
    after: set ?? threshold(budget, after),
  }));
  const result: Recalibration = {
    version: row.version,
    labels: judged.length,
    drift: driftOf(judged),
    before: before ?? null,
    after: after ?? null,
    inboxes: thresholds,
    lastWeek: await lastWeek(db, thresholds, before, after),
    applied: false,
  };
  if (apply || reset) {
    const learned = after ? JSON.stringify({ ...after, by: by ?? null, at: new Date().toISOString() }) : null;
    await db.query('update versions set learned = $2 where id = $1', [row.version, learned]);
    result.applied = true;
  }
  return result;
}

/** Decisions that a score made; rules and buttons stay as they are. */
async function lastWeek(
  db: Db,
  thresholds: Recalibration['inboxes'],
  before: Learned | undefined,
  after: Learned | undefined,
): Promise<Recalibration['lastWeek']> {
  const rows = await db.query<{ inbox: string; inside: number; right: number; share: number }>(
    `select c.inbox, (d.features ->> 'inside')::float8 as inside, (d.features ->> 'right')::float8 as right,
       (d.features ->> 'outsideShare')::float8 as share
     from decisions d join conversations c on c.id = d.conversation_id
     where d.created_at > now() - interval '7 days' and d.features ? 'inside' and d.features ? 'right'
       and (d.verdict in ('answer', 'suggest') or d.reason = 'low_confidence')
     order by d.id desc limit 20000`,
  );
  const of = new Map(thresholds.map((one) => [one.slug, one]));
  const result = { decisions: rows.length, answeredNow: 0, answeredThen: 0, moreAnswered: 0, fewerAnswered: 0 };
  for (const { inbox, share, ...read } of rows) {
    const limit = of.get(inbox);
    if (!limit) continue;
    const now = confidenceOf(read, share, before) >= limit.before;
    const then = confidenceOf(read, share, after) >= limit.after;
    result.answeredNow += Number(now);
    result.answeredThen += Number(then);
    result.moreAnswered += Number(then && !now);
    result.fewerAnswered += Number(now && !then);
  }
  return result;
}
