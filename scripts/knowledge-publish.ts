import { checkDraft, type DryRun } from '../knowledge/try/dry-run.js';
import { type PublishedDraft, publishDraft } from '../knowledge/versions/publish-draft.js';
import { Invalid } from '../services/errors.js';
import { parse } from '../services/gateway/endpoints.js';
import { type PublishBody, publishBody } from '../services/wire/knowledge.js';
import { dryRunReport } from './dry-run-report.js';
import { operate } from './operator.js';
import { type Console, defineVerb } from './verb.js';

const usage = `Usage: npm run knowledge:publish -- N [--dry-run [--json]] [--author NAME] [--note TEXT]

  N         the number that knowledge:load --draft printed; see npm run knowledge:history
  --dry-run say which test questions would get another answer, and what it does to the curve; publish nothing (exit code 2: do not)
  --json    the same for programs
  --author  who publishes, instead of who wrote the draft
  --note    what changed, instead of the draft's own note

Where others published since the draft was written, it is laid over their version, and gets another number.`;

export const verb = defineVerb({
  description: 'publishes a draft that knowledge:load --draft left',
  usage,
  options: {
    'dry-run': { type: 'boolean' },
    json: { type: 'boolean' },
    author: { type: 'string' },
    note: { type: 'string' },
  },
  words: [1, 1],
  async run({ values, positionals, usage }, io) {
    const { 'dry-run': dry, json, ...named } = values;
    if (json && !dry) throw new Invalid(usage);
    const body = parse(publishBody, { version: Number(positionals[0]), ...named }, 'arguments');
    return dry ? check(io, body, json) : publish(io, body);
  },
});

async function check(io: Console, { version }: PublishBody, json = false): Promise<number> {
  const run = await operate<DryRun>(io, {
    path: '/check',
    body: { version },
    here: ({ db, embedder, onProgress }) =>
      checkDraft(db, embedder, version, {
        onProgress,
      }),
    ended: 'The server ended before the draft was checked. Check it again.',
  });
  io.out(json ? JSON.stringify(run, null, 2) : dryRunReport(run, ({ file }) => file));
  if (!json && run.draft !== version) io.out(`\nThe draft has the number ${run.draft} now.`);
  return run.ok ? 0 : 2;
}

async function publish(io: Console, body: PublishBody): Promise<number> {
  const { version: id, ...who } = body;
  const done = await operate<PublishedDraft>(io, {
    path: '/publish',
    body,
    here: ({ db, embedder, onProgress }) => publishDraft(db, embedder, id, { ...who, onProgress }),
    ended: 'The server ended before the draft was published. Publish it again.',
  });
  const { version, created, updated, removed, from } = done;
  io.out(
    `Published version ${version}: created ${created}, updated ${updated}, removed ${removed}${from ? `; it was draft ${from}` : ''}.`,
  );
  return 0;
}
