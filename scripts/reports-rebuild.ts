/** `npm run reports:rebuild`: forgets what reports read and folds every log again. Nothing is lost: the log is the truth. */
import { rebuildSummaries } from '../services/reports/summaries.js';
import { counted, operate, program } from './operator.js';

await program(async (config) => {
  const { folded } = await operate<{ folded: number }>(config, {
    path: '/reports/rebuild',
    body: {},
    here: async ({ db }) => ({ folded: await rebuildSummaries(db) }),
  });
  console.log(`Summarised ${counted(folded, 'conversation')} anew.`);
});
