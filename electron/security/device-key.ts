import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { AppError } from '../../db/contract/errors.ts';

const KEY_BYTES = 32;
const KEY_TEXT = /^[0-9a-f]{64}$/;
/** How Chromium on Linux marks what it sealed with the password in its source; a key ring's seals begin otherwise. */
const OPEN_SEAL = Buffer.from('v10');

/** What is used of Electron's safeStorage: the system's key ring. */
export interface KeyRing {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(text: string): Promise<Buffer>;
  decryptStringAsync(sealed: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>;
  getSelectedStorageBackend(): string;
}

export interface DeviceKeyOptions {
  readonly ring: KeyRing;
  readonly platform: NodeJS.Platform;
  /** Where the sealed key lies. */
  readonly file: string;
  /** Where the browser shell keeps the key of the same data folder, readable by the user. */
  readonly openFile: string;
  /** False for files that exist already: a new key would not fit them. */
  readonly mayCreate: boolean;
}

const keyOf = (text: string): Uint8Array => {
  if (!KEY_TEXT.test(text)) throw new AppError('key_wrong');
  return Buffer.from(text, 'hex');
};

/**
 * Without a real key ring, Chromium on Linux seals with a password that stands in its source (`basic_text`): a lock
 * that everybody can open and that looks like one.
 */
async function isSafe(ring: KeyRing, platform: NodeJS.Platform): Promise<boolean> {
  if (!(await ring.isAsyncEncryptionAvailable())) return false;
  return platform !== 'linux' || !['basic_text', 'unknown'].includes(ring.getSelectedStorageBackend());
}

/**
 * Seals a key into its file. False, and no file, where the seal is none: a desktop may name a key ring that is not
 * running, and only the seal itself then tells.
 */
async function seal({ ring, platform, file }: DeviceKeyOptions, text: string): Promise<boolean> {
  const sealed = await ring.encryptStringAsync(text);
  if (platform === 'linux' && sealed.subarray(0, OPEN_SEAL.length).equals(OPEN_SEAL)) return false;
  // Renamed into place: half a key would be a lost key.
  writeFileSync(`${file}.new`, sealed, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return true;
}

/**
 * The master key of the laptop's files (32 bytes), sealed by the system's key ring; made at the first start. Null where
 * the machine has no safe place for one: new files are then in the clear, and encrypted ones stay closed.
 * @throws AppError key_missing when the key ring no longer opens the sealed key, key_wrong when it is not a key
 */
export async function unlockDeviceKey(options: DeviceKeyOptions): Promise<Uint8Array | null> {
  const { ring, platform, file, openFile, mayCreate } = options;
  if (existsSync(openFile)) return keyOf(readFileSync(openFile, 'utf8').trim());
  const safe = await isSafe(ring, platform);
  if (existsSync(file)) {
    if (!safe) throw new AppError('key_missing');
    const opened = await ring.decryptStringAsync(readFileSync(file)).catch((error: unknown) => {
      throw new AppError('key_missing', {}, error);
    });
    const key = keyOf(opened.result);
    if (opened.shouldReEncrypt) await seal(options, opened.result);
    return key;
  }
  if (!safe || !mayCreate) return null;
  const key = randomBytes(KEY_BYTES);
  return (await seal(options, key.toString('hex'))) ? key : null;
}

/** Destroys the key, wherever it lies: what was encrypted with it is lost. */
export function forgetDeviceKey({ file, openFile }: Pick<DeviceKeyOptions, 'file' | 'openFile'>): void {
  for (const path of [file, openFile]) rmSync(path, { force: true });
}
