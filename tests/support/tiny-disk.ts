import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const mount = (...args: string[]): boolean => spawnSync('mount', args, { stdio: 'ignore' }).status === 0;
const unmount = (folder: string): boolean => spawnSync('umount', ['-l', folder], { stdio: 'ignore' }).status === 0;

/** Whether this machine lets us mount a file system: Linux as root, and no container that forbids it. */
export const canMount = ((): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'rsw-mount-'));
  const done = mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder) && unmount(folder);
  rmSync(folder, { recursive: true, force: true });
  return done;
})();

export interface TinyDisk {
  readonly folder: string;
  resize(megabytes: number): void;
  /** `ro`: nothing on it can be written. */
  turn(mode: 'ro' | 'rw'): void;
}

/** A file system of its own of some megabytes, gone when the test is over. */
export function tinyDisk(megabytes: number): TinyDisk {
  const folder = mkdtempSync(join(tmpdir(), 'rsw-disk-'));
  const must = (...args: string[]): void => {
    if (!mount(...args)) throw new Error(`mount ${args.join(' ')} failed`);
  };
  must('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder);
  onTestFinished(() => {
    unmount(folder);
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    resize: (size) => must('-o', `remount,size=${size}m`, folder),
    turn: (mode) => must('-o', `remount,${mode}`, folder),
  };
}
