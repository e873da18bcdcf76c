import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from '../browser.ts';
import type { BenchHeadOffice } from '../head-office/head-office.ts';
import { type Measured, ratioGoal, type Side, side } from '../report.ts';
import { inLinkedView, VIEWPORT } from './linked-view.ts';

/** From the start of the launcher to the linked view in a browser that is started for it, in milliseconds. */
async function timeStart(args: readonly string[]): Promise<number> {
  const begun = performance.now();
  return inLinkedView(args, () => performance.now() - begun);
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

/** `npm start` with a small demo company and the head office that goes with it: founded, then found again. */
async function timeDemo(runs: number): Promise<Side[]> {
  const data = mkdtempSync(join(tmpdir(), 'rsw-bench-start-'));
  const args = ['--data', data, '--demo', 'small'];
  try {
    const cold = await timeStart(args);
    const warm: number[] = [];
    for (let run = 0; run < runs; run++) warm.push(await timeStart(args));
    return [
      side('warm start, small demo and its head office', 'ms', warm),
      side('cold start, small demo founded and synced', 'ms', [cold]),
    ];
  } finally {
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** `npm start` on a laptop that was used before, against a blank page; the first start of all is reported beside it. */
export async function warmStart(
  headOffice: BenchHeadOffice,
  laptop: string,
  runs: number,
  withDemo: boolean,
): Promise<Measured> {
  const args = ['--data', laptop, '--demo', 'none', '--head-office', headOffice.address];
  // Builds the screen when it must, and keeps what the laptop keeps for its next start.
  await timeStart(args);
  const warm: number[] = [];
  const blank: number[] = [];
  for (let run = 0; run < runs; run++) {
    warm.push(await timeStart(args));
    blank.push(await timeBlankPage());
  }
  const sides = [side('warm start, this company', 'ms', warm), side('blank page', 'ms', blank)] as const;
  return {
    question: 'How long does a start on an existing laptop take until all three panes show figures?',
    sizes: { runs },
    sides: [...sides, ...(withDemo ? await timeDemo(runs) : [])],
    goal: ratioGoal(...sides, 'at most', 3),
    equal: 'nothing to compare: a blank page shows nothing',
    notes: ['all times hold the start of the browser; installing and building are done before'],
  };
}
