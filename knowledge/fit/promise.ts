/**
 * What the current version promises: its curve, each inbox's threshold, and how the promise was kept. Shown in the
 * console and after a load.
 */

import { type InboxLimits, inboxLimits } from '../../services/conversation/limits.js';
import type { Db, Sql } from '../../services/platform/db.js';
import { type Learned, type RiskPoint, riskCurve, thresholdFor } from '../decide/confidence.js';
import { modelOf } from '../decide/model.js';
import { outsideShare } from '../decide/outside.js';
import { DRIFT_DAYS, type Drift, driftOf, judgedDecisions } from './learning.js';

const BUDGETS = [0.01, 0.02, 0.05, 0.1, 0.2];
const POINTS = 120;

type InboxPromise = Omit<InboxLimits, 'locale'> & { derivedThreshold: number };

export type Promised = {
  version: number;
  /** How far the version's own examples can stand for visitors' questions, 0 to 1; see `trustIn`. */
  trust: number;
  trials: number;
  /** The share of questions that no entry answers, as estimated from what was asked. */
  outsideShare: number;
  learned?: Learned;
  budgets: { budget: number; threshold: number; answered: number }[];
  curve: RiskPoint[];
  inboxes: InboxPromise[];
  drift: Drift;
};

/** Undefined before anything is published. */
export async function promised(sql: Sql | Db): Promise<Promised | undefined> {
  const [row] = await sql.query<{ version: number; learned: Learned | null; trials: number | null }>(
    `select v.id as version, v.learned, (v.fitted ->> 'trials')::int as trials
     from installation i join versions v on v.id = i.current_version`,
  );
  if (!row) return undefined;
  const [model, share, judged, inboxes] = await Promise.all([
    modelOf(sql, row.version),
    outsideShare(sql),
    judgedDecisions(sql, { days: DRIFT_DAYS }),
    inboxLimits(sql),
  ]);
  const props = { curve: model.curve, outsideShare: share, trust: model.trust, learned: row.learned ?? undefined };
  const curve = riskCurve(props);
  const answered = answeredFrom(curve);
  const every = Math.ceil(curve.length / POINTS) || 1;
  return {
    version: row.version,
    trust: model.trust,
    trials: row.trials ?? 0,
    outsideShare: share,
    ...(row.learned && { learned: row.learned }),
    budgets: BUDGETS.map((budget) => {
      const threshold = thresholdFor({ ...props, budget });
      return { budget, threshold, answered: answered(threshold) };
    }),
    curve: curve.filter((_, i) => i % every === 0 || i === curve.length - 1),
    inboxes: [...inboxes.values()].map(({ locale: _, ...inbox }) => ({
      ...inbox,
      derivedThreshold: thresholdFor({ ...props, budget: inbox.maxWrongAnswers }),
    })),
    drift: driftOf(judged),
  };
}

/** The share of the questions that is answered where answers begin at a threshold. */
export const answeredFrom =
  (curve: RiskPoint[]) =>
  (threshold: number): number =>
    curve.findLast((point) => point.confidence >= threshold)?.answered ?? 0;
