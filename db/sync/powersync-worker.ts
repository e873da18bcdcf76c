import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getPowerSyncExtensionFilename, startPowerSyncWorker } from '@powersync/node/worker.js';
import Database from 'better-sqlite3';

/**
 * The thread in which the sync client's connections live: our SQLite (with encryption), and the client's own core,
 * which SQLite cannot load from inside an Electron archive and which is therefore unpacked beside it.
 */
startPowerSyncWorker({
  loadBetterSqlite3: async () => Database,
  extensionPath: () =>
    join(
      dirname(fileURLToPath(import.meta.resolve('@powersync/node/worker.js'))),
      getPowerSyncExtensionFilename(),
    ).replace(/app\.asar([/\\])/, 'app.asar.unpacked$1'),
});
