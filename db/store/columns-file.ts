import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { Analytics } from './analytics.ts';
import { columns } from './analytics-columns.ts';
import type { FileKey } from './connection.ts';

/**
 * The columns of the last run, kept beside the replica: reading them back takes a tenth of what building them takes.
 *
 * Never trusted: a file of another stamp, with one wrong bit, or of another key counts as none. Encrypted with a key of
 * its own that follows from the replica's (AES-256-GCM), so that it is shredded with it.
 *
 * Layout: magic, length of the head; sealed: the head (stamp, the value with numbers in the place of its typed arrays, kind
 * and length of each); sealed, bound to the head: the arrays. Sealed is nonce, ciphertext, tag.
 */
const MAGIC = Buffer.from('RSWC1\n');
const HEAD_BYTES_MAX = 1 << 28;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PIECE_BYTES = 1 << 20;

const KINDS = {
  Uint8Array: columns.uint8,
  Uint16Array: columns.uint16,
  Uint32Array: columns.uint32,
  Int16Array: columns.int16,
  Float64Array: columns.float64,
} as const;
type Column = ReturnType<(typeof KINDS)[keyof typeof KINDS]>;
interface Head {
  readonly stamp: string;
  readonly value: unknown;
  readonly kinds: readonly { readonly kind: keyof typeof KINDS; readonly length: number }[];
}
const PLACE = '\0column';

export const columnsFileOf = (replicaFile: string): string => `${replicaFile}-columns`;

function cipherKey(key: FileKey): Buffer {
  // A laptop whose files are in the clear keeps this one so too; the tag still tells a damaged file.
  const secret = key === null ? Buffer.alloc(32) : Buffer.from(key.slice(2, -1), 'hex');
  return Buffer.from(hkdfSync('sha256', secret, '', 'regional-sales-workstation/columns', 32));
}

function isColumn(value: unknown): value is Column {
  return ArrayBuffer.isView(value) && Object.hasOwn(KINDS, value.constructor.name);
}

function mapFields(value: unknown, change: (one: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    return change(value);
  }
  if (PLACE in value) return change(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapFields(one, change)]));
}

const bytesOf = (column: Column): Uint8Array => new Uint8Array(column.buffer, column.byteOffset, column.byteLength);

const bytesOfAll = (parts: readonly Column[]): Uint8Array[] => parts.map(bytesOf);

/** Writes `parts` encrypted; gives the tag. */
function seal(handle: number, key: Buffer, bound: Uint8Array, parts: readonly Uint8Array[]): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(bound);
  writeSync(handle, nonce);
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE_BYTES) {
      writeSync(handle, cipher.update(part.subarray(at, at + PIECE_BYTES)));
    }
  }
  cipher.final();
  writeSync(handle, cipher.getAuthTag());
  return cipher.getAuthTag();
}

function readExactly(handle: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (readSync(handle, bytes) !== length) throw new RangeError('the file is cut short');
  return bytes;
}

/** Fills `parts` with what was sealed; gives the tag. @throws when anything was changed: then nothing of it may be used */
function unseal(handle: number, key: Buffer, bound: Uint8Array, parts: readonly Uint8Array[]): Buffer {
  const nonce = readExactly(handle, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(bound);
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE_BYTES) {
      part.set(decipher.update(readExactly(handle, Math.min(PIECE_BYTES, part.length - at))), at);
    }
  }
  const tag = readExactly(handle, TAG_BYTES);
  decipher.setAuthTag(tag).final();
  return tag;
}

/** Writes the columns; whole or not at all. @throws the system's error when it cannot */
export function writeColumns(file: string, key: FileKey, stamp: string, analytics: Analytics): void {
  const arrays: Column[] = [];
  const value = mapFields(analytics, (one) => (isColumn(one) ? { [PLACE]: arrays.push(one) - 1 } : one));
  const kinds = arrays.map((one) => ({ kind: one.constructor.name as keyof typeof KINDS, length: one.length }));
  const head = serialize({ stamp, value, kinds } satisfies Head);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(head.length);
  const unfinished = `${file}-new`;
  const handle = openSync(unfinished, 'w', 0o600);
  try {
    writeSync(handle, MAGIC);
    writeSync(handle, size);
    const tag = seal(handle, cipherKey(key), MAGIC, [head]);
    seal(handle, cipherKey(key), tag, bytesOfAll(arrays));
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
  renameSync(unfinished, file);
}

/** The columns that were kept under this stamp, or null. They get `version`. */
export function readColumns(file: string, key: FileKey, stamp: string, version: number): Analytics | null {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return null;
  }
  try {
    return readOpen(handle, cipherKey(key), stamp, version);
  } catch {
    // Cut short, damaged, or of another key: the columns are built anew.
    return null;
  } finally {
    closeSync(handle);
  }
}

function readOpen(handle: number, key: Buffer, stamp: string, version: number): Analytics | null {
  if (!readExactly(handle, MAGIC.length).equals(MAGIC)) return null;
  const size = readExactly(handle, 4).readUInt32LE();
  if (size > HEAD_BYTES_MAX) return null;
  const bytes = Buffer.alloc(size);
  const tag = unseal(handle, key, MAGIC, [bytes]);
  const head = deserialize(bytes) as Head;
  if (head.stamp !== stamp) return null;
  const arrays = head.kinds.map(({ kind, length }): Column => KINDS[kind](length));
  unseal(handle, key, tag, bytesOfAll(arrays));
  const analytics = mapFields(head.value, (one) =>
    typeof one === 'object' && one !== null && PLACE in one ? arrays[Number(one[PLACE])] : one,
  ) as Analytics;
  return { ...analytics, version };
}
