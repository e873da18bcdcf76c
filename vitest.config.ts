import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
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
          // Two cores: real PostgreSQL and PGlite beside each other, no more.
          maxWorkers: 2,
          // Programs that tests start read what was compiled at the first start, as they do for the user.
          env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'out', 'compile-cache') },
        },
      },
    ],
  },
});
