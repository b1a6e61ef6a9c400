import { defineConfig } from 'vitest/config';
import { filesOf } from '../../stryker.config.mjs';

/** The tests of one room (MUTATE_ROOM), for mutation testing: as few and as quick as what they look at allows. */
export default defineConfig({
  test: {
    include: filesOf(process.env.MUTATE_ROOM).tests,
    globalSetup: ['services/testing/setup.ts'],
    // Loading the product costs more than most tests: once for all files of a run. Its tests share no state.
    isolate: false,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
