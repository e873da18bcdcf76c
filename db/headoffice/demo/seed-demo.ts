import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../contract/errors.ts';
import type { HeadOfficeDatabase, Queryable } from '../database.ts';
import { bulkLoad } from '../sequencer.ts';
import { openFromOn } from '../upkeep.ts';
import { agree } from './agreements.ts';
import { dayOf, demandOf, instantOf, isoInstant } from './calendar.ts';
import { type DemoCase, plantCases } from './cases.ts';
import { type Dealer, foundDealers, foundTerminals } from './dealers.ts';
import { fillFunnel } from './funnel.ts';
import { keepLedger } from './ledger.ts';
import { foundOrganisation, type Organisation } from './organisation.ts';
import { type Draft, postingsOf } from './postings.ts';
import { createRandom, type Random } from './random.ts';
import { type Trade, trade, YEAR_FEN } from './sales.ts';
import { type DemoTable, Rows } from './tables.ts';
import { chooseDiverters, type Planted, type ShippedCode, ship } from './trace.ts';

export type DemoSize = 'small' | 'full';
const SIZES = {
  small: { orderLines: 30_000, linesPerOrder: 2, scans: 40_000, agreements: 2 },
  full: { orderLines: 636_000, linesPerOrder: 5, scans: 1_040_000, agreements: 5 },
} as const;
/** Three years of history. */
const HISTORY_DAYS = 1096;
/** Dealers whose rows are held in memory at a time. */
const BATCH = 40;
/** One dealer in so many brings goods back after the rebate on them was paid out. */
const LATE_RETURN_OF = 60;

export interface DemoOptions {
  readonly size: DemoSize;
  readonly seed: number;
  /** Last day of the data, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly onProgress?: (done: number, total: number, what: string) => void;
  readonly signal?: AbortSignal;
  /** Sees every byte that is loaded, in order. */
  readonly onText?: (text: string) => void;
}

export interface DemoResult {
  readonly counts: Readonly<Partial<Record<DemoTable, number>>>;
  /** Which scans are diversion. For tests only; nowhere in the database. */
  readonly planted: readonly Planted[];
  /** What else was planted. For tests only, too. */
  readonly cases: readonly DemoCase[];
}

/** Monthly targets, region by region and dealer by dealer: last year's season with a little ambition. */
function setTargets(
  rows: Rows,
  random: Random,
  org: Organisation,
  dealers: readonly Dealer[],
  shares: ReadonlyMap<string, number>,
  from: number,
  asOf: number,
): void {
  const months: { readonly first: string; readonly demand: number }[] = [];
  for (
    const at = new Date(from * 86_400_000);
    at.getTime() <= (asOf + 31) * 86_400_000;
    at.setUTCMonth(at.getUTCMonth() + 1, 1)
  ) {
    const first = `${at.toISOString().slice(0, 7)}-01`;
    let demand = 0;
    for (let day = dayOf(first); new Date(day * 86_400_000).getUTCMonth() === at.getUTCMonth(); day += 1)
      demand += demandOf(day);
    months.push({ first, demand });
  }
  const yearDemand = months.slice(-13, -1).reduce((sum, { demand }) => sum + demand, 0);
  const believed = isoInstant(instantOf(from - 20, 9));
  const set = (region: string, dealer: string | null, share: number): void => {
    const ambition = 0.94 + random.next() * 0.16;
    for (const { first, demand } of months) {
      const value = Math.round((YEAR_FEN * share * ambition * demand) / yearDemand / 1_000_000) * 1_000_000;
      rows.add('target', random.id(instantOf(from - 20, 9)), region, dealer, 'net_sales', first, value, believed);
    }
  };
  for (const home of org.cities) {
    const local = dealers.filter((dealer) => dealer.home === home);
    set(
      home.id,
      null,
      local.reduce((sum, dealer) => sum + (shares.get(dealer.id) ?? 0), 0),
    );
  }
  for (const dealer of dealers) if (dealer.class === 'A') set(dealer.home.id, dealer.id, shares.get(dealer.id) ?? 0);
}

