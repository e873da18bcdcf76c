import type { Page } from '@playwright/test';
import type { BenchHeadOffice } from '../head-office/head-office.ts';
import { goal, type Measured, side } from '../report.ts';
import { inLinkedView } from '../warm-start/linked-view.ts';

/** A figure of each pane that a dealer's selection changes: net sales, the totals of the ledger, scans inside. */
const FIGURES = ['[data-kpi="net_sales"]', '.ag-row-pinned', '[data-verdict="inside"]'];
/** Rows of the ledger that are in sight. */
const ROWS = 5;
const UNDO = '.chips .icon-button >> nth=0';

/**
 * Makes the page watch for its next click. What it gives resolves with the milliseconds from that click to the end of the
 * frame in which every pane shows other figures than now.
 */
async function watchPaint(page: Page): Promise<() => Promise<number>> {
  const watch = await page.evaluateHandle((figures) => {
    const texts = (): string[] => figures.map((one) => document.querySelector(one)?.textContent ?? '');
    const before = texts();
    return {
      paint: new Promise<number>((resolve) => {
        let begun = 0;
        const note = (event: Event): void => {
          begun = event.timeStamp;
        };
        document.addEventListener('click', note, { capture: true, once: true });
        const look = (): void => {
          if (begun === 0 || texts().some((text, at) => text === '' || text === before[at])) return;
          seen.disconnect();
          // A frame's callbacks run before it is drawn, a message after it.
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve(performance.now() - begun);
            port2.postMessage(null);
          });
        };
        const seen = new MutationObserver(look);
        seen.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    };
  }, FIGURES);
  return () => watch.evaluate(({ paint }) => paint);
}

/** What a user sees of one selection: the click on a dealer, and the step back, until all panes have drawn. */
export async function selectionPaint(headOffice: BenchHeadOffice, laptop: string, rounds: number): Promise<Measured> {
  const args = ['--demo', 'none', '--head-office', headOffice.address];
  const samples: number[] = [];
  await inLinkedView(laptop, args, async (page) => {
    const time = async (click: () => Promise<void>): Promise<void> => {
      const painted = await watchPaint(page);
      await click();
      samples.push(await painted());
    };
    for (let n = 0; n < rounds * ROWS; n++) {
      const dealer = `.ag-row[row-index="${n % ROWS}"] [col-id="dealerName"]`;
      await time(() => page.locator(dealer).first().click());
      await time(() => page.locator(UNDO).click());
    }
  });
  return {
    question: 'How long does a click take until map, ledger and dashboard have drawn the figures of the selection?',
    sizes: { selections: samples.length },
    sides: [side('from the click to the frame of all panes', 'ms', samples)],
    goal: goal('click to paint, ms', samples, 'at most', 100),
    equal: 'nothing to compare: one page',
    notes: ['the browser draws in software; the figures beside the map count, its tiles follow'],
  };
}
