/**
 * What the current version promises: its curve, each inbox's threshold, and how the promise was kept. Shown in the
 * console and after a load.
 */

import { type InboxLimits, inboxLimits } from '../../services/conversation/limits.js';
import type { Db, Sql } from '../../services/platform/db.js';
import { type Learned, type RiskPoint, riskCurve, thresholdFor } from '../decide/confidence.js';
import { modelOf } from '../decide/model.js';
import { askedLately } from '../decide/outside.js';
import { fittedWith } from '../decide/prior.js';
import { DRIFT_DAYS, type Drift, driftOf, judgedDecisions } from './learning.js';

const BUDGETS = [0.01, 0.02, 0.05, 0.1, 0.2];
const POINTS = 120;

type InboxPromise = Omit<InboxLimits, 'locale'> & { derivedThreshold: number };

export type Promised = {
  version: number;
  /** What all knowledge bases share was fitted with another encoder than reads this one: there it is a first guess. */
  foreign: boolean;
  /** How much its own examples say beside what other knowledge bases taught, 0 to 1; see `fitShift`. */
  own: number;
  trials: number;
  /** Entries to which more example questions would bring most. */
  wanting: { key: string; title: string }[];
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
  const [row] = await sql.query<{
    version: number;
    learned: Learned | null;
    trials: number | null;
    own: number | null;
  }>(
    `select v.id as version, v.learned, (v.fitted ->> 'trials')::int as trials, (v.fitted ->> 'own')::float8 as own
     from installation i join versions v on v.id = i.current_version`,
  );
  if (!row) return undefined;
  const [model, lately, judged, inboxes] = await Promise.all([
    modelOf(sql, row.version),
    askedLately(sql),
    judgedDecisions(sql, { days: DRIFT_DAYS }),
    inboxLimits(sql),
  ]);
  const props = { ...lately, curve: model.curve, learned: row.learned ?? undefined };
  const curve = riskCurve(props);
  const answered = answeredFrom(curve);
  const every = Math.ceil(curve.length / POINTS) || 1;
  return {
    version: row.version,
    foreign: (model.encoder ?? fittedWith) !== fittedWith,
    own: row.own ?? 0,
    trials: row.trials ?? 0,
    wanting: await sql.query<{ key: string; title: string }>(
      `select e.key, e.title from versions v cross join jsonb_array_elements_text(v.fitted -> 'wanting') with ordinality one (id, place)
       join entries e on e.id = one.id::int where v.id = $1 order by one.place`,
      [row.version],
    ),
    outsideShare: lately.outsideShare,
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
