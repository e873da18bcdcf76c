import { join } from 'node:path';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { notices } from './electron/packaging/notices.ts';

const root = import.meta.dirname;
const WORKER_ADDRESS = /new URL\('\.\/([\w-]+)\.ts', import\.meta\.url\)/g;

/**
 * Threads are started from the address of their source, which Node runs as it is. In the build each is an entry of its
 * own beside the others.
 */
const workerAddresses: Plugin = {
  name: 'worker-addresses',
  enforce: 'pre',
  transform: (code) => ({ code: code.replace(WORKER_ADDRESS, "new URL('./$1.js', import.meta.url)"), map: null }),
};

/** The programs of the Electron shell. The page is built by vite.config.ts, the same for both shells. */
export default defineConfig({
  main: {
    plugins: [workerAddresses, notices()],
    build: {
      outDir: 'out/main',
      target: 'node24',
      // Bundled, but for what carries binaries: much less is packed, and far fewer files are opened at the start.
      externalizeDeps: false,
      rollupOptions: {
        external: [/^better-sqlite3$/, /^@powersync\//, /^undici$/],
        input: {
          index: join(root, 'electron/main/index.ts'),
          'data-service': join(root, 'db/host/utility/main.ts'),
          'alerts-worker': join(root, 'db/service/alerts-worker.ts'),
          'drill-worker': join(root, 'db/service/drill-worker.ts'),
          'replay-worker': join(root, 'db/service/replay-worker.ts'),
          'territory-worker': join(root, 'db/service/territory-worker.ts'),
          'import-worker': join(root, 'db/service/import-worker.ts'),
          'analytics-worker': join(root, 'db/store/analytics-worker.ts'),
          'check-worker': join(root, 'db/store/check-worker.ts'),
          'rebate-worker': join(root, 'db/store/rebate-worker.ts'),
          'content-worker': join(root, 'db/store/content-worker.ts'),
          'powersync-worker': join(root, 'db/sync/powersync-worker.ts'),
        },
        // Everything in one folder: programs find the project's files from where they are.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload script can load nothing but electron, and no ES module.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: join(root, 'electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
});
