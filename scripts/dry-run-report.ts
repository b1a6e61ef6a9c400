/** What `knowledge:load --dry-run` prints. */
import type { DryRun, DryRunRow } from '../knowledge/try/dry-run.js';
import { NEAR, SHARED_WORDS } from '../knowledge/try/likeness.js';
import type { Outcome, TriedQuestion } from '../knowledge/try/try-questions.js';

const MOST = 100;
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** Rows that need a look first, then what changes, then what it does to the answers. */
export function dryRunReport(run: DryRun, place: (at: { file: string; line?: number }) => string): string {
  const lines: string[] = [];
  const list = <Item>(title: string, items: Item[], told: (item: Item) => string) => {
    if (items.length === 0) return;
    lines.push('', title);
    for (const item of items.slice(0, MOST)) lines.push(`  ${told(item)}`);
    if (items.length > MOST) lines.push(`  and ${items.length - MOST} more`);
  };
  const row = ({ file, line, key, of, why }: DryRunRow): string =>
    [file && place({ file, ...(line !== undefined && { line }) }), key, of && `and ${of}:`, why]
      .filter(Boolean)
      .join(' ');
  const those = (verdict: DryRunRow['verdict']) => run.rows.filter((one) => one.verdict === verdict);

  const { created, updated, unchanged, removed, invalid } = run.counts;
  lines.push(
    `Dry run over ${run.current ? `version ${run.current}` : 'nothing published yet'}: ${created} new, ${updated} changed, ${unchanged} unchanged, ${removed} removed, ${invalid} invalid. Nothing was published.`,
  );
  list('Invalid:', those('invalid'), row);
  list(
    'Contradict another entry (alike in question, and two sentences differ only in a number or a "not"):',
    those('contradicts'),
    row,
  );
  list('Duplicates (the same question or the same answer as another entry):', those('duplicate'), row);
  list(
    `Near-duplicates (cosine of a title or question at least ${NEAR}, and ${percent(SHARED_WORDS)} of the words shared):`,
    those('near_duplicate'),
    row,
  );
  list('New:', those('new'), row);
  list('Changed:', those('changed'), row);
  list('Removed:', run.removed, (key) => key);

  const { tried, changed, better, worse } = run.questions;
  lines.push(
    '',
    `Test questions: ${tried} tried, ${changed.length} get another answer (${better} better, ${worse} worse).`,
  );
  for (const kind of ['worse', 'better', 'other'] as const)
    list(
      { worse: 'Worse:', better: 'Better:', other: 'Others, neither better nor worse as far as is known:' }[kind],
      changed.filter(({ change }) => change === kind),
      trial,
    );

  const { before, after } = run.budgets;
  if (after) {
    lines.push('', 'How many questions it answers, by how many of the answers may be wrong:');
    for (const [i, { budget, threshold, answered }] of after.entries()) {
      const then = before?.[i];
      const was = then ? `${percent(then.answered).padStart(5)} from ${then.threshold.toFixed(2)}  ->` : '';
      lines.push(
        `  ${percent(budget).padStart(5)}: ${was} ${percent(answered).padStart(5)} from ${threshold.toFixed(2)}`,
      );
    }
  }
  return lines.join('\n');
}

function trial({ question, from, expected, before, after }: TriedQuestion): string {
  const right = expected === undefined ? '' : ` (right: ${expected || 'a person'})`;
  return `${from}  "${question.replace(/\s+/g, ' ').slice(0, 80)}"  ${before ? `${outcome(before)}  ->  ` : ''}${outcome(after)}${right}`;
}

const outcome = ({ verdict, reason, entries }: Outcome): string =>
  verdict === 'answer'
    ? entries.join(' + ')
    : verdict === 'suggest'
      ? `buttons: ${entries.join(', ')}`
      : (reason ?? verdict);
