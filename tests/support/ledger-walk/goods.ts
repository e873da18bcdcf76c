import { calculateOutcomes } from '../../../db/domain/rebates/calculate.ts';
import { documentOf } from '../../../db/domain/rebates/rows/document.ts';
import { groupsOf, knownAgreements } from '../../../db/domain/rebates/rows/groups.ts';
import { positionsOf } from '../../../db/domain/rebates/rows/positions.ts';
import type { TradeRows } from '../../../db/domain/rebates/rows/source.ts';
import { readRebateBook, readTrade } from '../../../db/headoffice/rebate-rows.ts';
import { type Key, type Life, today } from './life.ts';

/** An order that goods of a case came from. */
export interface SoldGoods {
  readonly dealerId: string;
  readonly orderId: string;
}

/** What agreements give for a key with some goods and without them, in 分. */
export interface Earned extends Key {
  readonly withFen: number;
  readonly withoutFen: number;
}

/**
 * What an order earned its dealer, by key, where it earned anything: what his agreements give with it, and as if it had
 * never been; in 分. Told from whole orders, not from codes and lots as the product tells it. An order that was cancelled,
 * or came back, earns nothing any more.
 */
export async function earnedBy(
  { database }: Pick<Life, 'database'>,
  { dealerId, orderId }: SoldGoods,
): Promise<readonly Earned[]> {
  const { agreements, versions, periods } = await readRebateBook(database);
  const group = groupsOf(knownAgreements(agreements, versions, today())).find((one) =>
    one.dealerIds.includes(dealerId),
  );
  if (group === undefined) return [];
  const trade = await readTrade(database, group.dealerIds);
  const own = trade.lines.filter((line) => line.orderId === orderId);
  if (own.some(({ kind, cancelledOn }) => kind === 'return' || cancelledOn !== null)) return [];
  const duesOf = (rows: TradeRows) =>
    positionsOf(calculateOutcomes(documentOf(group, rows, today()).document), [], periods, today()).dues;
  const without = duesOf({ ...trade, lines: trade.lines.filter((line) => line.orderId !== orderId) });
  return duesOf(trade).flatMap(({ agreementId, periodCode, payableFen: withFen, dealerId: payee }) => {
    const other = without.find((due) => due.agreementId === agreementId && due.periodCode === periodCode);
    const withoutFen = other?.payableFen ?? 0;
    if (periodCode === null || payee !== dealerId || withFen === withoutFen) return [];
    return [{ agreementId, dealerId, periodCode, withFen, withoutFen }];
  });
}
