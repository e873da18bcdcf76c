import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take minutes: begun last, the other processor would have nothing to do beside them. The first that copies the
 * demo company founds it, and the second comes when it is there.
 */
const LONGEST = [
  'bench.test.ts',
  'host/cli.test.ts',
  'host/launcher.test.ts',
  'demo/cases.test.ts',
  'demo/demo.test.ts',
  'demo-figures.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      // A busy machine is no failure: the limit is for what hangs.
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts', 'tests/unit/**/*.test.tsx'],
          testTimeout: 60_000,
          // Pure rules keep nothing between files: modules are read once a worker, which is half of the time.
          isolate: false,
        },
      },
      { test: { name: 'architecture', include: ['tests/architecture/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          // More than two cores: files wait for servers, programs and browsers as much as they calculate.
          maxWorkers: 4,
          // Files share nothing but modules, which are read once a worker.
          isolate: false,
          // Programs that tests start read what was compiled at the first start, as they do for the user.
          env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'out', 'compile-cache') },
        },
      },
    ],
  },
});
