import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { connect, type FileKey, filesOf, passesQuickCheck } from './connection.ts';

const KEPT = 7;
const LATEST = 'local-latest.db';
const STAMPED = /^local-\d{8}T\d{9}Z\.db$/;

const backupFolder = (folder: string): string => join(folder, 'backups');
const stamp = (at: Date): string => at.toISOString().replaceAll(/[-:.]/g, '');

/** Opens the copy as the original is opened and reads all of it. Leaves only the copy itself behind. */
function isSound(file: string, key: FileKey): boolean {
  try {
    const db = connect(file, { role: 'local', key });
    try {
      return passesQuickCheck(db);
    } finally {
      db.close();
    }
  } catch {
    return false;
  } finally {
    for (const extra of filesOf(file).slice(1)) rmSync(extra, { force: true });
  }
}

function flushToDisk(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Copies a live `local.db` (encrypted as it is) into the folder's `backups`, verifies the copy by opening it, and only
 * then gives it its name. `kind` says which: one of the seven kept from starts and migrations, or the one that follows
 * every saved command.
 * @returns the backup's file
 */
export function backUp(db: Database.Database, folder: string, key: FileKey, kind: 'kept' | 'latest'): string {
  mkdirSync(backupFolder(folder), { recursive: true });
  const target = join(backupFolder(folder), kind === 'latest' ? LATEST : `local-${stamp(new Date())}.db`);
  const draft = `${target}.draft`;
  rmSync(draft, { force: true });
  try {
    db.prepare('vacuum into ?').run(draft);
    flushToDisk(draft);
    if (!isSound(draft, key)) throw new Error('the backup cannot be read back');
    renameSync(draft, target);
  } finally {
    rmSync(draft, { force: true });
  }
  if (kind === 'kept') {
    const kept = keptBackups(folder);
    for (const file of kept.slice(KEPT)) rmSync(file, { force: true });
  }
  return target;
}

/** The numbered backups, newest first. */
function keptBackups(folder: string): string[] {
  if (!existsSync(backupFolder(folder))) return [];
  return readdirSync(backupFolder(folder))
    .filter((name) => STAMPED.test(name))
    .sort()
    .reverse()
    .map((name) => join(backupFolder(folder), name));
}

/** Reads the backup that follows every saved command; null where there is none that can be read whole. */
export function readLatest<T>(folder: string, key: FileKey, read: (db: Database.Database) => T): T | null {
  const latest = join(backupFolder(folder), LATEST);
  if (!existsSync(latest) || !isSound(latest, key)) return null;
  const db = connect(latest, { role: 'local', key });
  try {
    return read(db);
  } finally {
    db.close();
    for (const extra of filesOf(latest).slice(1)) rmSync(extra, { force: true });
  }
}

/** Puts the newest backup that can be read whole in the place of `file`. Returns it, or null when there is none. */
export function restoreNewest(file: string, folder: string, key: FileKey): string | null {
  const latest = join(backupFolder(folder), LATEST);
  const candidates = [...(existsSync(latest) ? [latest] : []), ...keptBackups(folder)];
  const sound = candidates.find((candidate) => isSound(candidate, key));
  if (sound === undefined) return null;
  putBack(sound, file);
  return sound;
}

/** Puts a backup in the place of `file`, which nobody has open. */
export function putBack(backup: string, file: string): void {
  for (const old of filesOf(file)) rmSync(old, { force: true });
  copyFileSync(backup, file);
  flushToDisk(file);
}
