import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from '@playwright/test';
import { reopenBrowser } from '../browser.ts';

const LAUNCHER = join(import.meta.dirname, '..', '..', '..', 'electron', 'launcher', 'start.mjs');
/** A figure in the dashboard, a row in the ledger and a flow beside the map. */
const LINKED_VIEW = ['[data-kpi="net_sales"]', '.ag-row', '.flow-list li'];
const PATIENCE_MS = 600_000;

async function entranceOf(launcher: ChildProcess): Promise<string> {
  if (launcher.stdout === null) throw new Error('the launcher has no output');
  for await (const line of createInterface({ input: launcher.stdout })) {
    const entrance = /^workstation: (http\S+)/.exec(line)?.[1];
    if (entrance !== undefined) return entrance;
  }
  throw new Error('the launcher ended before it had an address');
}

/**
 * Starts the launcher on a data folder, opens its address in a browser that keeps what it has there, as the launcher's own
 * window does, and, once the linked view has figures, uses it.
 */
export async function inLinkedView<T>(
  data: string,
  args: readonly string[],
  use: (page: Page) => T | Promise<T>,
): Promise<T> {
  const launcher = spawn(process.execPath, [LAUNCHER, '--no-open', '--shell', 'browser', '--data', data, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(launcher, 'exit');
  try {
    const entrance = await entranceOf(launcher);
    const browser = await reopenBrowser(join(data, 'browser'));
    try {
      const page = await browser.newPage();
      await page.goto(entrance);
      for (const selector of LINKED_VIEW) await page.locator(selector).first().waitFor({ timeout: PATIENCE_MS });
      return await use(page);
    } finally {
      await browser.close();
    }
  } finally {
    launcher.kill('SIGINT');
    await ended;
  }
}