async function load(tx: Queryable, options: DemoOptions): Promise<DemoResult> {
  const { size, seed, onProgress, onText } = options;
  const plan = SIZES[size];
  const random = createRandom(seed);
  // What is planted takes its numbers from here, so that planting one thing more changes nothing else.
  const aside = createRandom(seed ^ 0x0a51de);
  // What agreements say and what is posted for them, too: other terms leave trade and scans as they are.
  const deals = createRandom(seed ^ 0x0dea15);
  const rows = new Rows();
  const asOf = dayOf(options.asOf);
  const from = asOf - HISTORY_DAYS + 1;
  const org = foundOrganisation(rows, random);
  const dealers = foundDealers(rows, random, aside, org, from, asOf);
  const terminals = foundTerminals(rows, random, org);
  const active = dealers.filter((dealer) => dealer.closed === null || dealer.closed > from);
  const weight = active.reduce((sum, dealer) => sum + dealer.weight, 0);
  const shares = new Map(active.map((dealer) => [dealer.id, dealer.weight / weight]));
  setTargets(rows, random, org, dealers, shares, from, asOf);
  fillFunnel(rows, random, org, dealers, from, asOf);
  await rows.flush(tx, onText);

  const diverters = chooseDiverters(random, org, dealers);
  const divertedDealers = new Set(diverters.map((one) => one.dealer.id));
  const drafts: Draft[] = [];
  let agreements = 0;
  const planted: Planted[] = [];
  const trades = new Map<Dealer, Trade>();
  const shipped = new Map<Dealer, ShippedCode>();
  const signedLate: { readonly agreementId: string; readonly day: number }[] = [];
  const year = options.asOf.slice(0, 4);
  const late = { from: dayOf(`${year}-01-01`), to: dayOf(`${year}-04-01`), day: asOf - 38 };
  const signer = dealers.find((one) => one.class === 'C' && one.opened < from && one.closed === null);
  for (const [n, dealer] of dealers.entries()) {
    const share = shares.get(dealer.id) ?? 0;
    // Large dealers order more often, and in larger lines.
    const orderShare = (share + 1 / dealers.length) / 2;
    const { traded, source } = trade(rows, random, {
      org, dealer, shareOfSales: share, from, asOf, lines: plan.orderLines * orderShare, linesPerOrder: plan.linesPerOrder,
      lateReturn: dealer.no % LATE_RETURN_OF === 0 ? late : null, aside,
    }); // biome-ignore format: one call
    const diverter = diverters.find((one) => one.dealer === dealer);
    const scans = Math.round(plan.scans * orderShare);
    const seen = ship(rows, random, { org, dealer, trade: traded, terminals, diverter, asOf, scans });
    planted.push(...seen.planted);
    trades.set(dealer, traded);
    if (seen.last !== null) shipped.set(dealer, seen.last);
    const signsLate = dealer === signer;
    const count = random.int(1, plan.agreements);
    const agreed = agree(rows, random, {
      org, dealer, trade: traded, firstNo: agreements + 1, asOf, count, signsLate, deals,
    }); // biome-ignore format: one call
    agreements += count;
    if (signsLate) {
      for (const { agreement, versions } of agreed) {
        const signedOn = versions.at(-1)?.signedOn;
        if (signedOn !== undefined) signedLate.push({ agreementId: agreement.id, day: dayOf(signedOn) });
      }
    }
    const isDiverted = divertedDealers.has(dealer.id);
    drafts.push(...postingsOf(agreed, source, deals, { dealer, asOf, isDiverted }));
    if ((n + 1) % BATCH === 0 || n + 1 === dealers.length) {
      await rows.flush(tx, onText);
      onProgress?.(n + 1, dealers.length + 1, 'dealers');
      // Lets signals in: an embedded database answers without ever waiting for anything.
      await setImmediate();
      if (options.signal?.aborted === true) throw new AppError('cancelled', {}, options.signal.reason);
    }
  }
  const { closed, settled } = keepLedger(rows, random, { org, drafts, from, asOf });
  const cases = plantCases(rows, aside, {
    org, dealers, terminals, asOf, trades, shipped, settled, signedLate,
  }); // biome-ignore format: one call
  await rows.flush(tx, onText);
  for (const { code, hash } of closed) {
    await tx.query("update ho.period set state = 'closed', closed_hash = $2 where code = $1", [code, hash]);
  }
  await tx.query('update sync.state set open_from = $1', [openFromOn(options.asOf)]);
  onProgress?.(dealers.length + 1, dealers.length + 1, 'sync log');
  return { counts: rows.counts, planted, cases };
}

/**
 * Fills an empty head office with the demo company: a distributor of food ingredients in East China. The same seed,
 * size and day give the same bytes.
 * @throws AppError cancelled, leaving head office empty
 */
export function seedDemo(database: HeadOfficeDatabase, options: DemoOptions): Promise<DemoResult> {
  return bulkLoad(database, (tx) => load(tx, options));
}
