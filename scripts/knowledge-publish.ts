/** `npm run knowledge:publish -- N`: publishes a draft that `knowledge:load --draft` left. */
import { publishDraftFitted } from '../knowledge/load.js';
import type { PublishedDraft } from '../knowledge/publish-draft.js';
import { Invalid } from '../services/errors.js';
import { parse } from '../services/gateway/endpoints.js';
import { publishBody } from '../services/protocol-knowledge.js';
import { operate, program, progressBar } from './operator.js';
import { versionArgs } from './version-args.js';

const usage = `Usage: npm run knowledge:publish -- N [--author NAME] [--note TEXT]

  N         the number that knowledge:load --draft printed; see npm run knowledge:history
  --author  who publishes, instead of who wrote the draft
  --note    what changed, instead of the draft's own note

Where others published since the draft was written, it is laid over their version.`;

const bar = progressBar({ err: (text) => process.stderr.write(text), tty: process.stderr.isTTY });

await program(async (config) => {
  const args = versionArgs(usage);
  if (!args) throw new Invalid(usage);
  const body = parse(publishBody, args, 'arguments');
  const { version: id, ...who } = body;
  const done = await operate<PublishedDraft>(config, {
    path: '/publish',
    body,
    here: ({ db, embedder }) => publishDraftFitted(db, embedder, id, { ...who, onProgress: bar.show }),
    lines: { onProgress: bar.show, ended: 'The server ended before the draft was published. Publish it again.' },
  });
  bar.end();
  const { version, created, updated, removed, from } = done;
  console.log(
    `Published version ${version}: created ${created}, updated ${updated}, removed ${removed}${from ? `; draft ${from} was laid over what others had published since` : ''}.`,
  );
});
