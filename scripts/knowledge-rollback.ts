/** `npm run knowledge:rollback -- N`: makes a version that was current once current again, at once. */
import { rollback } from '../knowledge/versions/pointer.js';
import { parse } from '../services/gateway/endpoints.js';
import { rollbackBody } from '../services/wire/knowledge.js';
import { operate } from './operator.js';
import { defineVerb } from './verb.js';

const usage = `Usage: npm run knowledge:rollback -- N [--author NAME] [--note TEXT]

  N         a version from npm run knowledge:history
  --author  who rolls back, for the history
  --note    why, for the history

Nothing is embedded or fitted again, and nothing is lost: a rollback can be rolled back.`;

export const verb = defineVerb({
  description: 'makes a version that was current once current again, at once',
  usage,
  options: { author: { type: 'string' }, note: { type: 'string' } },
  words: [1, 1],
  async run({ values, positionals }, io) {
    const body = parse(rollbackBody, { version: Number(positionals[0]), ...values }, 'arguments');
    const done = await operate<Awaited<ReturnType<typeof rollback>>>(io, {
      path: '/rollback',
      body,
      here: ({ db, embedder }) => rollback(db, { ...body, model: embedder.model }),
    });
    io.out(
      done.changed
        ? `Version ${done.version} is current again (it was ${done.from}). Nothing was embedded or fitted anew.`
        : `Version ${done.version} is current already.`,
    );
  },
});
