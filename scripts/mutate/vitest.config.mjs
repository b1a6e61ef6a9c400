import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import { filesOf } from '../../stryker.config.mjs';

/** Those that go through very many rounds, and those that wait for clocks. */
const SLOW = /^(interleavings|history|queue|stream|receipts|log|eta)\.test\.ts$/;

/**
 * The first test that fails ends a mutant: the quick ones go first, those with a database behind them, the slow ones
 * last. (By itself vitest begins with what took longest.)
 */
class QuickestFirst extends BaseSequencer {
  async sort(files) {
    const cost = (file) => {
      if (SLOW.test(basename(file))) return 2;
      return /\b(?:startStack|startBare|openPglite|localEmbedder)\b/.test(readFileSync(file, 'utf8')) ? 1 : 0;
    };
    const cheap = files.map((file) => ({ file, by: `${cost(file.moduleId)} ${file.moduleId}` }));
    return cheap.sort((a, b) => (a.by < b.by ? -1 : 1)).map(({ file }) => file);
  }
}

/** The tests of one room (MUTATE_ROOM), for mutation testing: as few and as quick as what they look at allows. */
export default defineConfig({
  test: {
    include: filesOf(process.env.MUTATE_ROOM).tests,
    globalSetup: ['services/testing/setup.ts'],
    sequence: { sequencer: QuickestFirst },
    // Loading the product costs more than most tests: once for all files of a run. Its tests share no state.
    isolate: false,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
