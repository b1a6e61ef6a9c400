/**
 * `npm run replay -- --since 7d`: decides past questions again, against another version or threshold, and prints what
 * would change.
 */
import { type Replay, replay } from '../knowledge/decide/replay.js';
import { Invalid } from '../services/errors.js';
import { parse } from '../services/gateway/endpoints.js';
import { replayBody } from '../services/wire/knowledge.js';
import { operate } from './operator.js';
import { counted, defineVerb } from './verb.js';

const usage = `Usage: npm run replay -- --since 7d [--version N] [--inbox SLUG] [--max-wrong 0.05 | --threshold 0.8] [--all] [--json]

  --since      how far back: a number with m, h or d (minutes, hours, days)
  --version    decide with this version of the knowledge base instead of the current one
  --inbox      only this inbox
  --max-wrong  with another error budget: the share of the answers given that may be wrong
  --threshold  with a threshold set by hand
  --all        list every change, not only the first 40

Nothing is stored and nobody is written to.`;

export const verb = defineVerb({
  description: 'decides past questions again, with another version or threshold',
  usage,
  options: {
    since: { type: 'string' },
    version: { type: 'string' },
    inbox: { type: 'string' },
    'max-wrong': { type: 'string' },
    threshold: { type: 'string' },
    all: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run({ values }, io) {
    const body = parse(
      replayBody,
      {
        since: seconds(values.since),
        version: number(values.version),
        inbox: values.inbox,
        maxWrongAnswers: number(values['max-wrong']),
        threshold: number(values.threshold),
      },
      'arguments',
    );
    const result = await operate<Replay>(io, {
      path: '/replay',
      body,
      here: ({ db, embedder, onProgress }) =>
        replay({ sql: db, embedder }, body, (done, total) => onProgress({ step: 'deciding', done, total })),
      ended: 'The server ended before the replay was done. Run it again.',
    });
    io.out(values.json ? JSON.stringify(result, null, 2) : told(result, values.all ? Infinity : 40));
  },
});

function told({ version, decisions, changed, before, after }: Replay, most: number): string {
  if (!decisions) return 'No question was decided in that time.';
  const lines = [
    `${counted(decisions, 'decision')}, again with version ${version}:`,
    '',
    `${''.padEnd(12)}${'then'.padStart(8)}${'now'.padStart(8)}`,
  ];
  for (const verdict of ['answer', 'suggest', 'handoff', 'small_talk'] as const)
    lines.push(`${verdict.padEnd(12)}${String(before[verdict]).padStart(8)}${String(after[verdict]).padStart(8)}`);
  lines.push('', changed.length ? `${changed.length} would be decided otherwise:` : 'Every one is decided as it was.');
  const kinds = {
    'answers it gives now': changed.filter((one) => one.before.verdict !== 'answer' && one.after.verdict === 'answer'),
    'answers it no longer gives': changed.filter(
      (one) => one.before.verdict === 'answer' && one.after.verdict !== 'answer',
    ),
    'other answers': changed.filter((one) => one.before.verdict === 'answer' && one.after.verdict === 'answer'),
    'other handoffs and suggestions': changed.filter(
      (one) => one.before.verdict !== 'answer' && one.after.verdict !== 'answer',
    ),
  };
  for (const [name, some] of Object.entries(kinds)) {
    if (!some.length) continue;
    lines.push('', `${some.length} ${name}`);
    for (const { id, question, before, after } of some.slice(0, most))
      lines.push(
        `  #${id} ${JSON.stringify(question.slice(0, 100))}`,
        `      then ${short(before)}`,
        `      now  ${short(after)}`,
      );
    if (some.length > most) lines.push(`  and ${some.length - most} more (--all lists them)`);
  }
  return lines.join('\n');
}

function short({ verdict, reason, entry, confidence }: Replay['changed'][number]['before']): string {
  return `${verdict}${reason ? ` (${reason})` : ''}, ${(confidence * 100).toFixed(0)} % for ${entry ?? 'nothing'}`;
}

function seconds(text: string | undefined): number {
  const [, amount, unit] = /^(\d+)([mhd])$/.exec(text ?? '') ?? [];
  if (!amount || !unit) throw new Invalid(`--since is a number with m, h or d, for example --since 7d.\n\n${usage}`);
  return Number(amount) * { m: 60, h: 3_600, d: 86_400 }[unit as 'm' | 'h' | 'd'];
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
