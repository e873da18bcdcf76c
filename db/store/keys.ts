import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import type { FileKey } from './connection.ts';
import type { FileRole } from './sqlite-failure.ts';

/**
 * Where the laptop's master key comes from.
 * - `none`: the files are in the clear;
 * - `file`: 32 bytes in hexadecimal in a file that only the user may read, made when it is missing;
 * - `host`: the shell keeps it (Electron's safeStorage) and hands it over; `forget` destroys the shell's copy.
 */
export type KeySource =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'host'; readonly key: Uint8Array; readonly forget?: () => void };

const KEY_BYTES = 32;
const HEADER = 'encryption.json';
/** Says how the folder's files are encrypted, and lets a wrong key be told from a damaged file. */
const Header = z.object({ cipher: z.enum(['none', 'chacha20']), check: z.string() });

const headerFile = (folder: string): string => join(folder, HEADER);
const checkOf = (key: Uint8Array): Buffer =>
  createHmac('sha256', key).update('regional-sales-workstation/key-check').digest();

function readHeader(folder: string): z.infer<typeof Header> | null {
  if (!existsSync(headerFile(folder))) return null;
  try {
    return Header.parse(JSON.parse(readFileSync(headerFile(folder), 'utf8')));
  } catch (error) {
    throw new AppError('key_missing', {}, error);
  }
}

function readKeyFile(file: string, mayCreate: boolean): Uint8Array {
  if (!existsSync(file)) {
    if (!mayCreate) throw new AppError('key_missing');
    writeFileSync(file, randomBytes(KEY_BYTES).toString('hex'), { mode: 0o600, flag: 'wx', flush: true });
  }
  const text = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(text)) throw new AppError('key_wrong');
  return Buffer.from(text, 'hex');
}

function masterKey(source: KeySource, mayCreate: boolean): Uint8Array | null {
  if (source.kind === 'none') return null;
  const key = source.kind === 'host' ? source.key : readKeyFile(source.file, mayCreate);
  if (key.length !== KEY_BYTES) throw new AppError('key_wrong');
  return key;
}

/** The key of each file, derived from the master key (HKDF-SHA-256, RFC 5869), so that no two files share one. */
export type FileKeys = Readonly<Record<FileRole, FileKey>>;

const derive = (master: Uint8Array, role: FileRole): string =>
  `x'${Buffer.from(hkdfSync('sha256', master, '', `regional-sales-workstation/${role}`, KEY_BYTES)).toString('hex')}'`;

/**
 * The keys of a folder's files. The first call for a folder settles whether they are encrypted.
 * @throws AppError key_missing when the files are encrypted and there is no key, key_wrong when it is another one
 */
export function unlockKeys(source: KeySource, folder: string): FileKeys {
  const header = readHeader(folder);
  const master = masterKey(source, header === null);
  if (header === null) {
    const check = master === null ? '' : checkOf(master).toString('hex');
    const text = JSON.stringify({ cipher: master === null ? 'none' : 'chacha20', check });
    writeFileSync(headerFile(folder), text, { mode: 0o600, flush: true });
  } else if ((header.cipher === 'none') !== (master === null)) {
    throw new AppError(master === null ? 'key_missing' : 'key_wrong');
  } else if (master !== null) {
    const known = Buffer.from(header.check, 'hex');
    const given = checkOf(master);
    if (known.length !== given.length || !timingSafeEqual(known, given)) throw new AppError('key_wrong');
  }
  if (master === null) return { replica: null, local: null };
  return { replica: derive(master, 'replica'), local: derive(master, 'local') };
}

/** Destroys the key wherever it is kept: what was encrypted with it is lost, backups included. */
export function destroyKeys(source: KeySource, folder: string): void {
  if (source.kind === 'file') rmSync(source.file, { force: true });
  if (source.kind === 'host') source.forget?.();
  rmSync(headerFile(folder), { force: true });
}
