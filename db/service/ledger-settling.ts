import type { z } from 'zod';
import type { ledger } from '../contract/ledger.ts';
import type { VatShare } from '../domain/ledger/bodies.ts';
import { vatShares } from '../domain/ledger/red-invoice.ts';
import { parseDecimal, roundTo } from '../domain/money/rational.ts';
import { readOffsetOrders, readPeriods, readTaxBases, type StoredPeriod } from '../store/ledger.ts';
import type { GroupResult } from '../store/rebate-calculation.ts';
import { readReplica, type ServiceParts } from './parts.ts';
import { rebateResults } from './rebate-results.ts';

const ORDERS_LIMIT = 50;

type Asked = z.output<typeof ledger.getVatShares.input>['lines'][number];
type Shares = z.input<typeof ledger.getVatShares.output>['lines'];

/**
 * How amounts that are to be settled are taxed: as the goods that earned them, rate by rate, to the 分. Null where no
 * goods earned the amount (a guarantee, what was taken over): then somebody has to say.
 * @throws AppError cancelled, replica_corrupt
 */
export async function vatSharesOf(parts: ServiceParts, lines: readonly Asked[], signal: AbortSignal): Promise<Shares> {
  const { periods, bases } = readReplica(parts, (replica) => ({
    periods: new Map(readPeriods(replica).map((period) => [period.code, period])),
    bases: readTaxBases(replica),
  }));
  const last = [...periods.values()].at(-1)?.ends_on ?? '';
  const lastDay = (await parts.analytics.current()).lastDay;
  const asOf = lastDay === null ? last : new Date(lastDay * 86_400_000).toISOString().slice(0, 10);
  const dealerIds = [...new Set(lines.map(({ dealerId }) => dealerId))];
  const groups = await rebateResults(parts, { dealerIds, asOf, detail: 'lines' }, { signal });
  return lines.map((line) => {
    const period = periods.get(line.periodCode);
    const earned = period === undefined ? [] : earnedByRate(groups, line, period);
    const total = earned.reduce((sum, { amountFen }) => sum + amountFen, 0);
    return {
      ...line,
      taxBasis: bases.get(line.agreementId) ?? 'net',
      vat: total === 0 ? null : vatShares(line.amountFen, earned),
    };
  });
}

/** What the lines of each rate earned of an agreement in a period of the ledger. */
function earnedByRate(groups: readonly GroupResult[], line: Asked, period: StoredPeriod): VatShare[] {
  return groups.flatMap((group) => {
    if (group.state !== 'calculated' || group.lines === null) return [];
    const { document, run } = group.lines;
    const rates = new Map(document.lines.map(({ id, vatPpm }) => [id, vatPpm ?? 0]));
    return run.results
      .filter(({ agreement, unit, period: { to } }) => {
        const isIn = period.starts_on < to && to <= period.ends_on;
        return agreement === line.agreementId && unit === 'money' && isIn;
      })
      .flatMap((result) => result.lines)
      .filter(({ dealer }) => dealer === line.dealerId)
      .map(({ line: id, allocated }) => ({
        ratePpm: rates.get(id) ?? 0,
        amountFen: Number(roundTo(parseDecimal(allocated), 2, 'HALF_UP')),
      }))
      .filter(({ amountFen }) => amountFen !== 0);
  });
}

/** Orders of a dealer that a rebate may be set off on, newest first; amounts with tax. */
export const offsetOrdersOf = (
  parts: ServiceParts,
  dealerId: string,
): z.input<typeof ledger.getOffsetOrders.output>['orders'] =>
  readReplica(parts, (replica) => readOffsetOrders(replica, dealerId, ORDERS_LIMIT)).map((order) => ({
    id: order.order_id,
    orderedOn: order.ordered_on,
    grossFen: order.gross_fen,
  }));
