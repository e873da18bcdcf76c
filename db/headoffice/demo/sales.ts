import type {
  AllocationRow, DeliveryRow, InvoiceRow, LineRow, TradeRows,
} from '../../domain/rebates/rows/source.ts'; // biome-ignore format: types in one block
import { createDayPicker, instantOf, isoOf, workingDayFrom } from './calendar.ts';
import { type Dealer, homeOn } from './dealers.ts';
import type { Organisation, Sku } from './organisation.ts';
import type { Random } from './random.ts';
import type { Rows } from './tables.ts';

/** Net sales of the last twelve months, 分: about 320 million yuan. */
export const YEAR_FEN = 32_000_000_000;
const GROWTH = 1.06;
/** Cancelled orders, returns, and dealers who came late or left take about an eighth of what is planned. */
const LOSS = 1.145;

/** What the ledger and the scans need to know of a dealer's trade. */
export interface Trade {
  /** Net sales in 分 by `yyyy-mm` and product line. */
  readonly net: Map<string, Map<string, number>>;
  readonly deliveries: { readonly id: string; readonly day: number; readonly skus: readonly Sku[] }[];
  /** Order lines of the day on which the price of their SKU changed. */
  readonly pricedOnChange: { readonly lineId: string; readonly skuId: string; readonly day: number }[];
  /** A planted return of goods of an earlier quarter. */
  readonly lateReturns: {
    readonly id: string;
    readonly lineId: string;
    readonly ordered: number;
    readonly day: number;
  }[];
}

const priceAt = (sku: Sku, day: number) => {
  const found = sku.prices.findLast((price) => price.from <= day) ?? sku.prices[0];
  if (found === undefined) throw new Error('a SKU without a price');
  return found;
};

const tally = (sums: Map<string, number>, key: string, fen: number): void => {
  sums.set(key, (sums.get(key) ?? 0) + fen);
};

/** 四舍五入 of fen × ppm, on integers. */
const shareOf = (fen: number, ppm: number): number => Math.floor((fen * ppm + 500_000) / 1_000_000);

/** What of a dealer's trade rebates are calculated from, while it is made; held for one dealer at a time. */
export interface Source extends TradeRows {
  readonly lines: LineRow[];
  readonly deliveries: DeliveryRow[];
  readonly invoices: InvoiceRow[];
  readonly allocations: AllocationRow[];
}

const skuRow = ({ id, brandId, categoryId, lineId, unit, vatPpm }: Sku): LineRow['sku'] => ({
  ...{ id, brandId, categoryId, productLineId: lineId, baseUnit: unit, vatPpm },
});

