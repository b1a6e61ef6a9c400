import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['services/**/*.test.ts', 'knowledge/**/*.test.ts', 'widget/**/*.test.ts', 'scripts/**/*.test.ts'],
    globalSetup: ['services/testing/setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Whole processes and a browser on shared cores: one that stumbles gets a second try in CI, and shows there as retried.
    retry: process.env.CI === 'true' ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A failure shows what it was; a hanging handle shows as a test that does not end.
    reporters: ['default'],
  },
});
