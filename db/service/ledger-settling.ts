import type { z } from 'zod';
import type { ledger } from '../contract/ledger.ts';
import type { VatShare } from '../domain/ledger/bodies.ts';
import { earnedShares, isTaxed } from '../domain/ledger/earned-shares.ts';
import { vatShares } from '../domain/ledger/red-invoice.ts';
import { readOffsetOrders, readPeriods, readPosted, readTaxBases, type StoredPeriod } from '../store/ledger.ts';
import type { GroupResult } from '../store/rebate-calculation.ts';
import { readReplica, type ServiceParts } from './parts.ts';
import { rebateResults } from './rebate-results.ts';

const ORDERS_LIMIT = 50;

type Asked = z.output<typeof ledger.getVatShares.input>['lines'][number];
type Shares = z.input<typeof ledger.getVatShares.output>['lines'];

/**
 * How amounts that are to be settled are taxed: as the goods that earned them, rate by rate, to the 分. Null where no
 * goods earned the amount (a guarantee, what was taken over), or goods whose rate is not known: then somebody has to say.
 * @throws AppError cancelled, replica_corrupt
 */
export async function vatSharesOf(parts: ServiceParts, lines: readonly Asked[], signal: AbortSignal): Promise<Shares> {
  const { periods, bases, taxed } = readReplica(parts, (replica) => ({
    periods: new Map(readPeriods(replica).map((period) => [period.code, period])),
    bases: readTaxBases(replica),
    taxed: lines.map((line) => isTaxed(readPosted(replica, { ...line, regionIds: null }))),
  }));
  const last = [...periods.values()].at(-1)?.ends_on ?? '';
  const lastDay = (await parts.analytics.current()).lastDay;
  const asOf = lastDay === null ? last : new Date(lastDay * 86_400_000).toISOString().slice(0, 10);
  const dealerIds = [...new Set(lines.map(({ dealerId }) => dealerId))];
  const groups = await rebateResults(parts, { dealerIds, asOf, detail: 'lines' }, { signal });
  return lines.map((line, at) => {
    const period = periods.get(line.periodCode);
    const earned = period === undefined ? [] : earnedOf(groups, line, period);
    const total = earned.reduce((sum, { amountFen }) => sum + amountFen, 0);
    return {
      ...line,
      taxBasis: bases.get(line.agreementId) ?? 'net',
      vat: total === 0 ? null : vatShares(line.amountFen, earned),
      isTaxed: taxed[at] ?? false,
    };
  });
}

/** What the lines of each rate earned; nothing where the rate of one of them is not known. */
function earnedOf(groups: readonly GroupResult[], line: Asked, { starts_on, ends_on }: StoredPeriod): VatShare[] {
  const days = { startsOn: starts_on, endsOn: ends_on };
  const all = groups.flatMap((group) => {
    if (group.state !== 'calculated' || group.lines === null) return [];
    const { document, run } = group.lines;
    return [earnedShares(run.results, document.lines, line, days)];
  });
  return all.includes(null) ? [] : all.flatMap((shares) => shares ?? []);
}

/** Orders of a dealer that a rebate may be set off on, newest first; amounts with tax. */
export const offsetOrdersOf = (
  parts: ServiceParts,
  dealerId: string,
): z.input<typeof ledger.getOffsetOrders.output>['orders'] =>
  readReplica(parts, (replica) => readOffsetOrders(replica, dealerId, ORDERS_LIMIT)).map((order) => ({
    id: order.order_id,
    code: order.order_code,
    orderedOn: order.ordered_on,
    grossFen: order.gross_fen,
  }));
