import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { AppError } from '../../db/contract/errors.ts';

/** What the shell was started with. */
export interface LaunchOptions {
  /** Folder of everything this laptop keeps; absent means the system's place for it. */
  readonly data?: string;
  readonly headOffice?: string;
}

const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** Reads the arguments; those that Chromium understands are passed over. */
export function readLaunchOptions(args: readonly string[]): LaunchOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: { data: { type: 'string' }, 'head-office': { type: 'string' } },
  });
  const { data, 'head-office': headOffice } = values;
  return {
    ...(typeof data === 'string' && data !== '' ? { data: resolve(data) } : {}),
    ...(typeof headOffice === 'string' && isWebAddress(headOffice) ? { headOffice } : {}),
  };
}

/**
 * Makes a folder of the laptop's files, for its user alone.
 * @throws AppError disk_full, folder_unwritable
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    throw new AppError(isFull ? 'disk_full' : 'folder_unwritable', {}, error);
  }
}

const Secrets = z.object({ enrolmentCode: z.string().optional() });

/** What is used of Node's process: the pipe to `npm start`. */
export interface LauncherPipe {
  readonly connected: boolean;
  send?(message: object): unknown;
  once(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
}

/**
 * Listens to the launcher, when there is one: its first message holds what must not stand in the arguments; `stop`, and
 * its end, call `quit`. Without a launcher there are no secrets.
 */
export async function followLauncher(pipe: LauncherPipe, quit: () => void): Promise<z.infer<typeof Secrets>> {
  if (!pipe.connected) return {};
  const first = new Promise<unknown>((resolveFirst) => pipe.once('message', resolveFirst));
  pipe.on('message', (message) => message === 'stop' && quit());
  pipe.on('disconnect', quit);
  return Secrets.parse(await first);
}

/** Tells the launcher, when there is one. */
export function tellLauncher(pipe: LauncherPipe, message: { readonly kind: 'ready' }): void {
  if (pipe.connected) pipe.send?.(message);
}
