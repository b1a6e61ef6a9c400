import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** These take a minute or more. Begun last, each would be waited for alone. */
const longest = [
  'network.test.ts',
  'crash.test.ts',
  'accessibility.test.ts',
  'queue.test.ts',
  'embedding.test.ts',
  'encoder.test.ts',
  'hostile.test.ts',
  'stream.test.ts',
  'takeover.test.ts',
  'scripts.test.ts',
  'bench.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.indexOf(basename(moduleId));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ['services/**/*.test.ts', 'knowledge/**/*.test.ts', 'widget/**/*.test.ts', 'scripts/**/*.test.ts'],
    globalSetup: ['services/testing/setup.ts'],
    pool: 'forks',
    // One more than there are cores where these run: the long ones wait for clocks and networks half of their time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A failure shows what it was; a hanging handle shows as a test that does not end.
    reporters: ['default'],
  },
});
