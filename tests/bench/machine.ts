import { execFileSync } from 'node:child_process';
import { cpus, platform, release, totalmem } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { findBrowser } from '../../electron/launcher/browsers.mjs';
import type { Conditions } from './report.ts';

const LOOK_MS = 1000;

const versionOf = (program: string): string =>
  execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** What the figures depend on besides the code. */
export function conditionsOf(): Conditions {
  const chromium = findBrowser();
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.version,
    chromium: chromium === undefined ? null : versionOf(chromium),
  };
}

function spentTimes(): { readonly idle: number; readonly all: number } {
  let idle = 0;
  let all = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.idle + times.user + times.nice + times.sys + times.irq;
  }
  return { idle, all };
}

/** Share of the processors that others use while this program rests, 0 to 1. */
export async function othersBusy(): Promise<number> {
  const before = spentTimes();
  await pause(LOOK_MS);
  const after = spentTimes();
  return 1 - (after.idle - before.idle) / Math.max(1, after.all - before.all);
}