/** One dealer's orders and what follows from them: deliveries, returns, adjustments, invoices, receipts. */
export function trade(
  rows: Rows,
  random: Random,
  options: {
    readonly org: Organisation;
    readonly dealer: Dealer;
    readonly shareOfSales: number;
    readonly from: number;
    readonly asOf: number;
    readonly lines: number;
    readonly linesPerOrder: number;
    /** Goods ordered in [from, to) that come back on `day`, once; `aside` gives the numbers for it. */
    readonly lateReturn: { readonly from: number; readonly to: number; readonly day: number } | null;
    readonly aside: Random;
  },
): { readonly traded: Trade; readonly source: Source } {
  const { org, dealer, from, asOf, lateReturn, aside } = options;
  const result: Trade = { net: new Map(), deliveries: [], pricedOnChange: [], lateReturns: [] };
  const source: Source = { lines: [], deliveries: [], invoices: [], allocations: [] };
  const start = Math.max(from, dealer.opened);
  const end = Math.min(asOf, (dealer.closed ?? asOf + 1) - 1);
  if (end - start < 30) return { traded: result, source };
  const goods = org.skus.filter((sku) => dealer.lines.includes(sku.lineId));
  const pickDay = createDayPicker(start, end, GROWTH);
  const lineCount = Math.max(2, Math.round((options.lines * (end - start)) / (asOf - from)));
  const orders = Math.max(1, Math.round(lineCount / options.linesPerOrder));
  const years = (end - start + 1) / 365.25;
  const lineFen = (YEAR_FEN * LOSS * options.shareOfSales * years * GROWTH ** ((start - asOf) / 730)) / lineCount;
  const regionOn = (day: number): string => homeOn(dealer, day).id;
  const days = Array.from({ length: orders }, () => pickDay(random.next())).sort((a, b) => a - b);

  const count = (row: Omit<LineRow, 'dealerId' | 'sku' | 'cancelledOn'>, sku: Sku): void => {
    const month = row.date.slice(0, 7);
    const byLine = result.net.get(month) ?? new Map<string, number>();
    result.net.set(month, byLine);
    tally(byLine, sku.lineId, row.netFen);
    source.lines.push({ ...row, dealerId: dealer.id, sku: skuRow(sku), cancelledOn: null });
  };

  days.forEach((day, n) => {
    const at = instantOf(day, 9 + random.next() * 8);
    const { id: region, ownerId: seller } = homeOn(dealer, day);
    const orderId = random.id(at);
    const cancelled = random.chance(0.015);
    const code = `SO${isoOf(day).replaceAll('-', '').slice(2)}-${dealer.no}-${n + 1}`;
    rows.add(
      'sales_order', orderId, code, region, dealer.id, seller, isoOf(day), isoOf(workingDayFrom(day + 3)), 'CNY',
      cancelled ? isoOf(day) : null, cancelled ? '客户取消' : null,
    ); // biome-ignore format: one value a column
    const share = n === days.length - 1 ? lineCount - options.linesPerOrder * (orders - 1) : options.linesPerOrder;
    let net = 0;
    let tax = 0;
    const bought: Sku[] = [];
    for (let lineNo = 1; lineNo <= Math.max(1, share); lineNo += 1) {
      const sku = random.pick(goods);
      const { priceFen, costFen } = priceAt(sku, day);
      const wanted = lineFen * (0.35 + random.next() * 1.3);
      const units = Math.max(1, Math.round(wanted / priceFen));
      const netFen = units * priceFen;
      const taxFen = shareOf(netFen, sku.vatPpm);
      const lineId = random.id(at);
      rows.add(
        'order_line', lineId, orderId, region, dealer.id, isoOf(day), lineNo, sku.id, sku.unit, units * 1000, priceFen,
        netFen, taxFen, units * costFen,
      ); // biome-ignore format: one value a column
      if (cancelled) continue;
      net += netFen;
      tax += taxFen;
      bought.push(sku);
      const own = { date: isoOf(day), orderId, orderCode: code, netFen, taxFen };
      count({ ...own, id: lineId, kind: 'order', quantityMilli: units * 1000 }, sku);
      if (sku.prices.some((price, version) => version > 0 && price.from === day))
        result.pricedOnChange.push({ lineId, skuId: sku.id, day });
      const countBack = (id: string, on: number, returned: number, fen: number): void => {
        const backTax = shareOf(fen, sku.vatPpm);
        const back = { netFen: -fen, taxFen: -backTax, quantityMilli: -returned * 1000 };
        count({ ...own, ...back, id, kind: 'return', date: isoOf(on) }, sku);
      };
      const back = day + random.int(5, 40);
      const comesBack = random.chance(0.025) && back <= end;
      const isLate =
        lateReturn !== null &&
        !comesBack &&
        result.lateReturns.length === 0 &&
        lateReturn.from <= day &&
        day < lateReturn.to;
      if (isLate && lateReturn.day <= end) {
        const returned = Math.ceil(units / 2);
        const backNet = returned * priceFen;
        const id = aside.id(instantOf(lateReturn.day, 10));
        rows.add(
          'return_line', id, lineId, regionOn(lateReturn.day), dealer.id, isoOf(lateReturn.day), sku.id, returned * 1000,
          backNet, shareOf(backNet, sku.vatPpm), returned * costFen, 'expiry',
        ); // biome-ignore format: one value a column
        countBack(id, lateReturn.day, returned, backNet);
        result.lateReturns.push({ id, lineId, ordered: day, day: lateReturn.day });
      }
      if (comesBack) {
        const returned = Math.max(1, Math.floor(units * (0.05 + random.next() * 0.9)));
        const backNet = returned * priceFen;
        const reason = random.pick(['quality', 'expiry', 'wrong_goods']);
        const id = random.id(instantOf(back, 10));
        rows.add(
          'return_line', id, lineId, regionOn(back), dealer.id, isoOf(back), sku.id, returned * 1000,
          backNet, shareOf(backNet, sku.vatPpm), returned * costFen, reason,
        ); // biome-ignore format: one value a column
        countBack(id, back, returned, backNet);
      }
      const later = day + random.int(10, 50);
      if (random.chance(0.01) && later <= end) {
        const less = -Math.max(1, Math.floor(netFen * (0.01 + random.next() * 0.04)));
        const taxLess = -shareOf(-less, sku.vatPpm);
        const id = random.id(instantOf(later, 11));
        rows.add(
          'price_adjustment', id, lineId, regionOn(later), dealer.id, isoOf(later), sku.id, less,
          taxLess, 'market_price',
        ); // biome-ignore format: one value a column
        const changed = { netFen: less, taxFen: taxLess, quantityMilli: 0 };
        count({ ...own, ...changed, id, kind: 'adjustment', date: isoOf(later) }, sku);
      }
    }
    if (cancelled) return;
    const deliveredDay = workingDayFrom(day + random.int(1, 4));
    if (deliveredDay > asOf) return;
    const deliveryId = random.id(instantOf(deliveredDay, 15));
    rows.add(
      'delivery',
      deliveryId,
      orderId,
      regionOn(deliveredDay),
      dealer.id,
      isoOf(deliveredDay),
      random.chance(0.93),
      random.chance(0.96),
    );
    result.deliveries.push({ id: deliveryId, day: deliveredDay, skus: bought });
    source.deliveries.push({ orderId, deliveredOn: isoOf(deliveredDay) });
    const dueDay = deliveredDay + dealer.termsDays;
    const invoiceId = random.id(instantOf(deliveredDay, 17));
    rows.add(
      'invoice',
      invoiceId,
      `FP${code.slice(2)}`,
      regionOn(deliveredDay),
      dealer.id,
      orderId,
      isoOf(deliveredDay),
      isoOf(dueDay),
      net,
      tax,
      'CNY',
      null,
    );
    const invoicedOn = isoOf(deliveredDay);
    source.invoices.push({ id: invoiceId, orderId, correctsId: null, invoicedOn, netFen: net, taxFen: tax });
    const roll = random.next();
    const late = roll < 0.72 ? -random.int(0, 10) : roll < 0.95 ? random.int(1, 40) : random.int(60, 150);
    const paidDay = Math.max(deliveredDay, workingDayFrom(dueDay + late));
    if (paidDay > asOf) return;
    const receiptId = random.id(instantOf(paidDay, 14));
    rows.add(
      'receipt',
      receiptId,
      regionOn(paidDay),
      dealer.id,
      isoOf(paidDay),
      net + tax,
      'CNY',
      random.chance(0.8) ? 'bank' : 'draft',
    );
    rows.add(
      'receipt_allocation',
      random.id(instantOf(paidDay, 14)),
      receiptId,
      invoiceId,
      regionOn(paidDay),
      net + tax,
      dealer.id,
      isoOf(paidDay),
    );
    source.allocations.push({ invoiceId, receivedOn: isoOf(paidDay), amountFen: net + tax });
  });
  return { traded: result, source };
}
