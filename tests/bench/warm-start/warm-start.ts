import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { launchBrowser } from '../browser.ts';
import type { BenchHeadOffice } from '../head-office/head-office.ts';
import { type Measured, ratioGoal, side } from '../report.ts';

const LAUNCHER = join(import.meta.dirname, '..', '..', '..', 'electron', 'launcher', 'start.mjs');
const VIEWPORT = { width: 1440, height: 900 };
/** A figure in the dashboard, a row in the ledger and a flow beside the map. */
const LINKED_VIEW = ['[data-kpi="net_sales"]', '.ag-row', '.flows li'];
const PATIENCE_MS = 600_000;

async function entranceOf(launcher: ChildProcess): Promise<string> {
  if (launcher.stdout === null) throw new Error('the launcher has no output');
  for await (const line of createInterface({ input: launcher.stdout })) {
    const entrance = /^workstation: (http\S+)/.exec(line)?.[1];
    if (entrance !== undefined) return entrance;
  }
  throw new Error('the launcher ended before it had an address');
}

/** From the start of the launcher to the linked view in a browser that is started for it, in milliseconds. */
async function timeStart(args: readonly string[]): Promise<number> {
  const begun = performance.now();
  const launcher = spawn(process.execPath, [LAUNCHER, '--no-open', '--shell', 'browser', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(launcher, 'exit');
  try {
    const entrance = await entranceOf(launcher);
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: VIEWPORT });
      await page.goto(entrance);
      for (const selector of LINKED_VIEW) await page.locator(selector).first().waitFor({ timeout: PATIENCE_MS });
      return performance.now() - begun;
    } finally {
      await browser.close();
    }
  } finally {
    launcher.kill('SIGINT');
    await ended;
  }
}

/** The same browser, started and drawing a page with nothing on it. */
async function timeBlankPage(): Promise<number> {
  const begun = performance.now();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: VIEWPORT });
    await page.goto('about:blank');
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    return performance.now() - begun;
  } finally {
    await browser.close();
  }
}

/** `npm start` on a laptop that was used before, against a blank page; the very first start is reported beside it. */
export async function warmStart(headOffice: BenchHeadOffice, laptop: string, runs: number): Promise<Measured> {
  const elsewhere = ['--data', laptop, '--demo', 'none', '--head-office', headOffice.address];
  const demo = mkdtempSync(join(tmpdir(), 'rsw-bench-start-'));
  const withDemo = ['--data', demo, '--demo', 'small'];
  const times = { warm: [] as number[], demo: [] as number[], blank: [] as number[] };
  try {
    // Builds the screen when it must, so that no run does.
    await timeStart(elsewhere);
    const cold = await timeStart(withDemo);
    for (let run = 0; run < runs; run++) {
      times.warm.push(await timeStart(elsewhere));
      times.blank.push(await timeBlankPage());
      times.demo.push(await timeStart(withDemo));
    }
    const warm = side('warm start, this company', 'ms', times.warm);
    const blank = side('blank page', 'ms', times.blank);
    return {
      question: 'How long does a start on an existing laptop take until all three panes show figures?',
      sizes: { runs },
      sides: [
        warm,
        blank,
        side('warm start, small demo and its head office', 'ms', times.demo),
        side('cold start, small demo founded and synced', 'ms', [cold]),
      ],
      goal: ratioGoal(warm, blank, 'at most', 3),
      equal: 'nothing to compare: a blank page shows nothing',
      notes: ['both times hold the start of the browser; installing and building are done before'],
    };
  } finally {
    rmSync(demo, { recursive: true, force: true, maxRetries: 5 });
  }
}
