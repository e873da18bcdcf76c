import type { Selection } from '../../../db/contract/selection.ts';
import type { Analytics } from '../../../db/store/analytics.ts';
import { goal, type Measured, side } from '../report.ts';
import { percentile } from '../samples.ts';
import type { RunningService } from '../service/service.ts';
import { askDuckDb } from './ask-duckdb.ts';
import { askProduct, assertEqual } from './compare.ts';
import { loadDuckDb } from './load-duckdb.ts';
import { seededSelections } from './selections.ts';

/**
 * How long a click takes until all three panes have their numbers, against DuckDB in this process on the same rows. The
 * product is asked through its channel, so its times hold the way there and back, encoding and validation.
 */
export async function oneSelection(
  service: RunningService,
  analytics: Analytics,
  seed: number,
  selections: number,
  rounds: number,
): Promise<Measured> {
  const db = await loadDuckDb(analytics);
  const chosen = seededSelections(analytics, seed, selections);
  for (const selection of chosen) {
    const shown = await askProduct(service.client, selection);
    assertEqual(shown, await askDuckDb(db, analytics, selection), analytics, selection);
  }
  const product: number[] = [];
  const duckDb: number[] = [];
  const ratios: number[] = [];
  const time = async (ask: () => Promise<unknown>): Promise<number> => {
    const begun = performance.now();
    await ask();
    return performance.now() - begun;
  };
  for (let round = 0; round < rounds; round++) {
    const [ours, theirs] = await oneRound(chosen, {
      product: (selection) => time(() => askProduct(service.client, selection)),
      duckDb: (selection) => time(() => askDuckDb(db, analytics, selection)),
    });
    ratios.push(percentile(ours, 0.95) / percentile(theirs, 0.95));
    product.push(...ours);
    duckDb.push(...theirs);
  }
  db.closeSync();
  return {
    question: 'How long does one selection take until map, ledger and dashboard have their numbers?',
    sizes: {
      scans: analytics.scans.length,
      salesLines: analytics.salesLines.length,
      ledgerEntries: analytics.ledgerEntries.length,
      selections,
      rounds,
    },
    sides: [side('product, through the contract', 'ms', product), side('DuckDB, in process', 'ms', duckDb)],
    goal: goal('p95 of the product / p95 of DuckDB, by round', ratios, 'at most', 1),
    equal: `every number of ${selections} selections but the targets, which DuckDB is spared`,
    notes: [],
  };
}

type Timed = (selection: Selection) => Promise<number>;

async function oneRound(
  chosen: readonly Selection[],
  sides: { readonly product: Timed; readonly duckDb: Timed },
): Promise<readonly [number[], number[]]> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (const [at, selection] of chosen.entries()) {
    // Who goes first changes, so that neither always meets the caches of the other.
    if (at % 2 === 0) ours.push(await sides.product(selection));
    theirs.push(await sides.duckDb(selection));
    if (at % 2 === 1) ours.push(await sides.product(selection));
  }
  return [ours, theirs];
}
