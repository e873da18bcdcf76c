import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';
import { getPowerSyncExtensionFilename, startPowerSyncWorker } from '@powersync/node/worker.js';
import Database from 'better-sqlite3';
import { z } from 'zod';

const { keyPragmas } = z.object({ keyPragmas: z.array(z.string()) }).parse(workerData);

/** Takes the key at once: the client reads the file before it lets a connection be initialised. */
class KeyedDatabase extends Database {
  constructor(file: string, options: Database.Options) {
    super(file, options);
    for (const pragma of keyPragmas) this.pragma(pragma);
  }
}

/**
 * The thread in which the sync client's connections live: our SQLite (with encryption), and the client's own core,
 * which SQLite cannot load from inside an Electron archive and which is therefore unpacked beside it.
 */
startPowerSyncWorker({
  loadBetterSqlite3: async () => KeyedDatabase,
  extensionPath: () =>
    join(
      dirname(fileURLToPath(import.meta.resolve('@powersync/node/worker.js'))),
      getPowerSyncExtensionFilename(),
    ).replace(/app\.asar([/\\])/, 'app.asar.unpacked$1'),
});
