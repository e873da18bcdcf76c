// Goal: the key of the laptop's files is kept by the system or not at all, and is never replaced by one that does not
// fit. Method: a key ring that seals by turning bytes round, real files, and the states a machine can be in.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { forgetDeviceKey, type KeyRing, unlockDeviceKey } from '../../../electron/security/device-key.ts';

class TurningRing implements KeyRing {
  available = true;
  backend = 'gnome_libsecret';
  stale = false;
  locked = false;
  sealings = 0;
  mark = 'v11';
  isAsyncEncryptionAvailable = async () => this.available;
  getSelectedStorageBackend = () => this.backend;
  encryptStringAsync = async (text: string) => {
    this.sealings += 1;
    return Buffer.concat([Buffer.from(this.mark), Buffer.from(text).reverse()]);
  };
  decryptStringAsync = async (sealed: Buffer) => {
    if (this.locked) throw new Error('the key ring is locked');
    return { result: Buffer.from(sealed.subarray(3)).reverse().toString(), shouldReEncrypt: this.stale };
  };
}

let folder: string;
let ring: TurningRing;
const options = (mayCreate = true, platform: NodeJS.Platform = 'linux') => ({
  ring,
  platform,
  mayCreate,
  file: join(folder, 'sealed'),
  openFile: join(folder, 'open'),
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsw-key-'));
  ring = new TurningRing();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

test('the key is made once, sealed, for the user alone', async () => {
  const key = await unlockDeviceKey(options());
  expect(key).toHaveLength(32);
  expect(await unlockDeviceKey(options(false))).toEqual(key);
  expect(readFileSync(join(folder, 'sealed'), 'utf8')).not.toContain(Buffer.from(key ?? []).toString('hex'));
  expect(readdirSync(folder)).toEqual(['sealed']);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'sealed')).mode & 0o777).toBe(0o600);
});

test.each(['basic_text', 'unknown'])('on Linux, %s is not a key ring', async (backend) => {
  ring.backend = backend;
  expect(await unlockDeviceKey(options())).toBeNull();
  expect(await unlockDeviceKey(options(true, 'win32'))).toHaveLength(32);
});

test("on Linux, a seal made with the password in Chromium's source is none, whatever key ring is named", async () => {
  ring.mark = 'v10';
  expect(await unlockDeviceKey(options())).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
  // Elsewhere the mark means the system's own protection.
  expect(await unlockDeviceKey(options(true, 'darwin'))).toHaveLength(32);
});

test('a good seal is not replaced by an open one', async () => {
  const key = await unlockDeviceKey(options());
  const sealed = readFileSync(join(folder, 'sealed'));
  Object.assign(ring, { stale: true, mark: 'v10' });
  expect(await unlockDeviceKey(options())).toEqual(key);
  expect(readFileSync(join(folder, 'sealed'))).toEqual(sealed);
});

test('without a key ring no key is made, and a sealed one stays closed', async () => {
  ring.available = false;
  expect(await unlockDeviceKey(options())).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
  ring.available = true;
  await unlockDeviceKey(options());
  ring.available = false;
  await expect(unlockDeviceKey(options(false))).rejects.toMatchObject({ code: 'key_missing' });
});

test('files that exist get no new key', async () => {
  expect(await unlockDeviceKey(options(false))).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

test('a key ring that does not open the key, and a key that is none, are told apart and left alone', async () => {
  await unlockDeviceKey(options());
  const sealed = readFileSync(join(folder, 'sealed'));
  ring.locked = true;
  await expect(unlockDeviceKey(options())).rejects.toMatchObject({ code: 'key_missing' });
  expect(readFileSync(join(folder, 'sealed'))).toEqual(sealed);
  ring.locked = false;
  writeFileSync(join(folder, 'sealed'), 'damaged');
  await expect(unlockDeviceKey(options())).rejects.toMatchObject({ code: 'key_wrong' });
  expect(readFileSync(join(folder, 'sealed'), 'utf8')).toBe('damaged');
});

test('a key whose seal has aged is sealed anew, and stays the same', async () => {
  const key = await unlockDeviceKey(options());
  ring.stale = true;
  expect(await unlockDeviceKey(options())).toEqual(key);
  expect(ring.sealings).toBe(2);
  ring.stale = false;
  expect(await unlockDeviceKey(options())).toEqual(key);
});

test('a folder that the browser shell made opens with its key', async () => {
  writeFileSync(join(folder, 'open'), `${'ab'.repeat(32)}\n`);
  expect(await unlockDeviceKey(options(false))).toEqual(Buffer.alloc(32, 0xab));
});

test('a forgotten key is gone from the disk', async () => {
  await unlockDeviceKey(options());
  writeFileSync(join(folder, 'open'), 'ab'.repeat(32));
  forgetDeviceKey(options());
  expect(readdirSync(folder)).toEqual([]);
});
