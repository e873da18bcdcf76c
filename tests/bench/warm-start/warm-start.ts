import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reopenBrowser } from '../browser.ts';
import type { BenchHeadOffice } from '../head-office/head-office.ts';
import { type Measured, ratioGoal, type Side, side } from '../report.ts';
import { inLinkedView } from './linked-view.ts';

/** Starts before a start is warm: a browser keeps compiled programs from the second time that it runs them. */
const FIRST_STARTS = 3;

/** From the start of the launcher to the linked view in a browser that is started for it, in milliseconds. */
async function timeStart(data: string, args: readonly string[]): Promise<number> {
  const begun = performance.now();
  return inLinkedView(data, args, () => performance.now() - begun);
}

/** The same browser with a folder of its own, started and drawing a page with nothing on it. */
async function timeBlankPage(profile: string): Promise<number> {
  const begun = performance.now();
  const browser = await reopenBrowser(profile);
  try {
    const page = await browser.newPage();
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
  const args = ['--demo', 'small'];
  try {
    const cold = await timeStart(data, args);
    const warm: number[] = [];
    for (let run = 0; run < runs; run++) warm.push(await timeStart(data, args));
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
  const args = ['--demo', 'none', '--head-office', headOffice.address];
  const blankProfile = mkdtempSync(join(tmpdir(), 'rsw-bench-blank-'));
  const warm: number[] = [];
  const blank: number[] = [];
  try {
    // Builds the screen when it must, and keeps what laptop and browser keep for their next start.
    for (let first = 0; first < FIRST_STARTS; first++) {
      await timeStart(laptop, args);
      await timeBlankPage(blankProfile);
    }
    for (let run = 0; run < runs; run++) {
      warm.push(await timeStart(laptop, args));
      blank.push(await timeBlankPage(blankProfile));
    }
  } finally {
    rmSync(blankProfile, { recursive: true, force: true, maxRetries: 5 });
  }
  const sides = [side('warm start, this company', 'ms', warm), side('blank page', 'ms', blank)] as const;
  return {
    question: 'How long does a start on an existing laptop take until all three panes show figures?',
    sizes: { runs },
    sides: [...sides, ...(withDemo ? await timeDemo(runs) : [])],
    goal: ratioGoal(...sides, 'at most', 3),
    equal: 'nothing to compare: a blank page shows nothing',
    notes: [
      'all times hold the start of the browser, which keeps its folder from start to start as the product opens it',
      'installing and building are done before',
    ],
  };
}
