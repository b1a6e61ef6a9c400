/**
 * Mutation testing: small faults are put into the product, one at a time, and the tests beside it must notice.
 *
 *   npm run mutate -- conversation                         # one room
 *   npm run mutate -- conversation --share 0.2 --seed 7    # a seeded sample of its mutants
 *
 * What is mutated, and which tests look, stands here and nowhere else.
 */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';

const here = import.meta.dirname;

/** Files under these folders: all of them, or those of these names. */
const under = (folders, names) => ({ folders: [folders].flat(), names });

/**
 * `mutate`: the files whose faults matter. `tests`: the quick ones beside them, embedded, without a browser.
 * A name that fits no file is an error, so that a file which moves does not drop out unseen.
 */
const rooms = {
  conversation: {
    mutate: [under('services/conversation')],
    // Many of its verbs are asked over HTTP, as people ask them; what is written down of them is read by operations.
    tests: [
      under(['services/conversation', 'services/handoff']),
      under(['agent', 'manage', 'visitor'].map((folder) => `services/gateway/${folder}`)),
      under('services/gateway', ['auth', 'files', 'http', 'receipts']),
      under('services/operations', ['audit']),
    ],
  },
  bot: {
    mutate: [under('services/bot')],
    tests: [under('services/bot'), under('knowledge/fit', ['recalibrate'])],
  },
  handoff: {
    mutate: [under('services/handoff')],
    tests: [under('services/handoff')],
  },
  auth: {
    mutate: [under('services/gateway', ['auth', 'guards', 'origins', 'roles', 'limits', 'address'])],
    tests: [under('services/gateway', ['auth', 'guards', 'limits', 'address'])],
  },
  decide: {
    mutate: [under('knowledge/decide')],
    tests: [under('knowledge/decide'), under('knowledge/fit', ['learning', 'recalibrate', 'train', 'logistic'])],
  },
  link: {
    mutate: [
      under('widget/chat/link'),
      under('widget/chat', ['lines']),
      under('widget/shared', ['sse', 'http', 'transcript']),
    ],
    tests: [under('widget/chat/link'), under('widget/chat', ['lines', 'lines-edges']), under('widget/shared')],
  },
};

export const roomNames = Object.keys(rooms);

/** Never mutated: what tests stand on, and data. */
const SPARED = /(^|\/)testing\/|scenarios/;

/** The files of a room, by their path from the root. */
export function filesOf(room) {
  const { mutate, tests } = rooms[room];
  return {
    mutate: mutate.flatMap((part) => find(part, '.ts')).filter((file) => !SPARED.test(file)),
    tests: tests.flatMap((part) => find(part, '.test.ts')),
  };
}

function find({ folders, names }, ending) {
  const files = folders
    .flatMap((folder) => readdirSync(join(here, folder), { recursive: true }).map((file) => join(folder, file)))
    .filter((file) => file.endsWith(ending) && file.endsWith('.test.ts') === (ending === '.test.ts'));
  const missing = names?.filter((name) => !files.some((file) => basename(file) === name + ending)) ?? [];
  if (missing.length) throw new Error(`no ${missing.join(', ')} (${ending}) under ${folders.join(', ')}`);
  return files.filter((file) => !names || names.includes(basename(file, ending))).sort();
}

/** Where the reports go; ignored by git. */
export const reports = 'reports/mutation';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  plugins: ['@stryker-mutator/vitest-runner', `${here}/scripts/mutate/share.mjs`],
  testRunner: 'vitest',
  // `related` would look for each mutant's tests by its imports: the room's own list and the coverage say it sooner.
  vitest: { configFile: 'scripts/mutate/vitest.config.mjs', related: false },
  coverageAnalysis: 'perTest',
  concurrency: Math.min(2, availableParallelism()),
  mutator: {
    excludedMutations: [
      // SQL, texts and class names: an emptied one breaks loudly or means nothing.
      'StringLiteral',
      // An emptied object is mostly an option, a log line's fields or a wire shape: types catch it, not tests.
      'ObjectLiteral',
    ],
  },
  // What runs while a file loads, or only in a beforeAll, belongs to no test: each such mutant takes the whole room's
  // tests. `--static` takes them in.
  ignoreStatic: true,
  // Mutants need no types: vitest strips them.
  disableTypeChecks: false,
  // Nothing is compiled in the sandbox; and Stryker would adapt the file with an API that TypeScript 7 has no more.
  tsconfigFile: 'none',
  // A test waits up to its deadline for what a mutant keeps from coming.
  timeoutMS: 10_000,
  timeoutFactor: 2,
  dryRunTimeoutMinutes: 30,
  tempDirName: '.stryker-tmp',
  // dist/ is copied: threads and processes start from there (platform/root.ts), so what they run is never mutated.
  ignorePatterns: [
    '/.*/**',
    '/data/**',
    '/dist/public/**',
    '/dist/node_modules/**',
    '/reports/**',
    '/coverage/**',
    '/widget/examples/**',
    '/widget/screenshots/**',
  ],
  reporters: ['progress-append-only'],
  allowConsoleColors: false,
  warnings: { unknownOptions: false, unserializableOptions: true, preprocessorErrors: true, slow: false },
};
