import type { SourceLine } from '../schema/document.ts';
import type { OrderDates } from './order-dates.ts';
import type { LineRow } from './source.ts';

const KINDS = { order: 'sale', return: 'return', adjustment: 'price_adjustment' } as const;

/** `-12345` of 100 as `-123.45`: a whole number of the smallest unit as a decimal string, without rounding. */
function decimalOf(units: number, places: number): string {
  const digits = String(Math.abs(units)).padStart(places + 1, '0');
  const text = `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return units < 0 ? `-${text}` : text;
}

/** The VAT rate of an article is that of today: a line made under another one (off by more than 6 分) has only its amounts. */
const hasRate = ({ netFen, taxFen, sku }: LineRow): boolean =>
  Math.abs(taxFen - (netFen * sku.vatPpm) / 1_000_000) <= 6;

/**
 * A stored line as the engine takes it. What came back of an order is paid, invoiced and shipped when the order was, so
 * that it takes back what the goods earned, at their rate, from the day on which it is known.
 */
export function sourceLine(row: LineRow, dates: OrderDates): SourceLine {
  const { sku } = row;
  return {
    id: row.id,
    dealer: row.dealerId,
    date: row.date,
    kind: KINDS[row.kind],
    net: decimalOf(row.netFen, 2),
    gross: decimalOf(row.netFen + row.taxFen, 2),
    ...(hasRate(row) ? { vatPpm: sku.vatPpm } : {}),
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
