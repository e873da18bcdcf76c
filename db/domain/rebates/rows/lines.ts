import type { SourceLine } from '../schema/document.ts';
import { INVOICE_TAX_SLACK_FEN, LINE_TAX_SLACK_FEN } from '../tax-slack.ts';
import type { OrderDates } from './order-dates.ts';
import type { LineRow } from './source.ts';

const KINDS = { order: 'sale', return: 'return', adjustment: 'price_adjustment' } as const;

/** `-12345` of 100 as `-123.45`: a whole number of the smallest unit as a decimal string, without rounding. */
function decimalOf(units: number, places: number): string {
  const digits = String(Math.abs(units)).padStart(places + 1, '0');
  const text = `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return units < 0 ? `-${text}` : text;
}

/** A hundredth, in parts per million. */
const PERCENT = 10_000;

/**
 * The VAT rate that a line was made at, in parts per million. It says its tax; the rate of its article is that of today, so
 * another whole percent that fits the line better goes before it. Undefined where none fits.
 */
function rateOf({ netFen, taxFen, sku }: LineRow): number | undefined {
  const offBy = (ratePpm: number): number => Math.abs(taxFen - (netFen * ratePpm) / 1_000_000);
  if (offBy(sku.vatPpm) <= LINE_TAX_SLACK_FEN) return sku.vatPpm;
  const nearest = netFen === 0 ? 0 : Math.round((100 * taxFen) / netFen) * PERCENT;
  if (nearest >= 0 && nearest <= 100 * PERCENT && offBy(nearest) <= LINE_TAX_SLACK_FEN) return nearest;
  return offBy(sku.vatPpm) <= INVOICE_TAX_SLACK_FEN ? sku.vatPpm : undefined;
}

/**
 * A stored line as the engine takes it. What came back of an order is paid, invoiced and shipped when the order was, so
 * that it takes back what the goods earned, at their rate, from the day on which it is known.
 */
export function sourceLine(row: LineRow, dates: OrderDates): SourceLine {
  const { sku } = row;
  const vatPpm = rateOf(row);
  return {
    id: row.id,
    dealer: row.dealerId,
    date: row.date,
    kind: KINDS[row.kind],
    net: decimalOf(row.netFen, 2),
    gross: decimalOf(row.netFen + row.taxFen, 2),
    ...(vatPpm === undefined ? {} : { vatPpm }),
    // A price adjustment moves money, not goods.
    ...(row.kind === 'adjustment' ? {} : { quantity: decimalOf(row.quantityMilli, 3), unit: sku.baseUnit }),
    document: row.orderCode,
    sku: sku.id,
    brand: sku.brandId,
    category: sku.categoryId,
    productLine: sku.productLineId,
    ...dates,
    ...(row.cancelledOn === null ? {} : { cancelledOn: row.cancelledOn }),
  };
}
