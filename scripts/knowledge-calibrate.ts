/**
 * `npm run knowledge:calibrate`: what thumbs and agents' labels say about the confidence, what that would change, and,
 * with --apply, puts it in force.
 */
import { relearned, unlearned } from '../knowledge/decide/confidence.js';
import { ENOUGH_LABELS } from '../knowledge/fit/learning.js';
import { type Recalibration, recalibrate } from '../knowledge/fit/recalibrate.js';
import { Invalid } from '../services/errors.js';
import { parse } from '../services/gateway/endpoints.js';
import { recalibrateBody } from '../services/wire/knowledge.js';
import { operate } from './operator.js';
import { counted, defineVerb } from './verb.js';

const usage = `Usage: npm run knowledge:calibrate -- [--days 180] [--apply | --reset] [--by NAME] [--json]

  --days   how far back labels count
  --apply  put the new confidence in force; without it nothing is changed
  --reset  forget what was learned from labels
  --by     who decided it, for the record`;

export const verb = defineVerb({
  description: 'what thumbs and labels say about the confidence; --apply puts it in force',
  usage,
  options: {
    days: { type: 'string' },
    apply: { type: 'boolean' },
    reset: { type: 'boolean' },
    by: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values }, io) {
    const { days, apply, reset, by } = values;
    if (apply && reset) throw new Invalid(`Either --apply or --reset.\n\n${usage}`);
    const body = parse(
      recalibrateBody,
      { days: days === undefined ? undefined : Number(days), apply, reset, by },
      'arguments',
    );
    const result = await operate<Recalibration>(io, {
      path: '/recalibrate',
      body,
      here: ({ db }) => recalibrate(db, body),
    });
    io.out(values.json ? JSON.stringify(result, null, 2) : told(result, reset ?? false));
  },
});

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function told(result: Recalibration, reset: boolean): string {
  const { version, labels, drift, before, after, inboxes, lastWeek, applied } = result;
  const lines = [
    `Version ${version}, ${counted(labels, 'judged decision')}.`,
    drift.answers
      ? `Of ${counted(drift.answers, 'judged answer')} ${percent(drift.observed)} were wrong; ${percent(drift.promised)} were promised.${drift.alarm ? ' That is more than chance.' : ''}`
      : 'No answer was judged yet.',
  ];
  if (!after && !reset) {
    lines.push(`With fewer than ${ENOUGH_LABELS} judged decisions nothing is learned yet.`);
    return lines.join('\n');
  }
  lines.push('', 'Confidence, now and then:');
  for (const p of [0.3, 0.5, 0.7, 0.8, 0.9, 0.95])
    lines.push(`  ${p.toFixed(2)}  ->  ${through(p, before, after).toFixed(2)}`);
  lines.push('', 'Answers begin at:');
  for (const { slug, budget, before: now, after: then } of inboxes)
    lines.push(`  ${slug.padEnd(20)} ${now.toFixed(2)}  ->  ${then.toFixed(2)}   (at most ${percent(budget)} wrong)`);
  const { decisions, answeredNow, answeredThen, moreAnswered, fewerAnswered } = lastWeek;
  lines.push(
    '',
    decisions
      ? `Of the last week's ${counted(decisions, 'decision')} it would answer ${answeredThen} instead of ${answeredNow}: ${moreAnswered} more, ${fewerAnswered} no longer.`
      : 'Nothing was asked in the last week.',
    '',
    applied ? (reset ? 'Forgotten.' : 'In force now.') : 'Nothing was changed. Put it in force with --apply.',
  );
  return lines.join('\n');
}

/** What today's confidence `p` would be. */
function through(p: number, before: Recalibration['before'], after: Recalibration['after']): number {
  const plain = before ? unlearned(p, before) : p;
  return after ? relearned(plain, after) : plain;
}
