import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Logger } from 'pino';
import type { WireError } from '../contract/errors.ts';
import { backUp } from './backup.ts';
import { connect, type FileKey } from './connection.ts';
import { createDeviceRepository, type DeviceRepository } from './device.ts';
import { lockFolder } from './folder-lock.ts';
import { destroyKeys, type FileKeys, type KeySource, unlockKeys } from './keys.ts';
import { createLeaseRepository, type LeaseRepository } from './lease.ts';
import { LocalFile } from './local-file.ts';
import { createNoticesRepository, type NoticesRepository } from './notices.ts';
import { localFileOf, openLocal, replicaFileOf } from './open-local.ts';
import { createOutboxRepository, type OutboxRepository } from './outbox.ts';
import { createReplica, deleteReplica, inspectReplica, type ReplicaState, settleReplica } from './replica-file.ts';
import { createSettingsRepository, type SettingsRepository } from './settings.ts';
import { asAppError, translating } from './sqlite-failure.ts';

/** The laptop's two files, open and healthy, owned by this process. */
export interface Store {
  readonly folder: string;
  readonly replicaFile: string;
  readonly localFile: string;
  /** Keys for whoever opens the files in a worker; see `connectionPragmas`. */
  readonly keys: FileKeys;
  /** What happened to the files and nobody was told yet; told when the store closes in order. */
  readonly notices: readonly WireError[];
  readonly noticeBoard: NoticesRepository;
  readonly settings: SettingsRepository;
  readonly outbox: OutboxRepository;
  readonly device: DeviceRepository;
  readonly lease: LeaseRepository;
  /**
   * A new read-only connection to `replica.db`, with `local.db` attached as `local`. The caller closes it;
   * {@link replaceReplica}, {@link wipe} and {@link close} close it too.
   */
  openReplica(): Database.Database;
  /** Called after another `replica.db` has taken the place of the one before: connections must be opened anew. */
  onReplicaReplaced(listener: () => void): () => void;
  /** Puts an empty replica in the place of the one that is there. `local.db` is not touched. */
  replaceReplica(): void;
  /** Destroys the keys, then the files and their backups, and starts again as an unknown laptop. */
  wipe(): void;
  /** Ends in order. Whoever writes `replica.db` has closed it before. */
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly folder: string;
  readonly keys: KeySource;
  readonly log: Logger;
}

/** Lies in the folder while the store is open: found at the next start, it tells of an exit that was not in order. */
const RUNNING = 'running';

const REPLICA_NOTICE: Readonly<Record<ReplicaState, WireError['code'] | null>> = {
  sound: null,
  missing: null,
  other_schema: 'replica_rebuilding',
  corrupt: 'replica_corrupt',
};

/**
 * Takes the folder for this process, heals what is damaged, migrates `local.db` and backs it up.
 * @throws AppError folder_locked, folder_unwritable, key_missing, key_wrong, local_newer, migration_failed, disk_full
 */
export async function openStore({ folder, keys: source, log }: StoreOptions): Promise<Store> {
  translating('local', () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  const lock = lockFolder(folder);
  try {
    return openLocked(folder, source, log, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

function healReplica(file: string, key: FileKey, unclean: boolean, notices: NoticesRepository, log: Logger): void {
  const found = translating('replica', () => inspectReplica(file, key, unclean));
  if (found === 'sound') return;
  if (found !== 'missing') log.warn({ found }, 'replica.db is made anew');
  createReplica(file, key);
  const code = REPLICA_NOTICE[found];
  if (code !== null) notices.add(code);
}

function openLocked(folder: string, source: KeySource, log: Logger, unlock: () => void): Store {
  const running = join(folder, RUNNING);
  const localFile = localFileOf(folder);
  const replicaFile = replicaFileOf(folder);
  const unclean = existsSync(running);
  translating('local', () => writeFileSync(running, ''));
  let keys = translating('local', () => unlockKeys(source, folder));

  const opened = openLocal({ folder, file: localFile, key: keys.local, log, unclean });
  const local = new LocalFile(opened.db);
  const noticeBoard = createNoticesRepository(local);
  try {
    for (const { code, params } of opened.notices) noticeBoard.add(code, params);
    backUp(local.db, folder, keys.local, 'kept');
    healReplica(replicaFile, keys.replica, unclean, noticeBoard, log);
  } catch (error) {
    local.db.close();
    throw asAppError(error, 'local');
  }

  const readers = new Set<Database.Database>();
  const replaced = new Set<() => void>();
  const closeReaders = () => {
    for (const reader of readers) reader.close();
    readers.clear();
  };

  let backupDue = false;
  let closed = false;
  /** One backup after any number of commands saved in a row. */
  const backUpSoon = () => {
    if (backupDue) return;
    backupDue = true;
    setImmediate(() => {
      backupDue = false;
      if (closed) return;
      try {
        backUp(local.db, folder, keys.local, 'latest');
      } catch (error) {
        log.error({ err: error }, 'local.db could not be backed up');
      }
    });
  };

  return {
    folder,
    replicaFile,
    localFile,
    get keys() {
      return keys;
    },
    get notices() {
      return noticeBoard.untold();
    },
    noticeBoard,
    settings: createSettingsRepository(local),
    outbox: createOutboxRepository(local, backUpSoon),
    device: createDeviceRepository(local, backUpSoon),
    lease: createLeaseRepository(local),
    openReplica: () =>
      translating('replica', () => {
        for (const reader of readers) if (!reader.open) readers.delete(reader);
        const db = connect(replicaFile, { role: 'replica', key: keys.replica, readonly: true });
        readers.add(db);
        if (keys.local === null) db.prepare('attach ? as local').run(localFile);
        else db.prepare('attach ? as local key ?').run(localFile, keys.local);
        return db;
      }),
    onReplicaReplaced(listener) {
      replaced.add(listener);
      return () => replaced.delete(listener);
    },
    replaceReplica() {
      closeReaders();
      createReplica(replicaFile, keys.replica);
      for (const listener of replaced) listener();
    },
    wipe() {
      closeReaders();
      destroyKeys(source, folder);
      local.replace(() => {
        deleteReplica(replicaFile);
        for (const name of readdirSync(folder)) {
          if (name.startsWith('local.db') || name === 'backups') {
            rmSync(join(folder, name), { recursive: true, force: true });
          }
        }
        keys = unlockKeys(source, folder);
        return openLocal({ folder, file: localFile, key: keys.local, log }).db;
      });
      createReplica(replicaFile, keys.replica);
      noticeBoard.add('device_wiped');
      for (const listener of replaced) listener();
    },
    async close() {
      if (closed) return;
      closed = true;
      closeReaders();
      noticeBoard.markTold();
      local.db.close();
      settleReplica(replicaFile, keys.replica);
      rmSync(running, { force: true });
      unlock();
    },
  };
}
