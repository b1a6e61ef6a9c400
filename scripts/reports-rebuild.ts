/**
 * `npm run reports:rebuild`: forgets what reports read and folds every log again. Nothing is lost: the log is the
 * truth.
 */
import { rebuildSummaries } from '../services/reports/summaries.js';
import { operate } from './operator.js';
import { counted, defineVerb } from './verb.js';

export const verb = defineVerb({
  description: 'forgets what reports read and counts every conversation anew',
  usage: 'Usage: npm run reports:rebuild',
  options: {},
  async run(_, io) {
    const { folded } = await operate<{ folded: number }>(io, {
      path: '/reports/rebuild',
      body: {},
      here: async ({ db }) => ({ folded: await rebuildSummaries(db) }),
    });
    io.out(`Summarised ${counted(folded, 'conversation')} anew.`);
  },
});
