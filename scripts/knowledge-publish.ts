/** `npm run knowledge:publish -- N`: publishes a draft that `knowledge:load --draft` left. */

import { checkDraft, type DryRun } from '../knowledge/try/dry-run.js';
import { type PublishedDraft, publishDraft } from '../knowledge/versions/publish-draft.js';
import type { Config } from '../services/config.js';
import { Invalid } from '../services/errors.js';
import { parse } from '../services/gateway/endpoints.js';
import { type PublishBody, publishBody } from '../services/wire/knowledge.js';
import { dryRunReport } from './dry-run-report.js';
import { operate, program, progressBar } from './operator.js';
import { versionArgs } from './version-args.js';

const usage = `Usage: npm run knowledge:publish -- N [--dry-run [--json]] [--author NAME] [--note TEXT]

  N         the number that knowledge:load --draft printed; see npm run knowledge:history
  --dry-run say which test questions would get another answer, and what it does to the curve; publish nothing (exit code 2: do not)
  --json    the same for programs
  --author  who publishes, instead of who wrote the draft
  --note    what changed, instead of the draft's own note

Where others published since the draft was written, it is laid over their version, and gets another number.`;

const bar = progressBar({ err: (text) => process.stderr.write(text), tty: process.stderr.isTTY });

await program(async (config) => {
  const args = versionArgs(usage);
  if (!args) throw new Invalid(usage);
  const { 'dry-run': dry, json, ...named } = args;
  if (json && !dry) throw new Invalid(usage);
  const body = parse(publishBody, named, 'arguments');
  await (dry ? check(config, body, json) : publish(config, body));
});

async function check(config: Config, { version }: PublishBody, json = false): Promise<void> {
  const run = await operate<DryRun>(config, {
    path: '/check',
    body: { version },
    here: ({ db, embedder }) => checkDraft(db, embedder, version, { onProgress: bar.show }),
    lines: { onProgress: bar.show, ended: 'The server ended before the draft was checked. Check it again.' },
  });
  bar.end();
  console.log(json ? JSON.stringify(run, null, 2) : dryRunReport(run, ({ file }) => file));
  if (!json && run.draft !== version) console.log(`\nThe draft has the number ${run.draft} now.`);
  if (!run.ok) process.exitCode = 2;
}

async function publish(config: Config, body: PublishBody): Promise<void> {
  const { version: id, ...who } = body;
  const done = await operate<PublishedDraft>(config, {
    path: '/publish',
    body,
    here: ({ db, embedder }) => publishDraft(db, embedder, id, { ...who, onProgress: bar.show }),
    lines: { onProgress: bar.show, ended: 'The server ended before the draft was published. Publish it again.' },
  });
  bar.end();
  const { version, created, updated, removed, from } = done;
  console.log(
    `Published version ${version}: created ${created}, updated ${updated}, removed ${removed}${from ? `; it was draft ${from}` : ''}.`,
  );
}
