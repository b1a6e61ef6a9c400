/** `npm run knowledge:rollback -- N`: makes a version that was current once current again, at once. */
import { rollback } from '../knowledge/versions/pointer.js';
import { Invalid } from '../services/errors.js';
import { parse } from '../services/gateway/endpoints.js';
import { rollbackBody } from '../services/wire/knowledge.js';
import { operate, program } from './operator.js';
import { versionArgs } from './version-args.js';

const usage = `Usage: npm run knowledge:rollback -- N [--author NAME] [--note TEXT]

  N         a version from npm run knowledge:history
  --author  who rolls back, for the history
  --note    why, for the history

Nothing is embedded or fitted again, and nothing is lost: a rollback can be rolled back.`;

await program(async (config) => {
  const args = versionArgs(usage);
  if (!args) throw new Invalid(usage);
  const body = parse(rollbackBody, args, 'arguments');
  const done = await operate<Awaited<ReturnType<typeof rollback>>>(config, {
    path: '/rollback',
    body,
    here: ({ db, embedder }) => rollback(db, { ...body, model: embedder.model }),
  });
  console.log(
    done.changed
      ? `Version ${done.version} is current again (it was ${done.from}). Nothing was embedded or fitted anew.`
      : `Version ${done.version} is current already.`,
  );
});
